/** One tab sends at a time. Sending twice would be harmless, only wasteful. */
import { randomHex } from './bytes'
import { write } from './db'
import type { Stores } from './schema'

const NAME = 'dukao-sync'
const LEASE_MS = 60_000
const me = randomHex()

/** Browsers without Web Locks share a lease in the database. */
async function lease(until: number): Promise<boolean> {
  return write([], {
    reads: ['meta'],
    guard: async (transaction) => {
      const row = (await transaction.objectStore('meta').get(NAME)) as Stores['meta'] | undefined
      const held = row?.value as { owner: string; until: number } | undefined
      const left = (held?.until ?? 0) - Date.now()
      if (held && held.owner !== me && left > 0 && left <= LEASE_MS) return false
      await transaction.objectStore('meta').put({ id: NAME, value: { owner: me, until } })
      return true
    },
  })
}

/** Runs work unless another tab is at it; null then. */
export async function inTurn<T>(work: () => Promise<T>): Promise<T | null> {
  if (typeof navigator !== 'undefined' && navigator.locks)
    return navigator.locks.request(NAME, { ifAvailable: true }, (lock) => (lock ? work() : null)) as Promise<T | null>
  if (!(await lease(Date.now() + LEASE_MS))) return null
  try {
    return await work()
  } finally {
    await lease(0)
  }
}
