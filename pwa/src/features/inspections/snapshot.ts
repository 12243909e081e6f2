/** What is signed: one canonical file with every answer and the hashes of the entries behind it (contracts §6). */

import type { Head } from '@/core/fold'
import type { FileRef } from '@/core/types'

import { groundFor, partsToConfirm, scopeOf, single, type Facts, type Heads } from './rules'
import type {
  Brief,
  ExtraSheet,
  Figures,
  FreeText,
  GradedValue,
  HeaderValue,
  Order,
  PaperSheet,
  PlainText,
  Rated,
  Rating,
  Template,
  TemplateItem,
} from './types'
import { stamp } from './watermark'

export interface SnapshotGraded {
  no: number
  kind: 'graded'
  grade: string
  na_reason: string | null
  remark: string
  basis: GradedValue['basis']
  corrected: boolean
  entries: string[]
  photos: string[]
}
export interface SnapshotText {
  no: number
  kind: 'free_text'
  text: string
  entries: string[]
  photos: string[]
}
export interface SnapshotRatings {
  no: number
  kind: 'evaluation'
  ratings: { examiner: string; name: string; rating: Rating }[]
  entries: string[]
  photos: string[]
}
export type SnapshotItem = SnapshotGraded | SnapshotText | SnapshotRatings

export interface SnapshotFile {
  sha256: string
  size: number
  type: string
  role: string
  item: number | null
  caption: string
}

export interface Snapshot {
  v: 1
  template: string
  dispatch: { id: string; number: string }
  event: string
  version: number
  previous: string | null
  amend_reason: string | null
  practice: boolean
  demo: boolean
  label: string
  header: Record<string, { value: string; original: string; reason: string | null }>
  figures: {
    project: string
    occupation: string
    level: string
    due: number
    present: number
    absent: number
    entries: string[]
  }[]
  explanation: string
  items: SnapshotItem[]
  exceptions: string
  extra: { title: string; text: string }[]
  files: SnapshotFile[]
  supervisors: { person: string; name: string; lead: boolean }[]
  /** Only for a form typed from paper. */
  paper?: PaperSheet & { entries: string[]; items: number[] }
  made_at: number
}

export interface Source {
  template: Template
  brief: Brief
  facts: Facts
  heads: Heads
  /** Sealed heads: a snapshot is only made of sealed answers. */
  sealed: ReadonlyMap<string, readonly Head[]>
  /** Entries of the sheet the form is typed from, replaced ones too. */
  sheets: ReadonlySet<string>
  fileOf: (sha256: string) => Omit<FileRef, 'role'> | null
}

export interface Making {
  version: number
  previous: string | null
  amend_reason: string | null
  at: number
}

const entriesOf = (source: Source, field: string) =>
  (source.sealed.get(field) ?? []).map((head) => head.hash)

function itemOf(item: TemplateItem, source: Source): SnapshotItem {
  const { no } = item
  const field = `item/${no}`
  if (item.kind === 'evaluation') {
    const ratings = source.brief.examiners.flatMap(({ id, name }) => {
      const rating = single<Rated>(source.heads, `rating/${id}`)?.rating
      return rating ? [{ examiner: id, name, rating }] : []
    })
    const entries = source.brief.examiners.flatMap(({ id }) => entriesOf(source, `rating/${id}`))
    return { no, kind: 'evaluation', ratings, entries, photos: [] }
  }
  if (item.kind === 'free_text') {
    const value = single<FreeText>(source.heads, field)
    const { text = '', photos = [] } = value ?? {}
    return { no, kind: 'free_text', text, entries: entriesOf(source, field), photos }
  }
  const ground = groundFor(item, scopeOf(source.facts, source.heads))
  if (ground) return away(no, ground, source)
  const value = single<GradedValue>(source.heads, field)
  return {
    no,
    kind: 'graded',
    grade: value?.grade ?? '',
    na_reason: null,
    remark: value?.remark ?? '',
    basis: value?.basis ?? null,
    corrected: value?.corrected ?? false,
    entries: entriesOf(source, field),
    photos: value?.photos ?? [],
  }
}

/** An item that does not apply rests on the scope, and on the confirmation of its part if there is one. */
function away(no: number, ground: string, source: Source): SnapshotGraded {
  const scope = scopeOf(source.facts, source.heads)
  const part = partsToConfirm(source.template, scope).find((one) =>
    one.items.some((item) => item.no === no),
  )
  const confirmed = part ? entriesOf(source, `na/${part.code}`) : []
  return {
    no,
    kind: 'graded',
    grade: '/',
    na_reason: ground,
    remark: '',
    basis: null,
    corrected: false,
    entries: [...confirmed, ...entriesOf(source, 'scope')],
    photos: [],
  }
}

