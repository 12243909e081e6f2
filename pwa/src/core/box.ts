/** Locked bytes at rest: AES-256-GCM, 12 random bytes in front, bound to where they are kept. */
import { bufferOf, concat, randomBytes, textOf, utf8, type Bytes } from './bytes'
import { CoreError } from './errors'

export async function seal(key: CryptoKey, plain: Bytes, where: string): Promise<ArrayBuffer> {
  const iv = randomBytes(12)
  const body = await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData: utf8(where) }, key, plain)
  return bufferOf(concat(iv, new Uint8Array(body)))
}

/** Throws `storage.unreadable` when key, place or bytes are not the ones. */
export async function unseal(key: CryptoKey, sealed: ArrayBuffer, where: string): Promise<Bytes> {
  const iv = new Uint8Array(sealed, 0, 12)
  const body = new Uint8Array(sealed, 12)
  try {
    return new Uint8Array(await crypto.subtle.decrypt({ name: 'AES-GCM', iv, additionalData: utf8(where) }, key, body))
  } catch (cause) {
    throw new CoreError('storage.unreadable', cause)
  }
}

export const sealJson = (key: CryptoKey, value: unknown, where: string): Promise<ArrayBuffer> =>
  seal(key, utf8(JSON.stringify(value)), where)

export async function unsealJson<T>(key: CryptoKey, sealed: ArrayBuffer, where: string): Promise<T> {
  return JSON.parse(textOf(await unseal(key, sealed, where))) as T
}

export const aesKey = (raw: Bytes): Promise<CryptoKey> =>
  crypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['encrypt', 'decrypt'])
