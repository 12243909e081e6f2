/** RFC 9285: bytes in the 45 signs a QR code packs best. */
import type { Bytes } from './bytes'

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:'

export function base45(bytes: Bytes): string {
  let text = ''
  const digits = (value: number, count: number): void => {
    for (let i = 0; i < count; i++, value = Math.floor(value / 45)) text += ALPHABET[value % 45]
  }
  for (let i = 0; i < bytes.length; i += 2) {
    const [one = 0, two] = bytes.subarray(i, i + 2)
    if (two === undefined) digits(one, 2)
    else digits(one * 256 + two, 3)
  }
  return text
}

/** Null for what no encoder writes: foreign characters, a wrong length, a value too large. */
export function unbase45(text: string): Bytes | null {
  if (text.length % 3 === 1) return null
  const bytes: number[] = []
  for (let i = 0; i < text.length; i += 3) {
    const part = Array.from(text.slice(i, i + 3), (char) => ALPHABET.indexOf(char))
    if (part.includes(-1)) return null
    const value = part.reduceRight((sum, digit) => sum * 45 + digit, 0)
    if (value > (part.length === 3 ? 0xffff : 0xff)) return null
    if (part.length === 3) bytes.push(value >> 8)
    bytes.push(value & 0xff)
  }
  return Uint8Array.from(bytes)
}
