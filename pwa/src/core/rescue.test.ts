// @vitest-environment node
import { beforeEach, expect, it } from 'vitest'

import { enrol, JOURNAL, JPEG, phone, type Tab } from './testing/phone'
import { Server } from './testing/server'

let server: Server
let page: Tab

beforeEach(async () => {
  server = await Server.start()
  page = await phone()
  await enrol(page, server)
})

it('holds every unsent entry and file, encrypted to the server, without PIN and network', async () => {
  const sent = await page.seal.seal(JOURNAL, 'inspections.answer', { field: 'label', value: { text: '已送' } })
  await page.sync.flush()
  const photos = await Promise.all([JPEG(900_000, 1), JPEG(1_500_000, 2)].map((blob) => page.files.storePhoto(blob)))
  const files = photos.map((photo) => ({ ...photo, role: 'photo' as const }))
  const hash = await page.seal.seal(JOURNAL, 'inspections.answer', { field: 'item/1', value: {} }, { files })
  page.slots.lock()
  server.fault = () => 'down'
  const file = await page.rescue.rescueFile()
  expect(Buffer.from(await file.arrayBuffer()).subarray(0, 15).toString()).toBe('DUKAO-RESCUE-1\n')
  const found = await server.openRescue(file)
  expect(found.map(({ head }) => [head.type, head.sha256])).toEqual([['entry', hash], ...photos.map(({ sha256 }) => ['file', sha256])])
  expect(found.some(({ head }) => head.sha256 === sent)).toBe(false)
  const [row] = (await page.db.all('outbox')).filter((one) => one.hash === hash)
  if (row) expect(new TextDecoder().decode(found[0]?.bytes)).toBe(await page.outbox.compactOf(row))
  expect(found[2]?.bytes.length).toBe(1_500_000)
  expect(await page.outbox.outboxList()).toHaveLength(2)
})

it('names the missing key list instead of writing a file nobody can open', async () => {
  await page.db.setFact('keys', null)
  await expect(page.rescue.rescueFile()).rejects.toThrow('keys.missing')
})

it('is a good file when nothing is unsent', async () => {
  expect(await server.openRescue(await page.rescue.rescueFile())).toEqual([])
})
