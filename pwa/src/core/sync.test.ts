// @vitest-environment node
import { beforeEach, expect, it, vi } from 'vitest'

import { req } from '@/testing/req'

import { answer, CHEN, enrol, JOURNAL, JPEG, LIN, phone, type Tab } from './testing/phone'
import { page as html, problem, Server, type Call } from './testing/server'
import type { FileRef, Payload } from './types'

let server: Server
let page: Tab

beforeEach(async () => {
  server = await Server.start()
  page = await phone()
  await enrol(page, server)
  server.calls = []
})

const isPush = (call: Call): boolean => call.method === 'POST' && call.path.endsWith('/entries')
const pushed = (call: Call | undefined) => JSON.parse(new TextDecoder().decode(call?.body)) as { entries: string[]; unsent: number; tip: unknown; last_receipt: string | null; files: string[] }

const label = (text: string, files: FileRef[] = []) => page.seal.seal(JOURNAL, 'inspections.answer', { field: 'label', value: { text } }, { files })

async function photo(size = 2000, fill = 7): Promise<FileRef> {
  return { ...(await page.files.storePhoto(JPEG(size, fill))), role: 'photo' }
}

const states = async () => (await page.outbox.outboxList()).map(({ state, code }) => [state, code])
const later = (ms: number) => vi.setSystemTime(Date.now() + ms)

it('one push, one receipt, one line', async () => {
  const hash = await label('好')
  expect(await page.sync.flush()).toBe(true)
  expect(server.hashes(JOURNAL)).toEqual([hash])
  expect(await page.outbox.outboxList()).toMatchObject([{ hash, state: 'received', seq: 1, code: null }])
  expect(page.status).toMatchObject({ waiting: 0, received: 1, attention: 0, failure: null, trust: 'contact' })
  expect(page.status.lastContact).not.toBeNull()
})

it(req('U-9', 'a reply lost after the commit: sent again, one line, the same receipt'), async () => {
  await label('好')
  server.fault = (call) => (isPush(call) ? 'lost' : undefined)
  expect(await page.sync.flush()).toBe(false)
  expect(page.status).toMatchObject({ waiting: 1, failure: 'network' })
  expect(server.hashes(JOURNAL)).toHaveLength(1)
  server.fault = () => undefined
  expect(await page.sync.flush()).toBe(true)
  expect(server.hashes(JOURNAL)).toHaveLength(1)
  expect(await states()).toEqual([['received', null]])
})

it('announces what stays unsent, its tip and the newest receipt', async () => {
  await label('一')
  await page.sync.flush()
  const hash = await label('二', [await photo()])
  server.calls = []
  await page.sync.flush()
  const body = pushed(server.calls.find(isPush))
  expect(body).toMatchObject({ unsent: 1, tip: [2, hash] })
  expect(body.last_receipt?.split('.')).toHaveLength(3)
})

it('a captive portal answering 200 is not the centre: nothing counts as sent', async () => {
  await label('好')
  server.fault = () => html(200)
  expect(await page.sync.flush()).toBe(false)
  expect(page.status).toMatchObject({ waiting: 1, received: 0, failure: 'portal' })
  expect(await states()).toEqual([['waiting', null]])
  server.fault = () => new Response('{"ok":true}', { headers: { 'Content-Type': 'application/json' } })
  expect(await page.sync.flush()).toBe(false)
  expect(page.status.failure).toBe('portal')
})

it('a receipt of another server, or for another question, proves nothing', async () => {
  await label('好')
  const good = await server.receipt(JOURNAL, 'another-nonce-of-somebody', [], [], null)
  server.fault = (call) => (isPush(call) ? new Response(JSON.stringify({ receipt: good, rejected: [] }), { headers: { 'Content-Type': 'application/json' } }) : undefined)
  expect(await page.sync.flush()).toBe(false)
  expect(page.status).toMatchObject({ waiting: 1, failure: 'untrusted' })
})

it('a journal key younger than our list is learnt from the root\'s list', async () => {
  await label('好')
  server.time += 1000
  await server.rotate()
  expect(await page.sync.flush()).toBe(true)
  expect(await states()).toEqual([['received', null]])
})

