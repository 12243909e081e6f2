import { beforeEach, describe, expect, it } from 'vitest'

import { req } from '@/testing/req'
import { fitted, wrapped } from '@/ui/camera/photos'
import { fromFirst, strokePath } from '@/ui/ink/ink'

import { remarkWords } from './paper'
import { hasPhrase, PHRASES, togglePhrase } from './phrases'
import { loadTemplate } from './template'
import { watermarkLines } from './watermark'

describe('watermark', () => {
  const facts = {
    station: '闽安市茶业职业技能鉴定站',
    batch: '2026年第6批次',
    item: 12,
    supervisor: '郑书岚',
    at: Date.UTC(2026, 10, 21, 0, 48, 16),
    checked: true,
    mark: '',
  }

  it(req('U-5', 'says station, batch, item, supervisor, time and whether it was checked'), () => {
    expect(watermarkLines(facts)).toEqual([
      '闽安市茶业职业技能鉴定站 · 2026年第6批次',
      '第12项 · 郑书岚',
      '2026-11-21 08:48:16 已核对',
    ])
    expect(watermarkLines({ ...facts, checked: false })[2]).toBe('2026-11-21 08:48:16 未核对')
    expect(watermarkLines({ ...facts, mark: '练习' })[0]).toContain('【练习】')
  })
  it('breaks a long line instead of shrinking all of it', () => {
    const fits = (text: string) => [...text].length <= 4
    expect(wrapped(['茶叶加工考场', '第7项', ''], fits)).toEqual(['茶叶加工', '考场', '第7项', ''])
  })

  it('keeps the long edge at 1600 and never enlarges', () => {
    expect(fitted(4000, 3000)).toEqual([1600, 1200])
    expect(fitted(3000, 4000)).toEqual([1200, 1600])
    expect(fitted(640, 480)).toEqual([640, 480])
  })
})

describe('remarks', () => {
  beforeEach(() => localStorage.clear())

  it(req('U-3', 'every item has phrases of its own'), async () => {
    const { items } = await loadTemplate()
    for (const item of items.filter((one) => one.kind !== 'evaluation')) {
      expect(PHRASES[item.no]?.length, `item ${item.no}`).toBeGreaterThanOrEqual(3)
    }
  })

  it('adds a phrase as a clause, and takes only that clause out again', () => {
    const typed = '04号考生手机未存放'
    expect(hasPhrase(typed, '考生手机未存放')).toBe(false)
    const both = togglePhrase(typed, '当场提醒已改')
    expect(both).toBe('04号考生手机未存放，当场提醒已改')
    expect(togglePhrase(both, '当场提醒已改')).toBe(typed)
    expect(togglePhrase('', '缺座号')).toBe('缺座号')
    expect(togglePhrase('缺座号', '缺座号')).toBe('')
  })

  it(req('Q-42', 'prints the basis, the remark and 现场已纠正 as the paper does'), () => {
    const value = { remark: '04号考生手机未存放。', basis: null, corrected: true }
    expect(remarkWords(value)).toBe('04号考生手机未存放。现场已纠正。')
    const sampled = { how: 'sampled' as const, rooms: 2 }
    expect(remarkWords({ remark: '', basis: sampled, corrected: false })).toBe('抽查2间')
    expect(remarkWords({ remark: '缺灯', basis: sampled, corrected: true })).toBe('抽查2间；缺灯；现场已纠正')
  })
})

describe('handwriting', () => {
  it('counts time from the first point and draws a curve through the points', () => {
    expect(fromFirst([[[1.234, 2, 500]], [[3, 4, 1200.4]]])).toEqual([[[1.2, 2, 0]], [[3, 4, 700]]])
    expect(strokePath([[0, 0, 0]])).toBe('M0 0l0.1 0')
    expect(strokePath([[0, 0, 0], [10, 0, 1], [20, 10, 2]])).toBe('M0 0Q10 0 15 5L20 10')
  })
})
