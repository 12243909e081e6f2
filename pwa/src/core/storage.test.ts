// @vitest-environment node
import { afterEach, beforeEach, expect, it, vi } from 'vitest'

import { req } from '@/testing/req'

import { answer, enrol, JOURNAL, JPEG, phone, PIN, tab, type Tab } from './testing/phone'
import { Server } from './testing/server'

let server: Server
let page: Tab
const realPut = IDBObjectStore.prototype.put
const realTimeout = setTimeout

beforeEach(async () => {
  server = await Server.start()
  page = await phone()
  await enrol(page, server)
})
afterEach(() => {
  IDBObjectStore.prototype.put = realPut
})

/** Changes what reaches the disk of one store. */
function spoil(store: string, change: (row: Record<string, unknown>) => unknown): void {
  IDBObjectStore.prototype.put = function put(this: IDBObjectStore, row: Record<string, unknown>) {
    return realPut.call(this, this.name === store ? change(row) : row)
  } as typeof realPut
}

it(req('A11-o1', 'a draft survives a kill of the page, encrypted at rest'), async () => {
  await page.drafts.saveDraft(JOURNAL, 'item/3', answer('B', '通道有杂物'))
  const rows = await page.db.all('drafts')
  expect(Buffer.from(rows[0]?.box ?? new ArrayBuffer(0)).toString('utf8')).not.toContain('通道')
  const id = page.slots.current()?.id ?? ''
  page = await tab()
  await page.slots.unlock(id, PIN)
  expect(await page.drafts.readDrafts(JOURNAL)).toMatchObject([{ field: 'item/3', value: { grade: 'B', remark: '通道有杂物' } }])
})

it('two quick words in one field: the later one stays, and neither write is taken for damage', async () => {
  await Promise.all([page.drafts.saveDraft(JOURNAL, 'label', { text: '甲' }), page.drafts.saveDraft(JOURNAL, 'label', { text: '乙' })])
  expect(await page.drafts.readDrafts(JOURNAL)).toMatchObject([{ value: { text: '乙' } }])
  expect(page.status.broken).toBeNull()
})

it('undo forgets the draft and nothing else', async () => {
  await page.drafts.saveDraft(JOURNAL, 'label', { text: '甲' })
  await page.drafts.saveDraft(JOURNAL, 'explanation', { text: '乙' })
  await page.drafts.undo(JOURNAL, 'label')
  expect((await page.drafts.readDrafts(JOURNAL)).map(({ field }) => field)).toEqual(['explanation'])
})

it('a write that reads back otherwise is never called saved', async () => {
  spoil('drafts', (row) => ({ ...row, box: new ArrayBuffer(3) }))
  await expect(page.drafts.saveDraft(JOURNAL, 'label', { text: '甲' })).rejects.toThrow('storage.verify')
  expect(page.status).toMatchObject({ saved: false, broken: 'verify' })
  IDBObjectStore.prototype.put = realPut
  await page.drafts.saveDraft(JOURNAL, 'label', { text: '甲' })
  expect(page.status).toMatchObject({ saved: true, broken: null })
})

it('the warning stays while other writes succeed, until that place takes a write again', async () => {
  spoil('drafts', (row) => ({ ...row, box: new ArrayBuffer(3) }))
  await expect(page.drafts.saveDraft(JOURNAL, 'label', { text: '甲' })).rejects.toThrow('storage.verify')
  // What the page writes by itself, and what the person seals elsewhere.
  await page.db.setFact('anything', 1)
  await page.seal.seal(JOURNAL, 'inspections.answer', { field: 'item/1', value: answer('A') })
  await page.files.storePhoto(JPEG())
  expect(page.status).toMatchObject({ saved: false, broken: 'verify' })
  IDBObjectStore.prototype.put = realPut
  await page.drafts.saveDraft(JOURNAL, 'explanation', { text: '乙' })
  expect(page.status).toMatchObject({ saved: true, broken: null })
})

it('a write that began before another failed does not take its warning away', async () => {
  let release = (): void => undefined
  const held = new Promise<void>((resolve) => (release = resolve))
  const early = page.db.saving(() => held.then(() => page.db.setFact('early', 1)))
  spoil('drafts', (row) => ({ ...row, box: new ArrayBuffer(3) }))
  await expect(page.drafts.saveDraft(JOURNAL, 'label', { text: '甲' })).rejects.toThrow('storage.verify')
  release()
  await early
  expect(page.status).toMatchObject({ saved: false, broken: 'verify' })
})

it('重试 takes the warning away when the storage test passes, and 已存手机 comes back', async () => {
  spoil('drafts', (row) => ({ ...row, box: new ArrayBuffer(3) }))
  await expect(page.drafts.saveDraft(JOURNAL, 'label', { text: '甲' })).rejects.toThrow('storage.verify')
  vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
    throw new DOMException('full', 'QuotaExceededError')
  })
  expect(await page.persist.testStorage(70_000)).toBe(false)
  expect(page.status.saved).toBe(false)
  expect(page.status.broken).not.toBeNull()
  vi.restoreAllMocks()
  IDBObjectStore.prototype.put = realPut
  expect(await page.persist.testStorage(70_000)).toBe(true)
  expect(page.status).toMatchObject({ saved: true, broken: null })
})

