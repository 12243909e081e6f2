/** The one signature format: compact JWS, ES256, a fixed header per type (contracts §2). */
import { b64u, digest, sha256, textOf, unb64u, utf8, type Bytes } from './bytes'
import { canonical } from './canonical'
import { CoreError } from './errors'
import type { Hash, Jwk } from './types'

export type Typ = 'dukao-entry+jws' | 'dukao-receipt+jws' | 'dukao-checkpoint+jws' | 'dukao-keys+jws' | 'dukao-badge+jws'

export const EC = { name: 'ECDSA', namedCurve: 'P-256' } as const
export const ES256 = { name: 'ECDSA', hash: 'SHA-256' } as const

/** A token taken apart, not yet verified. */
export interface Token {
  kid: string
  hash: Hash
  payload: Bytes
  signingInput: Bytes
  signature: Bytes
}

export const headerOf = (typ: Typ, kid: string): string => `{"alg":"ES256","kid":"${kid}","typ":"${typ}"}`

export async function thumbprint(jwk: Jwk): Promise<string> {
  const { crv, kty, x, y } = jwk
  return b64u(await digest(canonical({ crv, kty, x, y })))
}

export function publicJwk(jwk: JsonWebKey): Jwk {
  return { crv: 'P-256', kty: 'EC', x: jwk.x ?? '', y: jwk.y ?? '' }
}

/** Signs payload bytes as they are. */
export async function sign(key: CryptoKey, kid: string, typ: Typ, payload: Bytes): Promise<{ compact: string; hash: Hash }> {
  const input = `${b64u(utf8(headerOf(typ, kid)))}.${b64u(payload)}`
  const bytes = utf8(input)
  const signature = new Uint8Array(await crypto.subtle.sign(ES256, key, bytes))
  return { compact: `${input}.${b64u(signature)}`, hash: await sha256(bytes) }
}

const lenient = (tail: string): Bytes => Uint8Array.from(atob(tail.replace(/-/g, '+').replace(/_/g, '/')), (c) => c.charCodeAt(0))

/** Takes exactly one type; the header is compared with the bytes we would have written. */
export async function takeApart(compact: string, typ: Typ): Promise<Token> {
  try {
    const parts = compact.split('.')
    if (parts.length !== 3) throw new Error('not a compact JWS')
    const [head, body, tail] = parts as [string, string, string]
    const header = textOf(unb64u(head))
    const kid = /^\{"alg":"ES256","kid":"([A-Za-z0-9_-]{43})","typ":"/.exec(header)?.[1]
    if (!kid || header !== headerOf(typ, kid)) throw new Error('another header')
    // The last character has spare bits and nobody keys on a signature: another spelling is the same token.
    const signature = lenient(tail)
    if (signature.length !== 64) throw new Error('not a raw signature')
    const signingInput = utf8(`${head}.${body}`)
    return { kid, hash: await sha256(signingInput), payload: unb64u(body), signingInput, signature }
  } catch (cause) {
    throw new CoreError('keys.untrusted', cause)
  }
}

export async function verifies(token: Token, jwk: Jwk): Promise<boolean> {
  const key = await crypto.subtle.importKey('jwk', { ...publicJwk(jwk) }, EC, false, ['verify'])
  return crypto.subtle.verify(ES256, key, token.signature, token.signingInput)
}

/** Payload as JSON; the signed bytes themselves are never written again. */
export function jsonOf<T>(token: Token): T {
  return JSON.parse(textOf(token.payload)) as T
}
