/** What the gates saw, beside the items of the form it bears on: support for the eye, never a grade (A11 7.2). */
import { isoDay } from '@/ui/time'
import type { Id, Instant, PlainEntry } from '@/core/types'

import { presenceOf, type Stay } from '../presence'
import type { Role } from '../token'
import type { BadgeRow, Scan, Section } from '../types'

const MINUTE_MS = 60_000
const STATION: readonly Role[] = ['chief', 'invigilator', 'staff']
const EXAMINERS: readonly Role[] = ['examiner', 'team_leader']
/** Items that gates and spot checks speak to: N1.5-3b, N1.6, A11-i09, i21, i31, i37. */
export const GATE_ITEMS: readonly number[] = [2, 4, 9, 21, 31, 37]
/** Where a supervisor may look at badges again. */
export const SPOT_ITEMS: readonly number[] = [21, 31, 37]

export type GateFact =
  | { kind: 'gate'; name: string; passed: number; refused: number }
  | { kind: 'role'; role: Role; came: number; due: number }
  | { kind: 'punctual'; who: 'invigilator' | 'examiner'; came: number; due: number; by: Instant }
  | { kind: 'late'; name: string; at: Instant }
  | { kind: 'missing'; name: string }
  | { kind: 'left'; name: string; at: Instant }
  | { kind: 'present'; inside: number; left: number }
  | { kind: 'spot'; done: number; wrong: number }
  | { kind: 'own'; at: Instant }

export interface Seen {
  section: Section
  entries: readonly PlainEntry[]
  /** Badges of whoever holds this phone. */
  mine: readonly string[]
  now: Instant
}

interface Holder {
  row: BadgeRow
  stay: Stay | null
}

/** Who stands at a gate is on site, though nobody let them in. */
function withGuards(entries: readonly PlainEntry[]): Map<string, Stay> {
  const presence = presenceOf(entries)
  for (const { kind, outcome, data, happened } of entries) {
    if (kind !== 'badges.guard' || outcome.startsWith('refused:') || presence.has(String(data.badge))) continue
    presence.set(String(data.badge), { inside: true, at: happened.at, gate: String(data.gate), first: happened.at, same: null, refused: [] })
  }
  return presence
}

/** Whose badge counts today, each person once, with where the gates last saw them. */
function holders({ section, entries, now }: Seen, roles: readonly Role[]): Holder[] {
  const presence = withGuards(entries)
  const found = new Map<string, Holder>()
  for (const row of section.badges) {
    if (!roles.includes(row.role) || row.from > now + 12 * 60 * MINUTE_MS || row.until <= now) continue
    const stay = presence.get(row.badge) ?? null
    const today = stay?.first != null && isoDay(stay.at) === isoDay(now) ? stay : null
    const before = found.get(row.holder)
    if (row.state !== 'issued' && !today) continue
    const newest = today && (!before?.stay || today.at > before.stay.at) ? today : (before?.stay ?? null)
    found.set(row.holder, { row, stay: newest })
  }
  return [...found.values()]
}

function sessionsToday({ section, now }: Seen, kind?: string): { t0: Instant; end: Instant }[] {
  return (section.event.sessions ?? []).filter((one) => isoDay(one.t0) === isoDay(now) && (!kind || one.kind === kind))
}

const scansOf = (entries: readonly PlainEntry[], now: Instant): Scan[] =>
  entries
    .filter(({ kind, outcome, happened }) => kind === 'badges.scan' && !outcome.startsWith('refused:') && isoDay(happened.at) === isoDay(now))
    .map(({ data }) => data as unknown as Scan)

function gates(seen: Seen): GateFact[] {
  const scans = scansOf(seen.entries, seen.now)
  return seen.section.gates.flatMap(({ id, name }) => {
    const here = scans.filter(({ gate }) => gate === id)
    const passed = here.filter(({ admitted }) => admitted).length
    return here.length ? [{ kind: 'gate' as const, name, passed, refused: here.length - passed }] : []
  })
}

