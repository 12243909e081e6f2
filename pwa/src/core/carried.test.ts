// @vitest-environment node
import { readFileSync } from 'node:fs'

import { afterEach, beforeEach, expect, it, vi } from 'vitest'

import { req } from '@/testing/req'

import { enrol, LIN, phone, tab, PIN, type Tab } from './testing/phone'
import { page as portal, Server } from './testing/server'
import type { Jwk } from './types'

interface Vectors {
  journal: string
  keys: Record<string, Jwk>
  good: { case: string; compact: string; hash: string }[]
}
const vectors = JSON.parse(readFileSync(new URL('../../../tests/vectors/handover-qr.json', import.meta.url), 'utf8')) as Vectors
const { journal } = vectors
const OFFER = vectors.good[0] ?? { compact: '', hash: '' }
const GIVER = { person: 'a1'.repeat(16), jwk: Object.values(vectors.keys)[0] as Jwk }

let server: Server
let page: Tab
let slot: string

async function scan(one: Tab, author: typeof GIVER | null = GIVER): Promise<string> {
  const { carry, readCarried } = await import('./carried')
  void one
  return carry(OFFER.compact, await readCarried(OFFER.compact, () => author))
}
const reply = () => page.seal.seal(journal, 'staffing.reply', { decision: 'accept', reason: '' }, { parents: [OFFER.hash] })

beforeEach(async () => {
  server = await Server.start()
  page = await phone()
  slot = await enrol(page, server)
})

afterEach(() => vi.useRealTimers())

it(req('A3-4c', 'a scanned entry is kept, moves no own tip, and counts as nobody’s own work'), async () => {
  expect(await scan(page)).toBe(OFFER.hash)
  await scan(page)
  await page.outbox.recount()
  expect(page.status).toMatchObject({ waiting: 0, carried: 1, attention: 0, received: 0 })
  const own = await reply()
  const rows = await page.db.all('outbox')
  expect(rows.find(({ hash }) => hash === own)).toMatchObject({ n: 1, person: LIN.id })
  expect(rows.find(({ hash }) => hash === OFFER.hash)).toMatchObject({ carried: true, person: GIVER.person, n: 4, files: [] })
  await page.outbox.recount()
  expect(page.status).toMatchObject({ waiting: 1, carried: 1 })
  const entries = await page.kit.entriesOf(journal)
  expect(entries.map(({ hash, own: mine, outcome, actor }) => [hash, mine, outcome, actor])).toEqual([
    [own, true, 'local', LIN.id],
    [OFFER.hash, false, 'local', GIVER.person],
  ])
})

it('goes out before the answer to it, with it, and leaves only when a receipt covers it', async () => {
  // Both in one millisecond, as far as any clock can tell.
  vi.useFakeTimers({ toFake: ['Date', 'performance'], now: Date.now() })
  await scan(page)
  const own = await reply()
  vi.useRealTimers()
  server.fault = () => 'down'
  await page.sync.flush()
  expect(await page.db.all('outbox')).toHaveLength(2)
  server.fault = () => undefined
  await page.sync.flush({ now: true })
  expect(server.hashes(journal)).toEqual([OFFER.hash, own])
  await page.outbox.recount()
  expect(page.status).toMatchObject({ waiting: 0, carried: 0 })
  expect((await page.outbox.outboxList()).find(({ hash }) => hash === OFFER.hash)).toMatchObject({ carried: true, state: 'received', files: [] })
  // Kept until the promised time is over.
  await page.prune.prune()
  expect(await page.db.all('outbox')).toHaveLength(2)
  server.time += server.keepFor + 1
  await page.sync.probe()
  await page.prune.prune()
  expect(await page.db.all('outbox')).toHaveLength(0)
})

it('stays through refusal, portal and restart, and is in the rescue file', async () => {
  await scan(page)
  server.fault = () => portal(200)
  await page.sync.flush({ now: true })
  server.fault = () => undefined
  const again = await tab()
  await again.slots.unlock(slot, PIN)
  const found = await server.openRescue(await again.rescue.rescueFile())
  expect(found.map(({ head }) => [head.type, head.sha256])).toEqual([['entry', OFFER.hash]])
  server.judge = () => 'refused:custody.state'
  await again.sync.flush({ now: true })
  await again.outbox.recount()
  // Refused of another's work is that person's to see.
  expect(again.status).toMatchObject({ attention: 0, carried: 0 })
})

it('a key the roster does not name is kept as nobody’s; a signature that does not fit is thrown away', async () => {
  await scan(page, null)
  expect((await page.db.all('outbox'))[0]).toMatchObject({ person: '', carried: true })
  const { readCarried } = await import('./carried')
  const other = Object.values(vectors.keys)[1] as Jwk
  await expect(readCarried(OFFER.compact, () => ({ person: GIVER.person, jwk: other }))).rejects.toThrow('keys.untrusted')
})