it.each([
  ['400', () => problem(400, 'request.invalid')],
  ['409', () => problem(409, 'object.conflict')],
  ['413', () => problem(413, 'request.too_large')],
  ['413 of a proxy', () => html(413)],
  ['422', () => problem(422, 'request.invalid')],
  ['500', () => problem(500, 'server.error')],
])('one bad entry never stops the queue: %s', async (_, refuse) => {
  const hashes = []
  for (let i = 0; i < 9; i++) hashes.push(await label(`文${i}`))
  server.fault = (call) => {
    if (!isPush(call)) return undefined
    const texts = pushed(call).entries.map((compact) => Buffer.from(compact.split('.')[1] ?? '', 'base64url').toString())
    return texts.some((text) => text.includes('文4')) ? refuse() : undefined
  }
  expect(await page.sync.flush()).toBe(true)
  expect(server.hashes(JOURNAL).sort()).toEqual(hashes.filter((_, i) => i !== 4).sort())
  const list = await page.outbox.outboxList()
  expect(list).toHaveLength(9)
  expect(list[4]).toMatchObject({ hash: hashes[4], seq: null })
  expect(list[4]?.code).toMatch(/request|object|http|server/)
  expect(list[4]?.retryAt).toBeGreaterThan(Date.now())
  server.fault = () => undefined
  expect(await page.sync.flush({ now: true })).toBe(true)
  expect(server.hashes(JOURNAL)).toHaveLength(9)
})

it('bytes the server calls no entry stay here, named', async () => {
  await label('一')
  await label('二')
  server.unreadable = ({ n }: Payload) => (n === 1 ? 'entry.unknown_key' : null)
  await page.sync.flush()
  expect(await states()).toEqual([['attention', 'entry.unknown_key'], ['received', null]])
  expect(page.status).toMatchObject({ waiting: 1, attention: 1 })
})

it('429 and 502 hold the round, not the item; the server\'s wish is kept', async () => {
  await label('好')
  server.fault = () => problem(429, 'request.too_many', { 'Retry-After': '30' })
  expect(await page.sync.flush()).toBe(false)
  expect(page.status.failure).toBe('server')
  expect(await states()).toEqual([['waiting', 'request.too_many']])
  server.fault = () => html(502)
  await page.sync.flush()
  expect(await states()).toEqual([['waiting', 'http.502']])
  server.fault = () => undefined
  expect(await page.sync.flush()).toBe(true)
  expect(await states()).toEqual([['received', null]])
})

it('a journal closed to this session names its items and lets the others go', async () => {
  await label('好')
  const other = '7'.repeat(32)
  await page.seal.seal(other, 'staffing.reply', { decision: 'accept', reason: '' })
  server.fault = (call) => (call.path.includes(JOURNAL) ? problem(404, 'object.not_found') : undefined)
  expect(await page.sync.flush()).toBe(true)
  expect(server.hashes(other)).toHaveLength(1)
  const items = new Map((await page.outbox.outboxList()).map((item) => [item.journal, item]))
  expect(items.get(JOURNAL)).toMatchObject({ state: 'attention', code: 'object.not_found' })
  expect(items.get(other)).toMatchObject({ state: 'received' })
})

it('an expired session is renewed once for all; when that fails, the work waits', async () => {
  await label('好')
  server.fault = (call) => (call.path === '/session/refresh' ? problem(401, 'auth.required') : problem(401, 'auth.expired'))
  expect(await page.sync.flush()).toBe(false)
  expect(page.status).toMatchObject({ waiting: 1, failure: 'session' })
  let renewed = 0
  server.fault = (call) => {
    if (call.path === '/session/refresh') return (renewed += 1), new Response('{}', { headers: { 'Content-Type': 'application/json' } })
    return renewed ? undefined : problem(401, 'auth.expired')
  }
  expect(await page.sync.flush()).toBe(true)
  expect(renewed).toBe(1)
})

