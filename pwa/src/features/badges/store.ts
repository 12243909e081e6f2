/** The gate this phone is: its list, who is inside, its guard; every verdict sealed before it counts as recorded. */
import { shallowReactive, watch } from 'vue'

import { hide, show } from '@/core/browser'
import { randomBytes } from '@/core/bytes'
import { highestTrusted, loadClock, now } from '@/core/clock'
import { fact, setFact } from '@/core/db'
import { CoreError } from '@/core/errors'
import { ageOf, entriesOf, kits, refreshKit } from '@/core/kit'
import { startLive } from '@/core/live'
import { seal } from '@/core/seal'
import { touch, unlock } from '@/core/slots'
import { status, unlocked } from '@/core/status'
import type { Data, Hash, Id, Instant } from '@/core/types'

import { gateOf, loadList, type List } from './list'
import { CHUNKS, dropPhotos } from './photos'
import { after, guardOf, presenceOf, type Stay } from './presence'
import type { BadgeRow, GateRow, Override, Passing, Scan, Via, Way } from './types'
import { judgeAgain as judgeNow, verdict, verdictOnRow, type Verdict, type View } from './verdict'

/** What this browser keeps of the gate it is; the PIN opens the slot and is known to nobody. */
export interface Kept {
  slot: Id
  event: Id
  gate: Id
  pin: ArrayBuffer
  way: Way | null
}

const KEPT = 'gate'
const MINUTE_MS = 60_000
const TICK_MS = 15_000
/** While nothing moves, a list grows no older than this as long as there is network. */
const RENEW_MS = 120_000
/** Between two fetches when many gates scan at once. */
const PAUSE_MS = 700

/** opening · none: this phone is no gate · ready · empty: no list yet · gone: the gate has ended. */
export type GateState = 'opening' | 'none' | 'ready' | 'empty' | 'gone'

export const gate = shallowReactive({
  state: 'opening' as GateState,
  event: '',
  row: null as GateRow | null,
  list: null as List | null,
  presence: new Map<string, Stay>() as ReadonlyMap<string, Stay>,
  guard: null as string | null,
  way: 'in' as Way,
  /** ms since the list was fetched. */
  age: 0,
  refreshing: false,
})

let kept: Kept | null = null

export const newPin = (): string => Array.from(randomBytes(16), (byte) => String(byte % 10)).join('')

export async function keep(slot: Id, event: Id, id: Id, pin: string): Promise<void> {
  await setFact(KEPT, { slot, event, gate: id, pin: await hide(KEPT, slot, pin), way: null } satisfies Kept)
}

async function openKept({ slot, pin }: Kept): Promise<boolean> {
  if (unlocked.value?.id === slot) return true
  return (await unlock(slot, await show<string>(KEPT, slot, pin))).ok
}

/** Who is inside and who guards, as the entries on this phone say now. */
export async function reread(): Promise<void> {
  const entries = await entriesOf(gate.event)
  gate.presence = presenceOf(entries)
  gate.guard = guardOf(entries, kept?.gate ?? '')
}

let faces = ''

function forgetPhotos(sections: Record<string, Hash>): void {
  const hashes = JSON.stringify(Object.entries(sections).filter(([name]) => CHUNKS.test(name)))
  if (faces && faces !== hashes) dropPhotos()
  faces = hashes
}

/** Takes over what the kit on this phone says. */
async function readKit(): Promise<void> {
  const stand = (await kits()).find(({ journal }) => journal === gate.event)
  if (!stand || !kept) return
  // Another tab, or a slower fetch: an older list never replaces a newer one.
  if (gate.list && (stand.seq < gate.list.seq || (stand.seq === gate.list.seq && stand.fetchedAt === gate.list.fetchedAt))) return
  const list = await loadList(gate.event, stand, gate.list)
  if (!list) return
  forgetPhotos(stand.sections)
  gate.list = list
  gate.age = ageOf(list)
  gate.row = gateOf(list, kept.gate)
  if (gate.row && gate.row.direction !== 'both') gate.way = gate.row.direction
  await reread()
  gate.state = gate.row && !gate.row.ended ? 'ready' : 'gone'
}

let fetching: Promise<boolean> | null = null
let again = false
let fetchedAt = -Infinity

async function fetchOnce(): Promise<boolean> {
  gate.refreshing = true
  try {
    await refreshKit(gate.event)
    await readKit()
    return true
  } catch (error) {
    if (error instanceof CoreError && error.code === 'kit.gone') gate.state = 'gone'
    return false
  } finally {
    gate.refreshing = false
    fetchedAt = performance.now()
  }
}

/** Fetches what is new; calls that come meanwhile are one more fetch together. */
export function refresh(): Promise<boolean> {
  if (fetching) {
    again = true
    return fetching
  }
  const pause = Math.max(0, PAUSE_MS - (performance.now() - fetchedAt))
  fetching = new Promise<void>((done) => setTimeout(done, pause)).then(fetchOnce).finally(() => {
    fetching = null
    if (again && gate.state !== 'gone') void refresh()
    again = false
  })
  return fetching
}

