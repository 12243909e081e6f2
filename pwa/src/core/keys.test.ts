// @vitest-environment node
/** Keys change while the phone is away: it learns the newest list, never takes an older one, and believes no withdrawn key. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

import { beforeEach, describe, expect, it } from 'vitest'

import { takeApart, verifies, type Typ } from './jws'
import { answer, enrol, JOURNAL, phone, tab, type Tab } from './testing/phone'
import { Server } from './testing/server'
import type { Jwk } from './types'

type Key = Server['journalKey']

let server: Server
let page: Tab

beforeEach(async () => {
  page = await phone()
  server = await Server.start()
  await enrol(page, server)
})

const seal = (no: number) => page.seal.seal(JOURNAL, 'inspections.answer', { field: `item/${no}`, value: answer('A') })
const states = async () => (await page.outbox.outboxList()).map(({ state }) => state)

/** What `flask keys` would publish. */
function list(number: number, ...rows: [Key, string, number | null][]): Promise<string> {
  const keys = rows.map(([key, purpose, withdrawn]) => ({ kid: key.kid, purpose, centre: null, jwk: key.jwk, from: 0, until: withdrawn, withdrawn }))
  return server.signed(server.root, 'dukao-keys+jws', { v: 1, number, time: number, keys })
}

it('sealed under the old list, delivered under the new one; an older list never comes back', async () => {
  await seal(1)
  expect(await page.sync.flush()).toBe(true)
  const old = { list: await page.db.fact<string>('keys'), receipt: await page.db.fact<string>(`receipt/${JOURNAL}`) }
  page = await tab()
  await page.slots.unlock((await page.slots.list())[0]?.id ?? '', '135790')
  await seal(2)
  const before = server.journalKey
  server.time += 60_000
  await server.rotate()
  const fresh = await list(server.time, [before, 'journal', null], [server.journalKey, 'journal', null], [server.rescue, 'rescue', null])
  server.keyList = () => Promise.resolve(fresh)
  expect(await page.sync.flush()).toBe(true)
  expect(await states()).toEqual(['received', 'received'])
  expect(await page.db.fact('keys')).toBe(fresh)
  // Both receipts verify, the one given before the rotation too.
  for (const text of [old.receipt, await page.db.fact<string>(`receipt/${JOURNAL}`)])
    await expect(page.keys.verifyJournal(text ?? '', 'dukao-receipt+jws')).resolves.toMatchObject({})
  await page.keys.acceptKeyList(old.list ?? '')
  expect(await page.db.fact('keys')).toBe(fresh)
})

it('the kit brings the new list', async () => {
  server.time += 60_000
  const fresh = await list(server.time, [server.journalKey, 'journal', null], [server.rescue, 'rescue', null])
  server.keyList = () => Promise.resolve(fresh)
  server.journal(JOURNAL).sections = { brief: new TextEncoder().encode('{}'), roster: new TextEncoder().encode('[]') }
  await page.kit.refreshKit(JOURNAL)
  expect(await page.db.fact('keys')).toBe(fresh)
})

it('what comes fresh from a withdrawn key is nobody\'s answer, however it is dated', async () => {
  const stolen = server.journalKey
  server.time += 60_000
  await server.rotate()
  const fresh = await list(server.time, [stolen, 'journal', server.time], [server.journalKey, 'journal', null], [server.rescue, 'rescue', null])
  server.keyList = () => Promise.resolve(fresh)
  await seal(1)
  expect(await page.sync.flush()).toBe(true)
  await seal(2)
  const house = server.journalKey
  server.journalKey = stolen
  server.time -= 120_000
  expect(await page.sync.flush()).toBe(false)
  expect(page.status).toMatchObject({ waiting: 1, failure: 'untrusted' })
  server.journalKey = house
  server.time += 180_000
  expect(await page.sync.flush({ now: true })).toBe(true)
  expect(await states()).toEqual(['received', 'received'])
})

it('a rescue file is never encrypted to a withdrawn key', async () => {
  const fresh = await list(server.time + 1, [server.journalKey, 'journal', null], [server.rescue, 'rescue', server.time])
  await page.keys.acceptKeyList(fresh)
  await expect(page.keys.rescueKey()).rejects.toThrow('keys.missing')
})

describe('the five signed types', () => {
  const { jwk, tokens } = JSON.parse(readFileSync(fileURLToPath(new URL('../../../tests/vectors/diagonal.json', import.meta.url)), 'utf8')) as { jwk: Jwk; tokens: Record<string, string> }
  const names = Object.keys(tokens)

  it.each(names.flatMap((given) => names.map((wanted) => [given, wanted] as const)))('given a %s, the verifier of a %s', async (given, wanted) => {
    const token = takeApart(tokens[given] ?? '', `dukao-${wanted}+jws` as Typ)
    if (given === wanted) expect(await verifies(await token, jwk)).toBe(true)
    else await expect(token).rejects.toThrow('keys.untrusted')
  })

  it('are five', () => expect(names.sort()).toEqual(['badge', 'checkpoint', 'entry', 'keys', 'receipt']))

  it.each(names)('given a %s, the phone\'s readers of receipts and key lists take only their own', async (given) => {
    const fresh = await phone()
    const { readReceipt } = await import('./receipts')
    await fresh.db.setFact('root_jwk', jwk)
    await fresh.db.setFact('root', (await takeApart(tokens.keys ?? '', 'dukao-keys+jws')).kid)
    const compact = tokens[given] ?? ''
    const kept = fresh.keys.acceptKeyList(compact)
    if (given === 'keys') await kept
    else await expect(kept).rejects.toThrow('keys.untrusted')
    await fresh.keys.acceptKeyList(tokens.keys ?? '')
    const read = readReceipt(compact, '0123456789abcdef0123456789abcdef')
    if (given === 'receipt') expect((await read).nonce).toBe('0123456789abcdef')
    else await expect(read).rejects.toThrow('keys.untrusted')
  })
})
