// @vitest-environment node
/** An honest phone under every misfortune of its clock: what the server proves of its entries is always true (architecture §7). */
import { afterEach, expect, it, vi } from 'vitest'

import { req } from '@/testing/req'

import { phone, tab, type Tab } from './testing/phone'
import { intervals, verdict, type Known } from './time'

const DAY = 86_400_000
const START = Date.UTC(2026, 10, 21, 0, 30)
const Y2038 = 0x7fffffff * 1000

/** The same dice every time. */
function dice(seed: number): (below: number) => number {
  let state = seed * 2_654_435_761 + 1
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) % below
  }
}

/** The world: true time, and a phone whose two clocks see what a phone's clocks see. */
class World {
  true = START
  wall = 0
  running = 5_000
  page!: Tab
  readonly checkpoints = new Map<number, number>()
  readonly sealed: (Known & { at: number; when: number })[] = []
  newest = 0

  constructor(offset: number) {
    this.wall = this.true + offset
    vi.spyOn(Date, 'now').mockImplementation(() => this.wall)
    vi.spyOn(performance, 'now').mockImplementation(() => this.running)
  }

  pass(ms: number): void {
    this.true += ms
    this.wall += ms
    this.running += ms
  }

  /** Monotonic clocks stop in sleep. */
  sleep(ms: number): void {
    this.true += ms
    this.wall += ms
  }

  async restart(): Promise<void> {
    this.page = await tab()
    this.running = 0
  }

  checkpoint(): void {
    this.newest += 1
    this.checkpoints.set(this.newest, this.true)
  }

  /** A receipt: the server's time and newest checkpoint, after a way out and a way back. */
  async contact(out: () => void, back: () => void): Promise<void> {
    const { clock, db } = this.page
    const sent = clock.asked()
    out()
    const server = this.true
    const named = this.newest
    back()
    await clock.heard(server, sent)
    if (named) await db.setFact('checkpoint', [named, `hash of ${named}`])
  }

  async seal(): Promise<void> {
    const { at, after } = await this.page.clock.happenedNow()
    const last = this.sealed[this.sealed.length - 1]
    this.sealed.push({ hash: `${this.sealed.length}`.padStart(4, '0'), received: Infinity, after: after?.[0] ?? null, names: last ? [last.hash] : [], at, when: this.true })
  }

  /** Everything arrives, some time later and in any order. */
  deliver(roll: (below: number) => number): void {
    for (const entry of this.sealed) entry.received = this.true + roll(DAY)
  }
}

const ZONE = process.env.TZ
afterEach(() => {
  vi.restoreAllMocks()
  if (ZONE === undefined) delete process.env.TZ
  else process.env.TZ = ZONE
})

async function world(offset: number): Promise<World> {
  const made = new World(offset)
  made.page = await phone()
  return made
}

const MINUTE = 60_000
type Act = (w: World, roll: (below: number) => number) => void | Promise<void>

/** What happens to honest phones: they sleep, restart, travel, and their network is slow. */
const HONEST: Act[] = [
  (w, roll) => w.pass(roll(10 * MINUTE)),
  (w) => w.sleep(40 * MINUTE),
  (w) => w.restart(),
  (w) => w.checkpoint(),
  (w) => w.seal(),
  (w) => w.seal(),
  (w, roll) => w.contact(() => w.pass(roll(900)), () => w.pass(roll(900))),
  (w, roll) => w.contact(() => w.pass(roll(2000)), () => w.pass(90_000)),
  (w) => w.contact(() => w.pass(300), () => w.sleep(40 * MINUTE)),
  (w) => w.contact(() => w.sleep(40 * MINUTE), () => w.pass(300)),
  () => void (process.env.TZ = process.env.TZ === 'UTC' ? 'Asia/Urumqi' : 'UTC'),
]

/** What people and batteries do to a clock. */
const SET: Act[] = [
  (w) => void (w.wall -= 2 * 60 * MINUTE),
  (w) => void (w.wall += DAY),
  (w) => void (w.wall = Y2038),
  (w) => void (w.wall = w.true),
  (w) => void (w.wall = 0),
]

/** Whatever the server would say about these entries is so. */
function check(w: World, name: string): void {
  const proven = intervals(w.sealed, w.checkpoints)
  for (const { hash, at, when } of w.sealed) {
    const [earliest, latest] = proven.get(hash) ?? [null, 0]
    expect(earliest ?? 0, name).toBeLessThanOrEqual(when)
    expect(latest, name).toBeGreaterThanOrEqual(when)
    for (const deadline of [when - 1, when, when + 30 * MINUTE, latest]) {
      const said = verdict([earliest, latest], at, deadline)
      if (said === 'proven_in_time') expect(when, name).toBeLessThanOrEqual(deadline)
      if (said === 'proven_late') expect(when, name).toBeGreaterThan(deadline)
    }
  }
}

it(req('U-10', 'the true instant lies inside what is proven, whatever the clock was set to'), async () => {
  for (let seed = 0; seed < 30; seed++) {
    const roll = dice(seed)
    const w = await world(roll(20_000) - 10_000)
    const acts = [...HONEST, ...SET]
    for (let step = 0; step < 40; step++) await acts[roll(acts.length)]?.(w, roll)
    w.deliver(roll)
    check(w, `seed ${seed}`)
  }
})

it(req('U-10', 'an honest phone is never told that its clock is wrong, and states the time within a minute'), async () => {
  for (let seed = 100; seed < 160; seed++) {
    const roll = dice(seed)
    const offset = roll(40_000) - 20_000
    const w = await world(offset)
    for (let step = 0; step < 40; step++) {
      await HONEST[roll(HONEST.length)]?.(w, roll)
      expect(Math.abs(w.page.status.skew ?? 0), `seed ${seed} step ${step}`).toBeLessThan(w.page.clock.SKEW_MS)
    }
    w.deliver(roll)
    check(w, `seed ${seed}`)
    for (const { at, when } of w.sealed) expect(Math.abs(at - when), `seed ${seed}`).toBeLessThan(60_000)
  }
})

it(req('U-10', 'a clock that is wrong by more than a minute is told so at the next quick contact'), async () => {
  for (const offset of [-2 * 60 * MINUTE, DAY, Y2038 - START]) {
    const w = await world(offset)
    await w.contact(() => w.pass(200), () => w.pass(200))
    expect(Math.abs(w.page.status.skew ?? 0)).toBeGreaterThan(w.page.clock.SKEW_MS)
    // The form goes on in the server's time, and putting the clock right in mid-form changes nothing.
    await w.seal()
    w.wall = w.true
    w.pass(MINUTE)
    await w.contact(() => w.pass(200), () => w.pass(200))
    await w.seal()
    expect(w.page.status.skew).toBe(0)
    for (const { at, when } of w.sealed) expect(Math.abs(at - when)).toBeLessThan(1000)
    w.deliver(() => MINUTE)
    check(w, `offset ${offset}`)
  }
})
