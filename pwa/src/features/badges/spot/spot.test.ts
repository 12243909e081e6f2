import { readFileSync } from 'node:fs'

import { beforeEach, describe, expect, it, vi } from 'vitest'

import { canonical } from '@/core/canonical'
import { enrol, phone, type Tab } from '@/core/testing/phone'
import { Server } from '@/core/testing/server'
import { req } from '@/testing/req'

import type { BadgeRow } from '../types'

interface Vectors {
  event: string
  centre: string
  keys: unknown[]
  good: { token: string }[]
}
const vectors = JSON.parse(readFileSync('../tests/vectors/badges.json', 'utf8')) as Vectors
const { row } = JSON.parse(readFileSync('../tests/vectors/verdicts.json', 'utf8')) as { row: BadgeRow }
const TOKEN = vectors.good[0]?.token ?? ''
const EVENT = vectors.event
const NOON = row.from + 12 * 3_600_000
const settings = { fresh: 60, old: 240, too_old: 1440, doubt: 720, override_roles: [], code_tries: 3, code_pause: 1, quiet_sessions: true }

let server: Server
let page: Tab
let spot: ReturnType<typeof import('./spot').useSpot>
let isGood: typeof import('./spot').isGood

async function open(state = 'issued'): Promise<void> {
  const badges = [{ ...row, state }]
  server.journal(EVENT).sections = {
    brief: canonical({ event: EVENT }),
    badges: canonical({ settings, gates: [], chief: { name: '', phone: '' }, event: { station: '' }, centre: vectors.centre, badges }),
  }
  await page.kit.refreshKit(EVENT)
  server.fault = () => 'down'
  const made = await import('./spot')
  isGood = made.isGood
  spot = made.useSpot(EVENT)
  expect(await spot.open()).toBe(true)
}
const sealed = async () => (await page.kit.entriesOf(EVENT)).filter(({ kind }) => kind === 'badges.scan').map(({ data }) => data)

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: NOON })
  server = await Server.start()
  server.time = NOON
  server.moreKeys = vectors.keys
  page = await phone()
  await enrol(page, server)
})

describe('a spot check', () => {
  it(req('N1.6-0', 'is decided on the phone alone, asks for face and card, and is sealed as a check that lets nobody pass'), async () => {
    await open()
    await spot.text(TOKEN, 'qr')
    expect(spot.check.value).toMatchObject({ step: 'photo', found: { outcome: 'admitted', way: 'spot' } })
    void spot.same(true)
    expect(spot.check.value?.step).toBe('card')
    await spot.card(true)
    expect(spot.check.value?.recorded).toBe('saved')
    expect(spot.check.value && isGood(spot.check.value)).toBe(true)
    expect(await sealed()).toMatchObject([{ badge: row.badge, direction: 'spot', admitted: false, outcome: 'admitted', same: true, card: true, gate: null, guard: null }])
  })

  it('with another person’s badge it is not in order, and no more is asked', async () => {
    await open()
    await spot.text(TOKEN, 'qr')
    await spot.same(false)
    expect(spot.check.value && isGood(spot.check.value)).toBe(false)
    expect(await sealed()).toMatchObject([{ same: false, card: null }])
  })

  it('of a revoked badge is recorded at once', async () => {
    await open('revoked')
    await spot.text(TOKEN, 'qr')
    expect(await sealed()).toMatchObject([{ outcome: 'revoked', direction: 'spot', same: null }])
    spot.next()
    await spot.text('https://example.org', 'qr')
    expect((await sealed())[1]).toMatchObject({ outcome: 'unreadable', badge: null })
  })

  it('without a list in the kit says so', async () => {
    server.journal(EVENT).sections = { brief: canonical({ event: EVENT }) }
    await page.kit.refreshKit(EVENT)
    const made = await import('./spot')
    expect(await made.useSpot(EVENT).open()).toBe(false)
  })
})
