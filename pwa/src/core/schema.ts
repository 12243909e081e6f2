/** What lies in IndexedDB. A row's secret part is always `box`, an ArrayBuffer: Blobs were lost in the field. */
import { openDB, type DBSchema, type IDBPDatabase } from 'idb'

import type { Hash, Id, Instant } from './types'

export interface Wrapped {
  salt: ArrayBuffer
  iterations: number
  deviceKey: ArrayBuffer
  kitKey: ArrayBuffer
}

export interface SlotRow extends Wrapped {
  id: Id
  /** Who it is; the name stands in `face`, where a search through the phone does not find it. */
  person: Id
  face: ArrayBuffer
  centre: Id
  kid: string
  label: string
  device: Id | null
  enrolment: string
  wrong: number
  created: Instant
  /** A gate's slot opens by itself (features/badges); absent: a person's. */
  use?: 'gate'
}

export interface KitRow {
  slot: Id
  journal: Id
  seq: number
  head: Hash
  fetchedAt: Instant
  size: number
  manifest: Hash
  /** When the kit is wiped unless renewed (S-18); null when the brief names no deadline. */
  until: Instant | null
  /** Hashes of its sections by name: to know what is missing without reading every photo. Older rows have none. */
  sections?: Record<string, Hash>
}

export interface OutboxRow {
  hash: Hash
  journal: Id
  /** The author; the slot may be gone, the work is not. */
  person: Id
  kid: string
  n: number
  sealedAt: Instant
  /** Hashes of the manifest, so that coverage needs no decryption. */
  files: Hash[]
  /** Null until a receipt or the kit told it. */
  outcome: string | null
  /** Null until a receipt showed the line: only then it counts as received. */
  seq: number | null
  received: Instant | null
  keepUntil: Instant | null
  /** Why the server keeps saying no to an entry without a line. */
  code: string | null
  tries: number
  retryAt: Instant | null
  /** Another device's entry, scanned here: delivered like own work and never counted as such (core/carried). */
  carried?: true
  /** The compact JWS. */
  box: ArrayBuffer
}

export interface UploadRow {
  journal: Id
  sha256: Hash
  offset: number
  covered: boolean
  keepUntil: Instant | null
  code: string | null
  tries: number
  retryAt: Instant | null
}

export interface Stores {
  browser: { id: string; key: CryptoKey }
  slots: SlotRow
  kits: KitRow
  sections: { slot: Id; journal: Id; name: string; sha256: Hash; size: number; box: ArrayBuffer }
  entries: { slot: Id; journal: Id; seq: number; box: ArrayBuffer }
  outbox: OutboxRow
  uploads: UploadRow
  files: { sha256: Hash; size: number; type: string; storedAt: Instant; box: ArrayBuffer }
  drafts: { person: Id; journal: Id; field: string; rev: string; savedAt: Instant; files: Hash[]; box: ArrayBuffer }
  receipts: { id: string; journal: Id; time: Instant; compact: string }
  meta: { id: string; value: unknown }
}

export type StoreName = keyof Stores
export type Key = string | (string | number)[]

const KEY_PATHS: Record<StoreName, string | string[]> = {
  browser: 'id',
  slots: 'id',
  kits: ['slot', 'journal'],
  sections: ['slot', 'journal', 'name'],
  entries: ['slot', 'journal', 'seq'],
  outbox: 'hash',
  uploads: ['journal', 'sha256'],
  files: 'sha256',
  drafts: ['person', 'journal', 'field'],
  receipts: 'id',
  meta: 'id',
}

export const STORE_NAMES = Object.keys(KEY_PATHS) as StoreName[]

export interface Schema extends DBSchema {
  browser: { key: Key; value: Stores['browser'] }
  slots: { key: Key; value: Stores['slots'] }
  kits: { key: Key; value: Stores['kits'] }
  sections: { key: Key; value: Stores['sections'] }
  entries: { key: Key; value: Stores['entries'] }
  outbox: { key: Key; value: Stores['outbox'] }
  uploads: { key: Key; value: Stores['uploads'] }
  files: { key: Key; value: Stores['files'] }
  drafts: { key: Key; value: Stores['drafts'] }
  receipts: { key: Key; value: Stores['receipts'] }
  meta: { key: Key; value: Stores['meta'] }
}

export type Database = IDBPDatabase<Schema>

/** The key a row is kept under. */
export function keyOf<S extends StoreName>(store: S, row: Stores[S]): Key {
  const members = row as unknown as Record<string, string | number>
  const path = KEY_PATHS[store]
  return typeof path === 'string' ? String(members[path]) : path.map((name) => members[name] ?? '')
}

/** Every key that starts with these parts. */
export const below = (...start: string[]): IDBKeyRange => IDBKeyRange.bound(start, [...start, []])

const NAME = 'dukao'
const VERSION = 1

export function openDatabase(onGone: () => void): Promise<Database> {
  return openDB<Schema>(NAME, VERSION, {
    upgrade(db, oldVersion) {
      // Each version adds its own step below this one; none is ever edited.
      if (oldVersion < 1) for (const store of STORE_NAMES) db.createObjectStore(store, { keyPath: KEY_PATHS[store] })
    },
    blocking(_current, _blocked, event) {
      // A newer version in another tab may upgrade; we open again when next needed.
      ;(event.target as IDBDatabase).close()
      onGone()
    },
    terminated: onGone,
  })
}
