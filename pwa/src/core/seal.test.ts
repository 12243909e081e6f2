// @vitest-environment node
import { beforeEach, expect, it } from 'vitest'

import { req } from '@/testing/req'

import { unb64u, textOf } from './bytes'
import { answer, CHEN, enrol, JOURNAL, JPEG, phone, PIN, tab, type Tab } from './testing/phone'
import { Server } from './testing/server'
import type { Payload } from './types'

let server: Server
let page: Tab
let slot: string

const OTHER = '9'.repeat(32)

async function sealed(one: Tab): Promise<Payload[]> {
  const rows = (await one.db.all('outbox')).sort((a, b) => a.n - b.n)
  const texts = await Promise.all(rows.map((row) => one.outbox.compactOf(row)))
  return texts.map((compact) => JSON.parse(textOf(unb64u(compact.split('.')[1] ?? ''))) as Payload)
}

beforeEach(async () => {
  server = await Server.start()
  page = await phone()
  slot = await enrol(page, server)
})

it('chains n and prev per key and journal', async () => {
  const one = await page.seal.seal(JOURNAL, 'inspections.answer', { field: 'label', value: { text: '1' } })
  const two = await page.seal.seal(JOURNAL, 'inspections.answer', { field: 'label', value: { text: '2' } }, { parents: [one] })
  await page.seal.seal(OTHER, 'staffing.reply', { decision: 'accept', reason: '' })
  const payloads = await sealed(page)
  expect(payloads.filter(({ journal }) => journal === JOURNAL)).toMatchObject([
    { n: 1, prev: null, parents: [] },
    { n: 2, prev: one, parents: [one] },
  ])
  expect(payloads.filter(({ journal }) => journal === OTHER)).toMatchObject([{ n: 1, prev: null }])
  expect(two).not.toBe(one)
})

it('two tabs sealing at once make one chain, never a fork', async () => {
  const other = await tab()
  await other.slots.unlock(slot, PIN)
  const seals = Array.from({ length: 12 }, (_, i) => (i % 2 ? page : other).seal.seal(JOURNAL, 'inspections.answer', { field: `item/${i + 1}`, value: answer('A') }))
  const hashes = await Promise.all(seals)
  const payloads = await sealed(page)
  expect(payloads.map(({ n }) => n)).toEqual(Array.from({ length: 12 }, (_, i) => i + 1))
  const rows = (await page.db.all('outbox')).sort((a, b) => a.n - b.n)
  expect(payloads.slice(1).map(({ prev }) => prev)).toEqual(rows.slice(0, -1).map(({ hash }) => hash))
  expect(new Set(hashes).size).toBe(12)
})

it(req('A11-o1', 'a draft becomes an entry and leaves the drafts in the same step'), async () => {
  const photo = { ...(await page.files.storePhoto(JPEG())), role: 'photo' as const }
  const value = { ...answer('C', '灭火器过期'), photos: [photo.sha256] }
  await page.drafts.saveDraft(JOURNAL, 'item/7', value, [photo])
  const hash = await page.drafts.sealDraft(JOURNAL, 'item/7', [])
  expect(await page.drafts.readDrafts(JOURNAL)).toEqual([])
  expect(await sealed(page)).toMatchObject([{ kind: 'inspections.answer', v: 1, data: { field: 'item/7', value }, files: [photo] }])
  expect(await page.kit.entriesOf(JOURNAL)).toMatchObject([{ hash, outcome: 'local', own: true }])
  expect(await page.drafts.sealDraft(JOURNAL, 'item/7', [])).toBeNull()
})

it('one draft becomes one entry, however many seals begin at once', async () => {
  await page.drafts.saveDraft(JOURNAL, 'label', { text: '甲' })
  const hashes = await Promise.all([1, 2, 3].map(() => page.drafts.sealDraft(JOURNAL, 'label', [])))
  expect(hashes.filter((hash) => hash !== null)).toHaveLength(1)
  expect(await sealed(page)).toHaveLength(1)
})

