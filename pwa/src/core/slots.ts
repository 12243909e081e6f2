/** One key slot per person on this phone (contracts §10): the PIN opens signing and reading, never sending. */
import { aesKey } from './box'
import { hide, show } from './browser'
import { randomBytes, randomHex } from './bytes'
import { all, fact, get, setFact, strictPut, strictRemove, use, write } from './db'
import { enrolment as enrolmentEntry } from './entry'
import { CoreError } from './errors'
import { EC, publicJwk } from './jws'
import { learnKeys, pinRoot } from './keys'
import { removeKits } from './kitstore'
import { checkPin, unwrap, wrap, type SlotKeys } from './pin'
import type { SlotRow } from './schema'
import { status, unlocked } from './status'
import type { Person, Slot } from './types'

export { MIN_PIN } from './pin'
export { unlocked } from './status'

export interface SlotMeta {
  /** The person's centre: its journal gets the enrolment. */
  centre: string
  /** Fingerprint (kid) of the server's root key, pinned from now on. */
  root: string
  /** What the person calls this phone. */
  label: string
  /** The centre's one-time code. */
  code: string
  /** From POST /activation or the signed-in session. */
  challenge: string
  use?: 'gate'
}

export type Unlock = { ok: true; slot: Slot } | { ok: false; reason: 'pin' | 'locked' | 'unknown'; left: number }

export const MAX_WRONG = 10

interface Secrets {
  slot: Slot
  sign: CryptoKey
  kit: CryptoKey
}

let secrets: Secrets | null = null

/** Keys of the unlocked slot; throws `slot.locked`. */
export function openSlot(): Secrets {
  if (!secrets) throw new CoreError('slot.locked')
  return secrets
}

async function face(row: SlotRow): Promise<Slot> {
  const { id, centre, kid, label, device, wrong, created, use } = row
  const state = wrong >= MAX_WRONG ? 'locked' : device === null ? 'pending' : 'ready'
  // A name that cannot be read any more must not keep its person from sending.
  const { name } = await show<{ name: string }>('slots', id, row.face).catch(() => ({ name: '' }))
  const person = { id: row.person, name }
  return { id, person, centre, kid, label, device, state, wrong, created, ...(use && { use }) }
}

export async function list(): Promise<Slot[]> {
  return (await Promise.all((await all('slots')).map(face))).sort((a, b) => a.created - b.created)
}

/** Makes key and slot; `enrolment` goes to POST /devices, then `confirm`. The person's slot before stays until then. */
export async function create(person: Person, pin: string, meta: SlotMeta): Promise<{ slot: Slot; enrolment: string }> {
  checkPin(pin)
  const before = await all('slots')
  const kept = await use((db) => db.count('outbox'))
  await pinRoot(meta.root, kept === 0 && before.every((row) => row.device === null))
  // The person is online now; receipts and rescue files need the list later. Without an answer push asks again.
  await learnKeys()
  const pair = await crypto.subtle.generateKey(EC, true, ['sign', 'verify'])
  const jwk = publicJwk(await crypto.subtle.exportKey('jwk', pair.publicKey))
  const pkcs8 = new Uint8Array(await crypto.subtle.exportKey('pkcs8', pair.privateKey))
  const entry = await enrolmentEntry(pair.privateKey, jwk, person.id, meta)
  const id = randomHex()
  const row: SlotRow = {
    id,
    person: person.id,
    face: await hide('slots', id, { name: person.name }),
    centre: meta.centre,
    kid: entry.kid,
    label: meta.label,
    device: null,
    enrolment: entry.compact,
    ...(await wrap(pin, { key: pkcs8, kit: randomBytes(32) })),
    wrong: 0,
    created: Date.now(),
    ...(meta.use && { use: meta.use }),
  }
  pkcs8.fill(0)
  await strictPut('slots', row)
  await setFact(`tip/${entry.kid}/${meta.centre}`, { n: 1, hash: entry.hash })
  for (const old of before) if (old.person === person.id && old.device === null) await forget(old)
  return { slot: await face(row), enrolment: entry.compact }
}

async function forget(row: SlotRow): Promise<void> {
  await removeKits(row.id)
  await strictRemove({ store: 'slots', key: row.id })
}

/** Enrolments that went out, or nearly did, and whose answer this phone does not know; the newest first. */
export async function unanswered(): Promise<{ id: string; kid: string; label: string; enrolment: string }[]> {
  const open = (await all('slots')).filter((row) => row.device === null)
  return open.sort((a, b) => b.created - a.created).map(({ id, kid, label, enrolment }) => ({ id, kid, label, enrolment }))
}

/** The server took the enrolment; the person's slot before, if any, goes with its kits. */
export async function confirm(slotId: string, device: { id: string; kid: string }): Promise<Slot> {
  const row = await get('slots', slotId)
  if (!row || row.kid !== device.kid) throw new CoreError('slot.unknown')
  const ready = { ...row, device: device.id }
  await strictPut('slots', ready)
  for (const old of await all('slots')) if (old.person === row.person && old.id !== slotId) await forget(old)
  await setFact('carrier', row.kid)
  return face(ready)
}

