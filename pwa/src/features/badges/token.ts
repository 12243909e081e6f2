/** The packed badge of docs/badge-format.md: read exactly, verified with the key its first bytes name. */
import { base45, unbase45 } from '@/core/base45'
import { b64u, concat, hex, textOf, unb64u, utf8, type Bytes } from '@/core/bytes'
import { canonical } from '@/core/canonical'
import { EC, ES256, headerOf, thumbprint } from '@/core/jws'
import type { ServerKey } from '@/core/keys'
import type { Id, Instant } from '@/core/types'

const PREFIX = 'DK1:'
/** Another form of ours: the phone needs an update, not the badge. */
const OTHER_VERSION = /^DK\d:/
const MINUTE_MS = 60_000
const KID_BYTES = 8
const SIGNATURE_BYTES = 64
const START = KID_BYTES + SIGNATURE_BYTES
const MOST_PAYLOAD = 96
/** Whatever is longer is no badge: a URL, a page, a picture. */
const LONGEST = PREFIX.length + ((START + MOST_PAYLOAD) * 3) / 2
/** Half the order of P-256: of the two spellings of a signature only the lower one is ours. */
const HALF_ORDER = '7fffffff800000007fffffffffffffffde737d56d38bcf4279dce5617e3192a8'

export const ROLES = {
  ch: 'chief',
  iv: 'invigilator',
  st: 'staff',
  ex: 'examiner',
  tl: 'team_leader',
  sv: 'supervisor',
  cd: 'candidate',
  gt: 'gate',
} as const
export type RoleCode = keyof typeof ROLES
export type Role = (typeof ROLES)[RoleCode]

export interface Claims {
  badge: string
  event: Id
  role: Role
  /** Valid from the first instant, no more at the second; whole minutes in the token. */
  from: Instant
  until: Instant
}

/** `centre`: whose key it is. */
export type Reading = { state: 'good'; claims: Claims; centre: Id | null } | { state: 'unreadable' | 'version' | 'unknown_key' | 'withdrawn_key' | 'forged' }

const isMinute = (value: unknown): value is number => typeof value === 'number' && Number.isSafeInteger(value) && value >= 0

/** The payload as exactly what was signed; null when it is not what we would have written. */
function claimsIn(payload: Bytes): Claims | null {
  try {
    const read: unknown = JSON.parse(textOf(payload))
    if (!Array.isArray(read) || read.length !== 5) return null
    const [badge, event, role, from, until] = read as unknown[]
    if (typeof badge !== 'string' || badge.length !== 12 || unb64u(badge).length !== 9) return null
    if (typeof event !== 'string' || typeof role !== 'string' || !Object.keys(ROLES).includes(role)) return null
    const journal = unb64u(event)
    if (journal.length !== 16 || !isMinute(from) || !isMinute(until) || from >= until) return null
    if (textOf(canonical(read)) !== textOf(payload)) return null
    return { badge, event: hex(journal), role: ROLES[role as RoleCode], from: from * MINUTE_MS, until: until * MINUTE_MS }
  } catch {
    return null
  }
}

interface Known {
  row: ServerKey
  start: string
  key: Promise<CryptoKey | null>
}

const imported = new Map<string, Promise<CryptoKey | null>>()

/** Imported once for the life of the page; null for a key that is not the one its kid names. */
function importOnce({ kid, jwk }: ServerKey): Promise<CryptoKey | null> {
  const name = `${kid}/${jwk.x}/${jwk.y}`
  const found = imported.get(name)
  if (found) return found
  const made = thumbprint(jwk)
    .then((print) => (print === kid ? crypto.subtle.importKey('jwk', { ...jwk }, EC, false, ['verify']) : null))
    .catch(() => null)
  imported.set(name, made)
  return made
}

/** Badge keys of the newest key list, ready to verify with. */
export class Keyring {
  private readonly known: Known[]

  constructor(rows: readonly ServerKey[]) {
    const badge = rows.filter(({ purpose }) => purpose === 'badge')
    this.known = badge.map((row) => ({ row, start: hex(unb64u(row.kid).subarray(0, KID_BYTES)), key: importOnce(row) }))
  }

  /** Settles when every key is imported, so that the first verdict waits for none. */
  async ready(): Promise<void> {
    await Promise.all(this.known.map(({ key }) => key))
  }

  /** The one key that starts so; none or two are no key at all. */
  find(start: Bytes): Known | null {
    const found = this.known.filter((one) => one.start === hex(start))
    return found.length === 1 ? (found[0] ?? null) : null
  }
}

/** The packed bytes; null for what is no badge of this version, however it came to lie in a code. */
function unpack(text: string): Bytes | null {
  if (!text.startsWith(PREFIX) || text.length > LONGEST) return null
  const spelled = text.slice(PREFIX.length)
  const packed = unbase45(spelled)
  return packed && packed.length > START && base45(packed) === spelled ? packed : null
}

/** What the text is, as far as the keys can tell; what it allows is the verdict's question. */
export async function read(text: string, keys: Keyring): Promise<Reading> {
  const packed = unpack(text)
  if (!packed) return { state: !text.startsWith(PREFIX) && text.length <= LONGEST && OTHER_VERSION.test(text) ? 'version' : 'unreadable' }
  const known = keys.find(packed.slice(0, KID_BYTES))
  const key = await known?.key
  if (!known || !key) return { state: 'unknown_key' }
  if (known.row.withdrawn !== null) return { state: 'withdrawn_key' }
  const signature = packed.slice(KID_BYTES, START)
  if (hex(signature.slice(32)) > HALF_ORDER) return { state: 'forged' }
  const payload = packed.slice(START)
  const input = concat(utf8(`${b64u(utf8(headerOf('dukao-badge+jws', known.row.kid)))}.`), utf8(b64u(payload)))
  const claims = (await crypto.subtle.verify(ES256, key, signature, input)) && claimsIn(payload)
  return claims ? { state: 'good', claims, centre: known.row.centre } : { state: 'forged' }
}
