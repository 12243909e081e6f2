import { describe, expect, it } from 'vitest'

import type { Dispatch, Supervisor } from '../types'
import { behind, unchecked } from './ready'

const one = (reply: Supervisor['reply'], ready: boolean | null): Supervisor => ({
  person: 'p', name: '林晓岚', lead: true, reply, reply_reason: '', check: { ready, at: null },
})
const dispatch = (supervisors: Supervisor[], practice = false) =>
  ({ first_day: '2026-11-21', last_day: '2026-11-21', practice, supervisors }) as Dispatch
const noon = Date.parse('2026-11-20T12:00:00+08:00')
const DAY = '2026-11-20'

describe('who is behind before the day', () => {
  it('asks for acceptance at once and for the check from noon of the day before', () => {
    expect(behind(dispatch([one(null, null)]), noon - 1, DAY)).toBe('unaccepted')
    expect(behind(dispatch([one('accepted', null)]), noon - 1, DAY)).toBeNull()
    expect(behind(dispatch([one('accepted', null)]), noon, DAY)).toBe('unchecked')
    expect(behind(dispatch([one('accepted', true)]), noon, DAY)).toBeNull()
  })

  it('counts a failed check as not checked and a declined dispatch as not accepted', () => {
    expect(unchecked(dispatch([one('accepted', false)]), noon)).toHaveLength(1)
    expect(behind(dispatch([one('declined', true)]), noon, DAY)).toBe('unaccepted')
  })

  it('chases nobody for practice or for what is over', () => {
    expect(behind(dispatch([one(null, null)], true), noon, DAY)).toBeNull()
    expect(behind(dispatch([one(null, null)]), noon, '2026-11-22')).toBeNull()
  })
})
