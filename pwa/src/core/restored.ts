/** After a declared restore the centre lacks what this phone has receipts for: it is offered again (R4). */
import { all, fact, put, write, type Put } from './db'
import { highestTrusted } from './clock'
import { uploadRow } from './outbox'
import { below, type OutboxRow } from './schema'
import { status } from './status'
import type { Id, Instant } from './types'
import { wake } from './wake'

/** [number of its checkpoint, when it was declared, the line this journal went back to]. */
export type Restored = [number, Instant, number]

const DAY_MS = 86_400_000
/** The server promises seven days after the line once a backup has it; what is beyond waits for one. */
const PROMISED_MS = 8 * DAY_MS

export const newestRestore = (restored: Restored[]): number => Math.max(0, ...restored.map(([number]) => number))

/** The restores of an answer; anything of another shape tells nothing. */
export function restoresIn(value: unknown): Restored[] {
  const fits = (row: unknown): row is Restored => Array.isArray(row) && row.length === 3 && row.every(Number.isSafeInteger)
  return Array.isArray(value) ? value.filter(fits) : []
}

const isLost = ({ seq, received }: OutboxRow, restored: Restored[]): boolean =>
  seq !== null && received !== null && restored.some(([, time, last]) => seq > last && received < time)

/** Makes unsent again what a restore took back, and asks about every file; once a restore. */
export async function offerAgain(journal: Id, restored: Restored[]): Promise<number> {
  const name = `restored/${journal}`
  const handled = (await fact<number>(name)) ?? 0
  const fresh = restored.filter(([number]) => number > handled)
  if (!fresh.length) return 0
  const own = (await all('outbox')).filter((row) => row.journal === journal)
  const uploads = await all('uploads', below(journal))
  const lost = own.filter((row) => isLost(row, fresh))
  const puts: Put[] = lost.map((row) =>
    put('outbox', { ...row, outcome: null, seq: null, received: null, keepUntil: null, code: null, tries: 0, retryAt: null }),
  )
  // A file may have come after the backup though its entry came before: the server is asked about each.
  for (const sha of new Set(own.flatMap((row) => row.files)))
    puts.push(put('uploads', { ...uploadRow(journal, sha, uploads), covered: false, keepUntil: null, code: null, tries: 0, retryAt: null }))
  puts.push(put('meta', { id: name, value: newestRestore(restored) }))
  await write(puts)
  status.offeredAgain += lost.length
  if (puts.length > 1) wake()
  return lost.length
}

/** Entries received that no verified backup holds yet as far as this phone knows; asked about once a day. */
export async function unsettled(journal: Id): Promise<OutboxRow[]> {
  const name = `asked/${journal}`
  const asked = (await fact<number>(name)) ?? 0
  const now = Date.now()
  if (now >= asked && now - asked < DAY_MS) return []
  const uploads = await all('uploads', below(journal))
  const isOpen = (received: Instant, until: Instant | null): boolean => until !== null && until > received + PROMISED_MS && until > highestTrusted()
  const rows = (await all('outbox')).filter(({ journal: of, outcome, received, keepUntil, files }) => {
    if (of !== journal || outcome === null || received === null || now - received < DAY_MS / 2) return false
    return isOpen(received, keepUntil) || files.some((sha) => isOpen(received, uploadRow(journal, sha, uploads).keepUntil))
  })
  if (rows.length) await write([put('meta', { id: name, value: now })])
  return rows
}
