/** What strokes are bound to: the entry's content without the strokes themselves (contracts §14). */
import { sha256 } from '@/core/bytes'
import { canonical } from '@/core/canonical'
import type { Kind } from '@/core/kinds'
import type { Data, Hash, Id } from '@/core/types'

function bare(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(bare)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, name === 'strokes' ? null : bare(item)]))
}

export function statementOf(kind: Kind, journal: Id, data: Data): Promise<Hash> {
  return sha256(canonical({ kind, journal, data: bare(data) }))
}
