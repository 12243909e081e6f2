/** Everything unsent in one file that only the server can open (contracts §10, R12); needs neither PIN nor network. */
import { b64u, bufferOf, concat, randomBytes, utf8, type Bytes } from './bytes'
import { canonicalText } from './canonical'
import { now } from './clock'
import { get } from './db'
import { bytesOf } from './files'
import { publicJwk } from './jws'
import { rescueKey } from './keys'
import { compactOf, unsent } from './outbox'

const CHUNK = 1024 * 1024
const CURVE = { name: 'ECDH', namedCurve: 'P-256' } as const

function length(value: number): Bytes {
  const bytes = new Uint8Array(4)
  new DataView(bytes.buffer).setUint32(0, value)
  return bytes
}

interface RecordHead {
  type: 'entry' | 'file'
  journal: string
  sha256: string
  size: number
  mime: string
}

const record = (head: RecordHead, bytes: Bytes): Bytes => {
  const text = utf8(canonicalText(head))
  return concat(length(text.length), text, bytes)
}

/** One record at a time, so that a phone full of photos never holds them all. */
async function* records(): AsyncGenerator<Bytes> {
  const { entries, files } = await unsent()
  for (const row of entries) {
    const bytes = utf8(await compactOf(row).catch(() => ''))
    if (bytes.length) yield record({ type: 'entry', journal: row.journal, sha256: row.hash, size: bytes.length, mime: 'application/jose' }, bytes)
  }
  for (const { journal, sha256 } of files.values()) {
    const bytes = await bytesOf(sha256)
    const mime = (await get('files', sha256))?.type ?? ''
    if (bytes) yield record({ type: 'file', journal, sha256, size: bytes.length, mime }, bytes)
  }
}

async function chunkKey(salt: Bytes): Promise<{ key: CryptoKey; head: string }> {
  const { kid, jwk } = await rescueKey()
  const server = await crypto.subtle.importKey('jwk', { ...jwk }, CURVE, false, [])
  const pair = await crypto.subtle.generateKey(CURVE, true, ['deriveBits'])
  const shared = await crypto.subtle.deriveBits({ name: 'ECDH', public: server }, pair.privateKey, 256)
  const material = await crypto.subtle.importKey('raw', shared, 'HKDF', false, ['deriveKey'])
  const how = { name: 'HKDF', hash: 'SHA-256', salt, info: utf8('dukao-rescue-1') }
  const key = await crypto.subtle.deriveKey(how, material, { name: 'AES-GCM', length: 256 }, false, ['encrypt'])
  const epk = publicJwk(await crypto.subtle.exportKey('jwk', pair.publicKey))
  const server_name = typeof location === 'undefined' ? '' : location.origin
  return { key, head: canonicalText({ kid, epk, salt: b64u(salt), made_at: now(), server: server_name }) }
}

/** The file, to be saved or shared. Work stays in the outbox until a receipt covers it. */
export async function rescueFile(): Promise<Blob> {
  const { key, head } = await chunkKey(randomBytes(16))
  const parts: BlobPart[] = [`DUKAO-RESCUE-1\n${head}\n`]
  let counter = 0
  const emit = async (plain: Bytes, last: boolean): Promise<void> => {
    const iv = concat(new Uint8Array(8), length(counter++))
    const additionalData = new Uint8Array([last ? 1 : 0])
    const body = new Uint8Array(await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData }, key, plain))
    // A Blob lets the browser keep what is done on disk.
    parts.push(new Blob([length(body.length), bufferOf(body)]))
  }
  let rest: Bytes = new Uint8Array(0)
  for await (const bytes of records()) {
    rest = concat(rest, bytes)
    for (; rest.length > CHUNK; rest = rest.slice(CHUNK)) await emit(rest.slice(0, CHUNK), false)
  }
  await emit(rest, true)
  return new Blob(parts, { type: 'application/octet-stream' })
}
