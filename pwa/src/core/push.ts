/** Delivering entries of one journal: batches, halves when the server says no, an item's own state for the rest (R7). */
import { randomHex } from './bytes'
import { asked, type Asked } from './clock'
import { fact, strictPut } from './db'
import type { Tip } from './entry'
import { CoreError } from './errors'
import { api, type Failure, type Schemas } from './http'
import { learnKeys } from './keys'
import { kitRows } from './kitstore'
import { compactOf, inOrder, recountSoon, unsent } from './outbox'
import { applyReceipt, newestReceipt, readReceipt } from './receipts'
import { offerAgain, restoresIn } from './restored'
import type { OutboxRow } from './schema'
import { tipName } from './seal'
import { list } from './slots'
import { status } from './status'
import type { Id } from './types'

const MOST_ENTRIES = 64
/** Below the server's 1 MiB with room for the other members. */
const MOST_BYTES = 900_000
const MOST_FILES = 256
const MOST_HALVINGS = 24
const HOUR_MS = 3_600_000

/** One round of sending: what stops all of it, and how long the server asked us to wait. */
export interface Trip {
  stopped: NonNullable<typeof status.failure> | null
  waitMs: number
  halvings: number
  receipts: number
}

export const newTrip = (): Trip => ({ stopped: null, waitMs: 0, halvings: MOST_HALVINGS, receipts: 0 })

export const isDue = (row: { retryAt: number | null }): boolean =>
  // A clock that was set back must not hold an item for ever.
  row.retryAt === null || row.retryAt <= Date.now() || row.retryAt > Date.now() + 2 * HOUR_MS

/** The item's own state after a no: tried again later, never dropped. */
export function refused<R extends { tries: number; code: string | null; retryAt: number | null }>(row: R, code: string): R {
  const tries = row.tries + 1
  return { ...row, code, tries, retryAt: Date.now() + Math.min(HOUR_MS, 15_000 * 2 ** tries) }
}

/** Sets `trip.stopped` for troubles that concern more than one item; true when it did. */
export function stops(trip: Trip, answer: Failure): boolean {
  const { kind, status: code = 0, problem } = answer
  if (kind === 'network' || kind === 'abort') trip.stopped = 'network'
  else if (kind === 'portal') trip.stopped = 'portal'
  else if (code === 401) trip.stopped = 'session'
  // A 429 that names no time speaks of these entries, not of the server.
  else if ((code === 429 && answer.headers?.has('Retry-After')) || (code >= 502 && code <= 504)) trip.stopped = 'server'
  // A page instead of one of our problems: something between us and the server.
  else if (problem?.code === `http.${code}` && code < 500 && code !== 413) trip.stopped = 'portal'
  const asked = Number(answer.headers?.get('Retry-After'))
  if (asked > 0) trip.waitMs = Math.max(trip.waitMs, asked * 1000)
  return trip.stopped !== null
}

export const codeOf = (answer: Failure): string => answer.problem?.code ?? `http.${answer.status ?? 0}`

/** The enrolled key our session belongs to. */
export async function carrierKid(): Promise<string | null> {
  const slots = (await list()).filter(({ state }) => state !== 'pending')
  return (await fact<string>('carrier')) ?? slots[slots.length - 1]?.kid ?? null
}

async function envelope(journal: Id, rows: OutboxRow[], entries: string[], nonce: string): Promise<Schemas['Push']> {
  const kid = await carrierKid()
  const tip = kid ? await fact<Tip>(tipName(kid, journal)) : null
  const slot = (await list()).find((one) => one.kid === kid)
  const kit = slot ? (await kitRows(slot.id)).find((row) => row.journal === journal) : undefined
  const open = await unsent()
  const sending = new Set(rows.map(({ hash }) => hash))
  const left = open.entries.filter(({ hash, carried }) => !sending.has(hash) && !carried).length + open.files.size
  const lacking = [...open.files.values()].filter((file) => file.journal === journal).map(({ sha256 }) => sha256)
  const asked = [...new Set([...lacking, ...rows.flatMap(({ files }) => files)])]
  return {
    entries,
    // Whether these are there: the receipt of an upload may have been lost.
    files: asked.slice(0, MOST_FILES),
    nonce,
    kit: kit?.manifest ?? null,
    unsent: left,
    gone: [...open.files.values()].filter(({ code }) => code === 'file.missing_here').length,
    tip: tip ? [tip.n, tip.hash] : null,
    last_receipt: await newestReceipt(journal),
  }
}

