import { describe, expect, it } from 'vitest'

import { req } from '@/testing/req'

import { dayState } from './day'

const MINUTE = 60_000
const T0 = 1_795_222_800_000
const theory = { id: 't', batch: 'b', project: 'p', kind: 'theory' as const, t0: T0, end: T0 + 60 * MINUTE, rooms: [], due: 30 }
const practical = { ...theory, id: 'p', kind: 'practical' as const, t0: T0 + 240 * MINUTE, end: T0 + 360 * MINUTE }
const sessions = [theory, practical]

describe('dayState', () => {
  it(req('U-8', 'counts down to the next anchor and marks what is past'), () => {
    const day = dayState(sessions, T0 - 19 * MINUTE)
    expect(day.focus).toMatchObject({ reached: false, anchor: { name: 'entry' } })
    expect(day.rail.map((dot) => `${dot.name}:${dot.state}`)).toEqual([
      'meeting:past', 'waiting:past', 'entry:next', 'opening:later', 'start:later', 'end:later',
    ])
  })
  it('stays at an anchor for five minutes after it was reached', () => {
    const day = dayState(sessions, T0 - 13 * MINUTE)
    expect(day.focus).toMatchObject({ reached: true, anchor: { name: 'entry' } })
    expect(day.rail.find((dot) => dot.state === 'next')?.name).toBe('entry')
  })
  it('moves to the next session after an end', () => {
    expect(dayState(sessions, T0 + 70 * MINUTE).session?.id).toBe('p')
  })
  it('keeps the last session when the day is over', () => {
    const day = dayState(sessions, T0 + 24 * 60 * MINUTE)
    expect(day).toMatchObject({ session: { id: 'p' }, focus: null })
    expect(day.rail.every((dot) => dot.state === 'past')).toBe(true)
  })
  it('is empty without sessions', () => expect(dayState([], T0)).toEqual({ session: null, rail: [], focus: null }))
})
