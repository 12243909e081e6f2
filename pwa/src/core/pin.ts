/** Wrapping a slot's keys under its PIN and this browser (contracts §10). The PIN stops a finder, not a laboratory. */
import type { Wrapped } from './schema'
import { aesKey, seal, unseal } from './box'
import { browserKeys } from './browser'
import { bufferOf, randomBytes, utf8, type Bytes } from './bytes'
import { CoreError } from './errors'

export const MIN_PIN = 6
const ITERATIONS = 600_000
const KEY_DATA = 'dukao-slot-1'
const KIT_DATA = 'dukao-kit-1'

/** In the clear only between unwrapping and import. */
export interface SlotKeys {
  /** Device key, PKCS#8. */
  key: Bytes
  /** 32 bytes that encrypt the person's kits. */
  kit: Bytes
}

async function wrappingKey(pin: string, salt: ArrayBuffer, iterations: number): Promise<CryptoKey> {
  const typed = await crypto.subtle.importKey('raw', utf8(pin), 'PBKDF2', false, ['deriveBits'])
  const bits = await crypto.subtle.deriveBits({ name: 'PBKDF2', hash: 'SHA-256', salt, iterations }, typed, 256)
  return aesKey(new Uint8Array(await crypto.subtle.sign('HMAC', (await browserKeys()).bind, bits)))
}

export function checkPin(pin: string): void {
  if (!/^\d+$/.test(pin) || pin.length < MIN_PIN) throw new CoreError('slot.pin')
}

export async function wrap(pin: string, keys: SlotKeys): Promise<Wrapped> {
  checkPin(pin)
  const salt = bufferOf(randomBytes(16))
  const kek = await wrappingKey(pin, salt, ITERATIONS)
  const [deviceKey, kitKey] = await Promise.all([seal(kek, keys.key, KEY_DATA), seal(kek, keys.kit, KIT_DATA)])
  return { salt, iterations: ITERATIONS, deviceKey, kitKey }
}

/** Throws `storage.unreadable` for a wrong PIN. */
export async function unwrap(pin: string, wrapped: Wrapped): Promise<SlotKeys> {
  const kek = await wrappingKey(pin, wrapped.salt, wrapped.iterations)
  return { key: await unseal(kek, wrapped.deviceKey, KEY_DATA), kit: await unseal(kek, wrapped.kitKey, KIT_DATA) }
}
