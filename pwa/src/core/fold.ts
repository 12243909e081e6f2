/** The state of a form is a function of the set of its answers, never of the order they came in (contracts §6). */
import type { Hash, Id, Instant, PlainEntry } from './types'

/** One value of a field that no accepted entry of the same field names as a parent. */
export interface Head {
  hash: Hash
  field: string
  value: unknown
  actor: Id | null
  at: Instant
  files: PlainEntry['files']
  outcome: string
  entry: PlainEntry
}

const COUNTED = (outcome: string): boolean => outcome === 'accepted' || outcome === 'local' || outcome.startsWith('waiting:')

/** Heads by field, in the order of their hashes; two or more are a clash. */
export function fold(entries: PlainEntry[]): Map<string, Head[]> {
  const answers = entries.filter(({ kind, outcome, data }) => kind === 'inspections.answer' && COUNTED(outcome) && typeof data.field === 'string')
  const fieldOf = new Map(answers.map(({ hash, data }) => [hash, data.field as string]))
  const replaced = new Set<Hash>()
  for (const { parents, data } of answers) for (const parent of parents) if (fieldOf.get(parent) === data.field) replaced.add(parent)
  const heads = new Map<string, Head[]>()
  const seen = new Set<Hash>()
  for (const entry of answers.sort((a, b) => (a.hash < b.hash ? -1 : 1))) {
    const { hash, actor, files, outcome, data, happened } = entry
    if (replaced.has(hash) || seen.has(hash)) continue
    seen.add(hash)
    const field = data.field as string
    const head: Head = { hash, field, value: data.value, actor, at: happened.at, files, outcome, entry }
    heads.set(field, [...(heads.get(field) ?? []), head])
  }
  return heads
}
