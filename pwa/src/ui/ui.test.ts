import { mount } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { nextTick } from 'vue'
import { createMemoryHistory, createRouter } from 'vue-router'

import { status } from '@/core/status'
import { req } from '@/testing/req'

import BrokenBar from './BrokenBar.vue'
import GradeShape from './GradeShape.vue'
import Hold from './Hold.vue'
import Sheet from './Sheet.vue'
import StatusStrip from './StatusStrip.vue'
import { bytes, countdown, hm, isoDay, longDay } from './time'

const router = createRouter({ history: createMemoryHistory(), routes: [{ path: '/:rest(.*)*', component: { template: '' } }] })
const global = { plugins: [router] }
const strip = () => mount(StatusStrip, { global })

beforeEach(() => Object.assign(status, { saved: true, broken: null, waiting: 0, received: 0, attention: 0 }))

describe('StatusStrip', () => {
  it(req('A11-o1', 'always shows the four states, zeros included'), () => {
    expect(strip().text()).toMatch(/已存手机.*待上传 0.*中心已收到 0.*需处理 0/)
  })
  it('speaks only when a number leaves or reaches zero', async () => {
    const wrapper = strip()
    const said = () => wrapper.find('[role=status]').text()
    status.waiting = 1
    await nextTick()
    expect(said()).toBe('有记录待上传')
    status.waiting = 2
    await nextTick()
    expect(said()).toBe('有记录待上传')
    status.waiting = 0
    await nextTick()
    expect(said()).toBe('全部已上传')
  })
  it('never says saved while a write is not verified', async () => {
    const wrapper = strip()
    status.saved = false
    await nextTick()
    expect(wrapper.text()).not.toContain('已存手机')
  })
})

describe('BrokenBar', () => {
  it('stays away while writes are verified, and tells to stay when they are not', async () => {
    const wrapper = mount(BrokenBar)
    expect(wrapper.find('[role=alert]').exists()).toBe(false)
    status.broken = 'dead'
    await nextTick()
    expect(wrapper.find('[role=alert]').text()).toMatch(/没有存住，请勿离开本页.*重试.*存救援文件/)
  })
})

describe('GradeShape', () => {
  it(req('A11-f1', 'gives every grade its own letter and shape, not only a colour'), () => {
    const shapes = (['A', 'B', 'C', '/', '评'] as const).map((grade) => {
      const wrapper = mount(GradeShape, { props: { grade } })
      return `${wrapper.find('g > *').element.tagName}${wrapper.find('g > *').attributes('d') ?? ''}${wrapper.find('g > *').attributes('stroke-dasharray') ?? ''}${wrapper.text()}`
    })
    expect(new Set(shapes).size).toBe(5)
  })
})

describe('Hold', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('acts after 1.2 seconds, not on a tap', async () => {
    const wrapper = mount(Hold, { slots: { default: '退出' } })
    const button = wrapper.find('button')
    await button.trigger('pointerdown')
    vi.advanceTimersByTime(1100)
    await button.trigger('pointerup')
    vi.advanceTimersByTime(1000)
    expect(wrapper.emitted('held')).toBeUndefined()
    await button.trigger('keydown', { key: 'Enter' })
    vi.advanceTimersByTime(1200)
    expect(wrapper.emitted('held')).toHaveLength(1)
  })
})

describe('Sheet', () => {
  it('opens also where the browser has no dialog of its own (iOS 15.0)', async () => {
    const native = HTMLDialogElement.prototype.showModal
    Object.assign(HTMLDialogElement.prototype, { showModal: undefined })
    const wrapper = mount(Sheet, { props: { open: true, title: '忘记 PIN' }, attachTo: document.body })
    await nextTick()
    await nextTick()
    expect(wrapper.find('dialog').attributes('open')).toBeDefined()
    Object.assign(HTMLDialogElement.prototype, { showModal: native })
  })
})

describe('time', () => {
  const at = Date.UTC(2026, 10, 21, 0, 41, 5)
  it('shows the clock of Shanghai whatever zone the phone is set to', () => {
    expect(hm(at)).toBe('08:41')
    expect(isoDay(at - 9 * 3_600_000)).toBe('2026-11-20')
    expect(longDay(at, 'zh')).toBe('11月21日 星期六')
    expect(longDay(at, 'en')).toBe('Sat 21 Nov')
  })
  it('counts down in minutes, with hours only above one', () => {
    expect(countdown(228_000)).toBe('03:48')
    expect(countdown(8_932_000)).toBe('2:28:52')
    expect(countdown(-5)).toBe('00:00')
  })
  it('names sizes', () => expect([bytes(400), bytes(340_000), bytes(2_100_000), bytes(10_700_000_000)]).toEqual(['1 kB', '340 kB', '2.1 MB', '10.7 GB']))
})
