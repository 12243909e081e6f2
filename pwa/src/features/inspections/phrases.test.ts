import { beforeEach, expect, it, vi } from 'vitest'

import { CHEN, enrol, LIN, phone, PIN, tab, type Tab } from '@/core/testing/phone'
import { Server } from '@/core/testing/server'
import { req } from '@/testing/req'

const OLD = 'dukao.phrases'
let server: Server
let page: Tab
let lin: string
const phrases = () => import('./phrases')
const first = async (no: number) => (await phrases()).phrasesFor(no)[0]

beforeEach(async () => {
  localStorage.clear()
  server = await Server.start()
  page = await phone()
  lin = await enrol(page, server, LIN)
})

it(req('U-3', 'own phrases come first, once, and are there after a cold start'), async () => {
  const { forgetOwn, saveOwn } = await phrases()
  expect(await saveOwn(12, ' 04号、17号 ')).toBe(true)
  expect(await saveOwn(12, '04号、17号')).toBe(false)
  expect(await first(12)).toEqual({ text: '04号、17号', own: true })
  await saveOwn(12, '第3考场')
  await forgetOwn(12, '第3考场')
  page = await tab()
  await page.slots.unlock(lin, PIN)
  await vi.waitFor(async () => expect(await first(12)).toEqual({ text: '04号、17号', own: true }))
})

it('are nobody else’s on a shared phone, and nobody’s behind the lock', async () => {
  const { saveOwn } = await phrases()
  await saveOwn(12, '04号、17号')
  await enrol(page, server, CHEN)
  expect((await first(12))?.own).toBe(false)
  await saveOwn(12, '陈的常用语')
  await page.slots.unlock(lin, PIN)
  await vi.waitFor(async () => expect((await first(12))?.text).toBe('04号、17号'))
  page.slots.lock()
  expect((await first(12))?.own).toBe(false)
  expect(await saveOwn(12, '谁的').then(() => first(12))).toMatchObject({ own: false })
})

it('takes over once what lay in clear, and deletes it there', async () => {
  localStorage.setItem(OLD, JSON.stringify({ 12: ['04号手机未存放', 7], 13: 'broken' }))
  await phrases()
  await vi.waitFor(() => expect(localStorage.getItem(OLD)).toBeNull())
  expect(await first(12)).toEqual({ text: '04号手机未存放', own: true })
  const found = await page.db.use(async (db) => Promise.all([...db.objectStoreNames].map((store) => db.getAll(store))))
  const raw = JSON.stringify(found, (_key, value: unknown) => (value instanceof ArrayBuffer ? Buffer.from(value).toString('utf8') : value))
  expect(raw).not.toContain('手机未存放')
  await enrol(page, server, CHEN)
  expect((await first(12))?.own).toBe(false)
})

it('stays where it lay while the phone cannot keep it', async () => {
  localStorage.setItem(OLD, JSON.stringify({ 12: ['04号手机未存放'] }))
  vi.doMock('@/core/own', () => ({ readOwn: () => Promise.resolve(null), keepOwn: () => Promise.reject(new Error('full')) }))
  vi.resetModules()
  page = await tab()
  await page.slots.unlock(lin, PIN)
  await vi.waitFor(async () => expect((await first(12))?.own).toBe(true))
  expect(localStorage.getItem(OLD)).toContain('手机未存放')
  vi.doUnmock('@/core/own')
})