it('what is typed while a draft seals stays a draft', async () => {
  await page.drafts.saveDraft(JOURNAL, 'label', { text: '甲' })
  const sealing = page.drafts.sealDraft(JOURNAL, 'label', [])
  await page.drafts.saveDraft(JOURNAL, 'label', { text: '乙' })
  await sealing
  const drafts = await page.drafts.readDrafts(JOURNAL)
  const entries = await sealed(page)
  const texts = [...drafts, ...entries.map(({ data }) => data)].map(({ value }) => (value as { text: string }).text)
  expect(texts).toContain('乙')
})

it('refuses what the door could not read, with its code', async () => {
  const tries: [unknown, string][] = [
    [{ text: 'x'.repeat(66_000) }, 'entry.too_large'],
    [{ a: { b: { c: { d: { e: { f: {} } } } } } }, 'entry.too_deep'],
    [{ text: 'a\0b' }, 'entry.text'],
    [{ text: 'a\uD83D' }, 'entry.text'],
    [{ part: 1.5 }, 'entry.json'],
    [{ big: 2 ** 60 }, 'entry.json'],
  ]
  for (const [value, code] of tries) await expect(page.seal.seal(JOURNAL, 'inspections.answer', { field: 'label', value })).rejects.toThrow(code)
  await expect(page.seal.seal('journal', 'inspections.answer', {})).rejects.toThrow('entry.members')
  const twice = ['1'.repeat(64), '1'.repeat(64)]
  await expect(page.seal.seal(JOURNAL, 'inspections.answer', {}, { parents: twice })).rejects.toThrow('entry.members')
  expect(await page.outbox.outboxList()).toEqual([])
})

it('keeps emoji and rare characters as they are', async () => {
  await page.seal.seal(JOURNAL, 'inspections.answer', { field: 'label', value: { text: '𠮷😀龘' } })
  expect((await sealed(page))[0]?.data).toEqual({ field: 'label', value: { text: '𠮷😀龘' } })
})

it('names the newest checkpoint it knows', async () => {
  server.checkpoint = [41, '4'.repeat(64)]
  await page.seal.seal(JOURNAL, 'inspections.answer', { field: 'label', value: { text: '1' } })
  await page.sync.flush()
  server.checkpoint = [40, '0'.repeat(64)]
  await page.sync.flush()
  await page.seal.seal(JOURNAL, 'inspections.answer', { field: 'label', value: { text: '2' } })
  const [first, second] = await sealed(page)
  expect(first?.happened.after).toBeNull()
  expect(second?.happened.after).toEqual([41, '4'.repeat(64)])
  expect(Math.abs((second?.happened.at ?? 0) - server.time)).toBeLessThan(5_000)
})

it('seals nothing while the phone is locked', async () => {
  page.slots.lock()
  await expect(page.seal.seal(JOURNAL, 'inspections.answer', {})).rejects.toThrow('slot.locked')
  await expect(page.drafts.saveDraft(JOURNAL, 'label', {})).rejects.toThrow('slot.locked')
})

it('two people on one phone keep chains and drafts of their own', async () => {
  await page.drafts.saveDraft(JOURNAL, 'label', { text: '林' })
  await page.seal.seal(JOURNAL, 'inspections.answer', { field: 'label', value: { text: '林' } })
  await enrol(page, server, CHEN, '864209')
  expect(await page.drafts.readDrafts(JOURNAL)).toEqual([])
  await page.seal.seal(JOURNAL, 'inspections.answer', { field: 'label', value: { text: '陈' } })
  expect((await page.db.all('outbox')).map(({ n }) => n)).toEqual([1, 1])
  expect(await page.kit.entriesOf(JOURNAL)).toMatchObject([{ data: { value: { text: '陈' } }, actor: CHEN.id }])
})