function headerOf(source: Source): Snapshot['header'] {
  return Object.fromEntries(
    source.template.header_fields.map(({ key }) => {
      const original = source.facts.header[key] ?? ''
      const corrected = single<HeaderValue>(source.heads, `header/${key}`)
      return [
        key,
        {
          value: corrected?.value ?? original,
          original,
          reason: corrected ? corrected.reason : null,
        },
      ]
    }),
  )
}

function figuresOf(source: Source): Snapshot['figures'] {
  return source.brief.projects.map(({ id, name }) => {
    const value = single<Figures>(source.heads, `figures/${id}`)
    const [due, present] = [value?.due ?? 0, value?.present ?? 0]
    return {
      project: id,
      occupation: name,
      level: '—',
      due,
      present,
      absent: due - present,
      entries: entriesOf(source, `figures/${id}`),
    }
  })
}

/** When a photo first stood in an entry: its caption, since the bytes carry no metadata. */
function takenAt(sha256: string, source: Source): number | null {
  const times = [...source.sealed.values()]
    .flat()
    .filter((head) => head.files.some((file) => file.sha256 === sha256))
    .map((head) => head.at)
  return times.length ? Math.min(...times) : null
}

function filesOf(items: readonly SnapshotItem[], source: Source): SnapshotFile[] {
  const named: [string, number | null, string][] = items.flatMap((item) =>
    item.photos.map((sha256, i): [string, number | null, string] => [sha256, item.no, `照片${i + 1}`]),
  )
  const away = new Set(items.filter((item) => item.kind === 'graded' && item.na_reason).map((item) => item.no))
  for (const field of source.heads.keys()) {
    const order = field.startsWith('order/') ? single<Order>(source.heads, field) : undefined
    // Like its own photos, the orders of an item that does not apply stay in the journal only.
    if (!order || away.has(order.item)) continue
    if (order.before) named.push([order.before, order.item, '纠正前'])
    if (order.after) named.push([order.after, order.item, '纠正后'])
  }
  const pages = single<PaperSheet>(source.heads, 'paper')?.pages ?? []
  pages.forEach((page, i) => named.push([page, null, `第${i + 1}页`]))
  return named.flatMap(([sha256, item, name]) => {
    const file = source.fileOf(sha256)
    if (!file) return []
    const at = takenAt(sha256, source)
    const what = item === null ? `据纸质 ${name}` : `第${item}项 ${name}`
    const caption = `${what}${at === null ? '' : ` ${stamp(at)}`}`
    return [{ sha256, size: file.size, type: file.type, role: 'photo', item, caption }]
  })
}

/** The sheet and the items typed from it; nothing for a form of a phone. */
function paperOf(items: readonly SnapshotItem[], source: Source): Pick<Snapshot, 'paper'> {
  const sheet = single<PaperSheet>(source.heads, 'paper')
  if (!sheet) return {}
  const typed = new Set(
    [...source.sealed.values()].flat().filter((one) => one.entry.parents.some((hash) => source.sheets.has(hash))).map((one) => one.hash),
  )
  const { signed_at, signers, reason, pages } = sheet
  return {
    paper: {
      signed_at,
      signers,
      reason,
      pages,
      entries: entriesOf(source, 'paper'),
      items: items.filter((item) => item.entries.some((hash) => typed.has(hash))).map((item) => item.no),
    },
  }
}

export function buildSnapshot(source: Source, making: Making): Snapshot {
  const { brief, heads, template } = source
  const text = (field: string) => single<PlainText>(heads, field)?.text.trim() ?? ''
  const items = template.items.map((item) => itemOf(item, source))
  const extras = [...heads.keys()].filter((field) => field.startsWith('extra/')).sort()
  return {
    v: 1,
    template: brief.template,
    dispatch: { id: brief.dispatch.id, number: brief.dispatch.number },
    event: brief.event,
    version: making.version,
    previous: making.previous,
    amend_reason: making.amend_reason,
    practice: brief.practice,
    demo: brief.demo,
    label: text('label'),
    header: headerOf(source),
    figures: figuresOf(source),
    explanation: text('explanation'),
    items,
    exceptions: text('exceptions'),
    extra: extras
      .map((field) => single<ExtraSheet>(heads, field))
      .filter((sheet): sheet is ExtraSheet => Boolean(sheet?.text.trim() || sheet?.title.trim()))
      .map(({ title, text: body }) => ({ title, text: body })),
    files: filesOf(items, source),
    supervisors: brief.team.map(({ person, name, lead }) => ({ person, name, lead })),
    ...paperOf(items, source),
    made_at: making.at,
  }
}

/** How many of each, for the signature sheet. */
export function countsOf(snapshot: Pick<Snapshot, 'items'>): Record<'A' | 'B' | 'C' | '/', number> {
  const counts = { A: 0, B: 0, C: 0, '/': 0 }
  for (const item of snapshot.items) {
    if (item.kind === 'graded' && item.grade in counts) counts[item.grade as keyof typeof counts] += 1
  }
  return counts
}
