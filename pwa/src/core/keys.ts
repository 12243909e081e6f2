/** Whom to believe: the root pinned at enrolment, and the newest key list it signed (contracts §2). */
import { fact, setFact } from './db'
import { CoreError } from './errors'
import { api } from './http'
import { jsonOf, publicJwk, takeApart, thumbprint, verifies, type Token, type Typ } from './jws'
import type { Id, Instant, Jwk } from './types'

export interface ServerKey {
  kid: string
  purpose: 'journal' | 'badge' | 'rescue'
  centre: Id | null
  jwk: Jwk
  from: Instant
  until: Instant | null
  withdrawn: Instant | null
}

interface KeyList {
  v: number
  number: number
  time: Instant
  keys: ServerKey[]
}

export const pinnedRoot = (): Promise<string | null> => fact<string>('root')

/** Pins the server's root; `fresh` says that nothing on this phone belongs to the root before. */
export async function pinRoot(root: string, fresh: boolean): Promise<void> {
  const before = await pinnedRoot()
  if (before === root) return
  if (before !== null && !fresh) throw new CoreError('keys.other_root')
  await setFact('root', root)
  await setFact('root_jwk', null)
  await setFact('keys', null)
}

async function read(compact: string): Promise<KeyList> {
  const jwk = await fact<Jwk>('root_jwk')
  const root = await pinnedRoot()
  const token = await takeApart(compact, 'dukao-keys+jws')
  if (!jwk || token.kid !== root || (await thumbprint(jwk)) !== root || !(await verifies(token, jwk)))
    throw new CoreError('keys.untrusted')
  return jsonOf<KeyList>(token)
}

/** Keeps a newer list; an older one never replaces it. */
export async function acceptKeyList(compact: string): Promise<void> {
  const before = await fact<string>('keys')
  if (before === compact) return
  const list = await read(compact)
  if (before !== null && (await read(before)).number >= list.number) return
  await setFact('keys', compact)
}

/** Fetches root key and list; what does not fit the pinned fingerprint is thrown away. False without an answer. */
export async function learnKeys(): Promise<boolean> {
  const answer = await api('GET', '/keys')
  if (!answer.ok) return false
  if ((await thumbprint(answer.data.root_jwk)) !== (await pinnedRoot())) throw new CoreError('keys.untrusted')
  await setFact('root_jwk', publicJwk(answer.data.root_jwk))
  await acceptKeyList(answer.data.keys)
  return true
}

let parsed: { compact: string; keys: ServerKey[] } | null = null

async function serverKeys(): Promise<ServerKey[]> {
  const compact = await fact<string>('keys')
  if (compact === null) throw new CoreError('keys.missing')
  if (parsed?.compact !== compact) parsed = { compact, keys: (await read(compact)).keys }
  return parsed.keys
}

/** All keys of one purpose, withdrawn ones too: a badge names its key by its first bytes only. */
export const keysFor = async (purpose: ServerKey['purpose']): Promise<ServerKey[]> =>
  (await serverKeys()).filter((key) => key.purpose === purpose)

/** The key files for the centre are encrypted to. */
export async function rescueKey(): Promise<ServerKey> {
  const key = (await serverKeys()).find((row) => row.purpose === 'rescue' && row.until === null && row.withdrawn === null)
  if (!key) throw new CoreError('keys.missing')
  return key
}

/** A signed answer of the server's journal key, verified; throws `keys.untrusted`. */
export async function verifyJournal(compact: string, typ: Typ): Promise<Token> {
  const token = await takeApart(compact, typ)
  const key = (await serverKeys()).find((row) => row.purpose === 'journal' && row.kid === token.kid)
  // Whoever holds a withdrawn key can date a receipt back: what comes fresh from it is nobody's answer.
  const good = key && key.withdrawn === null && (await thumbprint(key.jwk)) === key.kid && (await verifies(token, key.jwk))
  if (!good) throw new CoreError('keys.untrusted')
  return token
}
