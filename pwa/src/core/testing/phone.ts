/** A phone for tests: core's modules loaded anew over a database of its own; `tab()` is a second tab or a restart. */
import 'fake-indexeddb/auto'

import { IDBFactory } from 'fake-indexeddb'
import { vi } from 'vitest'

import type { Server } from './server'

export const PIN = '135790'
export const JOURNAL = 'e'.repeat(32)
export const CENTRE = 'c'.repeat(32)
export const LIN = { id: 'a'.repeat(32), name: '林晓岚' }
export const CHEN = { id: 'b'.repeat(32), name: '陈国栋' }

/** Core as one page sees it. */
export async function tab() {
  vi.resetModules()
  const [clock, db, drafts, files, fold, http, keys, kit, outbox, persist, prune, rescue, seal, slots, status, sync] = await Promise.all([
    import('../clock'), import('../db'), import('../drafts'), import('../files'), import('../fold'), import('../http'), import('../keys'), import('../kit'),
    import('../outbox'), import('../persist'), import('../prune'), import('../rescue'), import('../seal'), import('../slots'), import('../status'), import('../sync'),
  ])
  return { clock, db, drafts, files, fold, http, keys, kit, outbox, persist, prune, rescue, seal, slots, status: status.status, unlocked: status.unlocked, sync }
}

export type Tab = Awaited<ReturnType<typeof tab>>

const derive = crypto.subtle.deriveBits.bind(crypto.subtle)

/** 600,000 rounds are for thieves, not for every test: only what is about PINs pays for them. */
function quick(algorithm: AlgorithmIdentifier, key: CryptoKey, length: number): Promise<ArrayBuffer> {
  const { iterations } = algorithm as unknown as Pbkdf2Params
  return derive(iterations ? ({ ...(algorithm as object), iterations: 10 } as Pbkdf2Params) : algorithm, key, length)
}

/** An empty phone. */
export async function phone({ realPin = false }: { realPin?: boolean } = {}): Promise<Tab> {
  crypto.subtle.deriveBits = realPin ? derive : (quick as typeof crypto.subtle.deriveBits)
  globalThis.indexedDB = new IDBFactory()
  return tab()
}

export async function enrol(page: Tab, server: Server, person = LIN, pin = PIN): Promise<string> {
  const meta = { centre: CENTRE, root: server.root.kid, label: '测试手机', code: 'ABCD2345', challenge: 'f'.repeat(32) }
  const { slot } = await page.slots.create(person, pin, meta)
  await page.slots.confirm(slot.id, { id: 'd'.repeat(32), kid: slot.kid })
  await page.slots.unlock(slot.id, pin)
  return slot.id
}

export const answer = (grade: string, remark = '') => ({ grade, remark, basis: null, corrected: false, via: null, photos: [] as string[] })

export const JPEG = (size = 2000, fill = 7): Blob => new Blob([new Uint8Array(size).fill(fill)], { type: 'image/jpeg' })
