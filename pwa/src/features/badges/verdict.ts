/** Yes or no, by the phone alone: a pure function of token, list, presence and clock (contracts §13). */
import { isoDay } from '@/ui/time'
import type { Id, Instant } from '@/core/types'

import type { List } from './list'
import { refusals, type Presence, type Stay } from './presence'
import { read, type Claims, type Reading } from './token'
import type { BadgeRow, CandidateRow, GateRow, Outcome, Passing, Subject, Via } from './types'

const MINUTE_MS = 60_000

/** What the phone believes of the time, and by how much it may be wrong. */
export interface Clock {
  now: Instant
  doubt: number
}

export interface View {
  /** Null while this phone has no list at all. */
  list: List | null
  presence: Presence
  clock: Clock
  gate: Pick<GateRow, 'id' | 'roles'>
  way: Passing
  /** Highest trusted time minus the time of fetching: setting the clock back makes no list younger. */
  age: number
}

/** What is known of the badge at hand, however it was named. */
export interface Named {
  badge: string
  event: Id
  centre: Id | null
  role: string
  from: Instant
  until: Instant
}

/** green · amber: somebody must look · red. */
export type Tone = 'a' | 'b' | 'c'
export type Freshness = 'fresh' | 'stale' | 'old' | 'too_old' | 'none'
/** Why an amber verdict asks for the photo. */
export type Ask = 'first' | 'typed' | 'old_list' | 'time'

export interface Verdict {
  outcome: Outcome
  tone: Tone
  via: Via
  way: Passing
  at: Instant
  /** To judge it once more; null for what names no badge. */
  named: Named | null
  badge: string | null
  subject: Subject | null
  row: BadgeRow | null
  candidate: CandidateRow | null
  stay: Stay | null
  /** Non-empty: admitted only once somebody says that it is the person of the photo. */
  asks: Ask[]
  freshness: Freshness
  list: { seq: number; age_ms: number } | null
  /** How often this badge was refused in the ten minutes before. */
  refused: number
}

export function freshness(list: List | null, age: number): Freshness {
  if (!list) return 'none'
  const { fresh, old, too_old } = list.settings
  if (age > too_old * MINUTE_MS) return 'too_old'
  if (age > old * MINUTE_MS) return 'old'
  return age > fresh * MINUTE_MS ? 'stale' : 'fresh'
}

const fromClaims = (claims: Claims, centre: Id | null): Named => ({ ...claims, centre })

function outcomeOf(named: Named, row: BadgeRow | null, stay: Stay | null, view: View, list: List): Outcome {
  const { clock, gate, way, age } = view
  // A centre vouches for its own events only.
  if (named.event === list.event && named.centre !== list.centre) return 'forged'
  if (freshness(list, age) === 'too_old') return 'list_too_old'
  if (row && row.state !== 'issued') return row.state
  if (named.event !== list.event) return 'other_event'
  // A day pass opens a gate and lets nobody through it.
  if (named.role === 'gate') return 'not_this_gate'
  if (!row) return 'not_listed'
  if (clock.now + clock.doubt < named.from) return 'too_early'
  if (clock.now - clock.doubt >= named.until) return 'too_late'
  if (gate.roles && !gate.roles.includes(row.role)) return 'not_this_gate'
  if (way === 'in' && stay?.inside) return 'already_inside'
  if (way === 'out' && stay && stay.first !== null && !stay.inside) return 'already_left'
  return 'admitted'
}

function asksOf(named: Named, via: Via, stay: Stay | null, { clock, way, age }: View, list: List): Ask[] {
  const asks: Ask[] = via === 'code' || via === 'list' ? ['typed'] : []
  // Who leaves was looked at when coming in.
  if (way === 'out') return asks
  if (way === 'spot' || stay?.same == null || isoDay(stay.same) !== isoDay(clock.now)) asks.push('first')
  if (freshness(list, age) === 'old') asks.push('old_list')
  // Inside its window only because the clock of this phone is not confirmed.
  if (clock.now < named.from || clock.now >= named.until) asks.push('time')
  return asks
}

const AMBER: readonly Outcome[] = ['not_listed']

function verdictOf(outcome: Outcome, via: Via, view: View, more: Partial<Verdict> = {}): Verdict {
  const { list, clock, way, age } = view
  const asks = more.asks ?? []
  return {
    outcome,
    tone: AMBER.includes(outcome) || asks.length ? 'b' : outcome === 'admitted' ? 'a' : 'c',
    via,
    way,
    at: clock.now,
    named: null,
    badge: null,
    subject: null,
    row: null,
    candidate: null,
    stay: null,
    asks,
    freshness: freshness(list, age),
    list: list && { seq: list.seq, age_ms: Math.max(0, Math.round(age)) },
    refused: 0,
    ...more,
  }
}

function judgeNamed(named: Named, via: Via, view: View, list: List): Verdict {
  const row = list.byBadge.get(named.badge) ?? null
  const stay = view.presence.get(named.badge) ?? null
  const outcome = outcomeOf(named, row, stay, view, list)
  // What the centre did not vouch for names nobody: its entry carries no badge.
  if (outcome === 'forged') return verdictOf(outcome, via, view)
  return verdictOf(outcome, via, view, {
    named,
    badge: named.badge,
    subject: named.role === 'candidate' ? 'candidate' : 'person',
    row,
    stay,
    candidate: list.candidates.get(named.badge) ?? null,
    asks: outcome === 'admitted' ? asksOf(named, via, stay, view, list) : [],
    refused: refusals(stay ?? undefined, view.clock.now),
  })
}

/** The same badge by what is known now: while a guard compares faces, a revocation may come in. */
export function judgeAgain(found: Verdict, view: View): Verdict {
  return found.named && view.list ? judgeNamed(found.named, found.via, view, view.list) : found
}

/** The verdict on what a code was read as. */
export function judge(reading: Reading, via: Via, view: View): Verdict {
  if (reading.state !== 'good') return verdictOf(reading.state, via, view)
  if (!view.list) return verdictOf('list_too_old', via, view)
  return judgeNamed(fromClaims(reading.claims, reading.centre), via, view, view.list)
}

/** The verdict on a scanned text. */
export async function verdict(text: string, via: Via, view: View): Promise<Verdict> {
  const { list } = view
  if (!list) return verdictOf('list_too_old', via, view)
  return judge(await read(text, list.keys), via, view)
}

/** The verdict on a row of the list: a typed short code, or a person found by name. Proves nothing alone: amber at best. */
export function verdictOnRow(row: BadgeRow | undefined, via: 'code' | 'list', view: View): Verdict {
  const { list } = view
  if (!list) return verdictOf('list_too_old', via, view)
  if (!row) return verdictOf(freshness(list, view.age) === 'too_old' ? 'list_too_old' : 'unknown_code', via, view)
  const { badge, role, from, until } = row
  return judgeNamed({ badge, event: list.event, centre: list.centre, role, from, until }, via, view, list)
}

const CODE = /^[23456789ABCDEFGHJKMNPQRSTUVWXYZ]{4}$/

/** 「k7-3m」 as it stands in the list; null for what no badge has. */
export function normalCode(typed: string): string | null {
  const code = typed.toUpperCase().replace(/[\s-]/g, '')
  return CODE.test(code) ? code : null
}
