import { describe, expect, it } from 'vitest'

import type { Phone } from '../types'
import { heard } from './phone'

const at = Date.parse('2026-11-21T12:40:00+08:00')
const phone = (ago: number | null, more: Partial<Phone> = {}): Phone => ({
  person: 'p', name: '林晓岚', label: 'Mate 60', last_contact: ago === null ? null : at - ago * 60_000, unsent: 0, tip: null,
  kit_at: null, state: 'seen', until: null, ...more,
})

describe('whether a phone is heard', () => {
  it('says online, silent and offline by plan apart, each with its own icon', () => {
    expect(heard([phone(3, { state: 'online' })], at)).toMatchObject({ words: '12:37 在线', tone: 'a' })
    expect(heard([phone(41, { state: 'silent', unsent: 7 })], at)).toMatchObject({ words: '静默 41 分钟', tone: 'b', icon: 'alert-triangle', unsent: 7 })
    const until = Date.parse('2026-11-21T13:00:00+08:00')
    expect(heard([phone(200, { state: 'planned', until })], at)).toMatchObject({ words: '按计划离线', more: '至 13:00', tone: 'plan', icon: 'plane' })
    expect(heard([phone(60 * 26, { state: 'silent' })], at).words).toBe('静默 26 小时')
  })

  it('says when it was heard last, and that nobody called yet', () => {
    expect(heard([phone(60 * 72)], at).words).toBe('最近 11-18')
    expect(heard([], at)).toMatchObject({ words: '尚未联系', tone: 'na', unsent: null })
    expect(heard([phone(null, { state: 'never', unsent: null })], at).words).toBe('尚未联系')
  })

  it('shows who is silent in a team, but nobody is silent by an old phone', () => {
    const other = phone(2, { person: 'q', state: 'online', unsent: 4 })
    expect(heard([other, phone(41, { state: 'silent', unsent: 3 })], at)).toMatchObject({ tone: 'b', unsent: 7 })
    expect(heard([phone(41, { state: 'silent' }), phone(2, { state: 'online' })], at).tone).toBe('a')
  })
})
