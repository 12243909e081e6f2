import { describe, expect, it } from 'vitest'

import type { Violation } from '../types'
import { findingName } from './findings'

const row = (code: string, clause: string | null, title: string): Violation => ({
  code, clause, title, group: 'event', text: '', en: 'Wrong opening', measures: [], score: 'none', major: false, others: false,
})

describe('the name of a finding', () => {
  it('is its title and clause, never a code of ours', () => {
    const known = [row('V8.2', 'A8-2', '未按规定拆封、回收试卷，或不制止违纪'), row('E.pack', null, '试卷袋异常')]
    expect(findingName('V8.2', known)).toBe('未按规定拆封、回收试卷，或不制止违纪（附件8第2条）')
    expect(findingName('E.pack', known)).toBe('试卷袋异常')
  })
})
