/**
 * The line of anchors of an exam day and the windows of the items on it (U-8, requirements §2, §7.2).
 * Pure: sessions in, instants out. The server decides the same in `assessments/rules.py`;
 * both read `tests/vectors/anchors.json`.
 */

import type { RoomKind, Session, TemplateItem } from './types'

const MINUTE = 60_000
const DAY = 86_400_000
/** The notice's days are those of Asia/Shanghai, which has had no summer time since 1991. */
const SHANGHAI = 8 * 3_600_000

export type SessionTimes = Pick<Session, 'id' | 'kind' | 't0' | 'end'>

/** What only the working-day calendar knows; a phone has the deadline from the brief. */
export interface Days {
  'END+1wd'?: number
  'D-10wd'?: number
}

export function startOfDay(at: number): number {
  return Math.floor((at + SHANGHAI) / DAY) * DAY - SHANGHAI
}

/** Minutes from the start or end signal: `T0`, `T-45`, `END+30`. */
export function anchorAt(session: SessionTimes, name: string): number {
  const found = /^(T|END)(0|[+-]\d+)?$/.exec(name)
  if (!found) throw new RangeError(`no such anchor ${name}`)
  return (found[1] === 'T' ? session.t0 : session.end) + Number(found[2] ?? 0) * MINUTE
}

/** Theory papers are opened before the candidates, practical ones at the staff meeting. */
const OPENING: Record<RoomKind, string> = { theory: 'T-5', practical: 'T-45' }

export interface Anchor {
  name: 'meeting' | 'waiting' | 'entry' | 'opening' | 'start' | 'reminder' | 'end'
  session: string
  at: number
}

const LINE: [Anchor['name'], string, RoomKind | null][] = [
  ['meeting', 'T-45', null],
  ['waiting', 'T-30', null],
  ['entry', 'T-15', null],
  ['opening', 'T-5', 'theory'],
  ['start', 'T0', null],
  ['reminder', 'END-15', 'theory'],
  ['end', 'END', null],
]

export function anchorsOf(session: SessionTimes): Anchor[] {
  return LINE.filter(([, , kind]) => kind === null || kind === session.kind)
    .map(([name, mark]) => ({ name, session: session.id, at: anchorAt(session, mark) }))
    .sort((one, other) => one.at - other.at)
}

export function nextAnchor(sessions: readonly SessionTimes[], now: number): Anchor | null {
  const coming = sessions.flatMap(anchorsOf).filter((anchor) => anchor.at > now)
  return coming.sort((one, other) => one.at - other.at)[0] ?? null
}

/** The anchor just reached: for five minutes the page says 「已到」. */
export function reachedAnchor(sessions: readonly SessionTimes[], now: number): Anchor | null {
  const passed = sessions.flatMap(anchorsOf).filter((a) => a.at <= now && now - a.at < 5 * MINUTE)
  return passed.sort((one, other) => other.at - one.at)[0] ?? null
}

/* ---- windows of the items ---- */

function instantOf(mark: string, session: SessionTimes, days: Days): number | null {
  if (mark.startsWith('opening')) return anchorAt(session, OPENING[session.kind])
  if (mark === 'D-1') return startOfDay(session.t0) - DAY
  if (mark === 'scoring_end') return startOfDay(session.end) + DAY - 1
  if (mark === 'END+1d') return startOfDay(session.end) + 2 * DAY - 1
  if (mark === 'END+1wd' || mark === 'D-10wd') return days[mark] ?? null
  return anchorAt(session, mark)
}

export interface Window {
  session: string
  /** null: open from the start, or never known to close. */
  opens: number | null
  closes: number | null
}

export function windowOf(item: TemplateItem, session: SessionTimes, days: Days): Window {
  return {
    session: session.id,
    opens: instantOf(item.window.from, session, days),
    closes: instantOf(item.window.to, session, days),
  }
}

const CONDITION_KIND: Record<string, RoomKind> = {
  theory: 'theory',
  skill: 'practical',
  technical_defence: 'practical',
}

export function concerns(item: TemplateItem, session: SessionTimes): boolean {
  return item.condition === null || CONDITION_KIND[item.condition] === session.kind
}

export function windowsOf(
  item: TemplateItem,
  sessions: readonly SessionTimes[],
  days: Days,
): Window[] {
  return sessions
    .filter((session) => concerns(item, session))
    .sort((one, other) => one.t0 - other.t0 || (one.id < other.id ? -1 : 1))
    .map((session) => windowOf(item, session, days))
}

export function hasOpened(window: Window, now: number): boolean {
  return window.opens === null || window.opens <= now
}

const end = (window: Window) => window.closes ?? Number.POSITIVE_INFINITY

export interface Due extends Window {
  no: number
  state: 'due' | 'late'
}

function stateOf(
  item: TemplateItem,
  sessions: readonly SessionTimes[],
  now: number,
  days: Days,
): Due | null {
  const windows = windowsOf(item, sessions, days)
  const started = windows.filter((window) => hasOpened(window, now))
  const opened = started.filter((window) => now <= end(window))
  const soonest = opened.reduce<Window | null>(
    (best, window) => (best === null || end(window) < end(best) ? window : best),
    null,
  )
  if (soonest) return { no: item.no, state: 'due', ...soonest }
  if (!windows.length || started.length < windows.length) return null
  const latest = windows.reduce((best, window) => (end(window) >= end(best) ? window : best))
  return { no: item.no, state: 'late', ...latest }
}

/** Items to put on top now: open windows first, the one closing soonest on top; then late ones. */
export function dueItems(
  items: readonly TemplateItem[],
  sessions: readonly SessionTimes[],
  done: ReadonlySet<number>,
  now: number,
  days: Days,
): Due[] {
  return items
    .filter((item) => !done.has(item.no))
    .map((item) => stateOf(item, sessions, now, days))
    .filter((due) => due !== null)
    .sort(
      (one, other) =>
        Number(one.state === 'late') - Number(other.state === 'late') ||
        (end(one) === end(other) ? one.no - other.no : end(one) - end(other)),
    )
}

/** Photos of opened papers wait for the last End of the day (S-17, annex 10 item 8). */
export function papersSecret(sessions: readonly SessionTimes[], now: number): boolean {
  const today = startOfDay(now)
  return sessions.some((session) => startOfDay(session.t0) >= today && now < session.end)
}
