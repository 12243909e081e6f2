/** The phone's store. A write counts only after it was read back in a new transaction (R1, R10). */
import type { IDBPTransaction } from 'idb'

import { concat, sha256, utf8, type Bytes } from './bytes'
import { CoreError } from './errors'
import { keyOf, openDatabase, type Database, type Key, type Schema, type StoreName, type Stores } from './schema'
import { status } from './status'

const TRIES = 3
/** A transaction that says nothing for so long is a dead one. */
const HANG_MS = 5_000

export type Transaction = IDBPTransaction<Schema, StoreName[], 'readwrite'>
/** Looks, and may write, inside the transaction first; false: somebody was faster, nothing is written.
 * It runs again when the write is tried again, so it must know its own work. */
export type Guard = (transaction: Transaction) => Promise<boolean>

export interface Put {
  store: StoreName
  row: Stores[StoreName]
}

export interface Remove {
  store: StoreName
  key: Key
}

export const put = <S extends StoreName>(store: S, row: Stores[S]): Put => ({ store, row })

/** Storage failed, and not whoever asked for it. */
const isStorage = (error: unknown): boolean => error instanceof CoreError && error.code.startsWith('storage.')

let handle: Promise<Database> | null = null
/**
 * What was last written there was not proven kept, by the number of that failure. Reading well does not take the
 * warning away, nor does a write elsewhere: only a later one at the same place, or the storage test.
 */
const doubted = new Map<StoreName | 'work', number>()
let failures = 0
let writing = 0

/** 已存手机 is on while nothing is being written and nothing is in doubt. */
function showSaved(): void {
  status.saved = writing === 0 && doubted.size === 0
}

/** Something there was not proven kept: said on every page until it is. */
export function doubt(...places: (StoreName | 'work')[]): void {
  failures += 1
  for (const place of places) doubted.set(place, failures)
  status.broken ??= 'verify'
  showSaved()
}

/** A write that began after so many failures was proven kept. */
function trust(places: (StoreName | 'work')[], began: number): void {
  for (const place of places) if ((doubted.get(place) ?? 0) <= began) doubted.delete(place)
  if (doubted.size) return
  if (status.broken !== 'unsupported') status.broken = null
  showSaved()
}

/** The storage test passed: what was lost before it is shown where it is missing. */
export const trustAll = (): void => trust([...doubted.keys()], failures)

export function open(): Promise<Database> {
  if (typeof indexedDB === 'undefined' || typeof crypto === 'undefined' || !crypto.subtle) {
    status.broken = 'unsupported'
    return Promise.reject(new CoreError('storage.unsupported'))
  }
  handle ??= openDatabase(() => {
    handle = null
  }).catch((error: unknown) => {
    handle = null
    throw error
  })
  return handle
}

export async function close(): Promise<void> {
  const gone = handle
  handle = null
  await gone?.then((db) => db.close()).catch(() => undefined)
}

function inTime<T>(work: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout>
  const bell = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new DOMException('the database does not answer', 'TimeoutError')), HANG_MS)
  })
  return Promise.race([work, bell]).finally(() => clearTimeout(timer))
}

/** Runs work on a live handle: a dead one is reopened at most three times, then shouted about. */
export async function use<T>(work: (db: Database) => Promise<T>): Promise<T> {
  let last: unknown
  for (let attempt = 1; attempt <= TRIES; attempt++) {
    try {
      const result = await inTime(open().then(work))
      if (status.broken === 'dead' && !doubted.size) status.broken = null
      return result
    } catch (error) {
      // Everything IndexedDB has to say is a DOMException; the rest is ours.
      if (!(error instanceof DOMException)) throw error
      if (error.name === 'QuotaExceededError') {
        status.broken = 'quota'
        throw new CoreError('storage.quota', error)
      }
      last = error
      // close() waits for running transactions: a hanging one must not hold us.
      void close()
      await new Promise((resolve) => setTimeout(resolve, 30 * attempt))
    }
  }
  status.broken = 'dead'
  throw new CoreError('storage.dead', last)
}

export const get = <S extends StoreName>(store: S, key: Key): Promise<Stores[S] | undefined> =>
  use((db) => db.get(store, key) as Promise<Stores[S] | undefined>)

export const all = <S extends StoreName>(store: S, range?: IDBKeyRange): Promise<Stores[S][]> =>
  use((db) => db.getAll(store, range) as Promise<Stores[S][]>)

