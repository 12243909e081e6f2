/** How safe and how large our storage is on this phone. */
import { randomBytes } from './bytes'
import { get, strictRemove, trustAll } from './db'
import { bytesOf, storeBytes } from './files'

export interface Space {
  persisted: boolean
  usage: number | null
  quota: number | null
  /** Bytes still free for us; null where the browser does not say. */
  free: number | null
}

const storage = (): StorageManager | undefined => (typeof navigator === 'undefined' ? undefined : navigator.storage)

/** Asks the browser not to clear our storage; true when granted. */
export async function askPersistent(): Promise<boolean> {
  return (await storage()?.persist?.().catch(() => false)) ?? false
}

export async function space(): Promise<Space> {
  const persisted = (await storage()?.persisted?.().catch(() => false)) ?? false
  const { usage = null, quota = null } = (await storage()?.estimate?.().catch(() => ({}) as StorageEstimate)) ?? {}
  const free = usage === null || quota === null ? null : Math.max(0, quota - usage)
  return { persisted, usage, quota, free }
}

/** Writes, reads back and removes a photo-sized block: part of 出发前体检. */
export async function testStorage(size = 300_000): Promise<boolean> {
  const block = new Uint8Array(size)
  for (let at = 0; at < size; at += 65_536) block.set(randomBytes(Math.min(65_536, size - at)), at)
  try {
    const { sha256 } = await storeBytes(block, 'application/octet-stream')
    const whole = (await bytesOf(sha256)) !== null
    await strictRemove({ store: 'files', key: sha256 })
    const isWell = whole && (await get('files', sha256)) === undefined
    if (isWell) trustAll()
    return isWell
  } catch {
    return false
  }
}
