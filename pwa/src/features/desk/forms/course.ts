/** Entries of the journal in one line of words each, and their two times. */
import type { IconName } from '@/ui'

import { findingName } from '../shared/findings'
import type { HistoryRow, KitTaken } from '../types'
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
  'staffing.people': 'user',
  'candidates.listed': 'user',
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

/** 「手机时钟快 74 秒」: what a person can set right on the phone. */
export function clockWords(skew: number): string {
  const off = Math.abs(skew)
  const words = off < 600 ? t('clock.seconds', { n: off }) : off < 48 * 3600 ? t('clock.minutes', { n: Math.round(off / 60) }) : t('clock.days', { n: Math.round(off / 86_400) })
  return t(skew > 0 ? 'clock.fast' : 'clock.slow', { off: words })
}

/** An entry or a kit in the order they came to the server, newest first. */
export type Line = { row: HistoryRow; kit?: undefined } | { kit: KitTaken; row?: undefined }

/** Kits stand between the entries; `whole` when older entries are still to come, so that older kits wait for them. */
export function withKits(rows: readonly HistoryRow[], kits: readonly KitTaken[], whole = true): Line[] {
  const oldest = whole ? -Infinity : Math.min(...rows.map((row) => row.received))
  const lines: Line[] = [...rows.map((row) => ({ row })), ...kits.filter((kit) => kit.at >= oldest).map((kit) => ({ kit }))]
  const when = (line: Line) => (line.row ? line.row.received : line.kit.at)
  return lines.sort((a, b) => when(b) - when(a) || (b.row?.seq ?? 0) - (a.row?.seq ?? 0))
}

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
      return t('entry.finding', { code: findingName(String(value.code ?? '')) })
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

/** Where a phone's clock was first seen wrong: the next older entry of the same person was right. */
export function clockTurns(rows: readonly HistoryRow[]): Set<string> {
  const found = new Set<string>()
  const right = new Map<string, boolean>()
  for (const row of [...rows].sort((a, b) => a.seq - b.seq)) {
    if (row.server || !row.actor) continue
    if (row.skew !== null && right.get(row.actor) !== false) found.add(row.hash)
    right.set(row.actor, row.skew === null)
  }
  return found
}

/** The short course shows what moves a form on: acts, signatures, changed grades, a clock gone wrong. */
export function isStep(row: HistoryRow, known: Map<string, HistoryRow>, clocks?: Set<string>): boolean {
  if (clocks?.has(row.hash)) return true
  if (row.kind === 'accounts.roster' || row.kind === 'journal.settled') return false
  if (row.kind !== 'inspections.answer') return true
  const before = gradeOf(corrected(row, known)?.value)
  return before !== null && before !== gradeOf(row.value)
}
