/** All a person needs of one event, offline: fetched whole, encrypted under the slot, never going back (architecture §6). */
import { unseal, unsealJson } from './box'
import { textOf } from './bytes'
import { highestTrusted, loadClock, now } from './clock'
import { all, fact, get, use } from './db'
import { kitRows, placeOf, removeKit, restoreName, settledName, stateOf, type KitState, type Progress } from './kitstore'
import { payloadIn } from './outbox'
import { below, type OutboxRow } from './schema'
import { openSlot } from './slots'
import type { Id, Instant, Jwk, PlainEntry } from './types'

export type { KitState, Progress } from './kitstore'

/** Fetches what is new, or all of it: needs the network, so the code for it comes when it is called for. */
export async function refreshKit(journal: Id, onProgress?: (progress: Progress) => void): Promise<KitState> {
  return (await import('./kitrefresh')).refreshKit(journal, onProgress)
}

export interface RosterRow {
  person: Id
  name: string
  role: string
  lead: boolean
  kid: string
  jwk: Jwk
  from: Instant
  until: Instant | null
}

/** `brief` is contracts §7; the feature that reads it knows its shape. */
export interface Kit<Brief = Record<string, unknown>> {
  journal: Id
  brief: Brief
  roster: RosterRow[]
  seq: number
  /** ms since it was fetched. */
  age: number
  size: number
}

/** One section as its feature knows it; null when the kit has none of that name. */
export async function section<T>(journal: Id, name: string): Promise<T | null> {
  const { slot, kit: key } = openSlot()
  const row = await get('sections', [slot.id, journal, name])
  return row ? (JSON.parse(textOf(await unseal(key, row.box, placeOf('sections', journal, name)))) as T) : null
}

export async function kit<Brief = Record<string, unknown>>(journal: Id): Promise<Kit<Brief> | null> {
  await loadClock()
  const row = await get('kits', [openSlot().slot.id, journal])
  const brief = row && (await section<Brief>(journal, 'brief'))
  if (!row || !brief) return null
  const roster = (await section<RosterRow[]>(journal, 'roster')) ?? []
  return { journal, brief, roster, seq: row.seq, age: ageOf(row), size: row.size }
}

/** Names of the kit's sections, without opening any. */
export async function sectionNames(journal: Id): Promise<string[]> {
  const { slot } = openSlot()
  const keys = await use((db) => db.getAllKeys('sections', below(slot.id, journal)))
  return keys.map((key) => String((key as (string | number)[])[2]))
}

/** ms since a kit was fetched: setting the clock back never makes it younger. */
export const ageOf = ({ fetchedAt }: Pick<KitState, 'fetchedAt'>): number =>
  Math.max(0, Math.max(now(), highestTrusted()) - fetchedAt)

/** Kits of the unlocked person. */
export async function kits(): Promise<KitState[]> {
  return (await kitRows(openSlot().slot.id)).map(stateOf)
}

interface Opened {
  name: string
  seq: number
  entries: PlainEntry[]
}

/** Opened entries live as long as the unlocked key they were read with. */
const opened = new WeakMap<CryptoKey, Opened>()

async function receivedEntries(journal: Id): Promise<PlainEntry[]> {
  const { slot, kit: key } = openSlot()
  const row = await get('kits', [slot.id, journal])
  if (!row) return []
  // A restore rewrites what was read before, and so does the settling of what waited; else lines only follow, and only what follows is opened.
  const rewritten = await Promise.all([restoreName, settledName].map((mark) => fact<number>(mark(slot.id, journal))))
  const name = `${slot.id}/${journal}/${rewritten.join()}`
  const known = opened.get(key)
  const kept = known?.name === name && known.seq <= row.seq ? known : { name, seq: 0, entries: [] }
  if (known === kept && kept.seq === row.seq) return kept.entries
  const rows = await all('entries', IDBKeyRange.bound([slot.id, journal, kept.seq + 1], [slot.id, journal, []]))
  const fresh = await Promise.all(rows.map(({ seq, box }) => unsealJson<PlainEntry>(key, box, placeOf('entries', journal, seq))))
  const entries = [...kept.entries, ...fresh]
  opened.set(key, { name, seq: row.seq, entries })
  return entries
}

async function keptEntry(row: OutboxRow): Promise<PlainEntry | null> {
  const payload = await payloadIn(row).catch(() => null)
  if (!payload) return null
  const { salt: _, ...signed } = payload
  const { hash, kid, person, seq, received, outcome } = row
  return { ...signed, hash, kid, actor: person || null, seq, received, outcome: outcome ?? 'local', own: !row.carried }
}

/** Accepted entries received with the kit, then own and carried ones from the outbox that were not refused. */
export async function entriesOf(journal: Id): Promise<PlainEntry[]> {
  const { slot } = openSlot()
  const outbox = (await all('outbox')).filter((row) => row.journal === journal && (row.person === slot.person.id || row.carried))
  const received = (await receivedEntries(journal)).filter(({ outcome }) => outcome === 'accepted')
  const known = new Set(received.map(({ hash }) => hash))
  const open = outbox.filter((row) => !known.has(row.hash) && !row.outcome?.startsWith('refused:'))
  const own = (await Promise.all(open.sort((a, b) => a.n - b.n).map(keptEntry))).filter((entry) => entry !== null)
  return [...received.map((entry) => (entry.actor === slot.person.id ? { ...entry, own: true } : entry)), ...own]
}

export async function dropKit(journal: Id): Promise<void> {
  await removeKit(openSlot().slot.id, journal)
}