it('已存手机 comes back after a seal that had nothing left to do', async () => {
  await expect(page.db.saving(() => Promise.reject(new page.seal.DraftGone()))).rejects.toThrow()
  expect(page.status).toMatchObject({ saved: true, broken: null })
})

it('a write swallowed once is noticed and written again', async () => {
  let first = true
  spoil('drafts', (row) => {
    const spoilt = first ? { ...row, box: new ArrayBuffer(0) } : row
    first = false
    return spoilt
  })
  await page.drafts.saveDraft(JOURNAL, 'label', { text: '甲' })
  expect(await page.drafts.readDrafts(JOURNAL)).toMatchObject([{ value: { text: '甲' } }])
})

it('a seal that cannot be proven kept gives the words back as a draft', async () => {
  await page.drafts.saveDraft(JOURNAL, 'label', { text: '甲' })
  spoil('outbox', (row) => ({ ...row, box: new ArrayBuffer(1) }))
  await expect(page.drafts.sealDraft(JOURNAL, 'label', [])).rejects.toThrow('storage.verify')
  IDBObjectStore.prototype.put = realPut
  expect(await page.drafts.readDrafts(JOURNAL)).toMatchObject([{ value: { text: '甲' } }])
  // Giving them back is no proof that an entry can be kept.
  expect(page.status).toMatchObject({ saved: false, broken: 'verify' })
})

it('a dead handle is reopened within three tries', async () => {
  const database = await page.db.open()
  database.close()
  await page.drafts.saveDraft(JOURNAL, 'label', { text: '甲' })
  expect(page.status).toMatchObject({ saved: true, broken: null })
})

it('a handle that stays dead is shouted about, never "saved"', async () => {
  const spy = vi.spyOn(IDBDatabase.prototype, 'transaction').mockImplementation(() => {
    throw new DOMException('Connection to Indexed Database server lost', 'UnknownError')
  })
  await expect(page.drafts.saveDraft(JOURNAL, 'label', { text: '甲' })).rejects.toThrow('storage.dead')
  // Recounts and the sending of what the enrolment left ask the same dead handle meanwhile.
  const saves = spy.mock.calls.filter(([stores, mode]) => mode === 'readwrite' && [...stores].includes('drafts'))
  expect(saves).toHaveLength(3)
  expect(page.status).toMatchObject({ saved: false, broken: 'dead' })
  spy.mockRestore()
  await page.drafts.saveDraft(JOURNAL, 'label', { text: '甲' })
  expect(page.status).toMatchObject({ saved: true, broken: null })
})

it('a database that never answers is a dead handle too', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  await page.db.close()
  const open = vi.spyOn(indexedDB, 'open').mockImplementation(() => new IDBOpenDBRequest())
  let failure = ''
  page.drafts.saveDraft(JOURNAL, 'label', { text: '甲' }).catch((error: Error) => (failure = error.message))
  for (let i = 0; i < 100 && !failure; i++) {
    await vi.advanceTimersByTimeAsync(1000)
    // Encrypting takes real time, however fast the clock runs.
    await new Promise((resolve) => realTimeout(resolve, 5))
  }
  expect(failure).toBe('storage.dead')
  expect(open).toHaveBeenCalledTimes(3)
  expect(page.status).toMatchObject({ saved: false, broken: 'dead' })
  vi.useRealTimers()
})

it('a full disk is named', async () => {
  vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
    throw new DOMException('full', 'QuotaExceededError')
  })
  await expect(page.drafts.saveDraft(JOURNAL, 'label', { text: '甲' })).rejects.toThrow('storage.quota')
  expect(page.status.broken).toBe('quota')
})

it('a photo is kept as bytes, once, and comes back whole', async () => {
  const [one, two] = await Promise.all([page.files.storePhoto(JPEG()), page.files.storePhoto(JPEG())])
  expect(two).toEqual(one)
  expect(await page.db.all('files')).toHaveLength(1)
  const back = await page.files.readFile(one.sha256)
  expect(back?.type).toBe('image/jpeg')
  expect(await back?.arrayBuffer()).toEqual(await JPEG().arrayBuffer())
  expect((await page.db.all('files'))[0]?.box).toBeInstanceOf(ArrayBuffer)
})

it('a photo that is no longer whole stops the seal, and names no success', async () => {
  const photo = await page.files.storePhoto(JPEG())
  const row = await page.db.get('files', photo.sha256)
  if (row) await page.db.strictPut('files', { ...row, box: new ArrayBuffer(40) })
  expect(await page.files.readFile(photo.sha256)).toBeNull()
  const files = [{ ...photo, role: 'photo' as const }]
  await expect(page.seal.seal(JOURNAL, 'inspections.answer', { field: 'item/1', value: answer('A') }, { files })).rejects.toThrow('entry.photo_unreadable')
  expect(await page.outbox.outboxList()).toEqual([])
})

it('the storage test of 出发前体检 leaves nothing behind', async () => {
  expect(await page.persist.testStorage(70_000)).toBe(true)
  expect(await page.db.all('files')).toEqual([])
})
