/**
 * Decisions about the form, from values alone (A11-f1..A11-s2, U-4, Q-18, Q-37).
 * The server's `inspections/rules.py` decides the same cases: both read `tests/vectors`.
 */

import { partsOf, type Part } from './template'
import { GRADES, RATINGS } from './types'
import type {
  Brief,
  Figures,
  FreeText,
  Grade,
  GradedValue,
  HeaderValue,
  Project,
  Rated,
  Room,
  RoomNote,
  Scope,
  Session,
  Template,
  TemplateItem,
} from './types'

/** Each field's values without successor; two of them are a clash, no entry means unanswered. */
export type Heads = ReadonlyMap<string, readonly unknown[]>

export interface Facts extends Scope {
  examiners: readonly string[]
  projects: readonly string[]
  header: Readonly<Record<string, string | null>>
}

export const REMARK_MIN = 2
export const REMARK_MAX = 1000
export const TEXT_MAX = 4000

/** White space and zero-width characters, written out because `\s` differs between languages. */
const BLANK =
  /[\t-\r \u0085\u00a0\u1680\u2000-\u200d\u2028\u2029\u202f\u205f\u2060\u3000\ufeff]/gu

export function lengthOf(text: string | null | undefined): number {
  return [...(text ?? '').replace(BLANK, '')].length
}

export function single<T>(heads: Heads, field: string): T | undefined {
  const values = heads.get(field)
  return values?.length === 1 ? (values[0] as T) : undefined
}

export function inClash(heads: Heads, field: string): boolean {
  return (heads.get(field)?.length ?? 0) > 1
}

/* ---- what applies (A11-f1c) ---- */

export type Ground =
  | 'no_theory_room'
  | 'no_practical_room'
  | 'no_technical_defence'
  | 'all_theory_rooms_computer'

const GROUNDS: Record<string, [Ground, (scope: Scope) => boolean]> = {
  no_theory_room: ['no_theory_room', (scope) => !ofKind(scope, 'theory').length],
  no_skill_room: ['no_practical_room', (scope) => !ofKind(scope, 'practical').length],
  no_technical_defence: ['no_technical_defence', (scope) => !scope.technical_defence],
  all_theory_rooms_computer_based: [
    'all_theory_rooms_computer',
    (scope) => {
      const theory = ofKind(scope, 'theory')
      return theory.length > 0 && theory.every((room) => room.computer)
    },
  ],
}

function ofKind(scope: Pick<Scope, 'rooms'>, kind: Room['kind']): Room[] {
  return scope.rooms.filter((room) => room.kind === kind)
}

export function scopeOf(facts: Scope, heads: Heads): Scope {
  return single<Scope>(heads, 'scope') ?? facts
}

/** The ground on which an item does not apply, or null. */
export function groundFor(item: TemplateItem, scope: Scope): Ground | null {
  for (const name of item.na_when) {
    const ground = GROUNDS[name]
    if (ground?.[1](scope)) return ground[0]
  }
  return null
}

export function applicableItems(template: Template, scope: Scope): TemplateItem[] {
  return template.items.filter((item) => groundFor(item, scope) === null)
}

/** Subsections for which there is no room: one grey line each, confirmed once. */
export function partsToConfirm(template: Template, scope: Scope): Part[] {
  const missing = { S2a: !ofKind(scope, 'theory').length, S2b: !ofKind(scope, 'practical').length }
  return partsOf(template).filter((part) => missing[part.code as 'S2a' | 'S2b'])
}

/* ---- what is missing (A11-s2) ---- */

export type Reason =
  | 'ungraded'
  | 'remark_short'
  | 'rating_missing'
  | 'figures_missing'
  | 'header_missing'
  | 'na_unconfirmed'
  | 'clash'

export interface Gap {
  field: string
  reason: Reason
}

function isGrade(grade: unknown): grade is Grade {
  return GRADES.includes(grade as Grade)
}

function isRated(value: Rated | undefined): boolean {
  return value?.rating != null && RATINGS.includes(value.rating)
}

/** What an item's own answer lacks. */
export function itemGap(value: GradedValue | undefined): Reason | null {
  if (!isGrade(value?.grade)) return 'ungraded'
  return value?.grade !== 'A' && lengthOf(value?.remark) < REMARK_MIN ? 'remark_short' : null
}

function figuresGap(value: Partial<Figures> | undefined): Reason | null {
  if (value?.due == null || value.present == null) return 'figures_missing'
  return value.present >= 0 && value.present <= value.due ? null : 'figures_missing'
}

