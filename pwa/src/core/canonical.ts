/** Canonical JSON (contracts §1): UTF-8, keys sorted by code point, no spaces, whole numbers only. */
import { utf8, type Bytes } from './bytes'

function byCodePoint(a: string, b: string): number {
  const left = Array.from(a)
  const right = Array.from(b)
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const difference = (left[i]?.codePointAt(0) ?? 0) - (right[i]?.codePointAt(0) ?? 0)
    if (difference) return difference
  }
  return left.length - right.length
}

/** Throws TypeError for what JSON or the contract cannot hold; members that are undefined are left out. */
export function canonicalText(value: unknown, floats = false): string {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return JSON.stringify(value)
  if (typeof value === 'number') {
    if (!(floats ? Number.isFinite(value) : Number.isSafeInteger(value))) throw new TypeError('not a whole number')
    return JSON.stringify(value)
  }
  if (Array.isArray(value)) return `[${value.map((item) => canonicalText(item, floats)).join(',')}]`
  if (typeof value !== 'object') throw new TypeError(`no JSON for ${typeof value}`)
  const members = Object.entries(value).filter(([, item]) => item !== undefined)
  members.sort(([a], [b]) => byCodePoint(a, b))
  return `{${members.map(([key, item]) => `${JSON.stringify(key)}:${canonicalText(item, floats)}`).join(',')}}`
}

/** `floats` only for stroke files. */
export const canonical = (value: unknown, floats = false): Bytes => utf8(canonicalText(value, floats))
