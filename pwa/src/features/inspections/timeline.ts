/** The order in which items are judged: what is due, what comes next, what may be graded together. */

import { dueItems, hasOpened, windowsOf, type Days, type Due, type SessionTimes } from './anchors'
import { applicableItems, groundFor, inClash, isDone, restAsA, scopeOf, single } from './rules'
import type { Facts, Heads } from './rules'
import type { GradedValue, Template, TemplateItem } from './types'

export interface Day {
  sessions: readonly SessionTimes[]
  days: Days
}

export function dueNow(
  template: Template,
  facts: Facts,
  heads: Heads,
  day: Day,
  now: number,
): Due[] {
  const items = applicableItems(template, scopeOf(facts, heads))
  const done = items.filter((item) => isDone(item, facts, heads)).map((item) => item.no)
  return dueItems(items, day.sessions, new Set(done), now, day.days)
}

/** When an item that is not due yet becomes so; null if its time has come. */
export function opensLater(item: TemplateItem, day: Day, now: number): number | null {
  const windows = windowsOf(item, day.sessions, day.days)
  if (!windows.length || windows.some((window) => hasOpened(window, now))) return null
  return Math.min(...windows.map((window) => window.opens ?? 0))
}

/** The next item to judge: due ones first, then those still to come, by the time they open. */
export function nextItem(
  template: Template,
  facts: Facts,
  heads: Heads,
  day: Day,
  now: number,
  after: number | null,
): number | null {
  const due = dueNow(template, facts, heads, day, now).map((one) => one.no)
  const later = applicableItems(template, scopeOf(facts, heads))
    .filter((item) => !due.includes(item.no) && !isDone(item, facts, heads))
    .map((item) => ({ no: item.no, at: opensLater(item, day, now) ?? 0 }))
    .sort((one, other) => one.at - other.at || one.no - other.no)
    .map((one) => one.no)
  const line = [...due, ...later]
  const from = after === null ? -1 : line.indexOf(after)
  return line[from + 1] ?? line.find((no) => no !== after) ?? null
}

/** What one tap on 「其余评A」 may set in one part of the form (U-4). */
export function restOfPart(
  items: readonly TemplateItem[],
  facts: Facts,
  heads: Heads,
  day: Day,
  now: number,
  findings: ReadonlySet<number>,
): number[] {
  const scope = scopeOf(facts, heads)
  const numbers = (wanted: (item: TemplateItem) => boolean) =>
    new Set(items.filter(wanted).map((item) => item.no))
  return restAsA(items, {
    opened: numbers((item) =>
      windowsOf(item, day.sessions, day.days).some((window) => hasOpened(window, now)),
    ),
    findings,
    graded: numbers(({ no }) => {
      const field = `item/${no}`
      return inClash(heads, field) || Boolean(single<GradedValue>(heads, field)?.grade)
    }),
    away: numbers((item) => groundFor(item, scope) !== null),
  })
}
