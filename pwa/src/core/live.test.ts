import { afterEach, beforeEach, expect, it, vi } from 'vitest'

import { startLive } from './live'

class Stream extends EventTarget {
  static readonly CLOSED = 2
  static last: Stream
  readyState = 1
  onerror: (() => void) | null = null
  closed = false
  constructor(readonly url: string) {
    super()
    Stream.last = this
  }
  close(): void {
    this.closed = true
  }
  say(journal: string, seq: number): void {
    this.dispatchEvent(new MessageEvent('moved', { data: JSON.stringify({ journal, seq }) }))
  }
}

let moved: [string, number][]
const note = (journal: string, seq: number): void => void moved.push([journal, seq])

beforeEach(() => {
  moved = []
  vi.stubGlobal('EventSource', Stream)
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

it('tells each move once', () => {
  const stop = startLive(() => ['j1', 'j2'], note)
  expect(Stream.last.url).toBe('/api/v1/live?journals=j1%2Cj2')
  Stream.last.say('j1', 4)
  Stream.last.say('j1', 4)
  Stream.last.say('j1', 5)
  expect(moved).toEqual([['j1', 4], ['j1', 5]])
  stop()
  expect(Stream.last.closed).toBe(true)
})

it('polls where streams do not live, and notices what moved meanwhile', async () => {
  let heads = { j1: 4 }
  vi.stubGlobal('fetch', async () => new Response(JSON.stringify({ heads }), { headers: { 'Content-Type': 'application/json', ETag: '"a"' } }))
  const stop = startLive(() => ['j1'], note)
  for (let i = 0; i < 3; i++) Stream.last.onerror?.()
  await vi.advanceTimersByTimeAsync(10)
  heads = { j1: 6 }
  await vi.advanceTimersByTimeAsync(15_010)
  expect(moved).toEqual([['j1', 4], ['j1', 6]])
  stop()
})

it('listens again once the network that broke the stream is back', async () => {
  let isDown = true
  vi.stubGlobal('fetch', async () => {
    if (isDown) throw new TypeError('network')
    return new Response(JSON.stringify({ heads: { j1: 4 } }), { headers: { 'Content-Type': 'application/json' } })
  })
  const stop = startLive(() => ['j1'], note)
  const first = Stream.last
  for (let i = 0; i < 3; i++) Stream.last.onerror?.()
  await vi.advanceTimersByTimeAsync(10)
  isDown = false
  await vi.advanceTimersByTimeAsync(15_010)
  expect([first.closed, Stream.last === first]).toEqual([true, false])
  // Where streams do not live, one more break is enough to go on polling.
  Stream.last.onerror?.()
  const second = Stream.last
  expect(second.closed).toBe(true)
  await vi.advanceTimersByTimeAsync(46_000)
  expect(Stream.last).not.toBe(second)
  stop()
})
