/** Instants and days as the desk writes them; all in the zone of the exam. */
import { settings } from '@/app/settings'
import type { Instant } from '@/core/types'
import { dayStart, hm, hms, isoDay, parts, shortDay } from '@/ui/time'

const ZH = '日一二三四五六'
const EN = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']

const two = (n: number): string => String(n).padStart(2, '0')
const english = (): boolean => settings.lang === 'en'

/** 「11-21」 or "21 Nov". */
export function monthDay(at: Instant): string {
  const p = parts(at)
  return english() ? shortDay(at, 'en') : `${two(p.month)}-${two(p.day)}`
}

export function weekday(at: Instant): string {
  const { weekday: n } = parts(at)
  return english() ? EN[n]! : `周${ZH[n]}`
}

export const dayTime = (at: Instant): string => `${monthDay(at)} ${hm(at)}`
export const dayTimeSecond = (at: Instant): string => `${monthDay(at)} ${hms(at)}`

/** The time alone when it is the day everybody looks at, else with its day. */
export function timeNear(at: Instant, day: string): string {
  return isoDay(at) === day ? hms(at) : dayTimeSecond(at)
}

/** A deadline ends with its day: 23:59:59.999 is written 24:00. */
export function deadline(at: Instant): string {
  const last = parts(at + 1).hour === 0 && parts(at + 1).minute === 0
  const day = `${monthDay(at)}${english() ? ` (${weekday(at)})` : `（${weekday(at)}）`}`
  return english() ? `${day} ${last ? '24:00' : hm(at)}` : `${day}${last ? '24:00' : hm(at)}`
}

/** 「11-21 周六」, or both ends of several days. */
export function dayRange(first: string, last: string): string {
  const [from, to] = [dayStart(first), dayStart(last)]
  if (first === last) return `${monthDay(from)} ${weekday(from)}`
  return `${monthDay(from)} – ${monthDay(to)}`
}

/** 「2026年11月」 or "Nov 2026". */
export function monthName(month: string): string {
  const at = dayStart(`${month}-01`)
  const p = parts(at)
  return english() ? `${shortDay(at, 'en').split(' ')[1]} ${p.year}` : `${p.year}年${p.month}月`
}

export function addDays(day: string, n: number): string {
  return isoDay(dayStart(day) + n * 86_400_000)
}

/** The newest months first: the next one, because dispatches come early, and a year back. */
export function monthsAround(at: Instant): string[] {
  const { year, month } = parts(at)
  return Array.from({ length: 14 }, (_, back) => {
    const index = year * 12 + month - back
    return `${Math.floor(index / 12)}-${two((index % 12) + 1)}`
  })
}

/** When the check before leaving must be done: 12:00 on the day before the exam (issue 2, section 4). */
export const checkDue = (firstDay: string): Instant => dayStart(firstDay) - 12 * 3_600_000
