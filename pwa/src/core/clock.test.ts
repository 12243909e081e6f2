// @vitest-environment node
import { afterEach, beforeEach, expect, it, vi } from 'vitest'

import { req } from '@/testing/req'

import { phone, tab, type Tab } from './testing/phone'

let page: Tab
let wall: number
let running: number
const SERVER = 1_780_000_000_000

beforeEach(async () => {
  page = await phone()
  wall = 1_700_000_000_000
  running = 5_000
  vi.spyOn(Date, 'now').mockImplementation(() => wall)
  vi.spyOn(performance, 'now').mockImplementation(() => running)
})
afterEach(() => vi.restoreAllMocks())

const pass = (ms: number): void => {
  wall += ms
  running += ms
}

it(req('U-10', 'skew against the server is measured, whatever the phone\'s own clock says'), async () => {
  expect(page.clock.now()).toBe(wall)
  await page.clock.heard(SERVER, { wall: wall - 200, running: running - 200 })
  expect(page.clock.now()).toBe(SERVER + 100)
  expect(page.status.skew).toBe(wall - SERVER - 100)
  expect(Math.abs(page.status.skew ?? 0)).toBeGreaterThan(page.clock.SKEW_MS)
  pass(60_000)
  expect(page.clock.now()).toBe(SERVER + 60_100)
  expect(page.status.trust).toBe('contact')
})

it('a clock set back does not turn time back, and trust is withdrawn', async () => {
  await page.clock.heard(SERVER, page.clock.asked())
  pass(1000)
  wall -= 86_400_000
  expect(page.clock.now()).toBe(SERVER + 1000)
  expect(page.status.trust).toBe('slept')
})

it('sleep stops the monotonic clock: the wall carries on, with less trust', async () => {
  await page.clock.heard(SERVER, page.clock.asked())
  wall += 8 * 3_600_000
  running += 1000
  expect(page.clock.now()).toBe(SERVER + 8 * 3_600_000)
  expect(page.status.trust).toBe('slept')
  await page.clock.heard(SERVER + 8 * 3_600_000, page.clock.asked())
  expect(page.status.trust).toBe('contact')
})

it('after a restart the stored time goes on, never below the highest it was told', async () => {
  await page.clock.heard(SERVER, page.clock.asked())
  page = await tab()
  running = 0
  await page.clock.loadClock()
  wall += 10_000
  expect(page.clock.now()).toBe(SERVER + 10_000)
  expect(page.status.trust).toBe('stored')
  wall -= 86_400_000
  expect(page.clock.now()).toBe(SERVER)
  expect(page.clock.highestTrusted()).toBe(SERVER)
})
