/** Who is inside, as all gates together know it: a function of the set of scans, never of their order of arrival. */
import type { Id, Instant, PlainEntry } from '@/core/types'

import type { Scan } from './types'

/** Refusals older than this count no more. */
export const REFUSED_MS = 600_000

export interface Stay {
  inside: boolean
  /** When and where the badge last passed. */
  at: Instant
  gate: Id | null
  /** When it first came in. */
  first: Instant | null
  /** When somebody last compared the photo and said yes. */
  same: Instant | null
  refused: readonly Instant[]
}

export type Presence = ReadonlyMap<string, Stay>

const NEW: Stay = { inside: false, at: 0, gate: null, first: null, same: null, refused: [] }

const counts = (outcome: string): boolean => outcome === 'accepted' || outcome === 'local' || outcome.startsWith('waiting:')

/** What one more scan changes. Scans must come in the order they happened. */
export function after(before: Stay | undefined, { admitted, direction, gate, same, paper_at }: Scan, at: Instant): Stay {
  const stay = before ?? NEW
  if (!admitted) return { ...stay, refused: [...stay.refused, at] }
  const when = paper_at ?? at
  return {
    inside: direction === 'in',
    at: when,
    gate,
    first: direction === 'in' ? (stay.first ?? when) : stay.first,
    same: same ? when : stay.same,
    refused: stay.refused,
  }
}

interface Known {
  at: Instant
  hash: string
  scan: Scan
}

const scanOf = ({ hash, data, happened }: PlainEntry): Known => {
  const scan = data as unknown as Scan
  return { at: scan.paper_at ?? happened.at, hash, scan }
}

export function presenceOf(entries: readonly PlainEntry[]): Map<string, Stay> {
  const scans = entries.filter(({ kind, outcome }) => kind === 'badges.scan' && counts(outcome)).map(scanOf)
  scans.sort((a, b) => a.at - b.at || (a.hash < b.hash ? -1 : 1))
  const found = new Map<string, Stay>()
  // A spot check somewhere inside moves nobody.
  for (const { at, scan } of scans)
    if (scan.badge !== null && scan.direction !== 'spot') found.set(scan.badge, after(found.get(scan.badge), scan, at))
  return found
}

/** How often it was refused in the last ten minutes. */
export const refusals = (stay: Stay | undefined, now: Instant): number =>
  (stay?.refused ?? []).filter((at) => now - at < REFUSED_MS).length

/** The badge of the guard who last took over this gate, or null. */
export function guardOf(entries: readonly PlainEntry[], gate: Id): string | null {
  const taken = entries.filter(({ kind, outcome, data }) => kind === 'badges.guard' && counts(outcome) && data.gate === gate)
  taken.sort((a, b) => b.happened.at - a.happened.at || (a.hash < b.hash ? -1 : 1))
  return (taken[0]?.data.badge as string | undefined) ?? null
}