/** Everything that keeps the form from being signed, in the order of the paper. */
export function gapsOf(template: Template, facts: Facts, heads: Heads): Gap[] {
  const found: Gap[] = []
  const note = (field: string, reason: Reason | null) => {
    const named = inClash(heads, field) ? 'clash' : reason
    if (named) found.push({ field, reason: named })
  }
  const scope = scopeOf(facts, heads)
  const confirm = new Map(partsToConfirm(template, scope).map((p) => [p.items[0]?.no, p.code]))

  for (const { key } of template.header_fields) {
    const text = single<HeaderValue>(heads, `header/${key}`)?.value ?? facts.header[key]
    note(`header/${key}`, lengthOf(text) ? null : 'header_missing')
  }
  for (const project of facts.projects) {
    note(`figures/${project}`, figuresGap(single(heads, `figures/${project}`)))
  }
  note('explanation', null)
  note('scope', null)
  for (const item of template.items) {
    const part = confirm.get(item.no)
    if (part) {
      const answer = single<{ confirmed: boolean }>(heads, `na/${part}`)
      note(`na/${part}`, answer?.confirmed ? null : 'na_unconfirmed')
    }
    if (groundFor(item, scope)) continue
    if (item.kind === 'evaluation') {
      for (const examiner of facts.examiners) {
        const field = `rating/${examiner}`
        note(field, isRated(single(heads, field)) ? null : 'rating_missing')
      }
    } else {
      const field = `item/${item.no}`
      note(field, item.kind === 'free_text' ? null : itemGap(single(heads, field)))
    }
  }
  const extras = [...heads.keys()].filter((field) => field.startsWith('extra/')).sort()
  for (const field of ['exceptions', 'label', ...extras]) note(field, null)
  return found
}

/* ---- what is done (U-4) ---- */

export interface Progress {
  done: number
  due: number
}

/** Reads the one value of a field; undefined where there is none, or two that clash. */
export type Read = <T>(field: string) => T | undefined

/** `isDone` for whoever must look at the fields of this item only, and wake for no other. */
export function isAnswered(item: TemplateItem, facts: Facts, read: Read): boolean {
  if (item.kind === 'evaluation') {
    return facts.examiners.every((one) => isRated(read<Rated>(`rating/${one}`)))
  }
  // An empty text that was left on purpose says "no suggestion"; only untouched is open.
  if (item.kind === 'free_text') return Boolean(read<FreeText>(`item/${item.no}`))
  return isGrade(read<GradedValue>(`item/${item.no}`)?.grade)
}

export function isDone(item: TemplateItem, facts: Facts, heads: Heads): boolean {
  return isAnswered(item, facts, (field) => single(heads, field))
}

export function progressOf(template: Template, facts: Facts, heads: Heads): Progress {
  return progressWithin(applicableItems(template, scopeOf(facts, heads)), facts, heads)
}

export function progressWithin(
  items: readonly TemplateItem[],
  facts: Facts,
  heads: Heads,
): Progress {
  return { done: items.filter((item) => isDone(item, facts, heads)).length, due: items.length }
}

/* ---- proposals; a person always decides ---- */

const SEVERITY: Record<Grade, number> = { A: 0, B: 1, C: 2 }

export interface RoomGrade {
  room: string
  grade: Grade | null
}

export interface Proposal {
  proposed: Grade | null
  visited: string[]
  not_visited: string[]
  basis: { how: 'seen' | 'sampled'; rooms: number | null }
}

/** Rooms an item can be seen in: paper packs (14, 16) are not opened in computer rooms. */
export function roomsFor(item: TemplateItem, scope: Scope): Room[] {
  const kind = item.subsection === 'S2a' ? 'theory' : 'practical'
  const packOnly = item.na_when.includes('all_theory_rooms_computer_based')
  return ofKind(scope, kind).filter((room) => !(packOnly && room.computer))
}

/**
 * Where an item can be noted: every session with each of its rooms. A room added on site stands in no session of the
 * dispatch; it may be noted in every session of its kind, or in any where the dispatch has none of that kind.
 */
