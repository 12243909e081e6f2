/** Entries and files no receipt covers yet, and those covered but still kept. Needs no PIN. */
import { show } from './browser'
import { textOf, unb64u } from './bytes'
import { now } from './clock'
import { all, get, strictPut, use } from './db'
import { noteUnsent } from './lost'
import type { OutboxRow, UploadRow } from './schema'
import { status } from './status'
import type { FileRef, Hash, Id, Instant, Payload } from './types'

const NEW_UPLOAD = { offset: 0, covered: false, keepUntil: null, code: null, tries: 0, retryAt: null }

export const uploadRow = (journal: Id, sha: Hash, rows: UploadRow[]): UploadRow =>
  rows.find((row) => row.journal === journal && row.sha256 === sha) ?? { journal, sha256: sha, ...NEW_UPLOAD }

/** waiting: no line · partial: files missing there · held: the server waits for something ·
 * received: covered · attention: refused, or the server keeps saying no. */
export type OutboxState = 'waiting' | 'partial' | 'held' | 'received' | 'attention'

export interface OutboxFile extends FileRef {
  covered: boolean
  offset: number
  code: string | null
}

export interface OutboxItem {
  hash: Hash
  journal: Id
  kind: string
  /** `data.field` of an answer, else null. */
  field: string | null
  person: Id
  n: number
  sealedAt: Instant
  state: OutboxState
  /** Why it waits or was refused: outcome (`refused:…`, `waiting:…`), a problem's code, or null. */
  code: string | null
  retryAt: Instant | null
  seq: number | null
  received: Instant | null
  files: OutboxFile[]
  /** Another device's entry this phone delivers too. */
  carried: boolean
}

/** A refused entry its author has seen. */
const SEEN = 'seen'
const DAY_MS = 86_400_000
const PATIENCE = 5

export const compactOf = (row: OutboxRow): Promise<string> => show<string>('outbox', row.hash, row.box)

const payloads = new Map<Hash, Payload>()

/** The signed content of an own entry; throws `storage.unreadable`. */
export async function payloadIn(row: OutboxRow): Promise<Payload> {
  const known = payloads.get(row.hash)
  if (known) return known
  const compact = await compactOf(row)
  const payload = JSON.parse(textOf(unb64u(compact.split('.')[1] ?? ''))) as Payload
  payloads.set(row.hash, payload)
  return payload
}

/** Passing troubles are no reason to call for a person, unless they stay. */
const isStuck = ({ code, tries }: { code: string | null; tries: number }): boolean =>
  code !== null && (tries >= PATIENCE || !/^(http\.(5|429)|request\.too_many|server\.)/.test(code))

const uploadsOf = (row: OutboxRow, uploads: UploadRow[]): UploadRow[] =>
  row.files.map((sha) => uploadRow(row.journal, sha, uploads))

export function stateOf(row: OutboxRow, uploads: UploadRow[]): OutboxState {
  const files = uploadsOf(row, uploads)
  // What was refused of another's work is that person's to see.
  if (row.outcome?.startsWith('refused:')) return row.code === SEEN || row.carried ? 'received' : 'attention'
  if (files.some(isStuck) || (row.seq === null && isStuck(row))) return 'attention'
  if (row.outcome === null || row.seq === null) return 'waiting'
  if (row.outcome.startsWith('waiting:')) return now() - (row.received ?? 0) > DAY_MS ? 'attention' : 'held'
  return files.every(({ covered }) => covered) ? 'received' : 'partial'
}

async function itemOf(row: OutboxRow, uploads: UploadRow[]): Promise<OutboxItem> {
  const payload = await payloadIn(row).catch(() => null)
  // Another's files lie on the phone that sealed them.
  const files = (row.carried ? [] : (payload?.files ?? [])).map((file) => {
    const { covered, offset, code } = uploadRow(row.journal, file.sha256, uploads)
    return { ...file, covered, offset, code }
  })
  const field = payload?.data.field
  const { hash, journal, person, n, sealedAt, retryAt, seq, received } = row
  const outcome = row.outcome === 'accepted' ? null : row.outcome
  return {
    hash, journal, person, n, sealedAt, retryAt, seq, received, files,
    carried: row.carried === true,
    kind: payload?.kind ?? '',
    field: typeof field === 'string' ? field : null,
    // A row this browser can no longer read is named, never passed over.
    state: payload ? stateOf(row, uploads) : 'attention',
    code: payload ? (outcome ?? row.code ?? files.find(({ code }) => code)?.code ?? null) : 'storage.unreadable',
  }
}

/** The order of sending: as sealed; what was scanned in the same millisecond goes before the answer given to it. */
export const inOrder = (a: OutboxRow, b: OutboxRow): number =>
  a.sealedAt - b.sealedAt || Number(b.carried === true) - Number(a.carried === true) || a.n - b.n

/** Everything kept on this phone, oldest first; needs no PIN. */
export async function outboxList(): Promise<OutboxItem[]> {
  const [rows, uploads] = await Promise.all([all('outbox'), all('uploads')])
  rows.sort(inOrder)
  return Promise.all(rows.map((row) => itemOf(row, uploads)))
}

/** The author has seen a refused entry; it leaves the list (its line stays in the journal). */
export async function dismiss(hash: Hash): Promise<void> {
  const row = await get('outbox', hash)
  if (!row?.outcome?.startsWith('refused:')) return
  await strictPut('outbox', { ...row, code: SEEN })
  await recount()
}

/** Entries without a line, and files no receipt names. */
export async function unsent(): Promise<{ entries: OutboxRow[]; files: Map<string, UploadRow> }> {
  const [rows, uploads] = await Promise.all([all('outbox'), all('uploads')])
  const files = new Map<string, UploadRow>()
  for (const row of rows)
    for (const upload of uploadsOf(row, uploads)) if (!upload.covered) files.set(`${upload.journal}/${upload.sha256}`, upload)
  return { entries: rows.filter(({ seq }) => seq === null), files }
}

let begun = 0
let shown = 0

/** Brings the figures on screen up to date: own work, and how much of others' is on its way. */
export async function recount(): Promise<void> {
  const mine = (begun += 1)
  const [rows, uploads, open] = await Promise.all([all('outbox'), all('uploads'), unsent()])
  // Storage may answer an older question last.
  if (mine < shown) return
  shown = mine
  const states = rows.filter(({ carried }) => !carried).map((row) => stateOf(row, uploads))
  status.carried = open.entries.filter(({ carried }) => carried).length
  status.waiting = open.entries.length - status.carried + open.files.size
  // An empty queue says nothing: it is looked at once, at the start, before the note may follow it.
  if (rows.length) noteUnsent(status.waiting)
  status.received = states.filter((state) => state === 'received' || state === 'held').length
  status.attention = states.filter((state) => state === 'attention').length
}

let counting: ReturnType<typeof setTimeout> | null = null

/** Recounts soon, once for many changes. */
export function recountSoon(): void {
  counting ??= setTimeout(() => {
    counting = null
    recount().catch(() => undefined)
  }, 150)
}

/** Journals the outbox concerns. */
export async function outboxJournals(): Promise<Set<Id>> {
  return new Set((await use((db) => db.getAll('outbox'))).map(({ journal }) => journal))
}