/** Opens the gate this phone is, from the phone alone; the network only adds to it. */
export async function openGate(): Promise<void> {
  kept = await fact<Kept>(KEPT)
  if (!kept || !(await openKept(kept))) {
    gate.state = 'none'
    return
  }
  await loadClock()
  if (gate.event !== kept.event) Object.assign(gate, { list: null, row: null, presence: new Map(), guard: null })
  gate.event = kept.event
  gate.way = kept.way ?? 'in'
  await readKit()
  if (!gate.list) gate.state = 'empty'
  const fetched = refresh()
  if (!gate.list) await fetched
}

/** Keeps the gate open and its list young; returns the stop function. */
export function watchGate(): () => void {
  const listen = (): (() => void) => startLive(() => [gate.event], () => void refresh())
  let stopLive = listen()
  // Back from flight mode: what happened meanwhile now, and what comes within a second.
  const stopWatching = watch(
    () => status.failure,
    (failure, before) => {
      if (failure || !before) return
      stopLive()
      stopLive = listen()
      void refresh()
    },
  )
  const tick = (): void => {
    if (!gate.list || document.visibilityState !== 'visible') return
    gate.age = ageOf(gate.list)
    // A gate is watched by its guard, not locked by idleness.
    if (unlocked.value) touch()
    else if (kept) void openKept(kept).catch(() => undefined)
    if (gate.age > RENEW_MS && !gate.refreshing) void refresh()
  }
  const timer = setInterval(tick, TICK_MS)
  document.addEventListener('visibilitychange', tick)
  return () => {
    stopLive()
    stopWatching()
    clearInterval(timer)
    document.removeEventListener('visibilitychange', tick)
  }
}

export async function setWay(way: Way): Promise<void> {
  gate.way = way
  if (kept) await setFact(KEPT, (kept = { ...kept, way }))
}

/** What the verdict is judged by, now. */
export function view(way: Passing = gate.way): View {
  const { list, presence, row } = gate
  const doubt = status.trust === 'contact' ? 0 : (list?.settings.doubt ?? 0) * MINUTE_MS
  const age = list ? ageOf(list) : 0
  gate.age = age
  return { list, presence, clock: { now: Math.max(now(), highestTrusted()), doubt }, gate: { id: row?.id ?? '', roles: row?.roles ?? null }, way, age }
}

export const judgeText = (text: string, via: Via): Promise<Verdict> => verdict(text, via, view())
export const judgeCode = (code: string): Verdict => verdictOnRow(gate.list?.byCode.get(code), 'code', view())
export const judgeRow = (row: BadgeRow): Verdict => verdictOnRow(row, 'list', view())

export const judgeAgain = (found: Verdict): Verdict => judgeNow(found, view(found.way))

export interface Answer {
  admitted: boolean
  same?: boolean | null
  card?: boolean | null
  override?: Override | null
}

export function scanOf(found: Verdict, { admitted, same = null, card = null, override = null }: Answer): Scan {
  return {
    badge: found.badge,
    subject: found.subject,
    gate: kept?.gate ?? null,
    guard: gate.guard,
    direction: found.way,
    outcome: found.outcome,
    admitted,
    via: found.via,
    same,
    card,
    // A5-1: who compared the face of a candidate also compared the document.
    identity: found.subject === 'candidate' ? same : null,
    override,
    list: found.list,
    note: '',
    paper_at: null,
  }
}

/** Seals the verdict; only then it is recorded. Throws when it is not. */
export async function record(found: Verdict, answer: Answer): Promise<Hash> {
  if (!unlocked.value && kept) await openKept(kept)
  const scan = scanOf(found, answer)
  const hash = await seal(gate.event, 'badges.scan', { ...scan } as Data)
  if (scan.badge) gate.presence = new Map(gate.presence).set(scan.badge, after(gate.presence.get(scan.badge), scan, found.at))
  touch()
  return hash
}

/** A guard takes over: entries from now on name this badge. */
export async function takeOver(badge: string): Promise<void> {
  if (!unlocked.value && kept) await openKept(kept)
  await seal(gate.event, 'badges.guard', { gate: kept?.gate ?? '', badge })
  gate.guard = badge
}

/** Somebody is about to see a candidate's whole number: first the record, then the number (S-8). */
export async function recordShown(candidate: Id): Promise<void> {
  await seal(gate.event, 'badges.shown', { candidate, purpose: 'identity' })
}

/** Whether tones rest: from the candidates' entry to the end of a session. */
export function isQuiet(at: Instant): boolean {
  const sessions = gate.list?.section.event.sessions ?? []
  return Boolean(gate.list?.settings.quiet_sessions) && sessions.some(({ t0, end }) => at >= t0 - 30 * MINUTE_MS && at < end)
}

