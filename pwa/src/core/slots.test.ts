// @vitest-environment node
import { beforeEach, expect, it } from 'vitest'

import { req } from '@/testing/req'

import { CHEN, enrol, JOURNAL, LIN, phone, PIN, tab, type Tab } from './testing/phone'
import { Server } from './testing/server'

let server: Server
let page: Tab

beforeEach(async () => {
  server = await Server.start()
  page = await phone({ realPin: true })
})

it('makes a key, wraps it, and opens it again after a cold start without network', async () => {
  const id = await enrol(page, server)
  server.fault = () => 'down'
  page = await tab()
  expect(page.slots.current()).toBeNull()
  const opened = await page.slots.unlock(id, PIN)
  expect(opened).toMatchObject({ ok: true, slot: { person: LIN, state: 'ready' } })
  expect(await page.seal.seal(JOURNAL, 'inspections.answer', { field: 'explanation', value: { text: '好' } })).toMatch(/^[0-9a-f]{64}$/)
})

it('keeps no key in the clear: neither PKCS#8 nor PIN is in the stored slot', async () => {
  const id = await enrol(page, server)
  const row = await page.db.get('slots', id)
  expect(row?.iterations).toBeGreaterThanOrEqual(600_000)
  const bytes = Buffer.from(row?.deviceKey ?? new ArrayBuffer(0))
  expect(bytes.length).toBeGreaterThan(100)
  expect(bytes.toString('latin1')).not.toContain('\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07')
  expect(page.slots.openSlot().sign.extractable).toBe(false)
  const keys = await page.db.all('browser')
  expect(keys.map(({ key }) => key.extractable)).toEqual([false, false])
})

it('enrols with a proof of possession in the centre\'s journal', async () => {
  const { takeApart, verifies, jsonOf } = await import('./jws')
  const meta = { centre: 'c'.repeat(32), root: server.root.kid, label: '手机', code: 'XYZ', challenge: 'f'.repeat(32) }
  const { enrolment, slot } = await page.slots.create(LIN, PIN, meta)
  const token = await takeApart(enrolment, 'dukao-entry+jws')
  const payload = jsonOf<{ data: { jwk: never; person: string }; n: number; kind: string }>(token)
  expect(slot.state).toBe('pending')
  expect(payload).toMatchObject({ kind: 'accounts.enrol', n: 1, prev: null, journal: meta.centre, data: { person: LIN.id, code: 'XYZ', device: '手机' } })
  expect(await verifies(token, payload.data.jwk)).toBe(true)
})

it('refuses a PIN that is too short or no number', async () => {
  const meta = { centre: 'c'.repeat(32), root: server.root.kid, label: '手机', code: 'X', challenge: 'f'.repeat(32) }
  for (const pin of ['12345', 'abcdef', '']) await expect(page.slots.create(LIN, pin, meta)).rejects.toThrow('slot.pin')
})

it(req('S-18', 'ten wrong PINs lock the slot and drop the kit, never unsent work; an online sign-in opens the way again'), async () => {
  const id = await enrol(page, server)
  server.journal(JOURNAL).sections = { brief: new TextEncoder().encode('{"deadline":1}') }
  await page.kit.refreshKit(JOURNAL)
  await page.seal.seal(JOURNAL, 'inspections.answer', { field: 'explanation', value: { text: '未上传' } })
  for (let left = 9; left >= 1; left--) expect(await page.slots.unlock(id, '000000')).toEqual({ ok: false, reason: 'pin', left })
  expect(await page.slots.unlock(id, '000000')).toEqual({ ok: false, reason: 'locked', left: 0 })
  expect(page.unlocked.value).toBeNull()
  expect(await page.slots.unlock(id, PIN)).toEqual({ ok: false, reason: 'locked', left: 0 })
  expect((await page.slots.list())[0]?.state).toBe('locked')
  expect(await page.db.all('kits')).toEqual([])
  expect(await page.db.all('sections')).toEqual([])
  expect(await page.outbox.outboxList()).toHaveLength(1)
  await page.slots.reopen(id)
  expect((await page.slots.unlock(id, PIN)).ok).toBe(true)
})

it('counts a wrong PIN before it is tried, and forgets the count after the right one', async () => {
  const id = await enrol(page, server)
  await page.slots.unlock(id, '111111')
  expect(await page.slots.wrongPins(id)).toBe(1)
  await page.slots.unlock(id, PIN)
  expect(await page.slots.wrongPins(id)).toBe(0)
})

it('changes the PIN: the old one no longer opens, the key stays the same', async () => {
  const id = await enrol(page, server)
  const kid = page.slots.current()?.kid
  expect((await page.slots.changePin('999999', '246810')).ok).toBe(false)
  expect((await page.slots.changePin(PIN, '246810')).ok).toBe(true)
  page = await tab()
  expect((await page.slots.unlock(id, PIN)).ok).toBe(false)
  expect((await page.slots.unlock(id, '246810')).ok).toBe(true)
  expect(page.slots.current()?.kid).toBe(kid)
})

it('holds slots of several people side by side; each opens only with the own PIN', async () => {
  const lin = await enrol(page, server)
  const chen = await enrol(page, server, CHEN, '864209')
  expect(await page.slots.list()).toHaveLength(2)
  expect((await page.slots.unlock(lin, '864209')).ok).toBe(false)
  expect((await page.slots.unlock(chen, '864209')).ok).toBe(true)
  expect(page.slots.current()?.person).toEqual(CHEN)
})

it('a forgotten PIN loses nothing: a new enrolment replaces the slot, drafts and unsent work stay', async () => {
  await enrol(page, server)
  await page.drafts.saveDraft(JOURNAL, 'explanation', { text: '草稿' })
  await page.seal.seal(JOURNAL, 'inspections.answer', { field: 'label', value: { text: '已封' } })
  await enrol(page, server, LIN, '777777')
  expect(await page.slots.list()).toHaveLength(1)
  expect(await page.drafts.readDrafts(JOURNAL)).toMatchObject([{ field: 'explanation', value: { text: '草稿' } }])
  expect(await page.outbox.outboxList()).toHaveLength(1)
  expect(await page.sync.flush()).toBe(true)
  expect(server.hashes(JOURNAL)).toHaveLength(1)
})

it('sign-out drops the kit and locks; unsent work stays and goes out', async () => {
  const id = await enrol(page, server)
  server.journal(JOURNAL).sections = { brief: new TextEncoder().encode('{}') }
  await page.kit.refreshKit(JOURNAL)
  await page.seal.seal(JOURNAL, 'inspections.answer', { field: 'label', value: { text: 'x' } })
  await page.slots.signOutSlot(id)
  expect(page.slots.current()).toBeNull()
  expect(await page.db.all('kits')).toEqual([])
  expect(await page.sync.flush()).toBe(true)
  expect(server.hashes(JOURNAL)).toHaveLength(1)
})

it('pins the server at enrolment: another root is refused while anything here belongs to the first', async () => {
  await enrol(page, server)
  const other = await Server.start()
  await expect(enrol(page, other, CHEN)).rejects.toThrow('keys.other_root')
})
