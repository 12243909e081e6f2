import { flushPromises, mount } from '@vue/test-utils'
import { createMemoryHistory, createRouter } from 'vue-router'
import { afterEach, describe, expect, it, vi } from 'vitest'

import { req } from '@/testing/req'

import type { Form } from '../types'
import { VERDICT_TONE } from '../words'
import ReceiptSheet from './ReceiptSheet.vue'

const form = (paper: boolean) =>
  ({
    event: 'e', station: { id: 's', name: '茶业站' }, version: 1, submitted_at: Date.now() - 86_400_000,
    paper_original: paper, inboxes: { quality: '质量督导科', dispatch: '派遣科室' },
  }) as unknown as Form

async function open(paper: boolean, inboxes: ('quality' | 'dispatch')[]) {
  const router = createRouter({ history: createMemoryHistory(), routes: [{ path: '/:rest(.*)*', component: { render: () => null } }] })
  const sheet = mount(ReceiptSheet, { props: { open: false, form: form(paper), inboxes }, global: { plugins: [router] }, attachTo: document.body })
  await sheet.setProps({ open: true })
  return sheet
}

describe('confirming receipt', () => {
  afterEach(() => {
    vi.unstubAllGlobals()
    document.body.innerHTML = ''
  })

  it(req('A11-f3c', 'where the paper original is due, only paper with its day can be confirmed'), async () => {
    const call = vi.fn(() => Promise.resolve(new Response('{"event":"e"}', { headers: { 'Content-Type': 'application/json' } })))
    vi.stubGlobal('fetch', call)
    const sheet = await open(true, ['dispatch'])
    expect(sheet.findAll('input[type=radio]')).toHaveLength(0)
    expect(sheet.get<HTMLInputElement>('input[type=date]').element.value).toMatch(/^\d{4}-\d\d-\d\d$/)
    await sheet.get('.sheetacts .pri').trigger('click')
    await flushPromises()
    const [, init] = call.mock.calls[0] as unknown as [string, RequestInit]
    expect(JSON.parse(String(init.body))).toMatchObject({ inbox: 'dispatch', medium: 'paper', day: expect.stringMatching(/^\d{4}/) })
    expect(sheet.emitted('done')).toHaveLength(1)
  })

  it('takes the copy electronically without a day', async () => {
    const sheet = await open(true, ['quality'])
    expect(sheet.text()).toContain('确认收到（复印件）')
    expect(sheet.find('input[type=date]').exists()).toBe(false)
  })

  it(req('A11-f3c', 'what is only stated is never shown as late'), () => {
    expect([VERDICT_TONE.stated_in_time, VERDICT_TONE.stated_late]).toEqual(['na', 'na'])
    expect(VERDICT_TONE.proven_late).toBe('c')
  })
})