function staffed(seen: Seen): GateFact[] {
  return STATION.flatMap((role) => {
    const all = holders(seen, [role])
    return all.length ? [{ kind: 'role' as const, role, came: all.filter(({ stay }) => stay).length, due: all.length }] : []
  })
}

/** Who had to be here so many minutes before the first session of the day, and was not. */
function punctual(seen: Seen, who: 'invigilator' | 'examiner', minutes: number, kind?: string): GateFact[] {
  const first = Math.min(...sessionsToday(seen, kind).map(({ t0 }) => t0))
  const all = holders(seen, who === 'examiner' ? EXAMINERS : [who])
  if (!all.length || !Number.isFinite(first)) return []
  const by = first - minutes * MINUTE_MS
  const came = all.filter(({ stay }) => stay?.first != null && stay.first <= by).length
  const facts: GateFact[] = [{ kind: 'punctual', who, came, due: all.length, by }]
  for (const { row, stay } of all) {
    if (stay?.first != null && stay.first > by) facts.push({ kind: 'late', name: row.name, at: stay.first })
    else if (!stay && seen.now > by) facts.push({ kind: 'missing', name: row.name })
  }
  return facts
}

/** Who went before the last session of the day was over and is not back (A11-i31). */
function gone(seen: Seen): GateFact[] {
  const last = Math.max(...sessionsToday(seen).map(({ end }) => end))
  return holders(seen, EXAMINERS).flatMap(({ row, stay }) =>
    stay && !stay.inside && stay.at < last ? [{ kind: 'left' as const, name: row.name, at: stay.at }] : [],
  )
}

function present(seen: Seen): GateFact[] {
  const all = holders(seen, STATION).filter(({ stay }) => stay)
  return all.length ? [{ kind: 'present', inside: all.filter(({ stay }) => stay?.inside).length, left: all.filter(({ stay }) => !stay?.inside).length }] : []
}

function spots(seen: Seen, roles: readonly Role[]): GateFact[] {
  const role = new Map(seen.section.badges.map((row) => [row.badge, row.role]))
  const done = scansOf(seen.entries, seen.now).filter(({ direction, badge }) => direction === 'spot' && (badge === null || roles.includes(role.get(badge) as Role)))
  const wrong = done.filter(({ outcome, same, card }) => outcome !== 'admitted' || same === false || card === false).length
  return done.length ? [{ kind: 'spot', done: done.length, wrong }] : []
}

function own({ entries, mine, now }: Seen): GateFact[] {
  const presence = presenceOf(entries)
  const came = mine.flatMap((badge) => presence.get(badge)?.first ?? []).filter((at) => isoDay(at) === isoDay(now))
  return came.length ? [{ kind: 'own', at: Math.min(...came) }] : []
}

/** What to say beside an item; nothing where nothing was seen. */
export function gateFacts(no: number, seen: Seen): GateFact[] {
  if (no === 2) return gates(seen)
  if (no === 4) return staffed(seen)
  if (no === 9) return punctual(seen, 'invigilator', 45, 'theory')
  if (no === 21) return [...present(seen), ...spots(seen, STATION)]
  if (no === 31) return [...punctual(seen, 'examiner', 30), ...gone(seen), ...spots(seen, EXAMINERS)]
  if (no === 37) return own(seen)
  return []
}

export interface GateCount {
  due: number
  present: number
}

/** 应考 and 实考 of a project as the gates saw them: each candidate once, whatever code was shown (A5-1). Null before any came. */
export function gateCount(project: Id, { section, entries }: Pick<Seen, 'section' | 'entries'>): GateCount | null {
  const holderOf = new Map((section.admissions ?? []).filter((one) => one.project === project).map(({ badge, holder }) => [badge, holder]))
  const came = new Set<Id>()
  for (const [badge, { first }] of presenceOf(entries)) {
    const holder = holderOf.get(badge)
    if (holder && first !== null) came.add(holder)
  }
  return came.size ? { due: new Set(holderOf.values()).size, present: came.size } : null
}
