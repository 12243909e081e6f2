/** All an event's packs as this phone knows them: kit, received entries, own unsent and scanned ones. */
import { shallowReactive } from 'vue'

import { CoreError } from '@/core/errors'
import { entriesOf, kit, kits, refreshKit, section } from '@/core/kit'
import { startLive } from '@/core/live'
import type { Schemas } from '@/core/http'
import { status, unlocked } from '@/core/status'
import type { Hash, Id, PlainEntry } from '@/core/types'
import { onBeforeUnmount, onMounted, watch } from 'vue'

import { CENTRE, fold, type Custody } from './fold'
import type { World } from './rules'
import { openSignatures, type OpenSignature } from './standing'
import type { AnswerData, Label, OfferData, Party, Role, Section } from './types'

export type Brief = Schemas['Brief']

export interface Pack {
  id: string
  label: Label
  prepared: Hash
  custody: Custody
  /** Signatures nobody stands behind yet. */
  open: OpenSignature[]
  /** Some of what it is now is on this phone only. */
  waiting: boolean
}

export interface Board {
  event: Id
  brief: Brief
  section: Section
  /** Who holds this phone; null: no part in this event's papers. */
  me: Party | null
  kid: string
  entries: ReadonlyMap<Hash, PlainEntry>
  world: World
  packs: Pack[]
  fetchedAt: number
}

const isCounted = ({ outcome }: PlainEntry): boolean => !outcome.startsWith('refused:')

/** By each party's own id, and by the one that stands for all of a person's. */
function rolesOf(parties: Party[], same: ReadonlyMap<Id, Id>): Map<Id, string[]> {
  const found = new Map<Id, string[]>()
  for (const { id, role } of parties) for (const one of new Set([id, same.get(id) ?? id])) found.set(one, [...(found.get(one) ?? []), role])
  return found
}

/** From the phone alone; null while the kit has no papers. */
export async function readBoard(event: Id): Promise<Board | null> {
  const slot = unlocked.value
  const stand = (await kits()).find(({ journal }) => journal === event)
  const found = stand && (await section<Section>(event, 'custody'))
  const whole = found && (await kit<Brief>(event))
  if (!slot || !stand || !found || !whole) return null
  const entries = (await entriesOf(event)).filter(({ kind }) => kind.startsWith('custody.')).filter(isCounted)
  return boardOf(whole.brief, found, entries, slot, stand.fetchedAt)
}

export function boardOf(brief: Brief, found: Section, known: PlainEntry[], slot: { person: { id: Id }; kid: string }, fetchedAt: number): Board {
  const byHash = new Map([...(found.stored ?? []), ...known].map((entry) => [entry.hash, entry]))
  const entries = [...byHash.values()]
  const packs = found.packs.flatMap(({ prepared, ...label }): Pack[] => {
    const custody = fold(label.pack, entries)
    const waiting = custody !== null && custody.steps.some((hash) => byHash.get(hash)?.seq === null)
    return custody ? [{ id: label.pack, label, prepared, custody, open: openSignatures(label.pack, entries, custody), waiting }] : []
  })
  const strips = new Map(found.packs.map(({ strip, pack }) => [strip, pack]))
  const linked = found.parties.flatMap(({ id, listed }) => (listed && listed !== id ? [[listed, id] as const] : []))
  const same = new Map([...linked, ...Object.entries(found.same ?? {})])
  const serving = new Set(found.parties.flatMap(({ id, gone }) => (gone ? [] : [same.get(id) ?? id])))
  return {
    event: brief.event,
    brief,
    section: found,
    me: found.parties.find(({ person, id }) => person === slot.person.id || id === slot.person.id) ?? null,
    kid: slot.kid,
    entries: byHash,
    world: { facts: entries, people: rolesOf(found.parties, same), gone: [...same.values(), ...found.parties.map(({ id }) => id)].filter((id) => !serving.has(same.get(id) ?? id)), strips, same },
    packs: packs.sort((a, b) => (a.label.number < b.label.number ? -1 : 1)),
    fetchedAt,
  }
}

