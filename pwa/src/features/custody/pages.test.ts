import { flushPromises, mount } from '@vue/test-utils'
import { createMemoryHistory, createRouter, RouterView } from 'vue-router'
import { afterEach, describe, expect, it, vi } from 'vitest'

import { req } from '@/testing/req'

import { boards } from './board'
import HandoverForm from './components/HandoverForm.vue'
import { routes } from './routes'
import { board, EVENT, handover, IDS, PACKS, PREPARED } from './testing'

vi.mock('@/core/kit', () => ({ kits: () => Promise.resolve([]), kit: vi.fn(), section: vi.fn(), entriesOf: vi.fn(), refreshKit: vi.fn() }))
vi.mock('@/core/live', () => ({ startLive: () => () => undefined }))
vi.mock('@/core/drafts', () => ({ readDrafts: () => Promise.resolve([]), saveDraft: () => Promise.resolve(), undo: () => Promise.resolve() }))
vi.mock('./files', async (original) => ({ ...(await original<object>()), inkOf: () => Promise.resolve(null) }))

const [PACK, OTHER] = PACKS as [(typeof PACKS)[number], (typeof PACKS)[number]]

async function open(path: string) {
  const router = createRouter({ history: createMemoryHistory(), routes })
  await router.push(path)
  const page = mount(RouterView, { global: { plugins: [router] } })
  await flushPromises()
  const go = async (to: string): Promise<void> => {
    await router.push(to)
    await flushPromises()
  }
  return { page, go }
}
afterEach(() => boards.clear())

describe('a handover', () => {
  it(req('8.5b', 'gives way to another one when a link leads straight there'), async () => {
    const first = handover(PACK, PREPARED.hash, 'collect', IDS.keeper, IDS.supervisor).slice(0, 1)
    const second = handover(OTHER, PREPARED.hash, 'collect', IDS.keeper, IDS.supervisor).slice(0, 1)
    boards.set(EVENT, board([...first, ...second]))
    const path = (hash: string | undefined) => `/papers/handover?event=${EVENT}&offer=${hash}`
    const { page, go } = await open(path(first[0]?.hash))
    expect(page.text()).toContain(PACK.strip)
    await go(path(second[0]?.hash))
    expect(page.text()).toContain(OTHER.strip)
    expect(page.text()).not.toContain(PACK.strip)
    await go(`/papers/handover?event=${EVENT}&packs=${PACK.pack}`)
    expect(page.text()).toContain(PACK.strip)
    expect(page.text()).not.toContain(OTHER.strip)
  })

  it('stays where it is when its own offer is sealed: one sheet serves both signatures', async () => {
    const [offer] = handover(PACK, PREPARED.hash, 'collect', IDS.keeper, IDS.supervisor) as [ReturnType<typeof handover>[number]]
    boards.set(EVENT, board([offer]))
    const { page, go } = await open(`/papers/handover?event=${EVENT}&packs=${PACK.pack}`)
    const uid = (): number => page.findComponent(HandoverForm).vm.$.uid
    const form = uid()
    page.findComponent(HandoverForm).vm.$emit('sealed', offer.hash)
    await go(`/papers/handover?event=${EVENT}&offer=${offer.hash}`)
    expect(uid()).toBe(form)
    await go(`/papers/handover?event=${EVENT}&packs=${OTHER.pack}`)
    const other = uid()
    expect(other).not.toBe(form)
    await go(`/papers/handover?event=${EVENT}&offer=${offer.hash}`)
    expect(uid()).not.toBe(other)
  })
})
