/** Strokes and photos of entries: from this phone, else from the centre and only if the hash is right. */
import { sha256 } from '@/core/bytes'
import { readFile, storeBytes } from '@/core/files'
import { apiBytes } from '@/core/http'
import type { Hash, Id, PlainEntry } from '@/core/types'
import type { Ink } from '@/ui/ink/ink'

export async function fileOf(event: Id, entry: PlainEntry, digest: Hash): Promise<Blob | null> {
  const own = await readFile(digest).catch(() => null)
  if (own) return own
  const type = entry.files.find((file) => file.sha256 === digest)?.type ?? 'image/jpeg'
  const answer = await apiBytes('/journals/{journal_id}/entries/{entry}/files/{sha256}', { path: { journal_id: event, entry: entry.hash, sha256: digest } })
  if (!answer.ok || (await sha256(answer.data)) !== digest) return null
  // A full phone can still show what it holds.
  await storeBytes(answer.data, type).catch(() => undefined)
  return new Blob([answer.data], { type })
}

export async function inkOf(event: Id, entry: PlainEntry, digest: Hash): Promise<Ink | null> {
  const blob = await fileOf(event, entry, digest)
  return blob && (JSON.parse(await blob.text()) as Ink)
}
