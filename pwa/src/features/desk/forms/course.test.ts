import { describe, expect, it } from 'vitest'

import type { HistoryRow } from '../types'
import { bodyOf, clockTurns, clockWords, isStep, provenOf, titleOf, withKits } from './course'

const DAY = '2026-11-21'
const at = (time: string) => Date.parse(`2026-11-21T${time}+08:00`)

function entry(hash: string, more: Partial<HistoryRow>): HistoryRow {
  return {
    hash, seq: 1, kind: 'inspections.answer', field: 'item/12', value: null, actor: 'p', name: '郑书岚', server: false,
    stated: at('08:49:31'), received: at('09:12:44'), earliest: null, latest: null, parents: [], paper: false, outcome: 'accepted', wall: null, skew: null, after_revocation: false, ...more,
  }
}
const first = entry('a', { value: { grade: 'A', remark: '' } })
const second = entry('b', { value: { grade: 'B', remark: '手表未存放' }, parents: ['a'] })
const known = new Map([first, second].map((row) => [row.hash, row]))

describe('the course of a form', () => {
  it('says a corrected grade with both letters', () => {
    expect(titleOf(second, known)).toBe('第12项 由 A 改为 B')
    expect(titleOf(first, known)).toBe('第12项 评为 A')
    expect(bodyOf(second)).toBe('手表未存放')
  })

  it('says nothing of an answer that is hidden until the signature', () => {
    expect(titleOf(entry('c', { field: null }), known)).toBe('一条评价（签名后显示内容）')
  })

  it('keeps changed grades and acts, not every tap', () => {
    expect([first, second].map((row) => isStep(row, known))).toEqual([false, true])
    expect(isStep(entry('d', { kind: 'inspections.received', value: { inbox: 'dispatch', medium: 'paper' } }), known)).toBe(true)
    expect(isStep(entry('e', { kind: 'accounts.roster' }), known)).toBe(false)
  })

  it('names section and medium of a receipt', () => {
    expect(titleOf(entry('d', { kind: 'inspections.received', value: { inbox: 'dispatch', medium: 'paper' } }), known)).toBe('派遣科室确认收到（纸质件）')
  })

  it('tells proven times as not before and not after, and never invents the first', () => {
    expect(provenOf(entry('f', { earliest: at('08:30:02'), latest: at('09:12:44') }), DAY)).toBe('08:30:02 — 09:12:44')
    expect(provenOf(entry('g', {}), DAY)).toBe('不晚于 09:12:44')
    expect(provenOf(entry('h', { server: true }), DAY)).toBe('09:12:44（服务器）')
  })

  it('says by how much a clock is wrong, once where it began', () => {
    expect(clockWords(74)).toBe('手机时钟快 74 秒')
    expect(clockWords(-3600)).toBe('手机时钟慢 60 分钟')
    const rows = [3, 2, 1].map((seq) => entry(`n${seq}`, { seq, skew: seq > 1 ? 74 : null }))
    expect([...clockTurns(rows)]).toEqual(['n2'])
    expect(isStep(rows[1]!, known, clockTurns(rows))).toBe(true)
    expect(isStep(rows[0]!, known, clockTurns(rows))).toBe(false)
  })

  it('puts kits between the entries by the server’s time, and waits for pages not read yet', () => {
    const kit = { person: 'p', name: '郑书岚', label: 'Mate 60', at: at('09:00:00'), newest: at('09:00:00'), seq: 3 }
    const rows = [entry('x', { seq: 9 }), entry('y', { seq: 2, received: at('08:00:00') })]
    expect(withKits(rows, [kit]).map((line) => line.row?.hash ?? 'kit')).toEqual(['x', 'kit', 'y'])
    expect(withKits([rows[0]!], [kit], false).map((line) => line.row?.hash ?? 'kit')).toEqual(['x'])
  })
})
