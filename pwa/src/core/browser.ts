/** Keys of this browser profile, made once and never exportable: they guard what must go out without a PIN. */
import * as box from './box'
import { use } from './db'

interface BrowserKeys {
  /** Encrypts outbox, drafts and files. */
  store: CryptoKey
  /** HMAC that binds a PIN to this browser. */
  bind: CryptoKey
}

let kept: Promise<BrowserKeys> | null = null

async function load(): Promise<BrowserKeys> {
  const fresh = await Promise.all([
    crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']),
    crypto.subtle.generateKey({ name: 'HMAC', hash: 'SHA-256' }, false, ['sign']),
  ])
  const keys = await use(async (db) => {
    const transaction = db.transaction('browser', 'readwrite', { durability: 'strict' })
    const found = await Promise.all(['store', 'bind'].map((id) => transaction.store.get(id)))
    // Another tab may have been faster: the first pair stays.
    const pair = found.map((row, i) => row ?? { id: ['store', 'bind'][i] ?? '', key: fresh[i] as CryptoKey })
    for (const [i, row] of pair.entries()) if (!found[i]) await transaction.store.put(row)
    await transaction.done
    return pair.map((row) => row.key)
  })
  return { store: keys[0] as CryptoKey, bind: keys[1] as CryptoKey }
}

export function browserKeys(): Promise<BrowserKeys> {
  kept ??= load().catch((error: unknown) => {
    kept = null
    throw error
  })
  return kept
}

const where = (store: string, id: string): string => `${store}/${id}`

export async function hide(store: string, id: string, value: unknown): Promise<ArrayBuffer> {
  return box.sealJson((await browserKeys()).store, value, where(store, id))
}

export async function show<T>(store: string, id: string, sealed: ArrayBuffer): Promise<T> {
  return box.unsealJson<T>((await browserKeys()).store, sealed, where(store, id))
}

export async function hideBytes(store: string, id: string, bytes: Uint8Array<ArrayBuffer>): Promise<ArrayBuffer> {
  return box.seal((await browserKeys()).store, bytes, where(store, id))
}

export async function showBytes(store: string, id: string, sealed: ArrayBuffer): Promise<Uint8Array<ArrayBuffer>> {
  return box.unseal((await browserKeys()).store, sealed, where(store, id))
}
