/** What time the server has, as well as this phone can tell (U-10). Monotonic clocks stop in sleep and restart with the page. */
import { fact, setFact } from './db'
import { status } from './status'
import type { Instant } from './types'

/** Beyond this the two clocks of the phone disagree: it slept, or somebody set the clock. */
const DRIFT_MS = 2_000
/** Skew from here on is advice the person can act on. */
export const SKEW_MS = 60_000
const KEEP_EVERY_MS = 30_000
/** An answer that took longer says too little by itself: it may have waited while the phone slept. */
const QUICK_MS = 4_000

interface Heard {
  server: Instant
  wall: Instant
}

let live: (Heard & { running: number }) | null = null
let stored: Heard | null = null
let highest = 0
let keptAt = -Infinity

let loading: Promise<void> | null = null

async function load(): Promise<void> {
  const before = await fact<Heard & { highest: Instant }>('time')
  if (!before || live) return
  stored = before
  highest = before.highest
  status.trust = 'stored'
}

/** Reads, once, what was known before the page was opened. */
export function loadClock(): Promise<void> {
  loading ??= load().catch((error: unknown) => {
    loading = null
    throw error
  })
  return loading
}

/** Both clocks of the phone when it asked the server something. */
export interface Asked {
  wall: Instant
  running: number
}

export const asked = (): Asked => ({ wall: Date.now(), running: performance.now() })

const within = (value: Instant, low: Instant, high: Instant): Instant => Math.min(Math.max(value, low), high)

/** A signed answer came: `server` is its time, `sent` what `asked` said when we asked. */
export async function heard(server: Instant, sent: Asked): Promise<void> {
  const running = performance.now()
  const wall = Date.now()
  // The server's time lies somewhere on the way of the answer; in sleep only the wall clock saw how long that was.
  const latest = server + Math.max(running - sent.running, wall - sent.wall, 0)
  const quick = latest - server <= QUICK_MS
  const estimate = quick ? (server + latest) / 2 : within(now(), server, latest)
  live = { server: estimate, wall, running }
  highest = Math.max(highest, server)
  // Only what the way of the answer cannot explain is the clock's fault.
  status.skew = Math.round(wall - (quick ? estimate : within(wall, server, latest)))
  status.trust = 'contact'
  status.lastContact = Math.round(estimate)
  if (running - keptAt < KEEP_EVERY_MS) return
  keptAt = running
  await setFact('time', { server: Math.round(estimate), wall, highest })
}

/** Best estimate of the server's time; `status.trust` says how good it is. */
export function now(): Instant {
  if (live) {
    const running = performance.now() - live.running
    const wall = Date.now() - live.wall
    if (Math.abs(wall - running) > DRIFT_MS && status.trust === 'contact') status.trust = 'slept'
    // In sleep the monotonic clock stands still; time itself never runs backwards.
    return Math.round(live.server + Math.max(wall, running, 0))
  }
  if (stored) return Math.max(stored.server + (Date.now() - stored.wall), highest)
  return Date.now()
}

/** Highest time the server ever told this phone; setting the clock back does not lower it. */
export const highestTrusted = (): Instant => highest

/** `happened` for something sealed now. */
export async function happenedNow(): Promise<{ wall: Instant; at: Instant; after: [number, string] | null }> {
  await loadClock()
  return { wall: Date.now(), at: Math.max(0, now()), after: await fact<[number, string]>('checkpoint') }
}