/** Applies the receipt of an answer; false, and the round ends, when there is none that we can trust. */
export async function take(journal: Id, compact: unknown, sent: Asked, trip: Trip, nonce?: string, restored?: unknown): Promise<boolean> {
  try {
    const receipt = await readReceipt(compact, journal, nonce).catch(async (error: unknown) => {
      // The server may sign with a key younger than our list.
      if (typeof compact !== 'string' || !(await learnKeys())) throw error
      return readReceipt(compact, journal, nonce)
    })
    // Before the receipt is kept: a page that dies in between is told again.
    await offerAgain(journal, restoresIn(restored))
    await applyReceipt(compact as string, receipt, sent)
    // The figures follow every receipt: a round over a thin line takes minutes.
    recountSoon()
    trip.receipts += 1
    return true
  } catch (error) {
    if (error instanceof CoreError && error.code.startsWith('storage.')) throw error
    // An answer without a receipt is somebody else's.
    trip.stopped = typeof compact === 'string' ? 'untrusted' : 'portal'
    return false
  }
}

/** One push; no rows is the probe. */
async function post(journal: Id, rows: OutboxRow[], entries: string[], trip: Trip): Promise<Failure | null> {
  const nonce = randomHex()
  const sent = asked()
  const body = await envelope(journal, rows, entries, nonce)
  const answer = await api('POST', '/journals/{journal_id}/entries', { path: { journal_id: journal }, body })
  if (!answer.ok) return answer
  if (!(await take(journal, answer.data?.receipt, sent, trip, nonce, answer.data?.restored))) return null
  status.lost = answer.data.lost ?? 0
  for (const { index, code } of answer.data.rejected ?? []) {
    const row = rows[index]
    // What had a line once and is no entry now is unsent, whatever a receipt said.
    if (row) await strictPut('outbox', refused({ ...row, outcome: null, seq: null, received: null, keepUntil: null }, code))
  }
  return null
}

async function deliver(journal: Id, rows: OutboxRow[], trip: Trip): Promise<void> {
  if (trip.stopped || !rows.length) return
  const texts = await Promise.all(rows.map((row) => compactOf(row).catch(() => null)))
  // What this browser can no longer read stays, is shown, and holds nobody back.
  const readable = rows.filter((_, i) => texts[i] !== null)
  if (!readable.length) return
  const failure = await post(journal, readable, texts.filter((text) => text !== null), trip)
  if (!failure) return
  const isOurs = stops(trip, failure) === false
  const wholeJournal = [403, 404, 410].includes(failure.status ?? 0)
  if (isOurs && readable.length > 1 && !wholeJournal && trip.halvings > 0) {
    trip.halvings -= 1
    const middle = Math.ceil(readable.length / 2)
    await deliver(journal, readable.slice(0, middle), trip)
    await deliver(journal, readable.slice(middle), trip)
  } else if (failure.kind === 'problem' && failure.status !== 401) {
    const code = codeOf(failure)
    // While the whole server is busy the round's own back-off counts, not each item's.
    const next = readable.map((row) => (isOurs ? refused(row, code) : { ...row, code, tries: row.tries + 1 }))
    if (next.length) await strictPut('outbox', ...next)
  }
}

function batches(rows: OutboxRow[]): OutboxRow[][] {
  const result: OutboxRow[][] = []
  let size = Infinity
  for (const row of rows) {
    const length = row.box.byteLength
    const batch = result[result.length - 1]
    if (!batch || batch.length === MOST_ENTRIES || size + length > MOST_BYTES) {
      result.push([row])
      size = length
    } else {
      batch.push(row)
      size += length
    }
  }
  return result
}

/** Sends these entries of one journal in the order they were sealed. */
export async function pushEntries(journal: Id, rows: OutboxRow[], trip: Trip): Promise<void> {
  rows.sort(inOrder)
  for (const batch of batches(rows)) await deliver(journal, batch, trip)
}

/** Asks for a receipt without sending anything. */
export async function probeJournal(journal: Id, trip: Trip): Promise<boolean> {
  const failure = await post(journal, [], [], trip)
  if (failure) stops(trip, failure)
  return failure === null && trip.stopped === null
}
