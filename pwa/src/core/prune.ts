/** What may leave the phone: only what receipts cover, after `keep_until`, by the server's own time (R4). */
import { highestTrusted } from './clock'
import { all, get, strictRemove, use } from './db'
import { removeExpired } from './kitstore'
import { uploadRow } from './outbox'
import type { OutboxRow, UploadRow } from './schema'

/** A photo taken and not used is kept for a day: its draft may just be on its way. */
const UNUSED_MS = 86_400_000

function isOver(row: OutboxRow, uploads: UploadRow[], at: number): boolean {
  const isFinal = row.outcome === 'accepted' || (row.outcome?.startsWith('refused:') === true && (row.code === 'seen' || row.carried === true))
  const past = (until: number | null): boolean => until !== null && until < at
  const files = row.files.map((sha) => uploadRow(row.journal, sha, uploads))
  return isFinal && past(row.keepUntil) && files.every(({ covered, keepUntil }) => covered && past(keepUntil))
}

async function pruneFiles(): Promise<void> {
  const [rows, drafts] = await Promise.all([all('outbox'), all('drafts')])
  const used = new Set([...rows, ...drafts].flatMap(({ files }) => files))
  // By key: reading every photo to find the idle ones would fill a small phone's memory.
  for (const key of await use((db) => db.getAllKeys('files'))) {
    if (used.has(String(key))) continue
    const file = await get('files', key)
    if (file && Date.now() - file.storedAt > UNUSED_MS) await strictRemove({ store: 'files', key })
  }
}

export async function prune(): Promise<void> {
  const at = highestTrusted()
  const [rows, uploads] = await Promise.all([all('outbox'), all('uploads')])
  const over = rows.filter((row) => isOver(row, uploads, at))
  await strictRemove(...over.map(({ hash }) => ({ store: 'outbox' as const, key: hash })))
  const left = rows.filter((row) => !over.includes(row))
  const named = new Set(left.flatMap((row) => row.files.map((sha) => `${row.journal}/${sha}`)))
  const idle = uploads.filter(({ journal, sha256 }) => !named.has(`${journal}/${sha256}`))
  await strictRemove(...idle.map(({ journal, sha256 }) => ({ store: 'uploads' as const, key: [journal, sha256] })))
  await pruneFiles()
  const busy = new Set(left.filter(({ seq }) => seq === null).map(({ journal }) => journal))
  await removeExpired(at, busy)
}
