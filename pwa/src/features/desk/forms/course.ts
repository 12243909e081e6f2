/** Entries of the journal in one line of words each, and their two times. */
import type { IconName } from '@/ui'

import type { HistoryRow } from '../types'
import { timeNear } from '../when'
import { fieldWord, word } from '../words'
import { t } from './texts'

type Value = Record<string, unknown>

const ICONS: Record<string, IconName> = {
  'inspections.sign': 'signature',
  'inspections.cosign': 'signature',
  'inspections.received': 'checks',
  'inspections.returned': 'arrow-back-up',
  'inspections.replied': 'message',
  'inspections.recorded': 'database',
  'staffing.dispatch': 'send',
  'staffing.reply': 'user',
  'staffing.check': 'device-mobile-check',
  'findings.raise': 'alert-octagon',
  'journal.settled': 'shield-check',
  'accounts.roster': 'key',
}

export const iconOf = (row: HistoryRow): IconName =>
  ICONS[row.kind] ?? (row.parents.length ? 'refresh' : 'pencil')

const gradeOf = (value: Value | null | undefined): string | null =>
  typeof value?.grade === 'string' ? value.grade : null

/** The entry this one corrects, when its page is here. */
export function corrected(row: HistoryRow, known: Map<string, HistoryRow>): HistoryRow | null {
  if (row.kind !== 'inspections.answer') return null
  return row.parents.map((hash) => known.get(hash)).find((one) => one !== undefined) ?? null
}

function answerTitle(row: HistoryRow, known: Map<string, HistoryRow>): string {
  const field = fieldWord(row.field)
  if (!row.value) return t('entry.hidden')
  const grade = gradeOf(row.value)
  const before = gradeOf(corrected(row, known)?.value)
  if (grade && before && grade !== before) return t('entry.changed', { field, from: before, to: grade })
  if (row.parents.length > 1) return t('entry.settled', { field })
  if (grade && !row.parents.length) return t('entry.graded', { field, grade })
  return t(row.parents.length ? 'entry.corrected' : 'entry.filled', { field })
}

/** What happened, without who. */
export function titleOf(row: HistoryRow, known: Map<string, HistoryRow>): string {
  const value = row.value ?? {}
  const name = row.name ?? t('entry.system')
  switch (row.kind) {
    case 'inspections.answer':
      return answerTitle(row, known)
    case 'inspections.sign':
      return t(value.version === 1 ? 'entry.sign' : 'entry.signAgain', { name, n: Number(value.version ?? 1) })
    case 'inspections.cosign':
      return t('entry.cosign', { name })
    case 'inspections.received':
      return t('entry.received', { inbox: word('inbox', String(value.inbox)), medium: word('medium', String(value.medium)) })
    case 'staffing.reply':
      return t(value.decision === 'accept' ? 'entry.accepts' : 'entry.declines', { name })
    case 'staffing.check':
      return t(value.ready ? 'entry.ready' : 'entry.notReady', { name })
    case 'findings.raise':
      return t('entry.finding', { code: String(value.code ?? '') })
    default:
      return word('kind', row.kind)
  }
}

/** What was written, under the title. */
export function bodyOf(row: HistoryRow): string {
  const value = row.value ?? {}
  const said = [value.question, value.text, value.remark, value.reason, value.value].find(
    (one) => typeof one === 'string' && one !== '',
  )
  return typeof said === 'string' ? said : ''
}

/** 已证明: not before — not after; a server act is proven by the server itself. */
export function provenOf(row: HistoryRow, day: string): string {
  if (row.server) return t('proven.server', { time: timeNear(row.received, day) })
  const latest = timeNear(row.latest ?? row.received, day)
  return row.earliest === null ? t('proven.latest', { time: latest }) : `${timeNear(row.earliest, day)} — ${latest}`
}

/** The short course shows what moves a form on: acts, signatures, changed grades. */
export function isStep(row: HistoryRow, known: Map<string, HistoryRow>): boolean {
  if (row.kind === 'accounts.roster' || row.kind === 'journal.settled') return false
  if (row.kind !== 'inspections.answer') return true
  const before = gradeOf(corrected(row, known)?.value)
  return before !== null && before !== gradeOf(row.value)
}
