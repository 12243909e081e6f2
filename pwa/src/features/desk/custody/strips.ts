import { isSameStrip } from '@/features/custody/fold'

/** Strips come in rolls with running numbers: the next one of a number that ends in digits. */
export function nextStrip(strip: string): string {
  const found = /^(.*?)(\d+)(\D*)$/.exec(strip)
  if (!found) return ''
  const [, head = '', digits = '', tail = ''] = found
  return head + (BigInt(digits) + 1n).toString().padStart(digits.length, '0') + tail
}

/** Fills the empty strips below a filled one with running numbers; whatever is typed already stays. */
export function runOn(strips: readonly string[]): string[] {
  let last = ''
  return strips.map((strip) => {
    last = strip.trim() || (last && nextStrip(last))
    return last
  })
}

export interface Wrong {
  number?: 'number' | 'numberTwice'
  strip?: 'strip' | 'stripTwice'
  copies?: 'copies'
}

/** What keeps each row from being saved; withdrawn packs keep their numbers to themselves. */
export function wrongs(rows: readonly { number: string; strip: string; copies: number | string | null; withdrawn: boolean }[]): Wrong[] {
  const times = (key: 'number' | 'strip', value: string) =>
    rows.filter((row) => (key === 'strip' ? isSameStrip(row.strip, value) : !row.withdrawn && row.number.trim() === value)).length
  return rows.map((row) => {
    const found: Wrong = {}
    const number = row.number.trim()
    const strip = row.strip.trim()
    if (!number) found.number = 'number'
    else if (!row.withdrawn && times('number', number) > 1) found.number = 'numberTwice'
    if (!strip) found.strip = 'strip'
    else if (times('strip', strip) > 1) found.strip = 'stripTwice'
    if (!Number.isInteger(row.copies) || Number(row.copies) < 0) found.copies = 'copies'
    return found
  })
}
