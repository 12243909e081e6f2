import { beforeEach, expect, it, vi } from 'vitest'

import { CHEN, enrol, LIN, phone, PIN, type Tab } from '@/core/testing/phone'
import { Server } from '@/core/testing/server'

import type { Message } from './say'

const net = vi.hoisted(() => ({ person: '', down: false, boxes: {} as Record<string, unknown[]>, told: [] as string[] }))
vi.mock('@/app/session', () => ({
  ownSession: async () => !net.down && (await import('@/core/status')).unlocked.value?.person.id === net.person,
}))
vi.mock('../api', () => ({
  listMessages: () => Promise.resolve(net.down ? { ok: false, kind: 'network' } : { ok: true, data: { items: structuredClone(net.boxes[net.person] ?? []) } }),
  readMessage: (id: string) => {
    if (!net.down) net.told.push(id)
    return Promise.resolve({ ok: !net.down })
  },
}))

let server: Server
let page: Tab
const store = () => import('./store')
const message = (id: string, read: number | null = null): Message => ({ id, template: 'inspections.returned', params: { number: '7', station: '甲站' }, link: `/e/${'e'.repeat(32)}/form`, sent_at: 1, read_at: read })
const ids = (list: Message[]) => list.map(({ id }) => id)

beforeEach(async () => {
  Object.assign(net, { person: LIN.id, down: false, told: [], boxes: { [LIN.id]: [message('m2'), message('m1', 5)], [CHEN.id]: [message('c1')] } })
  server = await Server.start()
  page = await phone()
})

it('counts what is unread once the slot is open, and shows it without network after a cold start', async () => {
  const slot = await enrol(page, server)
  ;(await store()).watchMessages()
  await vi.waitFor(() => expect(page.status.unread).toBe(1))
  const { tab } = await import('@/core/testing/phone')
  net.down = true
  page = await tab()
  const { fetchedAt, fresh, messages, watchMessages } = await store()
  watchMessages()
  expect(page.status.unread).toBe(0)
  await page.slots.unlock(slot, PIN)
  await vi.waitFor(() => expect(ids(messages.value)).toEqual(['m2', 'm1']))
  expect(page.status.unread).toBe(1)
  expect(fresh.value).toBe(false)
  expect(fetchedAt.value).toBeGreaterThan(0)
})

it('remembers what was opened without network and tells the server when it is reached', async () => {
  await enrol(page, server)
  const { isUnread, look, markRead, messages, watchMessages } = await store()
  watchMessages()
  await vi.waitFor(() => expect(page.status.unread).toBe(1))
  net.down = true
  await markRead(messages.value)
  expect(page.status.unread).toBe(0)
  net.down = false
  expect(net.told).toEqual([])
  await look()
  expect(net.told).toEqual(['m2'])
  expect(messages.value.some(isUnread)).toBe(false)
  // The list says so itself now: nothing is told twice.
  net.boxes[LIN.id] = [message('m2', 9), message('m1', 5)]
  await look()
  await look()
  expect(net.told).toEqual(['m2'])
})

it('counts a message as read once the page it leads to was opened', async () => {
  await enrol(page, server)
  const { pageSeen, watchMessages } = await store()
  watchMessages()
  await vi.waitFor(() => expect(page.status.unread).toBe(1))
  pageSeen('/me')
  expect(page.status.unread).toBe(1)
  pageSeen(`/e/${'e'.repeat(32)}/form`)
  expect(page.status.unread).toBe(0)
  await vi.waitFor(() => expect(net.told).toEqual(['m2']))
})

it('shows nobody the messages of another, nor of whoever the session belongs to', async () => {
  await enrol(page, server)
  const { look, messages, watchMessages } = await store()
  watchMessages()
  await vi.waitFor(() => expect(page.status.unread).toBe(1))
  await enrol(page, server, CHEN)
  expect(messages.value).toEqual([])
  await look()
  expect(messages.value).toEqual([])
  net.person = CHEN.id
  await look()
  expect(ids(messages.value)).toEqual(['c1'])
  page.slots.lock()
  expect([messages.value, page.status.unread]).toEqual([[], 0])
})
