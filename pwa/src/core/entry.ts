/** Building an entry under every limit of contracts §3, so that nothing is sealed that the door cannot read. */
import { randomHex, type Bytes } from './bytes'
import { canonical } from './canonical'
import { CoreError } from './errors'
import { sign, thumbprint } from './jws'
import type { Data, FileRef, Happened, Hash, Id, Jwk, Payload } from './types'

export const MAX_BYTES = 65_536
export const MAX_DEPTH = 8
export const MAX_LIST = 64

export interface Tip {
  n: number
  hash: Hash
}

const HASH = /^[0-9a-f]{64}$/
const ID = /^[0-9a-f]{32}$/

function checkValue(value: unknown, depth: number): void {
  if (typeof value === 'string') {
    // In unicode mode a pair is one character: only lone surrogates match.
    if (value.includes('\0') || /[\uD800-\uDFFF]/u.test(value)) throw new CoreError('entry.text')
  } else if (typeof value === 'object' && value !== null) {
    if (depth > MAX_DEPTH) throw new CoreError('entry.too_deep')
    for (const [key, item] of Object.entries(value)) {
      checkValue(key, depth)
      checkValue(item, depth + 1)
    }
  } else if (typeof value === 'number' && !Number.isSafeInteger(value)) throw new CoreError('entry.json')
}

function checkMembers(payload: Payload): void {
  const { journal, parents, files } = payload
  const good =
    ID.test(journal) &&
    parents.length <= MAX_LIST &&
    parents.every((parent) => HASH.test(parent)) &&
    new Set(parents).size === parents.length &&
    files.length <= MAX_LIST &&
    files.every(({ sha256, size }) => HASH.test(sha256) && size > 0)
  if (!good) throw new CoreError('entry.members')
}

export interface EntryFacts {
  kind: string
  v: number
  journal: Id
  data: Data
  parents: Hash[]
  files: FileRef[]
  happened: Happened
}

/** Payload bytes of this key's next entry in the journal; throws with the code of the limit they break. */
export function payloadOf(facts: EntryFacts, tip: Tip | null): Bytes {
  const files = facts.files.map(({ sha256, size, type, role }) => ({ sha256, size, type, role }))
  const next = { n: tip ? tip.n + 1 : 1, prev: tip ? tip.hash : null, salt: randomHex() }
  const payload: Payload = { ...facts, ...next, files }
  checkMembers(payload)
  checkValue(payload, 1)
  const bytes = canonical(payload)
  if (bytes.length > MAX_BYTES) throw new CoreError('entry.too_large')
  return bytes
}

/** The first entry of a new key, in its centre's journal: proof of possession. */
export async function enrolment(
  key: CryptoKey,
  jwk: Jwk,
  person: Id,
  meta: { centre: Id; label: string; code: string; challenge: string },
): Promise<{ compact: string; hash: Hash; kid: string }> {
  const kid = await thumbprint(jwk)
  const wall = Date.now()
  const payload = payloadOf(
    {
      kind: 'accounts.enrol',
      v: 1,
      journal: meta.centre,
      data: { person, jwk, device: meta.label, code: meta.code, challenge: meta.challenge },
      parents: [],
      files: [],
      happened: { wall, at: wall, after: null },
    },
    null,
  )
  return { ...(await sign(key, kid, 'dukao-entry+jws', payload)), kid }
}
