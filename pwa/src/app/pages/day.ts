import { anchorsOf, nextAnchor, reachedAnchor, type Anchor } from '@/features/inspections'
import type { Assignment } from '@/features/staffing'

/** What the day card shows: the line of one session, and the one anchor the clock runs to. */
export interface DayState {
  session: Assignment['sessions'][number] | null
  rail: (Anchor & { state: 'past' | 'next' | 'later' })[]
  /** `reached`: for five minutes the card counts up from it. */
  focus: { anchor: Anchor; reached: boolean } | null
}

export function dayState(sessions: Assignment['sessions'], now: number): DayState {
  const reached = reachedAnchor(sessions, now)
  const next = nextAnchor(sessions, now)
  const anchor = reached ?? next
  const last = [...sessions].sort((one, other) => other.end - one.end)[0] ?? null
  const session = sessions.find((one) => one.id === anchor?.session) ?? last
  if (!session) return { session: null, rail: [], focus: null }
  // The reminder before End is a step of the invigilators: it is counted down to, but has no dot of its own.
  const dots = anchorsOf(session).filter((dot) => dot.name !== 'reminder')
  const coming = dots.find((dot) => (reached ? dot.at >= reached.at : dot.at > now))
  const rail = dots.map((dot) => ({
    ...dot,
    state: dot === coming ? ('next' as const) : dot.at <= now ? ('past' as const) : ('later' as const),
  }))
  return { session, rail, focus: anchor ? { anchor, reached: anchor === reached } : null }
}
