/** The schedule of a run: who does what in which order under which faults; a pure function of the seed. */

/** What befalls one request. A number behind a colon is a delay in ms, or a share of the bytes in percent. */
export const FAULTS = [
  'down', 'lose', 'late', 'slow:300', 'portal', 'portal-json', 'redirect', 'cut-reply:60', 'short-reply:60', 'cut-request:50',
  'twice', 'race', 'stash', 'after-502', 'html:400', 'html:404', 'html:409', 'html:413', 'html:429', 'html:500', 'html:502',
  'busy:429', 'ours:400', 'ours:409', 'ours:413', 'ours:429', 'ours:500',
] as const

export type Fault = string

export type Step =
  | { do: 'write'; field: string; grade: string; remark: string; photos: number[]; seal: boolean }
  | { do: 'send'; now: boolean; patient: boolean; faults: Fault[] }
  | { do: 'kit'; faults: Fault[] }
  /** The tab dies so many ms into the next step, and is opened again. */
  | { do: 'die'; after: number }
  /** The wall clock jumps by so many ms; the monotonic one does not notice. */
  | { do: 'clock'; by: number }
  /** A second tab sends while the first goes on. */
  | { do: 'twin'; faults: Fault[] }
  /** Everything unsent travels as a rescue file on another phone. */
  | { do: 'rescue'; by: number }
  /** Copies of requests that hung somewhere in the network arrive at last. */
  | { do: 'ghosts' }

export interface Plan {
  seed: number
  devices: number
  days: Step[][][]
}

export interface Size {
  seed: number
  devices: number
  days: number
  steps: number
  /** How often web and worker are killed, per device-day. */
  kills: number
}

/** mulberry32: small, and the same everywhere. */
export function dice(seed: number) {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
  const below = (most: number): number => Math.floor(next() * most)
  const pick = <T>(from: readonly T[]): T => from[below(from.length)] as T
  return { next, below, pick, chance: (share: number): boolean => next() < share }
}

type Dice = ReturnType<typeof dice>

const MINUTE = 60_000
const JUMPS = [60 * MINUTE, -120 * MINUTE, 40 * MINUTE, -1440 * MINUTE, 1440 * MINUTE, 6 * 365 * 1440 * MINUTE, -5 * MINUTE]
const ITEMS = 28
export const PHOTOS = 8

function faults(roll: Dice, most: number): Fault[] {
  return Array.from({ length: roll.below(most + 1) }, () => (roll.chance(0.35) ? 'ok' : roll.pick(FAULTS)))
}

function step(roll: Dice, devices: number): Step {
  const kind = roll.next()
  if (kind < 0.42) {
    // Few fields and few photos, so that phones meet each other and the same bytes travel twice.
    const field = roll.chance(0.04) ? 'item/99' : roll.chance(0.1) ? 'label' : `item/${1 + roll.below(ITEMS)}`
    const photos = roll.chance(0.3) ? [...new Set([roll.below(PHOTOS), roll.below(PHOTOS)])] : []
    return { do: 'write', field, grade: roll.pick(['A', 'B', 'C']), remark: `第${roll.below(1e6)}次巡查`, photos, seal: roll.chance(0.85) }
  }
  if (kind < 0.76) return { do: 'send', now: roll.chance(0.5), patient: roll.chance(0.5), faults: faults(roll, 5) }
  if (kind < 0.85) return { do: 'kit', faults: faults(roll, 3) }
  if (kind < 0.9) return { do: 'die', after: roll.below(60) }
  if (kind < 0.94) return { do: 'clock', by: roll.pick(JUMPS) }
  if (kind < 0.97) return { do: 'twin', faults: faults(roll, 2) }
  if (kind < 0.985) return { do: 'rescue', by: roll.below(devices) }
  return { do: 'ghosts' }
}

function withKills(roll: Dice, day: Step[], kills: number): Step[] {
  const sends = day.filter((one) => one.do === 'send' || one.do === 'kit')
  if (sends.length && roll.chance(kills)) {
    // Most often the server, in the middle of a request of this phone.
    const what = roll.chance(0.7) ? 'web' : 'worker'
    roll.pick(sends).faults.unshift(`kill-${what}:${roll.below(40)}`)
  }
  return day
}

export function plan({ seed, devices, days, steps, kills }: Size): Plan {
  const roll = dice(seed)
  const day = () => Array.from({ length: devices }, () => withKills(roll, Array.from({ length: steps }, () => step(roll, devices)), kills))
  return { seed, devices, days: Array.from({ length: days }, day) }
}
