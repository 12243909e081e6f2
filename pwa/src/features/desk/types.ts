/** What the server tells the desk. Shapes of /api/v1; times are ms, days YYYY-MM-DD. */
import type { Hash, Id, Instant } from '@/core/types'

export type * from './officeTypes'

export interface Named {
  id: Id
  name: string
}

export interface Paged<T> {
  items: T[]
  page: number
  per_page: number
  total: number
}

/* ---- forms ---- */

export type Verdict = 'open' | 'overdue' | 'proven_in_time' | 'proven_late' | 'stated_in_time' | 'stated_late'
export type FormState = 'dispatched' | 'in_progress' | 'signed' | 'flawed' | 'submitted' | 'returned' | 'received'
export type Inbox = 'quality' | 'dispatch'
export type Grade = 'A' | 'B' | 'C'

export interface Deadline {
  at: Instant
  verdict: Verdict
  stated: Instant | null
  received: Instant | null
}

export interface Phone {
  person: Id
  name: string
  label: string
  last_contact: Instant | null
  unsent: number | null
  tip: [number, Hash] | null
  kit_at: Instant | null
  /** What silence means; `planned` lasts until `until`. */
  state: 'never' | 'online' | 'planned' | 'silent' | 'seen'
  until: Instant | null
}

export interface FormRow {
  event: Id
  number: string
  station: Named
  centre: Named
  batches: string[]
  projects: string[]
  first_day: string
  last_day: string
  practice: boolean
  demo: boolean
  supervisors: { person: Id; name: string; lead: boolean }[]
  state: FormState
  version: number
  graded: number
  due: number
  a: number | null
  b: number | null
  c: number | null
  away: number | null
  deadline: Deadline
  submitted_at: Instant | null
  received: Record<Inbox, boolean>
  recorded: boolean
  phones: Phone[]
}

export const TABS = ['all', 'to_receive', 'unsigned', 'late', 'unproven'] as const
export type Tab = (typeof TABS)[number]

export interface FormPage extends Paged<FormRow> {
  counts: Record<Tab, number>
  now: Instant
}

export interface Photo {
  sha256: Hash
  caption: string | null
}

export interface Item {
  no: number
  kind: 'graded' | 'free_text' | 'evaluation'
  at: Instant | null
  photos: Photo[]
  clash?: boolean
  grade?: Grade | null
  na_reason?: string | null
  remark?: string | null
  basis?: { how: string; rooms: number | null } | null
  corrected?: boolean | null
  text?: string
  ratings?: { examiner: Id; name: string; rating: string | null }[]
}

export interface Version {
  sign: Hash
  version: number
  previous: Hash | null
  state: 'waiting' | 'submitted' | 'flawed'
  flaws: { code: string; field: string }[]
  snapshot: Hash
  signer: { person: Id; name: string | null }
  at: Instant
  received: Instant
  whole_at: Instant | null
  seq: number
}

export interface Signature {
  entry: Hash
  kind: 'sign' | 'cosign'
  person: Id
  name: string | null
  holder: string | null
  assurance: string
  state: string
  at: Instant
  earliest: Instant | null
  latest: Instant | null
}

export interface HeaderCell {
  value: string
  original: string | null
  reason: string | null
}

export interface Form extends FormRow {
  contents: 'signed' | 'working' | 'none'
  label: string
  header: Record<string, HeaderCell>
  figures: { project: Id; occupation: string; level: string; due: number | null; present: number | null; absent: number | null }[]
  explanation: string
  exceptions: string
  extra: { title: string; text: string }[]
  amend_reason: string | null
  paper: { signed_at: Instant; signers: string[]; reason: string; pages: Photo[]; items: number[] } | null
  items: Item[]
  paper_original: boolean
  inboxes: Record<Inbox, string>
  versions: Version[]
  signatures: Signature[]
  receipts: { sign: Hash; inbox: Inbox; medium: 'electronic' | 'paper'; day: string; by: string | null; at: Instant }[]
  remarks: { sign: Hash; kind: 'returned' | 'replied'; text: string; by: string | null; at: Instant }[]
  recorded_at: Instant | null
  findings: { id: Hash; code: string; severity: string; item: number | null }[]
  may: {
    receive: Inbox[]
    give_back: boolean
    reply: boolean
    record: boolean
    export: boolean
    history: boolean
    bundle: boolean
  }
}

export interface HistoryRow {
  hash: Hash
  seq: number
  kind: string
  field: string | null
  value: Record<string, unknown> | null
  actor: Id | null
  name: string | null
  server: boolean
  stated: Instant
  received: Instant
  earliest: Instant | null
  latest: Instant | null
  parents: Hash[]
  paper: boolean
  outcome: string
  /** The phone's raw clock; `skew` seconds fast when it is worth a word. */
  wall: Instant | null
  skew: number | null
}

export interface KitTaken {
  person: Id
  name: string
  label: string
  at: Instant
  newest: Instant
  seq: number
}

export interface HistoryPage extends Paged<HistoryRow> {
  kits: KitTaken[]
}

export interface Verification {
  shape: 'ok' | 'look' | 'stop' | 'slash'
  statement: string
  details: string[]
  broken_at: number | null
  lines: number
  entries: number
  files: number
  checkpoint: { number: number; hash: Hash; time: Instant } | null
  seq: number
  head: Hash
  root: string
  version: number | null
  snapshot_sha256: Hash | null
  late_arrivals: { hash: Hash; seq: number; why: string; stated: Instant; received: Instant }[]
}

export interface Province {
  items: { field: string; value: string }[]
  version: number
  recorded: boolean
}

export interface Violation {
  code: string
  clause: string | null
  text: string
  en: string
  major: boolean
}

/* ---- held ---- */

export interface Advice {
  code: string
  title: string | null
  clause: string | null
  todo: string | null
}

export interface HeldRow extends Advice {
  hash: Hash
  event: Id
  number: string
  station: string
  seq: number
  kind: string
  field: string | null
  actor: Id | null
  name: string | null
  carrier: string | null
  stated: Instant
  received: Instant
  state: 'waiting' | 'refused'
}

export interface Flawed {
  event: Id
  number: string
  version: number
  name: string | null
  received: Instant
  flaws: (Advice & { field: string })[]
}

export interface Rejected extends Advice {
  event: Id
  carrier: string | null
  count: number
  received: Instant
}

export interface HeldPage extends Paged<HeldRow> {
  flawed: Flawed[]
  rejected: Rejected[]
}
