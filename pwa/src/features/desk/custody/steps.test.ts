import { describe, expect, it } from 'vitest'

import { linesOf, timesOf, titleOf } from './steps'
import { allChecks, type Step } from './words'

const at = Date.UTC(2026, 11, 4, 8, 12, 40)
const step = (more: Partial<Step>): Step => ({
  entry: 'a'.repeat(64), seq: 3, kind: 'offer', at, earliest: null, latest: at + 2000, received: at + 2000, office: true, by: null,
  on_path: true, conflict: false, open: false, recalled: false, purpose: null, to: null, room: '', place: '', lock: '', witness: null,
  reason: '', facts: '', strip: '', copies: null, checks: null, accept: null, fault: null, way: null, mode: null, shown: null, what: null,
  why: null, state: null, withdrawn: null, medium: '', counts: null, others: [], errata: [], installation: null, backup: null, paper: null,
  signatures: [], witnesses: 0, photos: [], record: false, ...more,
})

describe('a step of a pack', () => {
  it('has a name of its own', () => {
    expect(titleOf(step({ purpose: 'collect' }), false)).toBe('交出（领取）')
    expect(titleOf(step({ kind: 'answer', accept: true }), false)).toBe('签收')
    expect(titleOf(step({ kind: 'answer', accept: false }), false)).toBe('拒收')
    expect(titleOf(step({ kind: 'seal', why: 'reseal' }), false)).toBe('重新封装')
    expect(titleOf(step({ kind: 'prepared', withdrawn: false }), true)).toBe('备袋')
    expect(titleOf(step({ kind: 'prepared', withdrawn: true }), false)).toBe('撤回')
  })

  it('is told in short sentences, and only what was said', () => {
    expect(linesOf(step({ strip: '2207', copies: 30, checks: allChecks() }))).toEqual(['封条 2207，30 份，核对：项目、份数、袋身、封条相符'])
    expect(linesOf(step({ checks: { ...allChecks(), strip: false }, fault: 'strip_broken', reason: '裂口' }))).toEqual(['封条不符', '封条破损，裂口'])
    expect(linesOf(step({ counts: { issued: 28, spare: 1, void: 1, collected: null, missing: null, pieces: null, scrap: 0 } }))).toEqual(['发出 28，备用 1，作废 1，草稿纸 0'])
    expect(linesOf(step({ kind: 'recall' }))).toEqual([])
  })

  it('shows its times in pairs', () => {
    expect(timesOf(step({ earliest: at - 1000 }))[1]).toBe('已证明 12-04 16:12:39 — 12-04 16:12:42')
    expect(timesOf(step({}))).toEqual(['自述 12-04 16:12:40', '已证明 不晚于 12-04 16:12:42'])
  })
})
