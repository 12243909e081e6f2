/** An entry as codes on a screen and back: packed, cut into numbered parts, put together whatever order they are seen in (contracts §14). */
import { Inflate, deflateSync } from 'fflate'

import { base45, unbase45 } from '@/core/base45'
import { b64u, concat, digest, unb64u, utf8, type Bytes } from '@/core/bytes'
import { headerOf } from '@/core/jws'

const PREFIX = 'DKH1:'
const NUMBERED = /^DKH1:(\d{1,2})\/(\d{1,2})\/([0-9A-Z $%*+\-./:]{4}):([0-9A-Z $%*+\-./:]+)$/
const KID_BYTES = 32
const START = KID_BYTES + 64
/** Alphanumeric signs of a QR code of version 17 at level L: what an old camera still reads off a small screen. */
export const LONGEST_CODE = 938
/** `DKH1:12/12/ABCD:` */
const HEAD_LENGTH = 17
const MOST_CODES = 20
/** An entry's payload is never longer (contracts §3). */
const MOST_PAYLOAD = 65_536
const SLICE = 32

/** foreign: no code of ours · torn: parts that do not fit together · large: opens into more than any entry holds. */
export class CodeError extends Error {
  constructor(readonly code: 'foreign' | 'torn' | 'large') {
    super(code)
    this.name = 'CodeError'
  }
}

const copied = (bytes: Uint8Array): Bytes => new Uint8Array(bytes)

/** kid, signature and the payload as it was signed, made small. */
export function packed(compact: string): Bytes {
  const [head = '', body = '', tail = ''] = compact.split('.')
  const { kid } = JSON.parse(new TextDecoder().decode(unb64u(head))) as { kid: string }
  return concat(unb64u(kid), unb64u(tail), copied(deflateSync(unb64u(body), { level: 9 })))
}

/** In slices, so that a bomb is put down before it has gone off. */
function inflated(bytes: Bytes): Bytes {
  const parts: Bytes[] = []
  let size = 0
  let isWhole = false
  const inflate = new Inflate((part, final) => {
    size += part.length
    parts.push(copied(part))
    isWhole = final
  })
  try {
    for (let at = 0; at < bytes.length && size <= MOST_PAYLOAD; at += SLICE) inflate.push(bytes.subarray(at, at + SLICE), at + SLICE >= bytes.length)
  } catch {
    throw new CodeError('torn')
  }
  if (size > MOST_PAYLOAD) throw new CodeError('large')
  if (!isWhole || !size) throw new CodeError('torn')
  return concat(...parts)
}

/** The compact JWS the bytes stand for; whose it is and whether it verifies is asked afterwards. */
export function unpacked(bytes: Bytes): string {
  if (bytes.length <= START) throw new CodeError('torn')
  const header = headerOf('dukao-entry+jws', b64u(bytes.slice(0, KID_BYTES)))
  return `${b64u(utf8(header))}.${b64u(inflated(bytes.slice(START)))}.${b64u(bytes.slice(KID_BYTES, START))}`
}

const tagOf = async (bytes: Bytes): Promise<string> => base45(await digest(bytes)).slice(0, 4)

/** The texts to show, one a code, nearly equally long. */
export async function codesOf(compact: string): Promise<string[]> {
  const bytes = packed(compact)
  const text = base45(bytes)
  const whole = PREFIX + text
  // By chance a text may begin like a numbered part: then it is one.
  if (whole.length <= LONGEST_CODE && !NUMBERED.test(whole)) return [whole]
  const count = Math.ceil(text.length / (LONGEST_CODE - HEAD_LENGTH))
  if (count > MOST_CODES) throw new CodeError('large')
  const tag = await tagOf(bytes)
  const length = Math.ceil(text.length / count)
  return Array.from({ length: count }, (_, i) => `${PREFIX}${i + 1}/${count}/${tag}:${text.slice(i * length, (i + 1) * length)}`)
}

export const isHandoverCode = (text: string): boolean => text.startsWith(PREFIX)

export interface Progress {
  /** Numbers of the parts seen. */
  seen: number[]
  total: number
  /** The parts before belonged to another entry and were put aside. */
  restarted: boolean
  compact: string | null
}

/** Parts in any order, each as often as the camera likes. */
export class Collector {
  private tag = ''
  private total = 0
  private readonly parts = new Map<number, string>()

  clear(): void {
    this.tag = ''
    this.total = 0
    this.parts.clear()
  }

  /** Throws CodeError; after `torn` everything seen so far is forgotten. */
  async add(text: string): Promise<Progress> {
    if (!isHandoverCode(text)) throw new CodeError('foreign')
    const found = NUMBERED.exec(text)
    if (!found) return { seen: [1], total: 1, restarted: this.parts.size > 0, compact: unpacked(bytesOf(text.slice(PREFIX.length))) }
    const [, number = '', count = '', tag = '', part = ''] = found
    const [i, total] = [Number(number), Number(count)]
    if (i < 1 || i > total || total > MOST_CODES) throw new CodeError('foreign')
    const restarted = this.parts.size > 0 && (tag !== this.tag || total !== this.total)
    if (restarted) this.clear()
    this.tag = tag
    this.total = total
    this.parts.set(i, part)
    const seen = [...this.parts.keys()].sort((a, b) => a - b)
    return { seen, total, restarted, compact: seen.length === total ? await this.whole() : null }
  }

  private async whole(): Promise<string> {
    const text = Array.from({ length: this.total }, (_, i) => this.parts.get(i + 1) ?? '').join('')
    const { tag } = this
    this.clear()
    const bytes = bytesOf(text)
    if ((await tagOf(bytes)) !== tag) throw new CodeError('torn')
    return unpacked(bytes)
  }
}

function bytesOf(text: string): Bytes {
  const bytes = unbase45(text)
  // One spelling only: what was read is what was shown.
  if (!bytes || base45(bytes) !== text) throw new CodeError('torn')
  return copied(bytes)
}
