/** The kit's badges, indexed once: a verdict looks things up and never searches. */
import { keysFor } from '@/core/keys'
import { section, type KitState } from '@/core/kit'
import type { Id, Instant } from '@/core/types'

import { Keyring } from './token'
import type { BadgeRow, CandidateRow, GateRow, Section, Settings } from './types'

export interface List {
  event: Id
  centre: Id
  seq: number
  fetchedAt: Instant
  settings: Settings
  keys: Keyring
  section: Section
  byBadge: ReadonlyMap<string, BadgeRow>
  byCode: ReadonlyMap<string, BadgeRow>
  /** Candidates by the badge of their admission code. */
  candidates: ReadonlyMap<string, CandidateRow>
  /** Of the sections it was read from. */
  hashes: string
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
    settings: section.settings,
    keys,
    section,
    byBadge: new Map(section.badges.map((row) => [row.badge, row])),
    byCode: new Map(section.badges.map((row) => [row.code, row])),
    candidates: new Map(candidates.flatMap((row) => (row.badge ? [[row.badge, row] as const] : []))),
    hashes: '',
  }
}

const READ = ['badges', 'candidates']

/** From the phone alone; null while the kit has no list. What did not change since `before` is not opened again. */
export async function loadList(event: Id, { seq, fetchedAt, sections }: KitState, before: List | null): Promise<List | null> {
  const keys = new Keyring(await keysFor('badge'))
  await keys.ready()
  const hashes = READ.map((name) => sections[name]).join()
  if (sections.badges && before?.event === event && before.hashes === hashes) return { ...before, keys, seq, fetchedAt }
  const [badges, candidates] = await Promise.all([section<Section>(event, 'badges'), section<CandidateRow[]>(event, 'candidates')])
  return badges && { ...index(event, badges, candidates ?? [], keys, { seq, fetchedAt }), hashes }
}

export const gateOf = (list: List, id: Id): GateRow | null => list.section.gates.find((gate) => gate.id === id) ?? null
