/** Who should be here, who is, and who comes late: from the list and the gates' own log. */
import { isoDay } from '@/ui/time'
import type { Instant } from '@/core/types'

import type { List } from './list'
import type { Presence, Stay } from './presence'
import type { BadgeRow, Subject } from './types'

const MINUTE_MS = 60_000
/** Minutes before the first session: examiners T−30, everybody else T−45 (A11-i09, A9-3). */
const ARRIVE: Partial<Record<string, number>> = { examiner: 30, team_leader: 30 }
const ARRIVE_ELSE = 45

export interface Standing {
  row: BadgeRow
  stay: Stay | null
  /** When to be here at the latest; null on a day without sessions. */
  due: Instant | null
  /** Came after that, or has not come though it has passed. */
  late: boolean
}

export interface Counts {
  missing: Standing[]
  inside: Standing[]
  left: Standing[]
}

/** The first session of the day in question. */
function firstSession(list: List, now: Instant): Instant | null {
  const today = (list.section.event.sessions ?? []).filter(({ t0 }) => isoDay(t0) === isoDay(now))
  return today.length ? Math.min(...today.map(({ t0 }) => t0)) : null
}

/** One row for each holder: a badge issued anew carries on where the one before was. */
function holders(list: List, subject: Subject, presence: Presence): Map<string, { row: BadgeRow; stay: Stay | null }> {
  const found = new Map<string, { row: BadgeRow; stay: Stay | null }>()
  for (const row of list.section.badges) {
    if (row.subject !== subject) continue
    const stay = presence.get(row.badge) ?? null
    const before = found.get(row.holder)
    const newest = stay && (!before?.stay || stay.at > before.stay.at) ? stay : (before?.stay ?? null)
    found.set(row.holder, { row: !before || row.state === 'issued' ? row : before.row, stay: newest })
  }
  return found
}

export function countsOf(list: List, subject: Subject, presence: Presence, now: Instant, guard: string | null = null): Counts {
  const counts: Counts = { missing: [], inside: [], left: [] }
  const first = firstSession(list, now)
  for (const { row, stay } of holders(list, subject, presence).values()) {
    const due = first === null ? null : first - (ARRIVE[row.role] ?? ARRIVE_ELSE) * MINUTE_MS
    const came = stay?.first ?? null
    const late = subject === 'person' && due !== null && (came === null ? now > due : came > due && isoDay(came) === isoDay(due))
    const standing = { row, stay, due, late }
    // Who stands at this very gate is not waited for, inside or out.
    if (row.badge === guard && came === null) continue
    if (stay?.inside) counts.inside.push(standing)
    else if (came !== null) counts.left.push(standing)
    // Whose badge is withdrawn or holds on another day is not waited for.
    else if (row.state === 'issued' && row.from <= now + 12 * 60 * MINUTE_MS && now < row.until) counts.missing.push(standing)
  }
  counts.missing.sort((a, b) => (a.due ?? 0) - (b.due ?? 0) || (a.row.serial < b.row.serial ? -1 : 1))
  counts.inside.sort((a, b) => (b.stay?.at ?? 0) - (a.stay?.at ?? 0))
  counts.left.sort((a, b) => (b.stay?.at ?? 0) - (a.stay?.at ?? 0))
  return counts
}
