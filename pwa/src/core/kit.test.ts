// @vitest-environment node
import { afterEach, beforeEach, expect, it, vi } from 'vitest'

import { req } from '@/testing/req'

import { utf8 } from './bytes'
import { canonical } from './canonical'
import { CHEN, enrol, JOURNAL, phone, PIN, tab, type Tab } from './testing/phone'
import { problem, Server } from './testing/server'

let server: Server
let page: Tab
let slot: string

const BRIEF = { event: JOURNAL, deadline: 1_780_100_000_000, station: { name: '武夷山岩茶评审站' } }

beforeEach(async () => {
  server = await Server.start()
  page = await phone()
  slot = await enrol(page, server)
  server.journal(JOURNAL).sections = { brief: canonical(BRIEF), roster: canonical([{ person: CHEN.id, name: CHEN.name, kid: 'k' }]) }
  await server.act(JOURNAL, 'staffing.dispatch', { dispatch: 1 })
})

afterEach(() => vi.restoreAllMocks())

it('fetches the kit with progress, size and age, and opens it after a cold start without network', async () => {
  const seen: number[] = []
  const state = await page.kit.refreshKit(JOURNAL, ({ done, total }) => seen.push(done / total))
  expect(seen[seen.length - 1]).toBe(1)
  expect(state).toMatchObject({ journal: JOURNAL, seq: 1 })
  expect(state.size).toBeGreaterThan(50)
  server.fault = () => 'down'
  page = await tab()
  await page.slots.unlock(slot, PIN)
  const kit = await page.kit.kit<typeof BRIEF>(JOURNAL)
  expect(kit).toMatchObject({ seq: 1, brief: BRIEF, roster: [{ name: CHEN.name }] })
  expect(kit?.age).toBeLessThan(60_000)
  expect(await page.kit.entriesOf(JOURNAL)).toMatchObject([{ kind: 'staffing.dispatch', actor: null, n: null, outcome: 'accepted' }])
})

it(req('S-18', 'the kit is unreadable without the PIN'), async () => {
  await page.kit.refreshKit(JOURNAL)
  const stored = [...(await page.db.all('sections')), ...(await page.db.all('entries'))]
  for (const { box } of stored) expect(Buffer.from(box).includes(Buffer.from('武夷山'))).toBe(false)
  page.slots.lock()
  await expect(page.kit.kit(JOURNAL)).rejects.toThrow('slot.locked')
  await enrol(page, server, CHEN, '864209')
  expect(await page.kit.kit(JOURNAL)).toBeNull()
})

it('only what is new is fetched, and sections that stayed are not fetched again', async () => {
  await page.kit.refreshKit(JOURNAL)
  await server.act(JOURNAL, 'inspections.received', { day: '2026-11-23' })
  server.calls = []
  expect((await page.kit.refreshKit(JOURNAL)).seq).toBe(2)
  expect(server.calls.map(({ path }) => path.split('?')[0])).toEqual([`/journals/${JOURNAL}/changes`])
  expect(await page.kit.entriesOf(JOURNAL)).toHaveLength(2)
})

it('a long day costs no transaction a line', async () => {
  const opened = async (lines: number): Promise<number> => {
    for (let i = 0; i < lines; i++) await server.act(JOURNAL, 'inspections.received', { day: '2026-11-23', i })
    const spy = vi.spyOn(IDBDatabase.prototype, 'transaction')
    await page.kit.refreshKit(JOURNAL)
    const count = spy.mock.calls.length
    spy.mockRestore()
    return count
  }
  await opened(1)
  const short = await opened(1)
  expect(await opened(60)).toBeLessThan(short + 30)
})

it('an entry that waited and was settled later counts from then on, also where its line was read before', async () => {
  server.judge = () => 'waiting:parent'
  const hash = await page.seal.seal(JOURNAL, 'inspections.answer', { field: 'label', value: { text: '一' } })
  await page.sync.flush()
  await page.kit.refreshKit(JOURNAL)
  const outcomeOf = async () => (await page.kit.entriesOf(JOURNAL)).find((entry) => entry.hash === hash)?.outcome
  expect(await outcomeOf()).toBe('waiting:parent')
  await server.act(JOURNAL, 'journal.settled', { entry: hash, outcome: 'accepted', by: null })
  server.journal(JOURNAL).outcomes.set(hash, 'accepted')
  server.journal(JOURNAL).settled.set(hash, 3)
  await page.kit.refreshKit(JOURNAL)
  const before = (await page.kit.entriesOf(JOURNAL)).map((entry) => [entry.hash, entry.outcome])
  page = await tab()
  await page.slots.unlock(slot, PIN)
  expect(before).toEqual((await page.kit.entriesOf(JOURNAL)).map((entry) => [entry.hash, entry.outcome]))
  expect(await outcomeOf()).toBe('accepted')
})

it('an older state of the journal never replaces a newer one', async () => {
  await server.act(JOURNAL, 'inspections.received', {})
  await page.kit.refreshKit(JOURNAL)
  server.journal(JOURNAL).lines.pop()
  expect((await page.kit.refreshKit(JOURNAL)).seq).toBe(2)
  expect((await page.kit.kit(JOURNAL))?.seq).toBe(2)
})

