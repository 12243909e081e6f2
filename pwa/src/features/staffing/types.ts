import type { Id, Instant } from '@/core/types'

/** Section `brief` of the kit (contracts §7). */
export interface Named {
  id: Id
  name: string
}
export type RoomKind = 'theory' | 'practical'

export interface BriefSession {
  id: Id
  batch: Id
  project: Id
  kind: RoomKind
  t0: Instant
  end: Instant
  rooms: Id[]
  due: number
}

export interface BriefProject extends Named {
  due: number
  theory_due: number | null
  practical_due: number | null
  paper_code: string | null
  copies: number | null
}

export interface Brief {
  event: Id
  practice: boolean
  demo: boolean
  dispatch: { id: Id; number: string; issued_at: Instant; issuer: string; remark: string }
  centre: Named & { duty_phone: string; paper_original: boolean }
  station: Named & { place: string; contact_phone: string }
  chief: { name: string; phone: string }
  team: { person: Id; name: string; lead: boolean; phone: string }[]
  batches: Named[]
  projects: BriefProject[]
  rooms: (Named & { kind: RoomKind; computer: boolean })[]
  sessions: BriefSession[]
  examiners: (Named & { leader: boolean; card_number: string })[]
  flags: { technical_defence: boolean }
  contacts: { label: string; name: string; phone: string }[]
  previous: { no: number; grade: 'B' | 'C'; remark: string; day: string }[]
  deadline: Instant
  last_day: string
  texts: { talking_staff: string[]; talking_examiners: string[] }
}

/** A dispatch as the server lists it. */
export interface Dispatch {
  event: Id
  id: Id
  number: string
  station: Named & { place: string; contact_phone: string }
  centre: Named
  batches: Named[]
  projects: BriefProject[]
  rooms: Brief['rooms']
  first_day: string
  last_day: string
  deadline: Instant
  practice: boolean
  demo: boolean
  next_session: { id: Id; t0: Instant; end: Instant; kind: RoomKind } | null
  sessions: BriefSession[]
  supervisors: {
    person: Id
    name: string
    lead: boolean
    reply: 'accepted' | 'declined' | null
    reply_reason: string
    check: { ready: boolean | null; at: Instant | null }
  }[]
  my_role: string | null
  my_lead: boolean
  chief: { name: string; phone: string }
  centre_phone: string
  form: { state: string; graded: number; due: number } | null
}

export type Reply = 'accept' | 'decline' | null
