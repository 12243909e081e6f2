// @vitest-environment node
import { beforeEach, describe, expect, it } from 'vitest'

import { leftOfPause, wrongCode } from './guessing'
import { collect } from './keyboard'
import { once } from './scanning'

let now = 0
beforeEach(() => (now = 0))

describe('a code in view', () => {
  it('is one showing, however long it stays', () => {
    const { isNew } = once(() => now)
    const seen: boolean[] = []
    for (now = 0; now <= 20_000; now += 100) seen.push(isNew('DK1:A'))
    expect(seen.filter(Boolean)).toHaveLength(1)
  })
  it('is a new one after a while, and another code at once', () => {
    const { isNew } = once(() => now)
    expect([isNew('A'), isNew('B'), isNew('A')]).toEqual([true, true, true])
    now = 3_999
    expect(isNew('A')).toBe(false)
    now = 8_100
    expect(isNew('A')).toBe(true)
  })
  it('does not fire again when a refusal is put away while the badge is still held there', () => {
    const { isNew, resume } = once(() => now)
    expect(isNew('A')).toBe(true)
    now = 60_000
    resume()
    expect(isNew('A')).toBe(false)
  })
})

describe('a hardware scanner', () => {
  const typed = (text: string, gap: number): string[] => {
    const found: string[] = []
    const take = collect((whole) => found.push(whole), () => now)
    for (const key of [...Array.from(text), 'Enter']) {
      now += gap
      take(key)
    }
    return found
  }
  it('types a whole badge and Enter', () => expect(typed('DK1:Y$0-QTK FLBR3', 5)).toEqual(['DK1:Y$0-QTK FLBR3']))
  it('is not a person at the keys', () => expect(typed('DK1:Y$0-QTK FLBR3', 120)).toEqual([]))
  it('says nothing with a lone Enter or a few signs', () => expect([...typed('', 5), ...typed('abc', 5)]).toEqual([]))
  it('leaves out keys that are no signs', () => {
    const found: string[] = []
    const take = collect((whole) => found.push(whole), () => (now += 5))
    for (const key of ['D', 'Shift', 'K', ...Array.from('1:0123456789'), 'Enter']) take(key)
    expect(found).toEqual(['DK1:0123456789'])
  })
})

describe('guessed codes', () => {
  const kept = new Map<string, string>()
  beforeEach(() => {
    kept.clear()
    Object.assign(globalThis, { localStorage: { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, value: string) => kept.set(key, value) } })
  })
  it('pause the phone after three in a row, longer each time, over a reload too', () => {
    wrongCode(false, 3, 1, 0)
    wrongCode(false, 3, 1, 0)
    expect(leftOfPause(0)).toBe(0)
    wrongCode(false, 3, 1, 1000)
    expect([leftOfPause(1000), leftOfPause(61_000)]).toEqual([60_000, 0])
    for (let i = 0; i < 3; i++) wrongCode(false, 3, 1, 70_000)
    expect(leftOfPause(70_000)).toBe(120_000)
  })
  it('are forgotten with the first right one', () => {
    wrongCode(false, 3, 1, 0)
    wrongCode(false, 3, 1, 0)
    wrongCode(true, 3, 1, 0)
    wrongCode(false, 3, 1, 0)
    expect(leftOfPause(0)).toBe(0)
  })
  it('never hold a gate whose clock was set back', () => {
    for (let i = 0; i < 3; i++) wrongCode(false, 3, 1, 90_000_000)
    expect(leftOfPause(0)).toBe(0)
  })
})
