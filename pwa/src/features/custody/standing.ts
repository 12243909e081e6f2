/** Signatures about a pack that nobody stands behind yet (A3-4c). Twin of backend/custody/standing.py by tests/vectors/custody.json. */
import type { Data, Hash, Id } from '@/core/types'

import { PROVEN, Tree, type Custody, type Fact } from './fold'
import type { Sig } from './types'

export interface OpenSignature {
  entry: Hash
  by: Id
}

/** The signatures of an entry, witnesses left out. */
export function signaturesIn(data: Data): Sig[] {
  const { signature, signatures } = data as unknown as { signature?: Sig; signatures?: Sig[] }
  return signature ? [signature] : (signatures ?? [])
}

/** Signers of a move that is no handover who signed on another's phone or on paper, and neither confirmed it, nor were vouched for, nor did anything to the pack later. */
function unsigned(tree: Tree, steps: Hash[], fact: Fact): Id[] {
  const place = steps.indexOf(fact.hash)
  const later = place < 0 ? [] : steps.slice(place + 1).flatMap((hash) => tree.moves.get(hash) ?? [])
  const stands = new Set(later.flatMap(({ fact: { actor }, begun }) => [actor, begun.actor]))
  const words = [...tree.facts.values()].filter(({ kind, data }) => kind === 'custody.confirm' && data.entry === fact.hash)
  if (words.some(({ data }) => data.how === 'centre')) return []
  for (const { data } of words) stands.add(String(data.by))
  const waits = signaturesIn(fact.data).flatMap(({ by, assurance }) => (PROVEN.includes(assurance) ? [] : [by]))
  return [...new Set(waits)].filter((by) => !stands.has(by)).sort()
}

/** Every signature about a pack that nobody stands behind. */
export function openSignatures(pack: string, facts: Iterable<Fact>, { unproved, steps }: Custody): OpenSignature[] {
  const tree = new Tree(pack, facts)
  const sides = unproved.flatMap((hash) => signaturesIn(tree.facts.get(hash)?.data ?? {}).map(({ by }) => ({ entry: hash, by })))
  const acts = [...tree.moves.values()].filter(({ fact }) => fact.kind !== 'custody.answer')
  return [...sides, ...acts.flatMap(({ id, fact }) => unsigned(tree, steps, fact).map((by) => ({ entry: id, by })))]
}
