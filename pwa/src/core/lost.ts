/** A note outside the database of how much is unsent: what tells an emptied phone from a new one (R11). */
import { use } from './db'
import { api, cookie } from './http'
import { status } from './status'

const NOTE = 'dukao_unsent'
const YEAR_S = 400 * 86_400

/** A browser that clears its databases often keeps its cookies; the server reads this one too. */
export function noteUnsent(count: number): void {
  if (typeof document === 'undefined' || Number(cookie(NOTE) ?? 0) === count) return
  document.cookie = `${NOTE}=${count}; path=/; max-age=${YEAR_S}; samesite=strict`
}

const rows = (): Promise<number> =>
  // Covered entries stay for a week: a queue without one is new or was deleted.
  use((db) => Promise.all([db.count('outbox'), db.count('slots')])).then(([kept, slots]) => (slots ? kept : 0))

/** Compares the note with the database; an emptied phone says so on its screen at once and to the centre when it can. */
export async function lookForLoss(): Promise<void> {
  const noted = Number(cookie(NOTE) ?? 0)
  if (!(noted > 0) || (await rows()) > 0) return
  status.lost = Math.max(status.lost, noted)
  const answer = await api('POST', '/devices/emptied', { body: { unsent: noted } })
  // Said and heard: from now on the server's own count is shown.
  if (answer.ok) noteUnsent(0)
}