it('refused entries stay under 需处理 until their author has seen them', async () => {
  const hash = await label('好')
  server.judge = () => 'refused:scope.event'
  await page.sync.flush()
  expect(await states()).toEqual([['attention', 'refused:scope.event']])
  expect(page.status.attention).toBe(1)
  expect(await page.kit.entriesOf(JOURNAL)).toEqual([])
  await page.sync.dismiss(hash)
  expect(page.status.attention).toBe(0)
})

it('a waiting line is shown with its reason, and settled by what the kit brings', async () => {
  const hash = await label('好')
  server.judge = () => 'waiting:parent'
  await page.sync.flush()
  expect(await states()).toEqual([['held', 'waiting:parent']])
  server.journal(JOURNAL).outcomes.set(hash, 'accepted')
  await page.kit.refreshKit(JOURNAL)
  expect(await states()).toEqual([['received', null]])
  await page.sync.flush()
  expect(await states()).toEqual([['received', null]])
})

it('what the kit brings of our own is no receipt: it is sent until one shows the line', async () => {
  const hash = await label('好')
  server.fault = (call) => (isPush(call) ? 'lost' : undefined)
  await page.sync.flush()
  server.fault = () => undefined
  await page.kit.refreshKit(JOURNAL)
  await page.outbox.recount()
  expect(page.status).toMatchObject({ waiting: 1, received: 0 })
  expect(await states()).toEqual([['waiting', null]])
  expect(await page.sync.flush({ now: true })).toBe(true)
  expect(await page.outbox.outboxList()).toMatchObject([{ hash, state: 'received', seq: 1 }])
})

it('covered means the line and every file; nothing is deleted before that and before keep_until', async () => {
  const hash = await label('好', [await photo(2000, 1), await photo(3000, 2)])
  server.keepFor = 1000
  server.fault = (call) => (call.method === 'PUT' && call.body.length === 3000 ? problem(415, 'file.type') : undefined)
  await page.sync.flush()
  expect(await page.outbox.outboxList()).toMatchObject([{ hash, state: 'attention', code: 'file.type', files: [{ covered: true }, { covered: false }] }])
  server.time += 10_000
  await page.sync.flush()
  expect(await page.outbox.outboxList()).toHaveLength(1)
  server.fault = () => undefined
  await page.sync.flush({ now: true })
  expect(await page.outbox.outboxList()).toMatchObject([{ state: 'received' }])
  server.time += 999
  await page.sync.flush()
  expect(await page.outbox.outboxList()).toHaveLength(1)
  server.time += 10
  await page.sync.flush()
  expect(await page.outbox.outboxList()).toEqual([])
})

it('photos leave the phone a day after nothing names them any more', async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() })
  server.keepFor = 0
  await label('好', [await photo()])
  await page.files.storePhoto(JPEG(500))
  await page.sync.flush()
  server.time += 10
  await page.sync.flush()
  expect(await page.db.all('files')).toHaveLength(2)
  later(86_400_001)
  await page.sync.flush()
  expect(await page.db.all('files')).toEqual([])
  vi.useRealTimers()
})

it('the figures follow every receipt, not only the end of the round', async () => {
  await label('好', [await photo()])
  let goOn: (answer: 'lost') => void = () => undefined
  const hanging = new Promise<'lost'>((done) => (goOn = done))
  server.fault = (call) => (call.method === 'PUT' ? hanging : undefined)
  const round = page.sync.flush()
  await vi.waitFor(() => expect(page.status).toMatchObject({ sending: true, waiting: 1 }))
  goOn('lost')
  await round
})

it('a file goes on where the server stands', async () => {
  const file = await photo(1_300_000)
  await label('大', [file])
  let broken = 0
  server.fault = (call) => (call.method === 'PATCH' && broken++ === 0 ? 'lost' : undefined)
  await page.sync.flush()
  expect(page.status.failure).toBe('network')
  server.calls = []
  expect(await page.sync.flush()).toBe(true)
  expect(server.calls.some(({ method }) => method === 'HEAD')).toBe(true)
  expect(server.calls.some(({ method }) => method === 'PUT')).toBe(false)
  expect(server.journal(JOURNAL).files.get(file.sha256)?.whole).toBe(true)
  expect(await states()).toEqual([['received', null]])
})

