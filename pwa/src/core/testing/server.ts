/** An in-memory server for tests of core: real signatures, real chains, and every fault of the field. */
import { concat, sha256, textOf, unb64u, unhex, utf8, hex, type Bytes } from '../bytes'
import { canonical, canonicalText } from '../canonical'
import { EC, jsonOf, publicJwk, sign, takeApart, thumbprint, type Typ } from '../jws'
import type { Jwk, Payload } from '../types'

export interface Call {
  method: string
  path: string
  headers: Headers
  body: Bytes
}

type Answer = Response | 'lost' | 'down' | undefined

interface Key {
  kid: string
  jwk: Jwk
  pair: CryptoKeyPair
}

interface Journal {
  lines: string[]
  head: string
  bodies: Map<string, string>
  files: Map<string, { bytes: Bytes; whole: boolean }>
  sections: Record<string, Bytes>
  outcomes: Map<string, string>
  /** Which line settled an entry that waited. */
  settled: Map<string, number>
}

async function makeKey(exchange = false): Promise<Key> {
  const pair = await crypto.subtle.generateKey(exchange ? { name: 'ECDH', namedCurve: 'P-256' } : EC, true, exchange ? ['deriveBits'] : ['sign', 'verify'])
  const jwk = publicJwk(await crypto.subtle.exportKey('jwk', (pair as CryptoKeyPair).publicKey))
  return { kid: await thumbprint(jwk), jwk, pair: pair as CryptoKeyPair }
}

const json = (status: number, body: unknown, headers: Record<string, string> = {}): Response =>
  new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json', ...headers } })

export const problem = (status: number, code: string, headers: Record<string, string> = {}): Response =>
  new Response(JSON.stringify({ title: code, status, code }), { status, headers: { 'Content-Type': 'application/problem+json', ...headers } })

export const page = (status: number): Response =>
  new Response('<html>sign in to the network</html>', { status, headers: { 'Content-Type': 'text/html' } })

export class Server {
  calls: Call[] = []
  /** Answers in the server's place; `lost`: done, but the reply never arrives; `down`: never reached. */
  fault: (call: Call) => Answer | Promise<Answer> = () => undefined
  judge: (payload: Payload) => string = () => 'accepted'
  unreadable: (payload: Payload) => string | null = () => null
  keepFor = 7 * 86_400_000
  time = 1_780_000_000_000
  checkpoint: [number, string] | null = null
  /** Rows of the key list beside the two. */
  moreKeys: unknown[] = []
  /** What a declared restore says in every answer: [number, time, seq] for each journal. */
  restored = new Map<string, [number, number, number][]>()
  readonly journals = new Map<string, Journal>()

  private constructor(
    readonly root: Key,
    public journalKey: Key,
    readonly rescue: Key,
  ) {}

  static async start(): Promise<Server> {
    const [root, journal, rescue] = await Promise.all([makeKey(), makeKey(), makeKey(true)])
    const server = new Server(root, journal, rescue)
    globalThis.fetch = ((url: string, init: RequestInit) => server.fetch(url, init)) as typeof fetch
    return server
  }

  async rotate(): Promise<void> {
    this.journalKey = await makeKey()
  }

  journal(id: string): Journal {
    let found = this.journals.get(id)
    if (!found) {
      found = { lines: [], head: '00'.repeat(32), bodies: new Map(), files: new Map(), sections: {}, outcomes: new Map(), settled: new Map() }
      this.journals.set(id, found)
    }
    return found
  }

  /** The machine died; a backup of this many lines was put back, its files among them or not, and declared. */
  async restore(id: string, seq: number, { files = [] as string[], declared = true } = {}): Promise<void> {
    const journal = this.journal(id)
    const gone = journal.lines.splice(seq).map((line) => (JSON.parse(line) as { entry: string }).entry)
    for (const hash of gone) journal.bodies.delete(hash)
    for (const sha of [...journal.files.keys()]) if (!files.includes(sha)) journal.files.delete(sha)
    journal.head = '00'.repeat(32)
    for (const line of journal.lines)
      journal.head = await sha256(concat(new Uint8Array([1]), unhex(journal.head), unhex(await sha256(utf8(line)))))
    this.time += 60_000
    const before = this.restored.get(id) ?? []
    if (declared) this.restored.set(id, [...before, [1000 + before.length, this.time, seq]])
  }

  /** Hashes of all entries received, in the order of their lines. */
  hashes(id: string): string[] {
    return this.journal(id).lines.map((line) => (JSON.parse(line) as { entry: string }).entry)
  }

