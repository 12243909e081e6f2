// @vitest-environment node
import { beforeEach, expect, it } from 'vitest'

import { CHEN, enrol, LIN, phone, PIN, type Tab } from './testing/phone'
import { Server } from './testing/server'

let server: Server
let page: Tab
let lin: string
const own = () => import('./own')

beforeEach(async () => {
  server = await Server.start()
  page = await phone()
  lin = await enrol(page, server, LIN)
})

/** Everything on the phone, as somebody with a copy of its disk would search it. */
async function everything(): Promise<string> {
  const found = await page.db.use(async (db) => Promise.all([...db.objectStoreNames].map((store) => db.getAll(store))))
  return JSON.stringify(found, (_key, value: unknown) => (value instanceof ArrayBuffer ? Buffer.from(value).toString('utf8') : value))
}

it('keeps what is a person’s own unreadable in storage and from the next person', async () => {
  const { keepCopy, keepOwn, readCopy, readOwn } = await own()
  await keepOwn('phrases', { 12: ['04号手机未存放'] })
  await keepCopy('messages', ['退回提问'])
  expect(await everything()).not.toMatch(/手机未存放|退回提问/)
  await enrol(page, server, CHEN)
  expect([await readOwn('phrases'), await readCopy('messages')]).toEqual([null, null])
  await page.slots.unlock(lin, PIN)
  expect([await readOwn('phrases'), await readCopy('messages')]).toEqual([{ 12: ['04号手机未存放'] }, ['退回提问']])
})

it('needs an open slot', async () => {
  const { keepOwn, readCopy } = await own()
  page.slots.lock()
  await expect(keepOwn('phrases', {})).rejects.toMatchObject({ code: 'slot.locked' })
  await expect(readCopy('messages')).rejects.toMatchObject({ code: 'slot.locked' })
})

it('drops the copies with the kits at sign-out, and keeps what the person wrote', async () => {
  const { keepCopy, keepOwn, readCopy, readOwn } = await own()
  await keepOwn('phrases', { 1: ['未张贴'] })
  await keepCopy('messages', ['退回提问'])
  await page.slots.signOutSlot(lin)
  await page.slots.unlock(lin, PIN)
  expect([await readOwn('phrases'), await readCopy('messages')]).toEqual([{ 1: ['未张贴'] }, null])
  expect((await page.db.all('meta')).some(({ id }) => id.startsWith('copy/'))).toBe(false)
})
