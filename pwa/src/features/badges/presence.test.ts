// @vitest-environment node
import { describe, expect, it } from 'vitest'

import type { PlainEntry } from '@/core/types'

import { guardOf, presenceOf, refusals } from './presence'
import type { Scan } from './types'

const ONE = 'AbCdEfGh0_-9'
let made = 0

function scan(at: number, more: Partial<Scan> & { direction?: unknown } = {}, outcome = 'accepted'): PlainEntry {
  made += 1
  const data = { badge: ONE, gate: 'g1', direction: 'in', outcome: 'admitted', admitted: true, same: null, paper_at: null, ...more }
  return { hash: String(made).padStart(64, '0'), kind: 'badges.scan', happened: { at }, data, outcome, parents: [] } as unknown as PlainEntry
}

const shuffled = (entries: PlainEntry[]): PlainEntry[] => entries.map((entry, i) => [((i * 7919) % 13) + i / 100, entry] as const).sort((a, b) => a[0] - b[0]).map(([, entry]) => entry)

describe('who is inside', () => {
  it('follows what the gates saw, in whatever order it is told', () => {
    const entries = [scan(1000, { same: true }), scan(2000, { direction: 'out', gate: 'g2' }), scan(3000), scan(4000, { admitted: false, outcome: 'already_inside' })]
    const stay = { inside: true, at: 3000, gate: 'g1', first: 1000, same: 1000, refused: [4000] }
    for (const order of [entries, [...entries].reverse(), shuffled(entries)]) expect(presenceOf(order).get(ONE)).toEqual(stay)
  })

  it('counts what waits and what is still on this phone, never what was refused', () => {
    expect(presenceOf([scan(1000, {}, 'local')]).get(ONE)?.inside).toBe(true)
    expect(presenceOf([scan(1000, {}, 'waiting:parent')]).get(ONE)?.inside).toBe(true)
    expect(presenceOf([scan(1000, {}, 'refused:scope.object')]).has(ONE)).toBe(false)
  })

  it('moves nobody by a spot check, nor by a code that names no badge', () => {
    expect(presenceOf([scan(1000), scan(2000, { direction: 'spot' as never, admitted: false }), scan(3000, { badge: null })])).toEqual(presenceOf([{ ...scan(1000), hash: '0' }]))
  })

  it('puts an entry made from paper where it happened', () => {
    expect(presenceOf([scan(9000, { direction: 'in', paper_at: 1000 }), scan(2000, { direction: 'out' })]).get(ONE)).toMatchObject({ inside: false, first: 1000 })
  })

  it('forgets refusals after ten minutes', () => {
    const stay = presenceOf([scan(0, { admitted: false }), scan(500_000, { admitted: false })]).get(ONE)
    expect([refusals(stay, 590_000), refusals(stay, 700_000), refusals(undefined, 0)]).toEqual([2, 1, 0])
  })
})

describe('the guard', () => {
  const taken = (at: number, badge: string, gate = 'g1') => ({ ...scan(at), kind: 'badges.guard', data: { gate, badge } }) as PlainEntry
  it('is who took over this gate last', () => {
    expect(guardOf([taken(1, 'first'), taken(3, 'third'), taken(2, 'second'), taken(4, 'elsewhere', 'g2')], 'g1')).toBe('third')
    expect(guardOf([], 'g1')).toBeNull()
  })
})