  signed(key: Key, typ: Typ, payload: unknown): Promise<string> {
    return sign(key.pair.privateKey, key.kid, typ, canonical(payload)).then(({ compact }) => compact)
  }

  keyList(): Promise<string> {
    const row = (key: Key, purpose: string) => ({ kid: key.kid, purpose, centre: null, jwk: key.jwk, from: 0, until: null, withdrawn: null })
    const keys = [row(this.journalKey, 'journal'), row(this.rescue, 'rescue'), ...this.moreKeys]
    return this.signed(this.root, 'dukao-keys+jws', { v: 1, number: this.time, time: this.time, keys })
  }

  async receipt(id: string, nonce: string, entries: string[], files: string[], kit: string | null): Promise<string> {
    const journal = this.journal(id)
    const byHash = new Map(journal.lines.map((line) => [(JSON.parse(line) as { entry: string }).entry, line]))
    const whole = files.filter((sha) => journal.files.get(sha)?.whole).map((sha) => [sha, journal.files.get(sha)?.bytes.length])
    return this.signed(this.journalKey, 'dukao-receipt+jws', {
      v: 1, journal: id, seq: journal.lines.length, head: journal.head, time: this.time, nonce,
      lines: entries.map((hash) => byHash.get(hash)).filter(Boolean), files: whole, kit,
      checkpoint: this.checkpoint, keep_until: this.time + this.keepFor,
    })
  }

  async line(id: string, hash: string, body: string, facts: { actor: string | null; kid: string | null; outcome: string }): Promise<void> {
    const journal = this.journal(id)
    if (journal.bodies.has(hash)) return
    const line = canonicalText({ v: 1, journal: id, seq: journal.lines.length + 1, entry: hash, received: this.time, rules: 1, ...facts })
    journal.head = await sha256(concat(new Uint8Array([1]), unhex(journal.head), unhex(await sha256(utf8(line)))))
    journal.lines.push(line)
    journal.bodies.set(hash, body)
  }

  async act(id: string, kind: string, data: unknown): Promise<string> {
    const body = canonicalText({ actor: null, data, files: [], happened: { at: this.time }, journal: id, kind, parents: [], salt: '0'.repeat(32), v: 1 })
    const hash = await sha256(utf8(body))
    await this.line(id, hash, body, { actor: null, kid: null, outcome: 'accepted' })
    return hash
  }

  private async fetch(url: string, init: RequestInit): Promise<Response> {
    const body = init.body ? new Uint8Array(await new Response(init.body).arrayBuffer()) : new Uint8Array(0)
    const call: Call = { method: init.method ?? 'GET', path: url.replace('/api/v1', ''), headers: new Headers(init.headers), body }
    this.calls.push(call)
    const answer = await this.fault(call)
    if (answer === 'down') throw new TypeError('network')
    if (answer instanceof Response) return answer
    const reply = await this.answer(call)
    if (answer === 'lost') throw new TypeError('network')
    return reply
  }

  private async answer(call: Call): Promise<Response> {
    const [path = '', query = ''] = call.path.split('?')
    if (path === '/keys') return json(200, { root: this.root.kid, root_jwk: this.root.jwk, keys: await this.keyList() })
    const [, , id = '', what, name = ''] = path.split('/')
    if (what === 'entries') return this.push(id, call)
    if (what === 'files') return this.file(id, name, call)
    if (what === 'changes') return this.changes(id, new URLSearchParams(query))
    const section = Object.values(this.journal(id).sections)
    for (const bytes of section) if ((await sha256(bytes)) === name) return new Response(bytes, { headers: { 'Content-Type': 'application/json' } })
    return problem(404, 'object.not_found')
  }

  private async push(id: string, call: Call): Promise<Response> {
    const { entries, files, nonce, kit } = JSON.parse(textOf(call.body)) as { entries: string[]; files: string[]; nonce: string; kit: string }
    const rejected: { index: number; code: string }[] = []
    const asked: string[] = []
    for (const [index, compact] of entries.entries()) {
      const token = await takeApart(compact, 'dukao-entry+jws')
      const payload = jsonOf<Payload>(token)
      const code = this.unreadable(payload)
      if (code) rejected.push({ index, code })
      else {
        await this.line(id, token.hash, compact, { actor: 'a'.repeat(32), kid: token.kid, outcome: this.judge(payload) })
        asked.push(token.hash)
      }
    }
    return json(200, { receipt: await this.receipt(id, nonce, asked, files ?? [], kit), rejected, restored: this.restored.get(id) ?? [] })
  }

