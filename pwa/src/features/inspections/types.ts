/** The shapes of the form's fields, of the dispatch's facts it needs, and of the snapshot (contracts.md §6, §7). */

export type Grade = 'A' | 'B' | 'C'
export const GRADES: readonly Grade[] = ['A', 'B', 'C']

export type Rating = '优秀' | '良好' | '一般'
export const RATINGS: readonly Rating[] = ['优秀', '良好', '一般']

export type BasisHow = 'seen' | 'records' | 'sampled'
export interface Basis {
  how: BasisHow
  rooms: number | null
}

export interface GradedValue {
  grade: Grade | null
  remark: string
  basis: Basis | null
  corrected: boolean
  via: null | 'rest'
  photos: string[]
}

export interface FreeText {
  text: string
  photos: string[]
}

export interface PlainText {
  text: string
}

export interface Rated {
  rating: Rating | null
}

export interface HeaderValue {
  value: string
  reason: string
}

export interface Count {
  due: number
  present: number
}

export interface Figures extends Count {
  theory: Count | null
  practical: Count | null
  reason: string
}

export type RoomKind = 'theory' | 'practical'
export interface Room {
  id: string
  name: string
  kind: RoomKind
  computer: boolean
}

export interface Scope {
  rooms: Room[]
  technical_defence: boolean
}

export interface ScopeValue extends Scope {
  reason: string
}

export interface RoomNote {
  grade: Grade | null
  text: string
}

export type OrderState = 'issued' | 'done' | 'confirmed' | 'not_corrected'
export interface Order {
  item: number
  to: string
  what: string
  due: number | null
  before: string | null
  after: string | null
  state: OrderState
}

export interface ExtraSheet {
  title: string
  text: string
}

/** 纸质补录: the sheet filled in by hand that the answers are typed from. */
export interface PaperSheet {
  signed_at: number
  signers: string[]
  reason: string
  pages: string[]
}

/* ---- the template: annex11.json, of which the build keeps these members (vite.config.ts) ---- */

export type ItemKind = 'graded' | 'free_text' | 'evaluation'
export type PhotoPolicy = 'recommended' | 'optional' | 'discouraged' | 'restricted' | 'required_on_BC'

export interface TemplateItem {
  no: number
  section: string
  subsection: string | null
  text_zh: string
  printed_zh: string
  kind: ItemKind
  condition: string | null
  na_when: string[]
  window: { from: string; to: string }
  scope: 'site' | 'session_and_room'
  photo_policy: PhotoPolicy
}

export interface TemplateSection {
  code: string
  title_zh: string
  title_en: string
  items: [number, number]
  subsections: { code: string; title_zh: string; title_en: string; items: [number, number] }[]
}

export interface Template {
  title_zh: string
  header_fields: { key: string; zh: string; en: string; required: boolean }[]
  session_table: { zh: string; columns: { key: string; zh: string; en: string }[] }
  sections: TemplateSection[]
  items: TemplateItem[]
  exception_block: { zh: string; label_zh: string }
  footnotes: { no: number; text_zh: string; gloss_en: string }[]
  signature: { label_zh: string }
}

/* ---- section `brief` of the kit ---- */

export interface Session {
  id: string
  batch: string
  project: string
  kind: RoomKind
  t0: number
  end: number
  rooms: string[]
  due: number
}

export interface Project {
  id: string
  name: string
  due: number
  theory_due: number | null
  practical_due: number | null
}

export interface Examiner {
  id: string
  name: string
  leader: boolean
  card_number: string
}

export interface TeamMember {
  person: string
  name: string
  lead: boolean
}

export interface Brief {
  event: string
  practice: boolean
  demo: boolean
  template: string
  dispatch: { id: string; number: string }
  station: { id: string; name: string; place: string; contact_phone: string }
  chief: { name: string; phone: string }
  team: TeamMember[]
  batches: { id: string; name: string }[]
  projects: Project[]
  rooms: Room[]
  sessions: Session[]
  examiners: Examiner[]
  flags: { technical_defence: boolean }
  deadline: number
  last_day: string
}

/* ---- what goes into files ---- */

export interface FileRef {
  sha256: string
  size: number
  type: string
  role: 'photo' | 'snapshot' | 'strokes'
}

/** x, y in the pad's own units, t in ms from the first point of the signature. */
export type Point = [number, number, number]

export interface StrokesFile {
  v: 1
  width: number
  height: number
  content: string
  strokes: Point[][]
}
