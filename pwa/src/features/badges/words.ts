/** A verdict in words: what, clause, what to do; the state of the badge, never an accusation. */
import { hm, isoDay, shortDay } from '@/ui/time'
import { now } from '@/core/clock'
import { settings } from '@/app/settings'
import type { Instant } from '@/core/types'

import type { List } from './list'
import { t } from './texts'
import type { GateRow } from './types'
import { shownCode } from './shown'
import { type Ask, type Verdict } from './verdict'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS

/** 「18:00」 today, 「11月21日 18:00」 on another day. */
export function moment(at: Instant): string {
  return isoDay(at) === isoDay(now()) ? hm(at) : `${shortDay(at, settings.lang)} ${hm(at)}`
}

/** A badge that holds to the end of a day ends at 24:00 of it, as people say. */
export function ending(until: Instant): string {
  const last = until - 1
  const time = hm(until) === '00:00' ? '24:00' : hm(until)
  return isoDay(last) === isoDay(now()) ? t('time.today', { time }) : `${shortDay(last, settings.lang)} ${time}`
}

export function ageWords(age: number): string {
  return age < 2 * HOUR_MS ? t('age.minutes', { n: Math.max(1, Math.round(age / MINUTE_MS)) }) : t('age.hours', { n: Math.floor(age / HOUR_MS) })
}

export function listWords(list: List | null, age: number): string {
  if (!list) return t('list.none')
  if (age < MINUTE_MS) return t('list.now')
  return age < 2 * HOUR_MS ? t('list.minutes', { n: Math.floor(age / MINUTE_MS) }) : t('list.hours', { n: Math.floor(age / HOUR_MS) })
}

export function whyAsked(ask: Exclude<Ask, 'first'>, { list, row }: Verdict): string {
  if (ask === 'old_list') return t('ask.old_list', { age: ageWords(list?.age_ms ?? 0) })
  if (ask === 'time') return t('ask.time', { from: row ? moment(row.from) : '', until: row ? ending(row.until) : '' })
  return t(`ask.${ask}`)
}

export interface Where {
  list: List | null
  gate: GateRow | null
  /** What was typed. */
  code?: string
}

/** Title and sentence of a refusal. */
export function reasonOf(found: Verdict, { list, gate, code = '' }: Where): { title: string; text: string } {
  const { outcome, row, stay } = found
  const title = t(`out.${outcome}`)
  const gateName = list?.section.gates.find(({ id }) => id === stay?.gate)?.name ?? t('gate.elsewhere')
  const time = moment(outcome.startsWith('already') ? (stay?.at ?? 0) : (row?.changed_at ?? 0))
  if (outcome === 'list_too_old') return { title, text: list ? t('out.list_too_old.text', { age: ageWords(found.list?.age_ms ?? 0) }) : t('out.list_too_old.none') }
  if (outcome === 'replaced') {
    const next = row?.replaced_by ? list?.byBadge.get(row.replaced_by) : undefined
    return { title, text: next ? t('out.replaced.code', { time, code: shownCode(next.code) }) : t('out.replaced.text', { time }) }
  }
  const role = t(`role.${row?.role ?? 'gate'}`)
  const here = outcome === 'not_this_gate' ? (gate?.name ?? '') : gateName
  const params = { time, role, gate: here, code, from: row ? moment(row.from) : '', until: row ? ending(row.until) : '' }
  return { title, text: t(`out.${outcome}.text`, params) }
}

/** 「4401…1234」: enough to compare with the document in hand. */
export const masked = (number: string): string => (number.length > 8 ? `${number.slice(0, 4)}${'*'.repeat(number.length - 8)}${number.slice(-4)}` : '****')