  private async file(id: string, sha: string, call: Call): Promise<Response> {
    const { files } = this.journal(id)
    const kept = files.get(sha)
    const offset = (bytes: number): Response => new Response(null, { status: 204, headers: { 'Upload-Offset': String(bytes) } })
    if (call.method === 'HEAD') return offset(kept?.bytes.length ?? 0)
    const at = call.method === 'PUT' ? 0 : Number(call.headers.get('Upload-Offset'))
    if (!kept?.whole) {
      if (at !== 0 && at !== (kept?.bytes.length ?? 0)) return problem(409, 'file.offset')
      const bytes = concat(at ? (kept?.bytes ?? new Uint8Array(0)) : new Uint8Array(0), call.body)
      const whole = bytes.length === Number(call.headers.get('Upload-Length'))
      if (whole && (await sha256(bytes)) !== sha) return problem(422, 'file.hash')
      files.set(sha, { bytes, whole })
      if (!whole) return offset(bytes.length)
    }
    return json(200, { receipt: await this.receipt(id, sha.slice(0, 32), [], [sha], null), rejected: [] })
  }

  private async changes(id: string, query: URLSearchParams): Promise<Response> {
    const journal = this.journal(id)
    const after = Number(query.get('after'))
    const sections = Object.fromEntries(
      await Promise.all(Object.entries(journal.sections).map(async ([name, bytes]) => [name, { sha256: await sha256(bytes), size: bytes.length }])),
    ) as Record<string, unknown>
    const told = (line: string): boolean => (journal.settled.get((JSON.parse(line) as { entry: string }).entry) ?? 0) > after
    const entries = journal.lines.filter((line, i) => i >= after || told(line)).map((line) => {
      const { entry, kid, outcome } = JSON.parse(line) as { entry: string; kid: string | null; outcome: string }
      return { line, outcome: journal.outcomes.get(entry) ?? outcome, [kid ? 'jws' : 'act']: journal.bodies.get(entry) }
    })
    const receipt = await this.receipt(id, query.get('nonce') ?? 'x'.repeat(16), [], [], null)
    return json(200, { journal: id, seq: journal.lines.length, head: journal.head, sections, entries, more: false, receipt, keys: await this.keyList(), restored: this.restored.get(id) ?? [] })
  }

  /** Opens a rescue file as the server would: heads and bytes of its records. */
  async openRescue(file: Blob): Promise<{ head: Record<string, unknown>; bytes: Bytes }[]> {
    const whole = new Uint8Array(await file.arrayBuffer())
    const first = whole.indexOf(10)
    const second = whole.indexOf(10, first + 1)
    if (textOf(whole.slice(0, first)) !== 'DUKAO-RESCUE-1') throw new Error('no rescue file')
    const { epk, salt, kid } = JSON.parse(textOf(whole.slice(first + 1, second))) as { epk: Jwk; salt: string; kid: string }
    if (kid !== this.rescue.kid) throw new Error('another key')
    const curve = { name: 'ECDH', namedCurve: 'P-256' }
    const peer = await crypto.subtle.importKey('jwk', { ...epk }, curve, false, [])
    const bits = await crypto.subtle.deriveBits({ name: 'ECDH', public: peer }, this.rescue.pair.privateKey, 256)
    const base = await crypto.subtle.importKey('raw', bits, 'HKDF', false, ['deriveKey'])
    const how = { name: 'HKDF', hash: 'SHA-256', salt: unb64u(salt), info: utf8('dukao-rescue-1') }
    const key = await crypto.subtle.deriveKey(how, base, { name: 'AES-GCM', length: 256 }, false, ['decrypt'])
    let plain: Bytes = new Uint8Array(0)
    let at = second + 1
    for (let counter = 0; at < whole.length; counter++) {
      const size = new DataView(whole.buffer, at).getUint32(0)
      const iv = concat(new Uint8Array(8), unhex(counter.toString(16).padStart(8, '0')))
      const additionalData = new Uint8Array([at + 4 + size === whole.length ? 1 : 0])
      plain = concat(plain, new Uint8Array(await crypto.subtle.decrypt({ name: 'AES-GCM', iv, additionalData }, key, whole.slice(at + 4, at + 4 + size))))
      at += 4 + size
    }
    const found: { head: Record<string, unknown>; bytes: Bytes }[] = []
    for (let i = 0; i < plain.length; ) {
      const length = parseInt(hex(plain.slice(i, i + 4)), 16)
      const head = JSON.parse(textOf(plain.slice(i + 4, i + 4 + length))) as { size: number }
      i += 4 + length
      found.push({ head: { ...head }, bytes: plain.slice(i, i + head.size) })
      i += head.size
    }
    return found
  }
}
