/** The answers in the words of the paper form, as the server prints them (picture 40). */

import type { GradedValue } from './types'

const ENDS = '。；！？.;!?'

/** 备注: the basis when sampled, the remark, and 现场已纠正 (A11-o2, Q-42). */
export function remarkWords(value: Pick<GradedValue, 'remark' | 'basis' | 'corrected'>): string {
  const parts: string[] = []
  if (value.basis?.how === 'sampled') {
    parts.push(value.basis.rooms === null ? '抽查' : `抽查${value.basis.rooms}间`)
  }
  if (value.remark) parts.push(value.remark)
  if (value.corrected && !value.remark.includes('现场已纠正')) parts.push('现场已纠正')
  return parts.reduce((text, part) => {
    if (!text) return part
    if (!`${ENDS}\n`.includes(text.slice(-1))) return `${text}；${part}`
    return text + part + (ENDS.includes(part.slice(-1)) ? '' : '。')
  }, '')
}

/** 「2026 年 11 月 21 日」 as the signature line wants it. */
export function dayWords(at: number): string {
  const day = new Date(at + 8 * 3_600_000)
  return `${day.getUTCFullYear()} 年 ${day.getUTCMonth() + 1} 月 ${day.getUTCDate()} 日`
}

const SIDE_LINES: Record<string, string[]> = {
  鉴定情况: ['鉴定', '情况'],
  理论考场情况: ['理论', '考场', '情', '况'],
  操作技能考场: ['操作', '技能', '考场'],
  试卷质量情况: ['试卷', '质量', '情况'],
  考评员履职情况: ['考评员', '履职', '情况'],
  督导员履职情况: ['督导员', '履职', '情况'],
  异常情况: ['异常', '情况'],
}

/** The lines of a side label as the annex cuts them. */
export function sideLines(title: string): string[] {
  return SIDE_LINES[title] ?? [...title]
}
