/** Dispatches, people, calendar, audit and messages, as the server tells them. */
import type { Id, Instant } from '@/core/types'

import type { FormState, Named, Phone } from './types'

/* ---- dispatches ---- */

export interface Supervisor {
  person: Id
  name: string
  lead: boolean
  reply: 'accepted' | 'declined' | null
  reply_reason: string
  check: { ready: boolean | null; at: Instant | null }
}

export interface Dispatch {
  event: Id
  id: Id
  number: string
  station: Named & { place: string; contact_phone: string }
  centre: Named
  batches: Named[]
  projects: (Named & { due: number; theory_due: number | null; practical_due: number | null; paper_code: string; copies: number | null })[]
  rooms: (Named & { kind: 'theory' | 'practical'; computer: boolean })[]
  first_day: string
  last_day: string
  deadline: Instant
  practice: boolean
  demo: boolean
  sessions: { id: Id; batch: Id; project: Id; kind: 'theory' | 'practical'; t0: Instant; end: Instant; rooms: Id[]; due: number | null }[]
  supervisors: Supervisor[]
  chief: { name: string; phone: string }
  centre_phone: string
  form: { state: FormState; graded: number; due: number } | null
  phones: Phone[]
}

export interface SheetFault {
  sheet: string
  row: number
  column: string
  code: string
  reason: string
}

export interface Handout {
  person: Id
  name: string
  activation: string | null
  enrol: string
  expires: Instant
}

export interface ImportResult {
  created: number
  updated: number
  unchanged?: number
  event?: Id | null
  errors: SheetFault[]
  codes?: Handout[]
}

/* ---- people ---- */

export interface Account {
  id: Id
  username: string
  kind: 'office' | 'field' | 'admin'
  state: 'new' | 'active' | 'disabled'
  person: Named | null
  phone: string | null
  centre: Named | null
  roles: { role: string; centre: Id | null; station: Id | null; place: string | null }[]
  devices: number
  reset: boolean
  login_at: Instant | null
}

export interface Device {
  id: Id
  person: Named
  label: string
  enrolled_at: Instant
  counts: boolean
  waiting: boolean
  confirmed_at: Instant | null
  revoked_at: Instant | null
  revoked_why: string | null
  last_seen: Instant | null
  unsent: number | null
  mine: boolean
  this: boolean
}

export interface PhoneAlarm {
  id: Id
  person: Named
  label: string
  why: 'emptied' | 'gap' | 'replaced' | 'photos'
  missing: number
  left: number
  raised_at: Instant
  last_seen: Instant | null
}

export interface IssuedCode {
  code: string
  enrol: string | null
  expires: Instant
}

export interface Grant {
  id: Id
  account: { id: Id; username: string; name: string | null }
  role: string
  centre: Id | null
  station: Id | null
  place: string | null
  state: 'pending' | 'active' | 'refused' | 'ended'
  requested_by: Id | null
  requested_at: Instant
  decided_by: Id | null
  decided_at: Instant | null
  mine: boolean
}

/* ---- calendar, audit, messages ---- */

export interface SpecialDay {
  day: string
  working: boolean
  name: string
}

export interface CalendarYear {
  year: number
  confirmed: boolean
  source: string
  note: string
  days: SpecialDay[]
}

export interface AuditLine {
  seq: number
  at: Instant
  actor: Id | null
  name: string | null
  action: string
  object: string | null
  result: string
  code: string | null
  detail: Record<string, unknown>
}

export interface Message {
  id: Id
  template: string
  params: Record<string, string | number>
  link: string | null
  sent_at: Instant
  read_at: Instant | null
}
