// @vitest-environment node
import { readFileSync } from 'node:fs'

import { describe, expect, it } from 'vitest'

import type { ServerKey } from '@/core/keys'
import { req } from '@/testing/req'

import { index, type List } from './list'
import type { Stay } from './presence'
import { Keyring, type Role } from './token'
import { OUTCOMES, type BadgeRow, type Limits, type Outcome, type Section, type Way } from './types'
import { shownCode } from './shown'
import { normalCode, verdict, verdictOnRow, type View } from './verdict'

interface Case {
  case: string
  /** Name of a token of badges.json, or a text, a typed code, or the row itself. */
  token?: string
  text?: string
  code?: string
  listed?: boolean
  row?: Partial<BadgeRow>
  no_row?: boolean
  no_list?: boolean
  stay?: Stay
  now: number
  doubt?: number
  age: number
  roles?: Role[]
  way: Way
  outcome: Outcome
  tone: string
  asks: string[]
  badge: string | null
}

const vectors = <T>(name: string): T => JSON.parse(readFileSync(new URL(`../../../../tests/vectors/${name}.json`, import.meta.url), 'utf8')) as T
const table = vectors<{ event: string; centre: string; seq: number; limits: Limits; row: BadgeRow; cases: Case[] }>('verdicts')
const badges = vectors<{ keys: ServerKey[]; good: { case: string; token: string }[]; bad: { case: string; token: string }[] }>('badges')
const keys = new Keyring(badges.keys)

function listOf(one: Case): List | null {
  if (one.no_list) return null
  const rows = one.no_row ? [] : [{ ...table.row, ...one.row }]
  const section: Section = { settings: { ...table.limits, doubt: 720, override_roles: ['chief'], code_tries: 3, code_pause: 1, quiet_sessions: true }, gates: [], chief: { name: '', phone: '' }, event: { station: '' }, centre: table.centre, badges: rows }
  return index(table.event, section, [], keys, { seq: table.seq, fetchedAt: one.now - one.age })
}

function viewOf(one: Case): View {
  const presence = new Map(one.stay ? [[table.row.badge, one.stay]] : [])
  const gate = { id: '9'.repeat(32), roles: one.roles ?? null }
  return { list: listOf(one), presence, clock: { now: one.now, doubt: one.doubt ?? 0 }, gate, way: one.way, age: one.age }
}

const tokenOf = (name: string): string => {
  const found = [...badges.good, ...badges.bad].find((row) => row.case === name)
  if (!found) throw new Error(`badges.json has no ${name}`)
  return found.token
}

async function verdictOf(one: Case) {
  const view = viewOf(one)
  if (one.code !== undefined) return verdictOnRow(view.list?.byCode.get(normalCode(one.code) ?? ''), 'code', view)
  if (one.listed) return verdictOnRow(view.list?.byBadge.get(table.row.badge), 'list', view)
  return verdict(one.text ?? tokenOf(one.token ?? ''), 'qr', view)
}

describe(req('S-12', 'the verdict of the phone alone'), () => {
  it.each(table.cases)('$case', async (one) => {
    const { outcome, tone, asks, badge } = await verdictOf(one)
    expect({ outcome, tone, asks, badge }).toEqual({ outcome: one.outcome, tone: one.tone, asks: one.asks, badge: one.badge })
  })

  it('has a case for every outcome of the table', () => {
    const named = new Set(table.cases.map(({ outcome }) => outcome))
    expect(OUTCOMES.filter((outcome) => !named.has(outcome))).toEqual([])
  })

  it('is never green or amber for what the table refuses', async () => {
    for (const one of table.cases) {
      const { outcome, tone } = await verdictOf(one)
      if (outcome !== 'admitted' && outcome !== 'not_listed') expect(tone).toBe('c')
    }
  })

  it('counts refusals of the last ten minutes only', async () => {
    const one = table.cases.find(({ outcome }) => outcome === 'revoked') as Case
    const stay: Stay = { inside: false, at: 0, gate: null, first: null, same: null, refused: [one.now - 601_000, one.now - 599_000, one.now - 1] }
    expect(await verdictOf({ ...one, stay })).toMatchObject({ outcome: 'revoked', refused: 2 })
  })
})

describe('a short code', () => {
  it.each([['k7-3m', 'K73M'], [' K7 3M ', 'K73M'], ['K73', null], ['K73O', null], ['K731', null], ['K73MM', null], ['', null], ['Ｋ73M', null]])('%j', (typed, code) =>
    expect(normalCode(typed)).toBe(code),
  )
  it('is shown in two halves', () => expect(shownCode('K73M')).toBe('K7-3M'))
})
