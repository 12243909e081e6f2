import { describe, expect, it } from 'vitest'

import type { PlainEntry } from '@/core/types'

import { isOpen, leading, ownLast, type Assignment } from './rules'

const HOUR = 3_600_000
const NOON = 1_795_233_600_000

function assignment(event: string, t0: number, more: Partial<Assignment> = {}): Assignment {
  const session = { id: event, batch: '', project: '', kind: 'theory' as const, t0, end: t0 + HOUR, rooms: [], due: 30 }
  return {
    event, number: event, station: { name: '', place: '' }, centre: { name: '', phone: '' }, chief: { name: '', phone: '' },
    batches: [], projects: [], sessions: [session], deadline: t0 + 30 * HOUR, lead: true, practice: false, demo: false,
    reply: 'accept', ready: null, form: null, ...more,
  }
}

function entry(hash: string, at: number, more: Partial<PlainEntry> = {}): PlainEntry {
  return {
    hash, kind: 'staffing.reply', v: 1, journal: 'j', n: null, prev: null, parents: [], happened: { at }, data: {},
    files: [], kid: null, actor: 'me', seq: null, received: null, outcome: 'accepted', own: true, ...more,
  }
}

describe('leading', () => {
  it('is the running one', () => {
    const all = [assignment('later', NOON + HOUR), assignment('now', NOON - 10 * 60_000)]
    expect(leading(all, NOON)?.event).toBe('now')
  })
  it('is the next one before the last one, and never a declined one', () => {
    const all = [
      assignment('declined', NOON + HOUR, { reply: 'decline' }),
      assignment('yesterday', NOON - 24 * HOUR),
      assignment('tomorrow', NOON + 24 * HOUR),
    ]
    expect(leading(all, NOON)?.event).toBe('tomorrow')
  })
  it('is nothing when there is nothing', () => expect(leading([], NOON)).toBeNull())
})

describe('isOpen', () => {
  it('ends a day after the deadline of the form', () => {
    const one = assignment('e', NOON)
    expect(isOpen(one, NOON + 40 * HOUR)).toBe(true)
    expect(isOpen(one, NOON + 60 * HOUR)).toBe(false)
  })
})

describe('ownLast', () => {
  it('is what no later own entry corrects', () => {
    const entries = [
      entry('a', 1),
      entry('b', 2, { parents: ['a'] }),
      entry('c', 3, { actor: 'another' }),
      entry('d', 4, { outcome: 'refused:staffing.reason_missing' }),
    ]
    expect(ownLast(entries, 'staffing.reply', 'me')?.hash).toBe('b')
    expect(ownLast(entries, 'staffing.check', 'me')).toBeNull()
  })
})