/** Everything a row holds, as one run of bytes: one hash is one wait, and the tap waits for it. */
function spelled(row: object): Bytes {
  const members = Object.entries(row).sort(([a], [b]) => (a < b ? -1 : 1))
  return concat(
    ...members.flatMap(([name, value]) => {
      const plain = value instanceof CryptoKey ? 'key' : (JSON.stringify(value) ?? '')
      const bytes = value instanceof ArrayBuffer ? new Uint8Array(value) : utf8(plain)
      return [utf8(`${name}=${bytes.length}\n`), bytes]
    }),
  )
}

const fingerprint = (row: object | undefined): Promise<string> => sha256(spelled(row ?? {}))

async function readBack(puts: Put[], wanted: Promise<string[]>): Promise<boolean> {
  if (!puts.length) return true
  const kept = await use(async (db) => {
    const transaction = db.transaction([...new Set(puts.map(({ store }) => store))], 'readonly')
    return Promise.all(puts.map(({ store, row }) => transaction.objectStore(store).get(keyOf(store, row))))
  })
  const [found, hashes] = await Promise.all([Promise.all(kept.map(fingerprint)), wanted])
  return hashes.every((hash, i) => hash === found[i])
}

export interface WriteOptions {
  remove?: Remove[]
  guard?: Guard
  /** Stores the guard touches beside those written. */
  reads?: StoreName[]
}

const lanes = new Map<string, Promise<unknown>>()

/** Writes to the same row wait for each other: reading back must not meet the next writer's value. */
async function inLane<T>(puts: Put[], work: () => Promise<T>): Promise<T> {
  const names = puts.map(({ store, row }) => JSON.stringify([store, keyOf(store, row)]))
  const before = Promise.allSettled(names.map((name) => lanes.get(name)))
  const turn = before.then(work)
  for (const name of names) lanes.set(name, turn)
  try {
    return await turn
  } finally {
    for (const name of names) if (lanes.get(name) === turn) lanes.delete(name)
  }
}

/** One transaction, durable and read back; false when the guard refused. Throws when it cannot be proven kept. */
export function write(puts: Put[], options: WriteOptions = {}): Promise<boolean> {
  return inLane(puts, async () => {
    const places = puts.map(({ store }) => store)
    const began = failures
    try {
      const isDone = await writeNow(puts, options)
      if (isDone) trust(places, began)
      return isDone
    } catch (error) {
      if (isStorage(error) && places.length) doubt(...places)
      throw error
    }
  })
}

async function writeNow(puts: Put[], { remove = [], guard, reads = [] }: WriteOptions): Promise<boolean> {
  const stores = [...new Set([...puts.map(({ store }) => store), ...remove.map(({ store }) => store), ...reads])]
  if (!stores.length) return true
  // Counted while the transaction runs.
  const wanted = Promise.all(puts.map(({ row }) => fingerprint(row)))
  wanted.catch(() => undefined)
  for (let attempt = 1; attempt <= TRIES; attempt++) {
    const go = await use(async (db) => {
      const transaction = db.transaction(stores, 'readwrite', { durability: 'strict' }) as Transaction
      // A guard that fails leaves nobody waiting for the end of its transaction.
      transaction.done.catch(() => undefined)
      const answer = guard ? await guard(transaction) : true
      if (answer) {
        // A request's failure also fails `done`; its own promise must not go unheard.
        for (const { store, row } of puts) transaction.objectStore(store).put(row).catch(() => undefined)
        for (const { store, key } of remove) transaction.objectStore(store).delete(key).catch(() => undefined)
      }
      await transaction.done
      return answer
    })
    if (!go) return false
    if (await readBack(puts, wanted)) return true
  }
  status.broken = 'verify'
  throw new CoreError('storage.verify')
}

export const strictPut = <S extends StoreName>(store: S, ...rows: Stores[S][]): Promise<boolean> =>
  write(rows.map((row) => put(store, row)))

export const strictRemove = (...remove: Remove[]): Promise<boolean> => write([], { remove })

/** Small facts by name. */
export async function fact<T>(id: string): Promise<T | null> {
  return ((await get('meta', id))?.value as T | undefined) ?? null
}

export const setFact = (id: string, value: unknown): Promise<boolean> => strictPut('meta', { id, value })

/** Runs a write the person waits for: 已存手机 is off until it is proven kept. */
export async function saving<T>(work: () => Promise<T>): Promise<T> {
  const began = failures
  writing += 1
  showSaved()
  try {
    const result = await work()
    trust(['work'], began)
    return result
  } catch (error) {
    if (isStorage(error)) doubt('work')
    throw error
  } finally {
    writing -= 1
    showSaved()
  }
}
