// @vitest-environment node
import { describe, expect, it } from 'vitest'

import { countsOf } from './counts'
import { passIn } from './enrol'
import { index } from './list'
import type { Stay } from './presence'
import { Keyring } from './token'
import type { BadgeRow, Section } from './types'
import { masked } from './words'

const MIN = 60_000
const DAY = Date.UTC(2026, 10, 20, 16) // midnight of 21 November in Shanghai
const T0 = DAY + 9 * 60 * MIN

const row = (badge: string, more: Partial<BadgeRow> = {}): BadgeRow => ({
  badge, code: 'K73M', serial: `MA26-1121-${badge}`, subject: 'person', holder: badge, role: 'invigilator', name: badge, post: '', room: '',
  from: DAY, until: DAY + 24 * 60 * MIN, state: 'issued', reason: '', changed_at: 0, replaced_by: null, photo: null, card_number: '', card_until: '', ...more,
})
const settings = { fresh: 60, old: 240, too_old: 1440, doubt: 720, override_roles: [], code_tries: 3, code_pause: 1, quiet_sessions: true }
const listOf = (...badges: BadgeRow[]) => {
  const section: Section = { settings, gates: [], chief: { name: '', phone: '' }, event: { station: '', sessions: [{ id: 's', kind: 'theory', t0: T0, end: T0 + 90 * MIN }] }, centre: 'c', badges }
  return index('e', section, [], new Keyring([]), { seq: 1, fetchedAt: 0 })
}
const stay = (more: Partial<Stay>): Stay => ({ inside: true, at: T0 - 60 * MIN, gate: null, first: T0 - 60 * MIN, same: null, refused: [], ...more })
const names = (found: { row: BadgeRow }[]): string[] => found.map((one) => one.row.badge)

describe('who is here', () => {
  it('sorts missing, inside and left, and knows who is late: T−45, examiners T−30', () => {
    const list = listOf(row('a'), row('b', { role: 'examiner' }), row('c'), row('d'), row('e'))
    const presence = new Map([
      ['c', stay({})],
      ['d', stay({ first: T0 - 44 * MIN, at: T0 - 44 * MIN })],
      ['e', stay({ inside: false })],
    ])
    const { missing, inside, left } = countsOf(list, 'person', presence, T0 - 40 * MIN)
    expect([names(missing), names(inside), names(left)]).toEqual([['a', 'b'], ['d', 'c'], ['e']])
    expect([...missing, ...inside].map(({ late }) => late)).toEqual([true, false, true, false])
  })
  it('waits for nobody whose badge is withdrawn or holds on another day', () => {
    const list = listOf(row('a', { state: 'revoked' }), row('b', { from: DAY + 48 * 60 * MIN, until: DAY + 72 * 60 * MIN }), row('c', { until: DAY }))
    expect(countsOf(list, 'person', new Map(), T0).missing).toEqual([])
  })
  it('counts a person once, whose badge was issued anew while inside', () => {
    const list = listOf(row('old', { holder: 'x', state: 'replaced' }), row('new', { holder: 'x' }))
    const { missing, inside } = countsOf(list, 'person', new Map([['old', stay({})]]), T0)
    expect([names(missing), names(inside)]).toEqual([[], ['new']])
  })
  it('keeps candidates apart', () => {
    const list = listOf(row('a'), row('k', { subject: 'candidate', role: 'candidate' }))
    expect(names(countsOf(list, 'candidate', new Map(), T0).missing)).toEqual(['k'])
  })
})

describe('a day pass', () => {
  const pass = 'DK1:Y$0 %*+-./:'
  it('is found bare and behind the # of its address', () => {
    expect(passIn(pass)).toBe(pass)
    expect(passIn(`https://dukao.example/gate#${encodeURIComponent(pass)}`)).toBe(pass)
  })
  it.each(['', 'https://dukao.example/gate', 'https://dukao.example/gate#hello', 'https://dukao.example/gate#%E0%A4%A', '🎫', 'K7-3M'])('is not in %j', (text) => expect(passIn(text)).toBeNull())
})

it('masks all of a number but its ends', () => {
  expect(masked('440100199001011234')).toBe('4401**********1234')
  expect(masked('12345678')).toBe('****')
})
