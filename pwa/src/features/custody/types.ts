/** What entries about packs hold (contracts §14), and what the kit says of packs and people. */
import type { Hash, Id, Instant, PlainEntry } from '@/core/types'

export type State =
  | 'prepared' | 'with_supervisor' | 'stored_overnight' | 'on_site' | 'with_invigilators' | 'opened'
  | 'issued' | 'collected' | 'resealed' | 'returned' | 'archived' | 'destroyed' | 'exception'
export type Purpose = 'collect' | 'pass' | 'site' | 'room' | 'back' | 'return'
export const FAULTS = ['strip_broken', 'bag_damaged', 'wrong_strip', 'wrong_copies', 'wrong_project', 'missing'] as const
export type Fault = (typeof FAULTS)[number]
export const TROUBLES = ['strip_broken', 'bag_damaged', 'wrong_strip', 'wrong_copies', 'missing', 'lost', 'wrong_pack', 'other'] as const
export type Trouble = (typeof TROUBLES)[number]
export type Assurance = 'key' | 'signin' | 'strokes' | 'paper'
export type Mode = 'theory' | 'practical' | 'computer'
export type Way = 'normal' | 'early' | 'late' | 'wrong'

export interface Sig {
  by: Id
  strokes: Hash | null
  assurance: Assurance
  /** The badge that was scanned when somebody else signed on this phone. */
  badge: string | null
}

/** 据纸质: when the sheet was written, and its photo. */
export interface Paper {
  at: Instant
  page: Hash
}

export interface Checks {
  project: boolean
  copies: boolean
  bag: boolean
  strip: boolean
}

/** What an entry says of one pack; which members there are depends on its kind. */
export interface Said {
  pack: string
  after?: Hash
  strip?: string
  copies?: number
  checks?: Checks
  accept?: boolean
  fault?: Fault | null
  reason?: string
  issued?: number
  spare?: number
  void?: number
  collected?: number
  missing?: number
  pieces?: number | null
  scrap?: number | null
  state?: State
  with?: Id | null
  settled?: Hash[]
}

/** A pack as `custody.prepared` and the kit describe it. */
export interface Label {
  pack: string
  number: string
  batch: Id
  session: Id
  room: Id | null
  kind: 'theory' | 'practical'
  project: Id
  paper_code: string
  copies: number
  strip: string
  computer: boolean
  pieces: number | null
  scrap: number | null
  replaces: string | null
  withdrawn: boolean
}

export interface OfferData {
  purpose: Purpose
  to: Id
  room: Id | null
  packs: { pack: string; after: Hash; strip: string; copies: number; checks: Checks }[]
  place: string
  reason: string
  signature: Sig
  paper: Paper | null
}

export interface AnswerData {
  offer: Hash
  packs: { pack: string; accept: boolean; checks: Checks; strip: string; copies: number; fault: Fault | null; reason: string }[]
  signature: Sig
  paper: Paper | null
}

export type Role = 'paper_keeper' | 'supervisor' | 'chief' | 'invigilator'

/** A person who can give or receive, as the kit lists them; somebody with two roles stands there twice. */
export interface Party {
  id: Id
  listed: Id | null
  person: Id | null
  name: string
  role: Role
  post: string
  room: Id | null
  phone: string
  badge: string | null
  photo: Hash | null
  /** Serves here no more. */
  gone: boolean
}

export interface Settings {
  /** ms after which taking an offer back is proposed, and an unconfirmed handover is a finding. */
  recall_after: number
  unconfirmed_after: number
  /** ms from the start of a session. */
  theory_anchor: number
  theory_early: number
  practical_early: number
  practical_late: number
}

/** Section `custody` of a kit. */
export interface Section {
  parties: Party[]
  /** Ids of one person besides those a party has, each with the id that stands for it; absent in older kits. */
  same?: Record<Id, Id>
  packs: (Label & { prepared: Hash })[]
  settings: Settings
  /** An invigilator's: nights of packs, without the words. */
  stored?: PlainEntry[]
}