it('the receipt of a whole file may be lost: the next push asks for it', async () => {
  await label('好', [await photo()])
  server.fault = (call) => (call.method === 'PUT' ? 'lost' : undefined)
  await page.sync.flush()
  expect(await states()).toEqual([['partial', null]])
  server.fault = () => undefined
  await page.sync.flush()
  await page.sync.flush()
  expect(await states()).toEqual([['received', null]])
  expect(server.calls.filter(({ method }) => method === 'PUT')).toHaveLength(1)
})

it('files do not wait for entries that are refused entry', async () => {
  const file = await photo()
  await label('好', [file])
  server.fault = (call) => (isPush(call) && pushed(call).entries.length ? problem(422, 'request.invalid') : undefined)
  await page.sync.flush()
  expect(server.journal(JOURNAL).files.get(file.sha256)?.whole).toBe(true)
})

it('bytes lost on this phone are named, the entry is kept', async () => {
  const file = await photo()
  await label('好', [file])
  await page.db.strictRemove({ store: 'files', key: file.sha256 })
  await page.sync.flush()
  expect(await states()).toEqual([['attention', 'file.missing_here']])
})

it('delivers the work of everybody on this phone, locked or not', async () => {
  await label('林')
  await enrol(page, server, CHEN, '864209')
  await label('陈')
  page.slots.lock()
  expect(await page.sync.flush()).toBe(true)
  expect(server.hashes(JOURNAL)).toHaveLength(2)
  const people = (await page.outbox.outboxList()).map(({ person }) => person)
  expect(people.sort()).toEqual([LIN.id, CHEN.id].sort())
})

it('a server restored from before our line is offered it again', async () => {
  await label('一')
  await label('二')
  await page.sync.flush()
  const journal = server.journal(JOURNAL)
  journal.bodies.delete(server.hashes(JOURNAL)[1] ?? '')
  journal.lines.pop()
  server.time += 60_000
  await page.sync.flush()
  expect((await states()).map(([state]) => state)).toEqual(['received', 'waiting'])
  await page.sync.flush()
  expect(server.hashes(JOURNAL)).toHaveLength(2)
  expect((await states()).map(([state]) => state)).toEqual(['received', 'received'])
})

it('an answer made while our line was being committed takes nothing back', async () => {
  await label('一')
  await label('二')
  await page.sync.flush()
  const journal = server.journal(JOURNAL)
  const committed = [...journal.lines]
  journal.lines.pop()
  server.time += 5_000
  await page.sync.probe()
  expect((await states()).map(([state]) => state)).toEqual(['received', 'received'])
  journal.lines.splice(0, Infinity, ...committed)
})

it('a large outbox goes in pushes of at most 64', async () => {
  for (let i = 0; i < 70; i++) await page.seal.seal(JOURNAL, 'inspections.answer', { field: `note/${i}`, value: answer('A') })
  await page.sync.flush()
  expect(server.calls.filter(isPush).map((call) => pushed(call).entries.length)).toEqual([64, 6])
  expect(server.hashes(JOURNAL)).toHaveLength(70)
})

it('an entry this browser can no longer read is named and holds nobody back', async () => {
  await label('一')
  await label('二')
  const [first] = (await page.db.all('outbox')).sort((a, b) => a.n - b.n)
  if (first) await page.db.strictPut('outbox', { ...first, box: new ArrayBuffer(50) })
  page = await import('./testing/phone').then(({ tab }) => tab())
  await page.sync.flush()
  expect((await page.outbox.outboxList()).map(({ code }) => code)).toEqual(['storage.unreadable', null])
  expect(server.hashes(JOURNAL)).toHaveLength(1)
})

it('a probe is the only proof of being online', async () => {
  await page.kit.refreshKit(JOURNAL)
  expect(await page.sync.probe()).toBe(true)
  server.fault = () => html(200)
  expect(await page.sync.probe()).toBe(false)
  expect(page.status.failure).toBe('portal')
})