/** Changes the counter in one transaction; false when the slot is locked or gone. */
async function count(slotId: string, next: (wrong: number) => number): Promise<boolean> {
  return write([], {
    reads: ['slots'],
    guard: async (transaction) => {
      const row = (await transaction.objectStore('slots').get(slotId)) as SlotRow | undefined
      if (!row || row.wrong >= MAX_WRONG) return false
      await transaction.objectStore('slots').put({ ...row, wrong: next(row.wrong) })
      return true
    },
  })
}

/** The unwrapped keys, or null for a wrong PIN, which is counted before it is tried: killing the page gains nothing. */
async function tryPin(row: SlotRow, pin: string): Promise<SlotKeys | null> {
  if (!(await count(row.id, (wrong) => wrong + 1))) return null
  try {
    const opened = await unwrap(pin, row)
    await write([], {
      reads: ['slots'],
      guard: async (transaction) => {
        await transaction.objectStore('slots').put({ ...row, wrong: 0 })
        return true
      },
    })
    return opened
  } catch (error) {
    if (error instanceof CoreError && error.code === 'storage.unreadable') return null
    throw error
  }
}

async function refuse(slotId: string): Promise<Unlock> {
  const wrong = await wrongPins(slotId)
  if (wrong < MAX_WRONG) return { ok: false, reason: 'pin', left: MAX_WRONG - wrong }
  await removeKits(slotId)
  if (secrets?.slot.id === slotId) lock()
  return { ok: false, reason: 'locked', left: 0 }
}

/** Opens the slot, or confirms the PIN again before signing. The tenth wrong PIN locks it and drops its kits. */
export async function unlock(slotId: string, pin: string): Promise<Unlock> {
  const row = await get('slots', slotId)
  if (!row) return { ok: false, reason: 'unknown', left: 0 }
  const opened = await tryPin(row, pin)
  if (!opened) return refuse(slotId)
  const sign = await crypto.subtle.importKey('pkcs8', opened.key, EC, false, ['sign'])
  const kit = await aesKey(opened.kit)
  opened.key.fill(0)
  opened.kit.fill(0)
  const slot = await face({ ...row, wrong: 0 })
  secrets = { slot, sign, kit }
  unlocked.value = slot
  touch()
  return { ok: true, slot }
}

/** After an online sign-in of this person: the counter starts again. */
export async function reopen(slotId: string): Promise<void> {
  const row = await get('slots', slotId)
  if (row) await strictPut('slots', { ...row, wrong: 0 })
}

export async function changePin(oldPin: string, newPin: string): Promise<Unlock> {
  checkPin(newPin)
  const { slot } = openSlot()
  const row = await get('slots', slot.id)
  if (!row) return { ok: false, reason: 'unknown', left: 0 }
  const opened = await tryPin(row, oldPin)
  if (!opened) return refuse(slot.id)
  await strictPut('slots', { ...row, wrong: 0, ...(await wrap(newPin, opened)) })
  opened.key.fill(0)
  opened.kit.fill(0)
  return { ok: true, slot }
}

/** Number of wrong PINs so far. */
export async function wrongPins(slotId: string): Promise<number> {
  return (await get('slots', slotId))?.wrong ?? 0
}

export function lock(): void {
  secrets = null
  unlocked.value = null
  status.clashes = {}
}

export const current = (): Slot | null => unlocked.value

/** Locks and drops this person's kits; unsent work stays and goes out. */
export async function signOutSlot(slotId: string): Promise<void> {
  if (secrets?.slot.id === slotId) lock()
  await removeKits(slotId)
  if ((await fact<string>('carrier')) === (await get('slots', slotId))?.kid) await setFact('carrier', null)
}

const IDLE_MS = 30 * 60_000
let touched = { wall: 0, running: 0 }

/** Call on any touch or key: 30 minutes without one lock the phone. */
export function touch(): void {
  touched = { wall: Date.now(), running: performance.now() }
}

/** Watches for idleness; returns the stop function. */
export function startIdleLock(): () => void {
  const look = (): void => {
    // Whichever clock ran further: one stops in sleep, the other can be set back.
    const idle = Math.max(Date.now() - touched.wall, performance.now() - touched.running)
    if (secrets && idle > IDLE_MS) lock()
  }
  const events = ['pointerdown', 'keydown'] as const
  for (const event of events) addEventListener(event, touch, { passive: true, capture: true })
  document.addEventListener('visibilitychange', look)
  const timer = setInterval(look, 15_000)
  return () => {
    clearInterval(timer)
    document.removeEventListener('visibilitychange', look)
    for (const event of events) removeEventListener(event, touch, { capture: true })
  }
}
