/** Photos and other bytes by hash: stored and read back before they appear anywhere (R2). */
import { hideBytes, showBytes } from './browser'
import { sha256, type Bytes } from './bytes'
import { get, saving, strictPut } from './db'
import { CoreError } from './errors'
import type { Hash, StoredFile } from './types'

/** The bytes of a stored file; null when missing or no longer what their name says. */
export async function bytesOf(sha: Hash): Promise<Bytes | null> {
  const row = await get('files', sha)
  if (!row) return null
  const bytes = await showBytes('files', sha, row.box).catch(() => null)
  return bytes && (await sha256(bytes)) === sha ? bytes : null
}

export async function storeBytes(bytes: Uint8Array, type: string): Promise<StoredFile> {
  const own = new Uint8Array(bytes)
  const name = await sha256(own)
  const file = { sha256: name, size: own.length, type }
  return saving(async () => {
    // The same bytes are kept once, but only if they are still whole.
    if (!(await bytesOf(name))) {
      await strictPut('files', { ...file, storedAt: Date.now(), box: await hideBytes('files', name, own) })
      if (!(await bytesOf(name))) throw new CoreError('storage.verify')
    }
    return file
  })
}

/** Keeps an already re-encoded photo: encrypted, read back, hash compared. */
export async function storePhoto(blob: Blob): Promise<StoredFile> {
  return storeBytes(new Uint8Array(await blob.arrayBuffer()), blob.type || 'image/jpeg')
}

/** The file as it was stored; null when this phone does not have it whole. */
export async function readFile(sha: Hash): Promise<Blob | null> {
  const bytes = await bytesOf(sha)
  return bytes && new Blob([bytes], { type: (await get('files', sha))?.type ?? '' })
}
