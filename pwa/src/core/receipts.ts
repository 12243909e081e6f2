/** The server's signed answer: verified, kept, and turned into coverage (R4). */
import { sha256, utf8 } from './bytes'
import { heard, type Asked } from './clock'
import { all, fact, put, setFact, write, type Put } from './db'
import { CoreError } from './errors'
import { jsonOf } from './jws'
import { verifyJournal } from './keys'
import { uploadRow } from './outbox'
import { below, type OutboxRow } from './schema'
import { status } from './status'
import type { CheckpointName, Hash, Id, Instant, Line } from './types'

export interface Receipt {
  v: number
  journal: Id
  seq: number
  head: Hash
  time: Instant
  nonce: string | null
  lines: string[]
  files: [Hash, number][]
  kit: Hash | null
  checkpoint: CheckpointName | null
  keep_until: Instant
}

/** Verifies; throws `keys.untrusted` for anything but this journal's answer to this question. */
export async function readReceipt(compact: unknown, journal: Id, nonce?: string): Promise<Receipt> {
  if (typeof compact !== 'string') throw new CoreError('keys.untrusted')
  const receipt = jsonOf<Receipt>(await verifyJournal(compact, 'dukao-receipt+jws'))
  if (receipt.v !== 1 || receipt.journal !== journal || (nonce !== undefined && receipt.nonce !== nonce))
    throw new CoreError('keys.untrusted')
  return receipt
}

export const newestReceipt = (journal: Id): Promise<string | null> => fact<string>(`receipt/${journal}`)

async function keepCheckpoint(named: CheckpointName | null): Promise<void> {
  const before = await fact<CheckpointName>('checkpoint')
  if (named && (!before || named[0] > before[0])) await setFact('checkpoint', named)
}

/** A line is received before it is committed: an answer made in between names a later time and an older head. */
const SETTLING_MS = 30_000

function covered(row: OutboxRow, lines: Map<Hash, Line>, receipt: Receipt): OutboxRow | null {
  const line = lines.get(row.hash)
  if (line) {
    // A settled outcome is newer than the line, which says `waiting` for ever.
    const outcome = row.outcome?.startsWith('waiting:') === false ? row.outcome : line.outcome
    // The newest word counts: once a backup holds it, the server needs this copy no longer.
    return { ...row, outcome, seq: line.seq, received: line.received, keepUntil: receipt.keep_until, code: row.code === 'seen' ? row.code : null, tries: 0, retryAt: null }
  }
  // The server was restored from before this line: it is offered again.
  const lost = row.seq !== null && row.received !== null && row.seq > receipt.seq && row.received + SETTLING_MS < receipt.time
  return lost ? { ...row, outcome: null, seq: null, received: null, keepUntil: null } : null
}

/** Takes over what the receipt proves; `sent` is what the clocks said when we asked. */
export async function applyReceipt(compact: string, receipt: Receipt, sent: Asked): Promise<void> {
  const { journal } = receipt
  const parsed = receipt.lines.map((text) => JSON.parse(text) as Line).filter((line) => line.journal === journal)
  const lines = new Map(parsed.map((line) => [line.entry, line]))
  const own = (await all('outbox')).filter((row) => row.journal === journal)
  const uploads = await all('uploads', below(journal))
  const changed = own.map((row) => covered(row, lines, receipt)).filter((row) => row !== null)
  const puts: Put[] = changed.map((row) => put('outbox', row))
  const named = new Set(own.flatMap((row) => row.files))
  // A restored server may have lost files too: they are asked about again.
  const again = new Set(changed.filter((row) => row.outcome === null).flatMap((row) => row.files))
  for (const sha of again) puts.push(put('uploads', { ...uploadRow(journal, sha, uploads), covered: false, offset: 0 }))
  for (const [sha, size] of receipt.files) {
    const row = uploadRow(journal, sha, uploads)
    if (named.has(sha) && !again.has(sha))
      puts.push(put('uploads', { ...row, offset: size, covered: true, keepUntil: receipt.keep_until, code: null, tries: 0, retryAt: null }))
  }
  if (puts.length) puts.push(put('receipts', { id: await sha256(utf8(compact)), journal, time: receipt.time, compact }))
  await write(puts)
  await setFact(`receipt/${journal}`, compact)
  await keepCheckpoint(receipt.checkpoint)
  await heard(receipt.time, sent)
  status.failure = null
}
