import { beforeEach, afterEach, describe, expect, it, vi } from 'vitest'
import { effectScope, type EffectScope } from 'vue'

import type { BadgeRow, Outcome } from './types'
import type { Verdict } from './verdict'

const net = vi.hoisted(() => ({ next: null as unknown, again: null as unknown, sealed: [] as unknown[][], fails: false }))
vi.mock('./store', () => ({
  judgeText: () => Promise.resolve(net.next),
  judgeCode: () => net.next,
  judgeRow: () => net.next,
  judgeAgain: (found: unknown) => net.again ?? found,
  isQuiet: () => false,
  record: (...what: unknown[]) => {
    if (net.fails) return Promise.reject(new Error('quota'))
    net.sealed.push(what.slice(1))
    return Promise.resolve('h')
  },
}))
vi.mock('./feedback', () => ({ signal: vi.fn() }))

import { useShowing, type Showing } from './showing'

let scope: EffectScope
let showing: Showing
const verdictOf = (outcome: Outcome, more: Partial<Verdict> = {}): Verdict =>
  ({ outcome, tone: outcome === 'admitted' ? (more.asks?.length ? 'b' : 'a') : 'c', asks: [], way: 'in', at: 0, row: { role: 'invigilator', name: '何雪梅' } as BadgeRow, ...more }) as Verdict
const scan = (found: Verdict): Promise<void> => {
  net.next = found
  return showing.text('DK1:…', 'qr')
}
const later = (ms: number): Promise<unknown> => vi.advanceTimersByTimeAsync(ms)

beforeEach(() => {
  Object.assign(net, { next: null, again: null, sealed: [], fails: false })
  vi.useFakeTimers()
  scope = effectScope()
  showing = scope.run(useShowing) as Showing
})
afterEach(() => {
  scope.stop()
  vi.useRealTimers()
})

describe('the panel', () => {
  it('is amber on a first entry, waits, and turns green only with the tap', async () => {
    await scan(verdictOf('admitted', { asks: ['first'] }))
    expect(showing.shown.value).toMatchObject({ tone: 'b', step: 'photo', recorded: null })
    await scan(verdictOf('revoked'))
    expect(showing.shown.value?.found.outcome).toBe('admitted')
    expect(net.sealed).toEqual([])
    await later(300)
    showing.same(true)
    expect(showing.shown.value).toMatchObject({ tone: 'a', recorded: 'saving' })
    await later(0)
    expect(showing.shown.value).toMatchObject({ tone: 'a', recorded: 'saved' })
    expect(net.sealed).toEqual([[{ admitted: true, same: true }]])
    await later(2_100)
    expect([showing.shown.value, showing.last.value?.name]).toEqual([null, '何雪梅'])
  })

  it('refuses whom the photo does not show', async () => {
    await scan(verdictOf('admitted', { asks: ['first'] }))
    await later(300)
    showing.same(false)
    await later(5_000)
    expect(showing.shown.value).toMatchObject({ tone: 'c', recorded: 'saved' })
    expect(net.sealed).toEqual([[{ admitted: false, same: false }]])
  })

  it('looks once more before it turns green: what was revoked meanwhile stays out', async () => {
    await scan(verdictOf('admitted', { asks: ['first'] }))
    net.again = verdictOf('revoked')
    await later(300)
    showing.same(true)
    await later(5_000)
    expect(showing.shown.value).toMatchObject({ tone: 'c', recorded: 'saved', found: { outcome: 'revoked' } })
    expect(net.sealed).toEqual([[{ admitted: false }]])
  })

  it('does not take a tap that came with the panel itself', async () => {
    await scan(verdictOf('admitted', { asks: ['first'] }))
    showing.same(true)
    expect(showing.shown.value?.step).toBe('photo')
  })

  it('asks an examiner for the official card', async () => {
    await scan(verdictOf('admitted', { asks: ['first'], row: { role: 'examiner', name: '蔡明辉' } as BadgeRow }))
    await later(300)
    showing.same(true)
    expect([showing.shown.value?.step, net.sealed.length]).toEqual(['card', 0])
    await later(300)
    showing.card(false)
    await later(0)
    expect(net.sealed).toEqual([[{ admitted: true, same: true, card: false }]])
  })

  it('keeps a refusal until it is touched, recorded by itself', async () => {
    await scan(verdictOf('revoked'))
    await later(60_000)
    await scan(verdictOf('admitted'))
    expect(showing.shown.value).toMatchObject({ tone: 'c', recorded: 'saved', found: { outcome: 'revoked' } })
    expect(net.sealed).toEqual([[{ admitted: false }]])
    showing.close()
    expect(showing.waiting.value).toBe(false)
  })

  it('lets green give way to the next at once', async () => {
    await scan(verdictOf('admitted'))
    await later(100)
    await scan(verdictOf('already_inside'))
    expect(showing.shown.value?.found.outcome).toBe('already_inside')
    await later(2_500)
    expect(showing.shown.value?.tone).toBe('c')
  })

  it('never says 已记录 of what was not stored, stays, and tries again', async () => {
    net.fails = true
    await scan(verdictOf('admitted'))
    await later(10_000)
    expect(showing.shown.value).toMatchObject({ recorded: 'failed' })
    net.fails = false
    await showing.again()
    expect(showing.shown.value).toMatchObject({ recorded: 'saved' })
    expect(net.sealed).toEqual([[{ admitted: true }]])
  })

  it('turns a refusal green by a second person, with both entries', async () => {
    await scan(verdictOf('revoked'))
    await later(0)
    await showing.override({ way: 'badge', by: 'x', reason: '主考同意' })
    expect(showing.shown.value?.tone).toBe('a')
    expect(net.sealed).toEqual([[{ admitted: false }], [{ admitted: true, override: { way: 'badge', by: 'x', reason: '主考同意' } }]])
  })

  it('admits nobody by a badge the list does not have', async () => {
    await scan(verdictOf('not_listed', { tone: 'b' }))
    await later(10_000)
    expect(showing.shown.value).toMatchObject({ tone: 'b', step: null })
    expect(net.sealed).toEqual([[{ admitted: false }]])
  })
})
