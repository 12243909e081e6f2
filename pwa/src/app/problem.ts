import { CoreError } from '@/core/errors'
import type { Failure } from '@/core/http'

import { t } from './problems/texts'
import zh from './problems/texts.zh'

/** Error = what, clause, what to do (U-13): one sentence from whatever went wrong on the way to the server. */
export function sayFailure(failure: Failure): string {
  const { problem } = failure
  if (problem) {
    const clause = problem.clause ? t('problem.clause', { clause: problem.clause }) : ''
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
