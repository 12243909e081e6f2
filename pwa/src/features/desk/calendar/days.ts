/** The days of a year as a wall calendar lays them out; what differs from the plain week is what is stored. */
import { dayStart, isoDay, parts } from '@/ui/time'

import type { SpecialDay } from '../types'
import { addDays } from '../when'

export interface Day {
  day: string
  number: number
  /** 0 is Sunday. */
  weekday: number
}

export function monthDays(year: number, month: number): Day[] {
  const found: Day[] = []
  let day = `${year}-${String(month).padStart(2, '0')}-01`
  while (Number(day.slice(5, 7)) === month) {
    const p = parts(dayStart(day))
    found.push({ day, number: p.day, weekday: p.weekday })
    day = addDays(day, 1)
  }
  return found
}

/** Monday first, as calendars here are printed. */
export const column = (day: Day): number => ((day.weekday + 6) % 7) + 1

export const plainWorking = (weekday: number): boolean => weekday !== 0 && weekday !== 6

export const isWorking = (day: Day, special: ReadonlyMap<string, SpecialDay>): boolean =>
  special.get(day.day)?.working ?? plainWorking(day.weekday)

/** Turns a day over: back to the plain week, or to what differs from it; a name is kept from the day before. */
export function turned(days: readonly SpecialDay[], day: Day): SpecialDay[] {
  if (days.some((one) => one.day === day.day)) return days.filter((one) => one.day !== day.day)
  const before = days.find((one) => one.day === addDays(day.day, -1))
  const working = !plainWorking(day.weekday)
  const name = !working && before && !before.working ? before.name : ''
  return [...days, { day: day.day, working, name }].sort((a, b) => a.day.localeCompare(b.day))
}

export const sameDays = (a: readonly SpecialDay[], b: readonly SpecialDay[]): boolean =>
  a.length === b.length && a.every((one, n) => one.day === b[n]!.day && one.working === b[n]!.working && one.name === b[n]!.name)

/** The workdays of a year, for the sentence under the title. */
export function workdaysOf(year: number, special: ReadonlyMap<string, SpecialDay>): number {
  let count = 0
  for (let month = 1; month <= 12; month += 1) count += monthDays(year, month).filter((day) => isWorking(day, special)).length
  return count
}

export const yearOf = (at: number): number => Number(isoDay(at).slice(0, 4))
