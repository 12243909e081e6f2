/** The shapes of the form's fields and of the dispatch's facts as the API describes them, and those no route knows (contracts.md §6, §7). */
import type { Schemas } from '@/core/http'

export type GradedValue = Schemas['Graded']
export type Grade = NonNullable<GradedValue['grade']>
export const GRADES: readonly Grade[] = ['A', 'B', 'C']

export type Rated = Schemas['Rating']
export type Rating = NonNullable<Rated['rating']>
export const RATINGS: readonly Rating[] = ['优秀', '良好', '一般']

export type Basis = Schemas['Basis']
export type BasisHow = Basis['how']
export type FreeText = Schemas['FreeText']
export type PlainText = Schemas['PlainText']
export type HeaderValue = Schemas['HeaderValue']
export type Count = Schemas['Count']
export type Figures = Schemas['Figures']
export type Room = Schemas['BriefRoom']
export type RoomKind = Room['kind']
export type ScopeValue = Schemas['Scope']
export type Scope = Omit<ScopeValue, 'reason'>
export type RoomNote = Schemas['Note']
export type Order = Schemas['Order']
export type OrderState = Order['state']
export type ExtraSheet = Schemas['ExtraSheet']

/** 纸质补录: the sheet filled in by hand that the answers are typed from. */
export type PaperSheet = Schemas['Paper']

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

export type Brief = Schemas['Brief']
export type Session = Schemas['BriefSession']
export type Project = Schemas['BriefProject']
export type Examiner = Schemas['BriefExaminer']
