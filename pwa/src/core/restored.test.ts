// @vitest-environment node
/** The centre went back to a backup: what this phone has receipts for comes back by itself (R4, S-19). */
import { afterEach, beforeEach, expect, it, vi } from 'vitest'

import { req } from '@/testing/req'

import { canonical } from './canonical'
import { enrol, JOURNAL, JPEG, phone, PIN, tab, type Tab } from './testing/phone'
import { Server } from './testing/server'
import type { FileRef } from './types'

const DAY = 86_400_000
let server: Server
let page: Tab
let slot: string

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: 1_780_000_000_000 })
  server = await Server.start()
  server.keepFor = 366 * DAY
  page = await phone()
  slot = await enrol(page, server)
  server.journal(JOURNAL).sections = { brief: canonical({ event: JOURNAL, deadline: 1_780_100_000_000 }) }
})

afterEach(() => void vi.useRealTimers())

const label = (text: string, files: FileRef[] = []) => page.seal.seal(JOURNAL, 'inspections.answer', { field: `label/${text}`, value: { text } }, { files })
const photo = async (fill = 7): Promise<FileRef> => ({ ...(await page.files.storePhoto(JPEG(2000, fill))), role: 'photo' })
const states = async () => (await page.outbox.outboxList()).map(({ state }) => state)
const sealing = async (...texts: string[]) => {
  const made: string[] = []
  for (const text of texts) made.push(await label(text))
  return made
}

it(req('S-19', 'receipted entries and files beyond the backup are offered again, though others have moved the journal on'), async () => {
  const early = await photo(1)
  const first = await label('一', [early])
  await page.sync.flush()
  const [second] = await sealing('二')
  const third = await label('三', [await photo(2)])
  await page.sync.flush()
  expect(await states()).toEqual(['received', 'received', 'received'])
  await server.restore(JOURNAL, 1, { files: [early.sha256] })
  // By the time this phone comes, the journal is longer than its own receipt.
  for (let i = 0; i < 5; i++) await server.act(JOURNAL, 'journal.settled', { i })
  await page.sync.flush()
  await page.sync.flush()
  expect(server.hashes(JOURNAL)).toEqual(expect.arrayContaining([first, second, third]))
  expect(await states()).toEqual(['received', 'received', 'received'])
  expect(server.journal(JOURNAL).files.size).toBe(2)
  expect(server.calls.filter(({ method, path }) => method === 'PUT' && path.endsWith(early.sha256))).toHaveLength(1)
  expect(page.status.offeredAgain).toBe(2)
  // Told once more, it does nothing.
  server.calls = []
  await page.sync.flush()
  expect(server.calls.filter(({ body }) => body.length > 2000)).toEqual([])
})

it('a file that came after the backup though its entry came before is asked about and sent again', async () => {
  await label('一', [await photo(1)])
  await page.sync.flush()
  await server.restore(JOURNAL, 1)
  await page.sync.flush()
  await page.sync.flush()
  expect([...server.journal(JOURNAL).files.values()].map(({ whole }) => whole)).toEqual([true])
  expect(await states()).toEqual(['received'])
})

it('the answer that tells of the restore may get lost, and the page may be closed', async () => {
  await sealing('一', '二')
  await page.sync.flush()
  await server.restore(JOURNAL, 0)
  await server.act(JOURNAL, 'journal.settled', { i: 1 })
  await server.act(JOURNAL, 'journal.settled', { i: 2 })
  server.fault = () => 'lost'
  await page.sync.flush()
  page = await tab()
  server.fault = () => undefined
  // A kit's receipt comes first: it says so too.
  await page.slots.unlock(slot, PIN)
  await page.kit.refreshKit(JOURNAL)
  await page.sync.flush()
  expect(server.hashes(JOURNAL)).toHaveLength(4)
})

it('a kit goes back with the centre, and holds nothing twice', async () => {
  for (let i = 0; i < 4; i++) await server.act(JOURNAL, 'staffing.dispatch', { i })
  await page.kit.refreshKit(JOURNAL)
  expect(await page.kit.entriesOf(JOURNAL)).toHaveLength(4)
  await server.restore(JOURNAL, 2)
  const kept = await server.act(JOURNAL, 'staffing.dispatch', { i: 'new' })
  const kit = await page.kit.refreshKit(JOURNAL)
  expect(kit.seq).toBe(3)
  const entries = await page.kit.entriesOf(JOURNAL)
  expect(entries.map(({ seq }) => seq)).toEqual([1, 2, 3])
  expect(entries[2]?.hash).toBe(kept)
  await server.act(JOURNAL, 'staffing.dispatch', { i: 'next' })
  await page.kit.refreshKit(JOURNAL)
  expect(await page.kit.entriesOf(JOURNAL)).toHaveLength(4)
})

it(req('S-19', 'nothing leaves the phone after seven days without a verified backup; with one it does'), async () => {
  await label('一', [await photo()])
  await page.sync.flush()
  const wait = async (days: number) => {
    server.time += days * DAY
    vi.setSystemTime(Date.now() + days * DAY)
    await page.sync.flush()
  }
  await wait(30)
  expect(await states()).toEqual(['received'])
  expect(await page.db.all('files')).toHaveLength(1)
  // The next backup was verified: asked again, the server needs this copy no longer.
  server.keepFor = -1
  await wait(1)
  await page.sync.flush()
  expect(await states()).toEqual([])
})

it('asks at most once a day, and not for what was just received', async () => {
  await sealing('一', '二')
  await page.sync.flush()
  const entries = () => server.calls.filter(({ method, path }) => method === 'POST' && path.endsWith('/entries')).flatMap(({ body }) => (JSON.parse(new TextDecoder().decode(body)) as { entries: string[] }).entries)
  server.calls = []
  await page.sync.flush()
  expect(entries()).toEqual([])
  vi.setSystemTime(Date.now() + DAY)
  server.time += DAY
  await page.sync.flush()
  expect(entries()).toHaveLength(2)
  await page.sync.flush()
  expect(entries()).toHaveLength(2)
  expect(await states()).toEqual(['received', 'received'])
})
