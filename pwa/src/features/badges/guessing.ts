/** Typed codes that nobody has: after a few in a row the phone rests. Kept over a reload, so that a reload helps nobody. */
const KEY = 'dukao.gate.codes'
const MINUTE_MS = 60_000

interface Tries {
  wrong: number
  until: number
}

function read(): Tries {
  try {
    const { wrong, until } = JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<Tries>
    return { wrong: Number(wrong) || 0, until: Number(until) || 0 }
  } catch {
    return { wrong: 0, until: 0 }
  }
}

function write(tries: Tries): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(tries))
  } catch {
    // Then the pause lasts as long as the page.
  }
}

export const wrongCodes = (): number => read().wrong

/** ms until the next code may be typed; a clock set back must not hold a gate for ever. */
export function leftOfPause(now = Date.now()): number {
  const left = read().until - now
  return left > 0 && left <= 60 * MINUTE_MS ? left : 0
}

/** One code was looked up; every so many wrong ones the pause doubles. */
export function wrongCode(isKnown: boolean, tries: number, pause: number, now = Date.now()): void {
  if (isKnown) return write({ wrong: 0, until: 0 })
  const wrong = read().wrong + 1
  const rounds = Math.floor(wrong / tries)
  const rests = wrong % tries === 0 ? Math.min(30, pause * 2 ** (rounds - 1)) * MINUTE_MS : 0
  write({ wrong, until: rests ? now + rests : 0 })
}
