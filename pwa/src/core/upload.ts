/** Delivering files of one journal: by hash, in pieces, resumed where the server stands (R5). */
import type { Bytes } from './bytes'
import { asked } from './clock'
import { all, get, strictPut } from './db'
import { bytesOf } from './files'
import { api, type Failure } from './http'
import { codeOf, isDue, refused, stops, take, type Trip } from './push'
import { uploadRow } from './outbox'
import { below, type UploadRow } from './schema'
import type { Id } from './types'

const PIECE = 512 * 1024
/** After a failure the line is thin: smaller pieces get through where large ones never do. */
const SMALL_PIECE = 64 * 1024
const MOST_STEPS = 400
const TIMEOUT_MS = 90_000

const FILE = '/journals/{journal_id}/files/{sha256}'
const pathOf = (row: UploadRow) => ({ journal_id: row.journal, sha256: row.sha256 })

async function note(row: UploadRow, answer: Failure, trip: Trip): Promise<null> {
  const concernsAll = stops(trip, answer)
  if (answer.kind !== 'problem') await strictPut('uploads', { ...row, tries: row.tries + 1 })
  else await strictPut('uploads', concernsAll ? { ...row, code: codeOf(answer), tries: row.tries + 1 } : refused(row, codeOf(answer)))
  return null
}

function offsetIn(headers: Headers | undefined): number | null {
  const text = headers?.get('Upload-Offset')
  return text && /^\d+$/.test(text) ? Number(text) : null
}

/** How many bytes the server has; null ends this file's turn. */
async function standing(row: UploadRow, trip: Trip): Promise<number | null> {
  const answer = await api('HEAD', FILE, { path: pathOf(row) })
  if (answer.ok) {
    const offset = offsetIn(answer.headers)
    if (offset === null) trip.stopped = 'portal'
    return offset
  }
  // A HEAD answer has no body to tell one 404 from another: the PUT will.
  return answer.status === 404 ? 0 : note(row, answer, trip)
}

/** Sends one piece; the new offset, or null when this file's turn is over. */
async function step(row: UploadRow, bytes: Bytes, type: string, offset: number, trip: Trip): Promise<number | null> {
  const piece = bytes.subarray(offset, offset + (row.tries ? SMALL_PIECE : PIECE))
  const headers: Record<string, string> = { 'Content-Type': type, 'Upload-Length': String(bytes.length) }
  if (offset > 0) headers['Upload-Offset'] = String(offset)
  const sent = asked()
  const answer = await api(offset > 0 ? 'PATCH' : 'PUT', FILE, { path: pathOf(row), body: piece, headers, timeout: TIMEOUT_MS })
  if (!answer.ok) return answer.status === 409 ? standing(row, trip) : note(row, answer, trip)
  if (answer.status === 200) {
    await take(row.journal, answer.data?.receipt, sent, trip)
    return null
  }
  const next = offsetIn(answer.headers)
  if (next === null) trip.stopped = 'portal'
  else await strictPut('uploads', { ...row, offset: next })
  return next
}

async function upload(row: UploadRow, trip: Trip): Promise<void> {
  const bytes = await bytesOf(row.sha256)
  if (!bytes) {
    await strictPut('uploads', refused(row, 'file.missing_here'))
    return
  }
  const type = (await get('files', row.sha256))?.type ?? 'application/octet-stream'
  let offset: number | null = row.tries || row.offset ? await standing(row, trip) : 0
  for (let count = 0; offset !== null && count < MOST_STEPS; count++) {
    if (trip.stopped) return
    // Whole there without a receipt: no bytes more finish it. Longer than it is, it begins anew.
    offset = await step(row, bytes, type, offset > bytes.length ? 0 : offset, trip)
  }
}

/** Sends every file the outbox names in this journal and no receipt covers. */
export async function uploadFiles(journal: Id, trip: Trip, force: boolean): Promise<number> {
  let tried = 0
  const rows = (await all('outbox')).filter((row) => row.journal === journal)
  const known = await all('uploads', below(journal))
  for (const sha of new Set(rows.flatMap((row) => row.files))) {
    const row = uploadRow(journal, sha, known)
    if (trip.stopped) break
    if (row.covered || !(force || isDue(row))) continue
    tried += 1
    await upload(row, trip)
  }
  return tried
}
