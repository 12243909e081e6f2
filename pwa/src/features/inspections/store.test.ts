import { flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

import type { PlainEntry } from '@/core/types'
import { req } from '@/testing/req'

import { ungraded } from './defaults'
import { forgetForms, SEAL_AFTER_MS, useForm } from './store'
import type { GradedValue } from './types'

/** Core stands behind a fake here: what is tested is when the form saves, seals and takes back. */
const core = vi.hoisted(() => ({
  drafts: new Map<string, { value: unknown; files: unknown[] }>(),
  sealed: [] as { field: string; value: unknown; parents: string[] }[],
  received: [] as unknown[],
  fail: false,
  locked: false,
}))

vi.mock('@/core/drafts', async () => {
  const { CoreError } = await import('@/core/errors')
  return {
    saveDraft: (_journal: string, field: string, value: unknown, files: unknown[]) => {
      if (core.fail) return Promise.reject(new CoreError('storage.verify'))
      core.drafts.set(field, { value: structuredClone(value), files })
      return Promise.resolve()
    },
    readDrafts: (journal: string) =>
      Promise.resolve(
        [...core.drafts].map(([field, draft]) => ({ journal, field, savedAt: 1, ...draft })),
      ),
    undo: (_journal: string, field: string) => {
      core.drafts.delete(field)
      return Promise.resolve()
    },
    sealDraft: (_journal: string, field: string, parents: string[]) => {
      if (core.locked) return Promise.reject(new CoreError('slot.locked'))
      const draft = core.drafts.get(field)
      if (!draft) return Promise.resolve(null)
      core.drafts.delete(field)
      core.sealed.push({ field, value: draft.value, parents })
      return Promise.resolve(String(core.sealed.length).padStart(64, '0'))
    },
  }
})
vi.mock('@/core/kit', () => ({
  kit: () => Promise.resolve({ brief: BRIEF, roster: [] }),
  entriesOf: () => Promise.resolve([...core.received]),
}))

const BRIEF = {
  event: 'e1',
  rooms: [],
  flags: { technical_defence: false },
  examiners: [],
  projects: [],
  sessions: [],
  team: [{ person: 'p2', name: '许木生', lead: false }],
  station: { name: '', place: '' },
  chief: { name: '', phone: '' },
  batches: [],
  deadline: 0,
}

const answerOf = (hash: string, actor: string, value: unknown): PlainEntry => ({
  hash,
  kind: 'inspections.answer',
  v: 1,
  journal: 'e1',
  n: 1,
  prev: null,
  parents: [],
  happened: { at: 1000 },
  data: { field: 'item/1', value },
  files: [],
  kid: null,
  actor,
  seq: 1,
  received: 1,
  outcome: 'accepted',
  own: false,
})

const graded = (part: Partial<GradedValue>): GradedValue => ({ ...ungraded(), ...part })

async function opened() {
  const form = useForm('e1')
  await form.load()
  return form
}

beforeEach(() => {
  vi.useFakeTimers()
  forgetForms()
  Object.assign(core, { sealed: [], received: [], fail: false, locked: false })
  core.drafts.clear()
})
afterEach(() => vi.useRealTimers())

describe('the form', () => {
  it(req('A11-o1', 'shows an answer only after its draft is kept'), async () => {
    const form = await opened()
    core.fail = true
    await expect(form.set('item/1', graded({ grade: 'A' }))).rejects.toThrow()
    expect(form.value('item/1')).toBeUndefined()
    expect(form.failed.has('item/1')).toBe(true)
    core.fail = false
    await form.set('item/1', graded({ grade: 'A' }))
    expect(form.value<GradedValue>('item/1')?.grade).toBe('A')
    expect(form.failed.has('item/1')).toBe(false)
  })

  it('seals ten seconds after the last change, not before', async () => {
    const form = await opened()
    await form.set('item/1', graded({ grade: 'B' }))
    await vi.advanceTimersByTimeAsync(SEAL_AFTER_MS - 1000)
    await form.change<GradedValue>('item/1', ungraded, (one) => ({ ...one, remark: '缺座号' }))
    await vi.advanceTimersByTimeAsync(SEAL_AFTER_MS - 1000)
    expect(core.sealed).toEqual([])
    await vi.advanceTimersByTimeAsync(1000)
    expect(core.sealed).toEqual([
      { field: 'item/1', value: graded({ grade: 'B', remark: '缺座号' }), parents: [] },
    ])
    expect(form.value<GradedValue>('item/1')?.grade).toBe('B')
  })

  it('takes a draft back until it seals, and shows the sealed answer again', async () => {
    const form = await opened()
    await form.set('item/1', graded({ grade: 'A' }))
    await form.leave('item/1')
    await form.set('item/1', graded({ grade: 'C' }))
    await form.undo('item/1')
    expect(form.value<GradedValue>('item/1')?.grade).toBe('A')
    await vi.advanceTimersByTimeAsync(2 * SEAL_AFTER_MS)
    expect(core.sealed).toHaveLength(1)
  })

  it('never clashes with itself: what is left twice at once is sealed once, a change knows the one before', async () => {
    const form = await opened()
    await form.set('item/1', graded({ grade: 'A' }))
    await Promise.all([form.leave('item/1'), form.leaveAll(), form.leave('item/1')])
    expect(core.sealed).toHaveLength(1)
    const first = form.leave('item/1')
    await form.set('item/1', graded({ grade: 'B' }))
    await Promise.all([first, form.leave('item/1'), form.leaveAll()])
    expect(core.sealed.map((one) => one.parents)).toEqual([[], ['1'.padStart(64, '0')]])
    expect(form.clash('item/1')).toEqual([])
  })

  it('a correction names the answer it replaces; going back to it is no entry', async () => {
    const form = await opened()
    await form.set('item/1', graded({ grade: 'A' }))
    await form.leave('item/1')
    await form.set('item/1', graded({ grade: 'B' }))
    await form.set('item/1', graded({ grade: 'A' }))
    await form.leave('item/1')
    expect(core.sealed).toHaveLength(1)
    await form.set('item/1', graded({ grade: 'B' }))
    await form.leave('item/1')
    expect(core.sealed[1]?.parents).toEqual(['1'.padStart(64, '0')])
  })

  it('two quick changes of one answer both count', async () => {
    const form = await opened()
    const first = form.change<GradedValue>('item/1', ungraded, (one) => ({ ...one, grade: 'B' }))
    const second = form.change<GradedValue>('item/1', ungraded, (one) => ({ ...one, remark: '已改' }))
    await Promise.all([first, second])
    expect(form.value('item/1')).toEqual(graded({ grade: 'B', remark: '已改' }))
  })

  it('a locked phone keeps the draft', async () => {
    const form = await opened()
    await form.set('item/1', graded({ grade: 'A' }))
    core.locked = true
    await form.leave('item/1')
    expect(core.drafts.has('item/1')).toBe(true)
    core.locked = false
    await form.leave('item/1')
    expect(core.sealed).toHaveLength(1)
  })

  it('a draft that outlived the page is there again and seals', async () => {
    core.drafts.set('item/1', { value: graded({ grade: 'C' }), files: [] })
    const form = await opened()
    expect(form.value<GradedValue>('item/1')?.grade).toBe('C')
    await vi.advanceTimersByTimeAsync(SEAL_AFTER_MS)
    expect(core.sealed).toHaveLength(1)
  })

  it('what only this phone keeps is never sealed', async () => {
    const form = await opened()
    await form.set('local/amend', { reason: '更正人数' })
    await form.leaveAll()
    await vi.advanceTimersByTimeAsync(2 * SEAL_AFTER_MS)
    expect(core.sealed).toEqual([])
    expect(form.value('local/amend')).toEqual({ reason: '更正人数' })
  })

  it('what is typed from paper names its sheet, until the form is signed', async () => {
    const form = await opened()
    await form.set('paper', { signed_at: 1, signers: ['林'], reason: '手机摔坏', pages: [] })
    await form.leave('paper')
    await form.set('item/1', graded({ grade: 'A' }))
    await form.leave('item/1')
    const [paper, typed] = ['1', '2'].map((n) => n.padStart(64, '0'))
    expect(core.sealed.map((one) => one.parents)).toEqual([[], [paper]])
    await form.set('item/1', graded({ grade: 'B' }))
    await form.leave('item/1')
    expect(core.sealed[2]?.parents).toEqual([typed, paper])
    form.entries.push({ ...form.entries[0]!, kind: 'inspections.sign', data: {} })
    await form.set('item/2', graded({ grade: 'A' }))
    await form.leave('item/2')
    expect(core.sealed[3]?.parents).toEqual([])
  })

  it('two answers without successor are a clash, ended by one that names both', async () => {
    core.received = [
      answerOf('a'.repeat(64), 'p1', graded({ grade: 'A' })),
      answerOf('b'.repeat(64), 'p2', graded({ grade: 'B' })),
    ]
    const form = await opened()
    expect(form.clash('item/1').map((head) => form.nameOf(head.actor))).toContain('许木生')
    expect(form.value('item/1')).toBeUndefined()
    await form.set('item/1', graded({ grade: 'B' }))
    await form.leave('item/1')
    await flushPromises()
    expect(core.sealed[0]?.parents).toEqual(['a'.repeat(64), 'b'.repeat(64)])
    expect(form.clash('item/1')).toEqual([])
  })
})
