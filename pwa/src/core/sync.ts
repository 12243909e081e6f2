/** The loop that delivers: on open, visible, online, a timer and by button; capped back-off (R9). */
import { watch } from 'vue'

import { loadClock } from './clock'
import { all, setFact } from './db'
import { kitRows } from './kitstore'
import { lookForLoss } from './lost'
import { outboxJournals, recount, recountSoon } from './outbox'
import { prune } from './prune'
import { isDue, newTrip, probeJournal, pushEntries, type Trip } from './push'
import { unsettled } from './restored'
import { renewByKey } from './session'
import { list } from './slots'
import { status, unlocked } from './status'
import { inTurn } from './turn'
import { uploadFiles } from './upload'
import { onWake } from './wake'

export { dismiss, outboxList } from './outbox'
export { rescueFile } from './rescue'

const LONGEST_MS = 60_000
const IDLE_MS = 120_000
const MOST_ASKED_MS = 300_000

let failures = 0
let timer: ReturnType<typeof setTimeout> | null = null
let running: Promise<boolean> | null = null
let again = false
let started = false
let dueAt = 0

async function sendJournal(journal: string, trip: Trip, force: boolean): Promise<void> {
  const rows = (await all('outbox')).filter((row) => row.journal === journal && row.seq === null && (force || isDue(row)))
  const asked = await unsettled(journal)
  if (rows.length || asked.length) await pushEntries(journal, [...rows, ...asked], trip)
  const files = await uploadFiles(journal, trip, force)
  // The centre shows how much is still unsent; what the push announced was before the files.
  if (files && !trip.stopped) await probeJournal(journal, trip)
}

/** Journals where a probe may be answered: with a kit, in the outbox, at last the centre's. */
async function probeJournals(): Promise<string[]> {
  const kits = (await kitRows()).sort((a, b) => b.fetchedAt - a.fetchedAt).map(({ journal }) => journal)
  const centres = (await list()).filter(({ state }) => state !== 'pending').map(({ centre }) => centre)
  return [...new Set([...kits, ...(await outboxJournals()), ...centres])]
}

async function probeOne(trip: Trip): Promise<boolean> {
  for (const journal of await probeJournals()) {
    if (await probeJournal(journal, trip)) return true
    if (trip.stopped) return false
  }
  return false
}

async function round(force: boolean): Promise<boolean> {
  const trip = newTrip()
  status.sending = true
  try {
    await lookForLoss()
    for (const journal of await outboxJournals()) if (!trip.stopped) await sendJournal(journal, trip, force)
    if (!trip.stopped && trip.receipts === 0) await probeOne(trip)
    if (trip.stopped) status.failure = trip.stopped
    await prune()
  } finally {
    status.sending = false
    await recount().catch(recountSoon)
    plan(trip)
  }
  return trip.receipts > 0
}

/** Sets the time of the next round. */
function plan(trip: Trip): void {
  failures = trip.stopped ? failures + 1 : 0
  const backOff = Math.min(LONGEST_MS, 1000 * 2 ** failures) * (0.5 + Math.random() / 2)
  const isOpen = status.waiting + status.carried > 0
  const wait = trip.stopped || isOpen ? Math.max(backOff, Math.min(trip.waitMs, MOST_ASKED_MS)) : IDLE_MS
  // Nothing failed, yet something waits: its own retry time decides, looked at every minute at the latest.
  schedule(!trip.stopped && isOpen ? LONGEST_MS : wait)
}

function schedule(wait: number): void {
  if (!started) return
  if (timer) clearTimeout(timer)
  dueAt = Date.now() + wait
  timer = setTimeout(() => quietly(), wait)
  status.nextTryAt = status.waiting ? Date.now() + Math.round(wait) : null
}

const quietly = (): void => void flush().catch(() => undefined)

/** Sends everything due now; true when a receipt came. By button: `flush({ now: true })` ignores waiting times. */
export function flush({ now = false }: { now?: boolean } = {}): Promise<boolean> {
  if (running) {
    // What was sealed while a round runs goes out right after it.
    again = true
    return now ? running.then(() => flush({ now })) : running
  }
  again = false
  running = inTurn(() => round(now))
    .then(async (sent) => {
      if (sent !== null) return sent
      // Another tab sends: its receipts change our figures too, now and until it is done.
      await recount().catch(recountSoon)
      schedule(5_000)
      return false
    })
    .finally(() => {
      running = null
      if (again && started && !status.failure) schedule(200)
    })
  return running
}

/** Asks for a receipt with our nonce: the only proof of being online. */
export async function probe(): Promise<boolean> {
  const trip = newTrip()
  const found = await probeOne(trip)
  if (trip.stopped) status.failure = trip.stopped
  return found
}

/** Tells sync which enrolled key the session belongs to (after sign-in), so the tip announced is its own. */
export async function setCarrier(kid: string | null): Promise<void> {
  await setFact('carrier', kid)
}

/** Sends on open, visible, online and a timer; returns the stop function. */
export function startSync(): () => void {
  const visible = (): void => {
    if (document.visibilityState === 'visible') quietly()
  }
  started = true
  onWake(() => {
    if (running) again = true
    // After a failure the back-off decides; but whoever else met the failure planned no next try.
    else if (!status.failure || dueAt - Date.now() > LONGEST_MS) schedule(300)
  })
  document.addEventListener('visibilitychange', visible)
  addEventListener('online', quietly)
  renewByKey()
  loadClock()
    .then(recount)
    .catch(() => undefined)
    .then(quietly)
  // A session that ended meanwhile begins anew with the key the PIN has just opened.
  const stopWatching = watch(unlocked, (slot) => slot && status.failure === 'session' && quietly())
  return () => {
    started = false
    if (timer) clearTimeout(timer)
    onWake(() => undefined)
    stopWatching()
    document.removeEventListener('visibilitychange', visible)
    removeEventListener('online', quietly)
  }
}
