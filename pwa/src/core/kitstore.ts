/** What is kept of kits, and removing them; needs no PIN. The outbox is never touched here. */
import { below, type KitRow } from './schema'
import { all, use } from './db'
import type { Hash, Id, Instant } from './types'

export interface Progress {
  done: number
  total: number
  /** Bytes fetched so far. */
  bytes: number
}

/** What can be told of a kit without reading it. */
export interface KitState {
  journal: Id
  seq: number
  fetchedAt: Instant
  /** Bytes on this phone. */
  size: number
  /** Hashes of its sections: what did not change need not be opened again. */
  sections: Record<string, Hash>
}

/** The extra data of a kit's encrypted row: a row moved elsewhere no longer opens. */
export const placeOf = (...parts: (string | number)[]): string => parts.join('/')

/** Where it is kept which restore of the centre this kit has followed. */
export const restoreName = (slot: Id, journal: Id): string => `restored-kit/${slot}/${journal}`

/** Where it is kept up to which seq this kit was when lines it already had were written anew: what waited was settled. */
export const settledName = (slot: Id, journal: Id): string => `settled-kit/${slot}/${journal}`

export const stateOf = ({ journal, seq, fetchedAt, size, sections = {} }: KitRow): KitState => ({ journal, seq, fetchedAt, size, sections })

export async function kitRows(slot?: Id): Promise<KitRow[]> {
  return all('kits', slot === undefined ? undefined : below(slot))
}

export async function removeKit(slot: Id, journal: Id): Promise<void> {
  const range = below(slot, journal)
  await use(async (db) => {
    const transaction = db.transaction(['kits', 'sections', 'entries'], 'readwrite', { durability: 'strict' })
    transaction.objectStore('sections').delete(range).catch(() => undefined)
    transaction.objectStore('entries').delete(range).catch(() => undefined)
    transaction.objectStore('kits').delete([slot, journal]).catch(() => undefined)
    await transaction.done
  })
}

/** Where a copy of what the centre told lies, beside the kits of its slot (own.ts). */
export const copyPlace = (slot: Id, name: string): string => `copy/${slot}/${name}`

/** The kits of a slot, and whatever else opens with its PIN only. */
export async function removeKits(slot: Id): Promise<void> {
  for (const { journal } of await kitRows(slot)) await removeKit(slot, journal)
  await use((db) => db.delete('meta', IDBKeyRange.bound(copyPlace(slot, ''), copyPlace(slot, '\uffff'))))
}

/** S-18: a kit is wiped seven days after its deadline; `at` must be a time we trust. */
export async function removeExpired(at: number, busy: Set<Id>): Promise<void> {
  for (const { slot, journal, until } of await kitRows()) {
    if (until !== null && at > until && !busy.has(journal)) await removeKit(slot, journal)
  }
}

