import { readFileSync } from 'node:fs'

import { beforeEach, expect, it } from 'vitest'

import { enrol, JOURNAL, phone, type Tab } from '@/core/testing/phone'
import { Server } from '@/core/testing/server'
import { req } from '@/testing/req'

import { presenceOf } from '../presence'
import type { BadgeRow } from '../types'

const { row } = JSON.parse(readFileSync('../tests/vectors/verdicts.json', 'utf8')) as { row: BadgeRow }
const GATE = '9'.repeat(32)
const people = ['one', 'two', 'three'].map((badge) => ({ ...row, badge }))
let page: Tab

beforeEach(async () => {
  const server = await Server.start()
  page = await phone()
  await enrol(page, server)
})
const scans = async () => (await page.kit.entriesOf(JOURNAL)).filter(({ kind }) => kind === 'badges.scan')

it(req('N1.5-3b', 'a paper list counts from the time written on it, marked as from paper'), async () => {
  const { keepPaper } = await import('./entries')
  await keepPaper(JOURNAL, new Map(people.slice(0, 1).map((one) => [one.badge, one])), GATE, 'in', 1_780_000_000_000)
  const entries = await scans()
  expect(entries.map(({ data }) => data)).toMatchObject([{ badge: 'one', via: 'paper', gate: GATE, direction: 'in', admitted: true, outcome: 'admitted', paper_at: 1_780_000_000_000 }])
  expect(presenceOf(entries).get('one')).toMatchObject({ inside: true, first: 1_780_000_000_000 })
})

it('when storing fails in the middle, pressing again doubles nobody', async () => {
  const { keepPaper } = await import('./entries')
  const left = new Map(people.map((one) => [one.badge, one]))
  const put = IDBObjectStore.prototype.put
  let writes = 0
  IDBObjectStore.prototype.put = function (...given) {
    if (this.name === 'outbox' && ++writes > 2) throw new DOMException('full', 'QuotaExceededError')
    return put.apply(this, given)
  }
  await expect(keepPaper(JOURNAL, left, GATE, 'in', 1_780_000_000_000)).rejects.toThrow()
  IDBObjectStore.prototype.put = put
  await keepPaper(JOURNAL, left, GATE, 'in', 1_780_000_000_000)
  expect(left.size).toBe(0)
  expect((await scans()).map(({ data }) => data.badge).sort()).toEqual(['one', 'three', 'two'])
})