export const packOf = (board: Board, id: string): Pack | null => board.packs.find((pack) => pack.id === id) ?? null
export const partyOf = (board: Board, id: Id | null, role?: Role): Party | null =>
  board.section.parties.find((one) => one.id === id && (!role || one.role === role)) ??
  board.section.parties.find((one) => one.id === id) ??
  // What was signed before a phone was given names the list.
  board.section.parties.find((one) => one.listed !== null && one.listed === id) ??
  null

/** The one id that stands for a person who is in the list more than once. */
export const whoIs = ({ world: { same } }: Board, id: Id): Id => same?.get(id) ?? id

/** Whether an id is of whoever holds this phone. */
export const isMe = (board: Board, id: Id | null | undefined): boolean => Boolean(id) && board.me !== null && whoIs(board, String(id)) === whoIs(board, board.me.id)

/** Names of who has it; the house of the centre when nobody does. */
export function nameOf(board: Board, id: Id, centre: string): string {
  return id === CENTRE ? centre : (partyOf(board, id)?.name ?? centre)
}

export const projectOf = (board: Board, { project }: Label): string => board.brief.projects.find(({ id }) => id === project)?.name ?? ''
export const roomOf = (board: Board, id: Id | null): string => board.brief.rooms.find((room) => room.id === id)?.name ?? ''
export const sessionOf = (board: Board, { session }: Label) => board.brief.sessions.find(({ id }) => id === session) ?? null

export interface Offer {
  entry: PlainEntry
  data: OfferData
  /** Those of its packs it still is open for. */
  packs: Pack[]
}

export function offerOf(board: Board, hash: Hash): Offer | null {
  const entry = board.entries.get(hash)
  if (entry?.kind !== 'custody.offer') return null
  const data = entry.data as unknown as OfferData
  return { entry, data, packs: board.packs.filter(({ custody }) => custody.offers.includes(hash)) }
}

/** Offers nobody answered yet, oldest first. */
export function openOffers(board: Board): Offer[] {
  const hashes = new Set(board.packs.flatMap(({ custody }) => custody.offers))
  return [...hashes].flatMap((hash) => offerOf(board, hash) ?? []).sort((a, b) => a.entry.happened.at - b.entry.happened.at)
}

export const answersTo = (board: Board, offer: Hash): PlainEntry[] =>
  [...board.entries.values()].filter(({ kind, data }) => kind === 'custody.answer' && (data as unknown as AnswerData).offer === offer)

/* ---- the boards of this phone, one for all pages ---- */

export const boards = shallowReactive(new Map<Id, Board>())
watch(unlocked, (now, before) => now?.id !== before?.id && boards.clear())

const reading = new Map<Id, Promise<Board | null>>()

/** Reads again what this phone knows. */
export function reload(event: Id): Promise<Board | null> {
  const before = reading.get(event) ?? Promise.resolve(null)
  const made = before
    .catch(() => null)
    .then(() => readBoard(event))
    .then((board) => {
      if (board) boards.set(event, board)
      return board
    })
  reading.set(event, made)
  return made
}

/** Events on this phone that have papers. */
export async function paperEvents(): Promise<Id[]> {
  return (await kits()).filter(({ sections }) => 'custody' in sections).map(({ journal }) => journal)
}

async function fetch(event: Id): Promise<void> {
  try {
    await refreshKit(event)
  } catch (error) {
    // Without network the phone's own word counts.
    if (!(error instanceof CoreError)) throw error
  }
  await reload(event)
}

/** Keeps boards as new as the network allows while a page is open: a handover offered to me shows within a second. */
export function useBoards(events: () => Id[]): void {
  let stop: (() => void) | null = null
  let listened = ''
  function listen(): void {
    const wanted = events()
    if (wanted.join() === listened && stop) return
    stop?.()
    listened = wanted.join()
    stop = wanted.length ? startLive(() => wanted, (journal) => void fetch(journal).catch(() => undefined)) : null
  }
  onMounted(listen)
  watch(events, listen)
  // What was sent is received now, and what others did meanwhile may be here.
  watch(
    () => [status.waiting, status.received, status.carried],
    () => events().forEach((event) => void reload(event).catch(() => undefined)),
  )
  onBeforeUnmount(() => stop?.())
}
