import { afterEach, beforeEach, expect, it, vi } from 'vitest'

import { req } from '@/testing/req'

import { enrol, JOURNAL, phone, type Tab } from './testing/phone'
import { page as html, Server } from './testing/server'

let server: Server
let page: Tab
let stop: () => void = () => undefined

beforeEach(async () => {
  server = await Server.start()
  page = await phone()
  await enrol(page, server)
  server.calls = []
})
afterEach(() => {
  stop()
  vi.useRealTimers()
})

const label = (text: string) => page.seal.seal(JOURNAL, 'inspections.answer', { field: 'label', value: { text } })
const sent = () => server.hashes(JOURNAL).length

it(req('A11-o1', 'what is sealed goes out by itself, on open and soon after each seal'), async () => {
  await label('一')
  stop = page.sync.startSync()
  await vi.waitFor(() => expect(sent()).toBe(1))
  await label('二')
  await vi.waitFor(() => expect(sent()).toBe(2), 3000)
  await vi.waitFor(() => expect(page.status).toMatchObject({ waiting: 0, received: 2, failure: null }))
})

it('tries again when the page is seen and when the browser says online', async () => {
  server.fault = () => 'down'
  await label('一')
  stop = page.sync.startSync()
  await vi.waitFor(() => expect(page.status.failure).toBe('network'))
  server.fault = () => undefined
  dispatchEvent(new Event('online'))
  await vi.waitFor(() => expect(sent()).toBe(1))
  await vi.waitFor(() => expect(page.status.sending).toBe(false))
  await label('二')
  document.dispatchEvent(new Event('visibilitychange'))
  await vi.waitFor(() => expect(sent()).toBe(2), 3000)
})

it('what is sealed after a probe failed in an idle hour goes out soon', async () => {
  stop = page.sync.startSync()
  await vi.waitFor(() => expect(page.status.failure).toBe(null))
  await page.sync.flush()
  // The first rounds are over: only the idle timer runs.
  await new Promise((done) => setTimeout(done, 800))
  server.fault = () => 'down'
  await page.sync.probe()
  expect(page.status.failure).toBe('network')
  server.fault = () => undefined
  await label('一')
  await vi.waitFor(() => expect(sent()).toBe(1), 3000)
})

it('backs off with a ceiling of a minute, and shows when it tries next', async () => {
  const waits: number[] = []
  const real = globalThis.setTimeout
  vi.spyOn(globalThis, 'setTimeout').mockImplementation(((work: () => void, ms = 0) => {
    // The database's own watch rings at five seconds, the request's at twenty.
    if (![5_000, 20_000].includes(ms) && ms > 400) waits.push(ms)
    return real(work, ms > 400 ? 100_000 : ms)
  }) as typeof setTimeout)
  server.fault = () => html(200)
  await label('一')
  stop = page.sync.startSync()
  await vi.waitFor(() => expect(page.status.failure).toBe('portal'))
  for (let i = 0; i < 9; i++) await page.sync.flush()
  const delays = waits.filter((ms) => ms !== 100_000)
  expect(Math.max(...delays)).toBeLessThanOrEqual(60_000)
  expect(delays[delays.length - 1]).toBeGreaterThanOrEqual(30_000)
  expect(delays[0]).toBeLessThan(5_000)
  expect(page.status.nextTryAt).toBeGreaterThan(Date.now())
  expect(sent()).toBe(0)
})

it('two tabs take turns', async () => {
  const { tab } = await import('./testing/phone')
  const other = await tab()
  await label('一')
  const results = await Promise.all([page.sync.flush(), other.sync.flush()])
  expect(results.some(Boolean)).toBe(true)
  expect(server.calls.filter(({ method, path }) => method === 'POST' && path.endsWith('/entries'))).toHaveLength(1)
})

it('a tab that has no turn counts what the other one has brought', async () => {
  const { tab } = await import('./testing/phone')
  const other = await tab()
  await label('一')
  await vi.waitFor(() => expect(page.status.waiting).toBe(1))
  await other.sync.flush()
  // The other one is still at it: its next journal, or tidying up.
  await page.db.strictPut('meta', { id: 'dukao-sync', value: { owner: 'another tab', until: Date.now() + 30_000 } })
  expect(page.status.waiting).toBe(1)
  expect(await page.sync.flush()).toBe(false)
  expect(page.status.waiting).toBe(0)
})

it('a count that began earlier and ends later never stands over a newer one', async () => {
  await label('一')
  const real = page.db.all
  let letGo: () => void = () => undefined
  const held = new Promise<void>((done) => (letGo = done))
  const slow = vi.spyOn(page.db, 'all').mockImplementation(async (...asked) => {
    const rows = await real(...asked)
    await held
    return rows
  })
  const old = page.outbox.recount()
  await vi.waitFor(() => expect(slow.mock.calls.length).toBeGreaterThan(1))
  slow.mockRestore()
  await page.sync.flush()
  expect(page.status).toMatchObject({ waiting: 0, received: 1 })
  letGo()
  await old
  expect(page.status).toMatchObject({ waiting: 0, received: 1 })
})

it('locks after thirty idle minutes, whichever clock says so', async () => {
  vi.useFakeTimers({ toFake: ['Date', 'setInterval', 'clearInterval'], now: Date.now() })
  stop = page.slots.startIdleLock()
  vi.setSystemTime(Date.now() + 29 * 60_000)
  document.dispatchEvent(new Event('visibilitychange'))
  expect(page.slots.current()).not.toBeNull()
  dispatchEvent(new Event('pointerdown'))
  vi.setSystemTime(Date.now() + 29 * 60_000)
  document.dispatchEvent(new Event('visibilitychange'))
  expect(page.slots.current()).not.toBeNull()
  vi.setSystemTime(Date.now() + 31 * 60_000)
  document.dispatchEvent(new Event('visibilitychange'))
  expect(page.slots.current()).toBeNull()
})
