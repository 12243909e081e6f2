/** Decisions about PIN and codes, from values alone (architecture 5, S-5). */
export const PIN_MIN = 6
export const PIN_MAX = 12

export type PinFault = 'short' | 'digits' | 'weak'

function isRun(pin: string): boolean {
  const steps = [...pin].slice(1).map((digit, at) => Number(digit) - Number(pin[at]))
  const first = steps[0]
  return first !== undefined && Math.abs(first) <= 1 && steps.every((step) => step === first)
}

function isRepeated(pin: string): boolean {
  return [1, 2, 3].some((size) => pin.length % size === 0 && pin === pin.slice(0, size).repeat(pin.length / size))
}

/** What keeps a PIN from being taken; 123456, 654321, 111111, 121212 and 123123 are what a finder tries first. */
export function pinFault(pin: string): PinFault | null {
  if (!/^\d*$/.test(pin)) return 'digits'
  if (pin.length < PIN_MIN) return 'short'
  return isRun(pin) || isRepeated(pin) ? 'weak' : null
}

/** A code as typed, in one form: any width, case and grouping. */
export function normalCode(text: string): string {
  return text.normalize('NFKC').toUpperCase().replace(/[^0-9A-Z]/g, '')
}

export const CODE_LENGTH = 8

/** A code as shown while it is typed: two groups of four. */
export function groupedCode(text: string): string {
  const code = normalCode(text).slice(0, CODE_LENGTH)
  return code.length > 4 ? `${code.slice(0, 4)}-${code.slice(4)}` : code
}

/** S-2, as the server decides it: what a new password misses. */
export function passwordFaults(password: string, username: string): ('length' | 'kinds' | 'username')[] {
  const kinds = [/\p{Lu}/u, /\p{Ll}/u, /\p{Nd}/u, /[^\p{L}\p{N}]/u].filter((kind) => kind.test(password)).length
  const faults: ('length' | 'kinds' | 'username')[] = []
  if (password.length < 8 || password.length > 32) faults.push('length')
  if (kinds < 3) faults.push('kinds')
  if (password.normalize('NFKC').toLowerCase() === username.normalize('NFKC').trim().toLowerCase()) faults.push('username')
  return faults
}
