/** One phone: storage that outlives its pages, a clock of its own, and pages that can be killed between any two steps. */
import 'fake-indexeddb/auto'

import { IDBFactory } from 'fake-indexeddb'

import { HASTE, Link, type Net } from './link.ts'
import type { Page } from './page.ts'

/** Timers from here on are waits for the network, and run faster. */
const LONG_MS = 20_000

export const now = { haste: HASTE }

/** The things of a browser that one page uses; when it dies none of them answers any more. */
class Life {
  dead = false
  private readonly factory: IDBFactory
  private readonly connections = new Set<IDBDatabase>()
  private readonly running = new Set<IDBTransaction>()
  private readonly started = performance.now()
  private readonly timers = new Set<ReturnType<typeof setTimeout>>()

  constructor(factory: IDBFactory) {
    this.factory = factory
  }

  indexedDB(): Pick<IDBFactory, 'open' | 'cmp'> {
    return {
      cmp: (a, b) => this.factory.cmp(a, b),
      open: (name, version) => {
        if (this.dead) return new IDBOpenDBRequest()
        const request = this.factory.open(name, version) as IDBOpenDBRequest
        request.addEventListener('success', () => this.watch(request.result))
        return request
      },
    } as Pick<IDBFactory, 'open' | 'cmp'>
  }

  private watch(db: IDBDatabase): void {
    if (this.dead) return db.close()
    this.connections.add(db)
    const begin = db.transaction.bind(db)
    db.transaction = (...how: Parameters<typeof begin>): IDBTransaction => {
      if (this.dead) throw new DOMException('the page is gone', 'InvalidStateError')
      const transaction = begin(...how)
      this.running.add(transaction)
      const over = (): boolean => this.running.delete(transaction)
      transaction.addEventListener('complete', over)
      transaction.addEventListener('abort', over)
      return transaction
    }
  }

  readonly later = (work: () => void, ms = 0): unknown => {
    const timer = setTimeout(() => (this.timers.delete(timer), this.dead || work()), ms >= LONG_MS ? ms / now.haste : ms)
    this.timers.add(timer)
    return timer
  }

  readonly running_ms = (): number => performance.now() - this.started

  /** What was not committed is rolled back, as a browser does when it drops a page. */
  kill(): void {
    this.dead = true
    for (const timer of this.timers) clearTimeout(timer)
    for (const transaction of this.running) {
      try {
        transaction.abort()
      } catch {
        // It was over already.
      }
    }
    for (const db of this.connections) db.close()
  }
}

/** Web Locks of one browser profile: a dead page lets go. */
class Locks {
  private held: Life | null = null

  of(life: Life) {
    return {
      request: async (_name: string, _how: unknown, work: (lock: object | null) => Promise<unknown>): Promise<unknown> => {
        if (this.held && !this.held.dead) return work(null)
        this.held = life
        try {
          return await work({})
        } finally {
          if (this.held === life) this.held = null
        }
      },
    }
  }
}

export interface Tab extends Page {
  kill: () => void
  dead: () => boolean
}

export class Phone {
  readonly index: number
  readonly link: Link
  /** This phone's clock minus the true one. */
  skew = 0
  private readonly factory = new IDBFactory()
  private readonly locks = new Locks()
  private readonly code: string
  private readonly house: () => number

  constructor(index: number, net: Net, code: string, house: () => number) {
    this.index = index
    this.link = new Link(net)
    this.code = code
    this.house = house
  }

  /** True time of the house, which days pass for. */
  readonly wall = (): number => Math.round(this.house() + this.skew)

  /** Opens the app. */
  open(): Tab {
    const life = new Life(this.factory)
    const { wall, link } = this
    class PhoneDate extends Date {
      constructor(instant: number = wall()) {
        super(instant)
      }
      static override now(): number {
        return wall()
      }
    }
    const cookies = { get cookie() { return link.cookieHeader }, visibilityState: 'visible', createElement: () => ({}) }
    const fetching = async (path: string, init?: RequestInit): Promise<Response> => {
      const silence = new Promise<never>(() => undefined)
      if (life.dead) return silence
      const done = await link.fetch(path, init).then((reply) => ({ reply }), (error: unknown) => ({ error }))
      if (life.dead) return silence
      if ('error' in done) throw done.error
      return done.reply
    }
    // Every second phone is too old for Web Locks and shares a lease instead.
    const navigator = this.index % 2 ? {} : { locks: this.locks.of(life) }
    const names = ['indexedDB', 'document', 'fetch', 'navigator', 'Date', 'performance', 'setTimeout', 'clearTimeout']
    const given = [life.indexedDB(), cookies, fetching, navigator, PhoneDate, { now: life.running_ms }, life.later, clearTimeout]
    const page = new Function(...names, `${this.code}\nreturn page`)(...given) as Page
    page.session.renewByKey()
    return Object.assign(page, { kill: () => life.kill(), dead: () => life.dead })
  }
}
