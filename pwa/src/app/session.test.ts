import { beforeEach, expect, it, vi } from 'vitest'

import { unlocked } from '@/core/status'
import type { Slot } from '@/core/types'

import { enter, me, ownSession } from './session'

const net = vi.hoisted(() => ({ session: null as unknown, key: null as unknown, asked: 0 }))
vi.mock('@/core/http', () => ({
  api: () => Promise.resolve(net.session ? { ok: true, data: net.session } : { ok: false, kind: 'network' }),
}))
vi.mock('@/core/session', () => ({
  sessionByKey: () => {
    net.asked += 1
    if (net.key) net.session = net.key
    return Promise.resolve(net.key !== null)
  },
}))

const who = (id: string, role = 'supervisor') => ({ person: { id, name: id }, roles: [{ role }], permissions: [], demo: false }) as never
const open = (id: string) => (unlocked.value = { id, person: { id, name: id } } as Slot)

beforeEach(() => {
  Object.assign(net, { session: null, key: null, asked: 0 })
  enter(null)
  unlocked.value = null
})

it('asks with the key for an own session where the other’s still answers', async () => {
  open('chen')
  net.session = who('lin')
  net.key = who('chen')
  expect(await ownSession()).toBe(true)
  expect(me.value?.person?.id).toBe('chen')
  expect([await ownSession(), net.asked]).toEqual([true, 1])
})

it('says no without network, behind a lock, and where the key was refused', async () => {
  expect(await ownSession()).toBe(false)
  open('chen')
  expect(await ownSession()).toBe(false)
  net.session = who('lin')
  expect([await ownSession(), net.asked]).toEqual([false, 1])
})

it('leaves the session of an office alone', async () => {
  open('chen')
  net.session = who('ye', 'quality')
  net.key = who('chen')
  expect([await ownSession(), net.asked]).toEqual([false, 0])
})
