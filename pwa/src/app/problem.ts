import { CoreError } from '@/core/errors'
import type { Failure } from '@/core/http'

import { t } from './problems/texts'
import zh from './problems/texts.zh'

const NUMERALS = '一二三四五六七八九十'

/** A clause as people know it: 通知 or 附件. Numbers of our own requirements (S-5) tell nobody anything. */
export function sayClause(clause: string): string {
  const named = clause.split(/, ?/).map((one) => {
    const annex = /^A(\d+)(?:-(\d+))?/.exec(one)
    if (annex) return `附件${annex[1]}${annex[2] ? `第${annex[2]}条` : ''}`
    const body = /^N(\d)[.-](\d+)(?:-(\d+))?/.exec(one)
    if (body) return `通知${NUMERALS[Number(body[1]) - 1]}（${NUMERALS[Number(body[2]) - 1]}）${body[3] ?? ''}`
    return /[\u4e00-\u9fff]/.test(one) ? one : ''
  })
  return named.filter(Boolean).join('、')
}

/** Error = what, clause, what to do (U-13): one sentence from whatever went wrong on the way to the server. */
export function sayFailure(failure: Failure): string {
  const { problem } = failure
  if (problem) {
    const named = sayClause(problem.clause ?? '')
    const clause = named ? t('problem.clause', { clause: named }) : ''
    const parts = [`${problem.title}${clause}`, problem.todo]
    return parts.filter(Boolean).join('。').replace(/。。/g, '。')
  }
  if (failure.kind === 'problem') return t('problem.server', { status: failure.status ?? '–' })
  return t(`problem.${failure.kind}`)
}

/** The same for what went wrong on the phone itself. */
export function sayError(error: unknown): string {
  const code = error instanceof CoreError ? error.code : ''
  if (code === 'network') return t('problem.network')
  if (code.startsWith('entry.')) return t('core.entry', { code })
  const key = `core.${code}`
  if (key in zh) return t(key as keyof typeof zh)
  return t('core.other', { code: code || (error instanceof Error ? error.name : 'unknown') })
}
