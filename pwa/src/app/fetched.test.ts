import { mount } from '@vue/test-utils'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { defineComponent, h } from 'vue'

import { fetched } from './fetched'

const Part = defineComponent(() => () => h('p', 'here'))
const onPage = (loader: () => Promise<typeof Part>) => {
  const Later = fetched(loader)
  return mount({ render: () => h('main', h(Later)) })
}

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

it('comes by itself after it could not be fetched', async () => {
  let tries = 0
  const page = onPage(() => (++tries < 3 ? Promise.reject(new TypeError('no network')) : Promise.resolve(Part)))
  await vi.advanceTimersByTimeAsync(500)
  expect(page.text()).toBe('')
  await vi.advanceTimersByTimeAsync(3000)
  expect(page.text()).toBe('here')
  expect(tries).toBe(3)
})

it('is asked for at once when the network returns', async () => {
  let up = false
  const page = onPage(() => (up ? Promise.resolve(Part) : Promise.reject(new TypeError('no network'))))
  await vi.advanceTimersByTimeAsync(20_000)
  up = true
  dispatchEvent(new Event('online'))
  await vi.advanceTimersByTimeAsync(0)
  expect(page.text()).toBe('here')
})
