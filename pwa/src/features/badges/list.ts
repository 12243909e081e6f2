/** The kit's badges, indexed once: a verdict looks things up and never searches. */
import { keysFor } from '@/core/keys'
import { section } from '@/core/kit'
import type { Id, Instant } from '@/core/types'

import { Keyring } from './token'
import type { BadgeRow, CandidateRow, GateRow, Limits, Section } from './types'

export interface List {
  event: Id
  centre: Id
  seq: number
  fetchedAt: Instant
  limits: Limits
  keys: Keyring
  section: Section
  byBadge: ReadonlyMap<string, BadgeRow>
  byCode: ReadonlyMap<string, BadgeRow>
  /** Candidates by the badge of their admission code. */
  candidates: ReadonlyMap<string, CandidateRow>
}

/** When the list was fetched and which line of the journal it stands at. */
export interface Stand {
  seq: number
  fetchedAt: Instant
}

export function index(event: Id, section: Section, candidates: readonly CandidateRow[], keys: Keyring, { seq, fetchedAt }: Stand): List {
  return {
    event,
    centre: section.centre,
    seq,
    fetchedAt,
    limits: section.settings,
    keys,
    section,
    byBadge: new Map(section.badges.map((row) => [row.badge, row])),
    byCode: new Map(section.badges.map((row) => [row.code, row])),
    candidates: new Map(candidates.flatMap((row) => (row.badge ? [[row.badge, row] as const] : []))),
  }
}

/** From the phone alone; null while the kit has no list. */
export async function loadList(event: Id, stand: Stand): Promise<List | null> {
  const [badges, candidates, keys] = await Promise.all([
    section<Section>(event, 'badges'),
    section<CandidateRow[]>(event, 'candidates'),
    keysFor('badge'),
  ])
  if (!badges) return null
  const keyring = new Keyring(keys)
  await keyring.ready()
  return index(event, badges, candidates ?? [], keyring, stand)
}

export const gateOf = (list: List, id: Id): GateRow | null => list.section.gates.find((gate) => gate.id === id) ?? null
