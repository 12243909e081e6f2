/** What the kit says of badges and gates (contracts §13), and what a gate seals. */
import type { Hash, Id, Instant } from '@/core/types'

import type { Role } from './token'

export type BadgeState = 'issued' | 'suspended' | 'revoked' | 'returned' | 'replaced'
export type Subject = 'person' | 'candidate'
export type Way = 'in' | 'out'
/** A supervisor looks at a badge somewhere on site: nobody passes. */
export type Passing = Way | 'spot'
export type Via = 'qr' | 'photo' | 'code' | 'scanner' | 'list' | 'paper'

/** One badge of the list, with its holder. */
export interface BadgeRow {
  badge: string
  code: string
  serial: string
  subject: Subject
  holder: Id
  role: Role
  name: string
  post: string
  room: string
  from: Instant
  until: Instant
  state: BadgeState
  reason: string
  changed_at: Instant
  replaced_by: string | null
  photo: Hash | null
  card_number: string
  card_until: string
  phone?: string
}

export interface CandidateRow {
  id: Id
  badge: string | null
  ticket: string
  name: string
  id_number: string
  project: string
  session: string
  room: string
  seat: string
  photo: Hash | null
}

export interface GateRow {
  id: Id
  name: string
  direction: Way | 'both'
  /** Roles that may pass; null for all. */
  roles: Role[] | null
  ended: Instant | null
}

/** Minutes until the list is no more fresh, old, and too old to judge by. */
export interface Limits {
  fresh: number
  old: number
  too_old: number
}

export interface Settings extends Limits {
  /** Minutes around a window while the phone's time is not confirmed. */
  doubt: number
  /** Whose badge vouches for an override. */
  override_roles: Role[]
  /** Wrong typed codes before a pause, and for how many minutes. */
  code_tries: number
  code_pause: number
  quiet_sessions: boolean
}

export interface SessionRow {
  id: Id
  kind: 'theory' | 'practical'
  t0: Instant
  end: Instant
}

export interface Section {
  settings: Settings
  gates: GateRow[]
  chief: { name: string; phone: string }
  event: { station: string; sessions?: SessionRow[] }
  centre: Id
  badges: BadgeRow[]
  /** For a supervisor: whose admission code is whose, as ids. */
  admissions?: { badge: string; holder: Id; project: Id }[]
}

/** Order of judgement (contracts §13). */
export const OUTCOMES = [
  'unreadable', 'version', 'unknown_key', 'withdrawn_key', 'forged', 'list_too_old', 'suspended', 'revoked', 'replaced', 'returned', 'other_event',
  'not_listed', 'too_early', 'too_late', 'not_this_gate', 'already_inside', 'already_left', 'admitted', 'unknown_code',
] as const
export type Outcome = (typeof OUTCOMES)[number]

/** How a second person vouched for an override. */
export interface Override {
  way: 'badge' | 'single'
  by: string | null
  reason: string
}

/** `data` of one `badges.scan`. */
export interface Scan {
  badge: string | null
  subject: Subject | null
  gate: Id | null
  guard: string | null
  direction: Passing
  outcome: Outcome
  admitted: boolean
  via: Via
  same: boolean | null
  card: boolean | null
  identity: boolean | null
  override: Override | null
  list: { seq: number; age_ms: number } | null
  note: string
  paper_at: Instant | null
}
