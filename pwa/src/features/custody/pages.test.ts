import { flushPromises, mount } from '@vue/test-utils'
import { createMemoryHistory, createRouter, RouterView } from 'vue-router'
import { afterEach, describe, expect, it, vi } from 'vitest'

import { req } from '@/testing/req'

import { boards, packOf } from './board'
import HandoverForm from './components/HandoverForm.vue'
import PackRow from './components/PackRow.vue'
import { routes } from './routes'
import { board, entry, EVENT, handover, IDS, PACKS, PREPARED, sig, T0 } from './testing'

vi.mock('@/core/kit', () => ({ kits: () => Promise.resolve([]), kit: vi.fn(), section: vi.fn(), entriesOf: vi.fn(), refreshKit: vi.fn() }))
vi.mock('@/core/live', () => ({ startLive: () => () => undefined }))
vi.mock('@/core/drafts', () => ({ readDrafts: () => Promise.resolve([]), saveDraft: () => Promise.resolve(), undo: () => Promise.resolve() }))
vi.mock('./files', async (original) => ({ ...(await original<object>()), inkOf: () => Promise.resolve(null) }))

const act = vi.hoisted(() => vi.fn(() => Promise.resolve('')))
vi.mock('./acts', async (original) => ({ ...(await original<object>()), act }))

const [PACK, OTHER] = PACKS as [(typeof PACKS)[number], (typeof PACKS)[number]]

async function open(path: string) {
  const router = createRouter({ history: createMemoryHistory(), routes: [...routes, { path: '/:rest(.*)*', component: { render: () => null } }] })
  await router.push(path)
  const page = mount(RouterView, { global: { plugins: [router] } })
  await vi.waitFor(() => expect(page.find('.bar button').exists()).toBe(true))
  await flushPromises()
  const go = async (to: string): Promise<void> => {
    await router.push(to)
    await flushPromises()
  }
  return { page, go }
}
afterEach(() => {
  boards.clear()
  vi.useRealTimers()
  act.mockClear()
})

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

describe('collecting', () => {
  const given = [...handover(PACK, PREPARED.hash, 'collect', IDS.keeper, IDS.supervisor)]
  given.push(...handover(PACK, given[1]?.hash ?? '', 'room', IDS.supervisor, IDS.invigilator))
  const next = (kind: string, said: object, more: object) => {
    const after = given[given.length - 1]?.hash ?? ''
    given.push(entry(kind, { packs: [{ pack: PACK.pack, after, reason: '', ...said }], paper: null, ...more }, [after]))
  }
  next('open', { strip: PACK.strip, copies: 38 }, { session: 's1', room: null, mode: 'theory', way: 'normal', reason: '', shown: true, signatures: [sig(IDS.invigilator)], witnesses: [], installation: null })
  next('count', { issued: 38, spare: 0, void: 0, pieces: null, scrap: null }, { errata: [] })

  async function collect(minute: number, why: string) {
    vi.useFakeTimers({ toFake: ['Date'], now: T0 + minute * 60_000 })
    boards.set(EVENT, board(given))
    const { page } = await open(`/papers/collect?event=${EVENT}&packs=${PACK.pack}`)
    const fields = page.findAll('input[type="number"]')
    await fields[0]?.setValue('38')
    const early = page.findAll('label').find((one) => one.text().includes('提前收卷的原因'))
    if (early && why) await page.find(`[id="${early.attributes('for')}"]`).setValue(why)
    await page.find('.bar button').trigger('click')
    await vi.waitFor(() => expect(act.mock.calls.length > 0 || page.find('.said').exists()).toBe(true))
    const [, , data] = (act.mock.calls[0] ?? []) as unknown as [unknown, unknown, { packs: { reason: string }[] } | undefined]
    return { asked: early !== undefined, reason: data?.packs[0]?.reason ?? null, said: page.find('.said').exists() ? page.find('.said').text().replace('!', '') : '' }
  }

  it(req('A7-11', 'before the end of the session asks why, and says it with the pack'), async () => {
    expect(await collect(50, '')).toEqual({ asked: true, reason: null, said: '离本场考试结束还有 10 分钟，请写明原因，例如“考生已全部交卷”。' })
    expect(await collect(50, '考生已全部交卷')).toEqual({ asked: true, reason: '考生已全部交卷', said: '' })
  })
  it('after it asks nothing', async () => expect(await collect(60, '')).toEqual({ asked: false, reason: '', said: '' }))
})

describe('a pack in the list', () => {
  it(req('Q-4', 'says that it was opened by somebody nobody confirmed, and where a recovered pack is for the night'), () => {
    const given = handover(PACK, PREPARED.hash, 'collect', IDS.keeper, IDS.supervisor)
    const tip = (): string => given[given.length - 1]?.hash ?? ''
    const said = (kind: string, more: object, rest: object) => given.push(entry(kind, { packs: [{ pack: PACK.pack, after: tip(), ...more }], paper: null, ...rest }, [tip()]))
    given.push(...handover(PACK, tip(), 'room', IDS.supervisor, IDS.invigilator))
    said('open', { strip: PACK.strip, copies: 38, reason: '' }, { session: 's1', room: 'r1', mode: 'theory', way: 'normal', reason: '', shown: true, signatures: [sig(IDS.invigilator), sig(IDS.second, 'strokes')], witnesses: [], installation: null })
    const row = () => {
      const found = board(given)
      return mount(PackRow, { props: { board: found, pack: packOf(found, PACK.pack)!, at: T0 }, global: { stubs: { RouterLink: { template: '<a><slot /></a>' } } } }).text()
    }
    expect(row()).toContain('未确认')
    said('count', { issued: 38, spare: 0, void: 0, pieces: null, scrap: null, reason: '' }, { errata: [] })
    said('collect', { collected: 38, missing: 0, pieces: null, scrap: null, reason: '' }, {})
    said('seal', { strip: 'FJ-9', copies: 38 }, { why: 'recovered', signatures: [], backup: null })
    given.push(...handover({ ...PACK, strip: 'FJ-9' }, tip(), 'back', IDS.invigilator, IDS.supervisor))
    expect(row()).not.toContain('已过夜保管')
    said('store', {}, { place: '保密室', lock: '双锁', witness: { name: '', phone: '' }, signature: sig(IDS.supervisor) })
    expect(row()).toContain('已过夜保管')
  })
})
