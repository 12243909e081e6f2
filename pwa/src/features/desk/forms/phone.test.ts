import { describe, expect, it } from 'vitest'

import { heard } from './phone'

const at = Date.parse('2026-11-21T12:40:00+08:00')
const row = (ago: number | null, unsent: number | null = 0, version = 0) => ({
  first_day: '2026-11-21',
  last_day: '2026-11-21',
  version,
  phones: [{ person: 'p', name: '林晓岚', last_contact: ago === null ? null : at - ago * 60_000, unsent, tip: null }],
})

describe('whether a phone is heard', () => {
  it('is online within ten minutes of its last receipt', () => {
    expect(heard(row(3), at)).toEqual({ words: '12:37 在线', tone: 'a', unsent: 0 })
  })

  it('is silent on the day while the form is unsigned, and only then', () => {
    expect(heard(row(41, 7), at)).toEqual({ words: '静默 41 分钟', tone: 'b', unsent: 7 })
    expect(heard(row(41, 0, 1), at).tone).toBe('na')
    expect(heard({ ...row(41), last_day: '2026-11-20', first_day: '2026-11-20' }, at).tone).toBe('na')
  })

  it('says the day when it was another one, and that nobody called yet', () => {
    expect(heard(row(60 * 72), at).words).toBe('11-18 在线')
    expect(heard({ ...row(null, null), phones: [] }, at)).toEqual({ words: '尚未联系', tone: 'na', unsent: null })
  })

  it('counts what the phones of a team hold together', () => {
    const two = row(2, 3)
    two.phones.push({ ...two.phones[0]!, unsent: 4 })
    expect(heard(two, at).unsent).toBe(7)
  })
})