export function notePlaces(
  item: TemplateItem,
  scope: Scope,
  sessions: readonly Pick<Session, 'id' | 'kind' | 'rooms'>[],
): { session: string; room: Room }[] {
  const rooms = roomsFor(item, scope)
  const seats = (room: Room): string[] => {
    const told = sessions.filter((session) => session.rooms.includes(room.id))
    const ofItsKind = sessions.filter((session) => session.kind === room.kind)
    return [told, ofItsKind, sessions].find((list) => list.length > 0)?.map(({ id }) => id) ?? []
  }
  const byRoom = rooms.map((room) => ({ room, seats: seats(room) }))
  return sessions.flatMap(({ id }) => byRoom.filter((one) => one.seats.includes(id)).map(({ room }) => ({ session: id, room })))
}

/** Worst of the room grades, the rooms not visited, and the basis that follows (Q-18, A11-o2). */
export function worstOf(item: TemplateItem, scope: Scope, notes: readonly RoomGrade[]): Proposal {
  const able = roomsFor(item, scope).map((room) => room.id)
  const given = notes.filter((note) => note.grade !== null && able.includes(note.room))
  const visited = able.filter((room) => given.some((note) => note.room === room))
  const missed = able.filter((room) => !visited.includes(room))
  const sampled = visited.length > 0 && missed.length > 0
  const proposed = given.reduce<Grade | null>((worst, { grade }) => {
    if (grade === null) return worst
    return worst === null || SEVERITY[grade] > SEVERITY[worst] ? grade : worst
  }, null)
  return {
    proposed,
    visited,
    not_visited: missed,
    basis: {
      how: sampled ? 'sampled' : 'seen',
      rooms: sampled ? visited.length : null,
    },
  }
}

/** Notes of one item by field name `note/<no>/<session>/<room>`; empty ones do not count. */
export function notesOf(no: number, heads: Heads): { field: string; room: string; note: RoomNote }[] {
  const notes = []
  for (const field of heads.keys()) {
    const note = field.startsWith(`note/${no}/`) ? single<RoomNote>(heads, field) : undefined
    if (note) notes.push({ field, room: field.split('/')[3] ?? '', note })
  }
  return notes
}

/** What "rest = A" may set in one part (U-4). */
export function restAsA(
  items: readonly TemplateItem[],
  sets: {
    opened: ReadonlySet<number>
    findings: ReadonlySet<number>
    graded: ReadonlySet<number>
    away: ReadonlySet<number>
  },
): number[] {
  return items
    .filter((item) => item.kind === 'graded' && sets.opened.has(item.no))
    .map((item) => item.no)
    .filter((no) => !sets.findings.has(no) && !sets.graded.has(no) && !sets.away.has(no))
}

/** 「理论应考x实考y；技能应考x实考y」 where theory and practical numbers differ (A11-f3a). */
export function explanationFor(projects: readonly Project[], heads: Heads): string {
  const lines = projects.flatMap((project) => {
    const figures = single<Figures>(heads, `figures/${project.id}`)
    const { theory, practical } = figures ?? {}
    if (!theory || !practical) return []
    if (theory.due === practical.due && theory.present === practical.present) return []
    const sentence =
      `理论应考${theory.due}实考${theory.present}；` +
      `技能应考${practical.due}实考${practical.present}`
    return [projects.length > 1 ? `${project.name}：${sentence}` : sentence]
  })
  return lines.length ? `${lines.join('。')}。` : ''
}

/* ---- facts from the dispatch ---- */

export function chineseDay(at: number): string {
  const day = new Date(at + 8 * 3_600_000)
  return `${day.getUTCFullYear()}年${day.getUTCMonth() + 1}月${day.getUTCDate()}日`
}

/** 「2026年11月21日」, or 「2026年11月21日至11月22日」 for continuous days. */
export function examTime(sessions: readonly { t0: number }[]): string {
  if (!sessions.length) return ''
  const starts = sessions.map((session) => session.t0)
  const first = chineseDay(Math.min(...starts))
  const last = chineseDay(Math.max(...starts))
  if (first === last) return first
  return `${first}至${first.slice(0, 5) === last.slice(0, 5) ? last.slice(5) : last}`
}

export function factsOf(brief: Brief): Facts {
  return {
    rooms: brief.rooms,
    technical_defence: brief.flags.technical_defence,
    examiners: brief.examiners.map((examiner) => examiner.id),
    projects: brief.projects.map((project) => project.id),
    header: {
      exam_time: examTime(brief.sessions),
      station: brief.station.name,
      exam_lead: brief.chief.name,
      exam_place: brief.station.place,
      phone: brief.chief.phone,
    },
  }
}