it('a cut in the middle leaves the kit before whole', async () => {
  await page.kit.refreshKit(JOURNAL)
  server.journal(JOURNAL).sections.brief = canonical({ ...BRIEF, station: { name: '新站' } })
  await server.act(JOURNAL, 'staffing.dispatch', {})
  server.fault = ({ path }) => (path.includes('/sections/') ? 'down' : undefined)
  await expect(page.kit.refreshKit(JOURNAL)).rejects.toThrow('network')
  expect(await page.kit.kit(JOURNAL)).toMatchObject({ seq: 1, brief: BRIEF })
})

it('a section that is not what its name says is refused', async () => {
  const bad = utf8('{"event":"another"}')
  server.fault = ({ path }) => (path.includes('/sections/') ? new Response(bad) : undefined)
  await expect(page.kit.refreshKit(JOURNAL)).rejects.toThrow('network')
})

it('an entry that is not what its line says is refused', async () => {
  const hash = server.hashes(JOURNAL)[0] ?? ''
  server.journal(JOURNAL).bodies.set(hash, '{"kind":"staffing.dispatch"}')
  await expect(page.kit.refreshKit(JOURNAL)).rejects.toThrow('keys.untrusted')
})

it('kit.gone drops the kit, never the outbox', async () => {
  await page.kit.refreshKit(JOURNAL)
  await page.seal.seal(JOURNAL, 'inspections.answer', { field: 'label', value: { text: 'x' } })
  server.fault = ({ path }) => (path.includes('/changes') ? problem(410, 'kit.gone') : undefined)
  await expect(page.kit.refreshKit(JOURNAL)).rejects.toThrow('kit.gone')
  expect(await page.kit.kit(JOURNAL)).toBeNull()
  expect(await page.outbox.outboxList()).toHaveLength(1)
})

it(req('S-18', 'a kit is wiped seven days after its deadline, unless something is unsent'), async () => {
  await page.kit.refreshKit(JOURNAL)
  await page.seal.seal(JOURNAL, 'inspections.answer', { field: 'label', value: { text: 'x' } })
  server.time = BRIEF.deadline + 7 * 86_400_000 + 1000
  server.fault = ({ path, method, body }) => (method === 'POST' && path.includes('/entries') && body.length && new TextDecoder().decode(body).includes('eyJ') ? problem(422, 'request.invalid') : undefined)
  await page.kit.refreshKit(JOURNAL)
  await page.prune.prune()
  expect(await page.kit.kit(JOURNAL)).not.toBeNull()
  server.fault = () => undefined
  await page.sync.flush({ now: true })
  expect(await page.kit.kit(JOURNAL)).toBeNull()
})

it('own entries that came back with the kit are not doubled; a lost tip is learnt from them', async () => {
  const hash = await page.seal.seal(JOURNAL, 'inspections.answer', { field: 'label', value: { text: '一' } })
  await page.sync.flush()
  await page.kit.refreshKit(JOURNAL)
  const entries = await page.kit.entriesOf(JOURNAL)
  expect(entries.filter((entry) => entry.hash === hash)).toMatchObject([{ own: true, outcome: 'accepted', seq: 2 }])
  const kid = page.slots.current()?.kid ?? ''
  await page.db.setFact(`tip/${kid}/${JOURNAL}`, null)
  const row = await page.db.get('kits', [slot, JOURNAL])
  if (row) await page.db.strictPut('kits', { ...row, seq: 0 })
  await page.kit.refreshKit(JOURNAL)
  expect(await page.db.fact(`tip/${kid}/${JOURNAL}`)).toEqual({ n: 1, hash })
})

it('a kit that arrives in the same moment as the receipt takes back nothing of what that proves', async () => {
  await page.seal.seal(JOURNAL, 'inspections.answer', { field: 'label', value: { text: '一' } })
  server.fault = ({ method, path }) => (method === 'POST' && path.includes('/entries') ? 'lost' : undefined)
  await page.sync.flush()
  server.fault = () => undefined
  const real = page.db.get
  let letGo: () => void = () => undefined
  const held = new Promise<void>((done) => (letGo = done))
  const slow = vi.spyOn(page.db, 'get').mockImplementation(async (...asked) => {
    const row = await real(...asked)
    if (asked[0] === 'outbox') await held
    return row
  })
  const kit = page.kit.refreshKit(JOURNAL)
  await vi.waitFor(() => expect(slow.mock.calls.some(([store]) => store === 'outbox')).toBe(true))
  slow.mockRestore()
  expect(await page.sync.flush({ now: true })).toBe(true)
  letGo()
  await kit
  expect(await page.outbox.outboxList()).toMatchObject([{ state: 'received', seq: 2 }])
  expect(page.status).toMatchObject({ waiting: 0, received: 1 })
})

it('the push after it tells the server which kit this phone holds', async () => {
  await page.kit.refreshKit(JOURNAL)
  await page.sync.probe()
  const push = server.calls.filter(({ path }) => path.endsWith('/entries')).pop()
  const { kit } = JSON.parse(new TextDecoder().decode(push?.body)) as { kit: string }
  expect(kit).toBe((await page.db.get('kits', [slot, JOURNAL]))?.manifest)
})
