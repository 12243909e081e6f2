/** Between which instants did an entry happen? The same function as backend/core/times.py, by the same vectors (contracts §9). */
import type { Hash, Instant } from './types'

export interface Known {
  hash: Hash
  received: Instant
  /** Number of the checkpoint it names, or null. */
  after: number | null
  /** `prev` and `parents`. */
  names: Hash[]
}

/** [earliest, latest]; earliest null when nothing proves one. */
export type Interval = [Instant | null, Instant]
export type Verdict = 'proven_in_time' | 'proven_late' | 'stated_in_time' | 'stated_late'

/** Hashes cannot form a circle, so a depth-first walk ends. */
function ancestorsFirst(rows: Map<Hash, Known>): Hash[] {
  const order: Hash[] = []
  const done = new Set<Hash>()
  for (const start of [...rows.keys()].sort()) {
    const stack: [Hash, boolean][] = [[start, false]]
    for (let next = stack.pop(); next; next = stack.pop()) {
      const [name, ready] = next
      if (ready) order.push(name)
      else if (!done.has(name)) {
        done.add(name)
        stack.push([name, true])
        for (const ancestor of rows.get(name)?.names ?? []) if (rows.has(ancestor) && !done.has(ancestor)) stack.push([ancestor, false])
      }
    }
  }
  return order
}

export function intervals(entries: Known[], checkpoints: Map<number, Instant>): Map<Hash, Interval> {
  const rows = new Map(entries.map((entry) => [entry.hash, entry]))
  const order = ancestorsFirst(rows)
  const result = new Map<Hash, Interval>()
  for (const name of order) {
    const { after, names, received } = rows.get(name) as Known
    const proven = [after === null ? null : (checkpoints.get(after) ?? null), ...names.map((one) => result.get(one)?.[0] ?? null)]
    const known = proven.filter((value) => value !== null)
    result.set(name, [known.length ? Math.max(...known) : null, received])
  }
  for (const name of order.reverse()) {
    const [, latest] = result.get(name) as Interval
    for (const ancestor of rows.get(name)?.names ?? []) {
      const found = result.get(ancestor)
      if (found) found[1] = Math.min(found[1], latest)
    }
  }
  return result
}

/** A deadline in words; what is only stated is never punished (A11-f3c). */
export function verdict([earliest, latest]: readonly [Instant | null, Instant | null], at: Instant, deadline: Instant): Verdict {
  if (latest !== null && latest <= deadline) return 'proven_in_time'
  if (earliest !== null && earliest > deadline) return 'proven_late'
  return at <= deadline ? 'stated_in_time' : 'stated_late'
}
