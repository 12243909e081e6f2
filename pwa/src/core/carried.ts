/** Entries of other devices, scanned here: kept like own work until receipts cover them, delivered with it (architecture §10). */
import { hide } from './browser'
import { textOf } from './bytes'
import { now } from './clock'
import { get, put, saving, write } from './db'
import { CoreError } from './errors'
import { takeApart, verifies, type Token } from './jws'
import { recountSoon } from './outbox'
import type { OutboxRow } from './schema'
import { openSlot, touch } from './slots'
import type { Hash, Id, Jwk, Payload } from './types'
import { wake } from './wake'

/** Whose key the roster says it is; null: unknown here, only the centre can tell. */
export interface Author {
  person: Id
  jwk: Jwk
}

/** A scanned entry taken apart; its signature is verified when the author's key is known. */
export async function readCarried(compact: string, author: (kid: string) => Author | null): Promise<{ token: Token; payload: Payload; author: Author | null }> {
  const token = await takeApart(compact, 'dukao-entry+jws')
  const known = author(token.kid)
  if (known && !(await verifies(token, known.jwk))) throw new CoreError('keys.untrusted')
  return { token, payload: JSON.parse(textOf(token.payload)) as Payload, author: known }
}

/** Keeps a scanned entry, read back before it returns; own tip and own counts stay what they were. */
export async function carry(compact: string, read: { token: Token; payload: Payload; author: Author | null }): Promise<Hash> {
  openSlot()
  touch()
  const { token, payload, author } = read
  const { hash, kid } = token
  if (await get('outbox', hash)) return hash
  const row: OutboxRow = {
    hash,
    kid,
    journal: payload.journal,
    person: author?.person ?? '',
    n: payload.n,
    sealedAt: now(),
    // Its files lie on the phone that sealed it.
    files: [],
    outcome: null,
    seq: null,
    received: null,
    keepUntil: null,
    code: null,
    tries: 0,
    retryAt: null,
    carried: true,
    box: await hide('outbox', hash, compact),
  }
  await saving(() =>
    write([put('outbox', row)], { guard: async (transaction) => (await transaction.objectStore('outbox').get(hash)) === undefined }),
  )
  recountSoon()
  wake()
  return hash
}
