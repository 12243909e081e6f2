/**
 * Custody of a pack is a function of the set of accepted entries that name it (8.5, 8.5b); own unsent entries and
 * carried ones count like received ones. Twin of backend/custody/rules.py by tests/vectors/custody.json.
 */
import type { Data, Hash, PlainEntry } from '@/core/types'

import type { AnswerData, Label, OfferData, Said, Sig, State } from './types'

/** An entry as the rule reads it: `kid` null for a server act. */
export type Fact = Pick<PlainEntry, 'hash' | 'kind' | 'data' | 'parents' | 'actor' | 'kid' | 'n' | 'seq'>

export const COUNTS = ['opened', 'issued', 'spare', 'void', 'collected', 'missing', 'pieces', 'scrap'] as const
export type Counts = Record<(typeof COUNTS)[number], number | null>

/** Who has a pack when no person does: it lies in the house that prepared or released it. */
export const CENTRE = 'centre'
export const PROVEN: readonly string[] = ['key', 'signin']
const OPENED_WRONGLY: Record<string, string> = { early: 'early', wrong: 'wrong_pack' }
const LEADS: Record<string, State> = { collect: 'with_supervisor', site: 'on_site', room: 'with_invigilators', back: 'on_site', return: 'returned' }
const KEEPS: Record<string, State[]> = { room: ['opened'], back: ['resealed'] }

/** One change of one pack: `said` is what the entry says of it, `begun` the entry that began it. */
export interface Move {
  id: Hash
  after: Hash
  fact: Fact
  said: Said
  begun: Fact
}

/** What is known of a pack after some moves. */
export interface Now {
  state: State
  with: string
  strip: string
  copies: number
  room: string | null
  exception: string | null
  counts: Counts
  strips: string[]
}

export interface Custody {
  now: Now
  /** Who has it with both sides of every handover proved; `now.with` is who has it by the signatures. */
  holder: string
  tip: Hash
  exception: string | null
  conflicts: Hash[]
  offers: Hash[]
  unproved: Hash[]
  steps: Hash[]
}

const as = <T>(data: Data): T => data as unknown as T
const noCounts = (): Counts => Object.fromEntries(COUNTS.map((name) => [name, null])) as Counts

/** What an entry says of one pack. */
export function part(fact: Fact, pack: string): Said | null {
  if (fact.kind === 'custody.recall') return null
  const packs = (fact.data.packs ?? []) as Said[]
  return packs.find((one) => one.pack === pack) ?? null
}

export const isHandover = ({ fact, said }: Move): boolean => fact.kind === 'custody.answer' && said.accept === true
/** Who gave: whoever signed the offer. */
export const giverOf = ({ begun }: Move): string => as<OfferData>(begun.data).signature.by

/** Which of several moves after the same one goes on: the giver's order decides, but what two people both stand behind is undone by nobody alone (A3-4c). */
function inOrder(tree: Tree, a: Move, b: Move): number {
  return Number(isComplete(tree, b)) - Number(isComplete(tree, a)) || byKey(a.begun, b.begun) || byKey(a.fact, b.fact)
}

/** Both sides are proved by the handover itself. */
const isComplete = (tree: Tree, move: Move): boolean => isHandover(move) && sidesOf(move).every(([side, party]) => isProved(tree, side, party, []))

/** Both sides of a handover, each with whose word it is. */
const sidesOf = (move: Move): [Fact, string][] => [
  [move.begun, giverOf(move)],
  [move.fact, takerOf(move)],
]

/** Who received: whoever signed the answer, which is whom the offer names, by one id or another. */
export const takerOf = ({ fact }: Move): string => as<AnswerData>(fact.data).signature.by

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** Unsent entries have no `seq`; acts of the server always have one. */
function byKey(a: Fact, b: Fact): number {
  const place = ({ kid, n, seq }: Fact): number => (kid ? n : seq) ?? 0
  return compare(a.kid ?? '', b.kid ?? '') || place(a) - place(b) || compare(a.hash, b.hash)
}

const newest = (facts: Fact[]): Fact | undefined => facts.reduce<Fact | undefined>((best, one) => (!best || (one.seq ?? 0) > (best.seq ?? 0) ? one : best), undefined)

/** Everything accepted about one pack, by what follows what. */
export class Tree {
  readonly facts: Map<Hash, Fact>
  readonly prepared: Fact[]
  readonly moves = new Map<Hash, Move>()

  constructor(
    readonly pack: string,
    facts: Iterable<Fact>,
  ) {
    this.facts = new Map([...facts].map((fact) => [fact.hash, fact]))
    const named = [...this.facts.values()].flatMap((fact) => {
      const said = part(fact, pack)
      return said ? [{ fact, said }] : []
    })
    this.prepared = named.flatMap(({ fact }) => (fact.kind === 'custody.prepared' ? [fact] : [])).sort((a, b) => (a.seq ?? 0) - (b.seq ?? 0))
    for (const { fact, said } of named) {
      const move = this.move(fact, said)
      if (move) this.moves.set(move.id, move)
    }
  }

  private move(fact: Fact, said: Said): Move | null {
    if (fact.kind === 'custody.answer') {
      const offer = this.facts.get(as<AnswerData>(fact.data).offer)
      const offered = offer && part(offer, this.pack)
      if (!offer || !offered?.after || !(said.accept || said.fault)) return null
      return { id: fact.hash, after: this.plain(offered.after), fact, said, begun: offer }
    }
    if (fact.kind === 'custody.prepared' || fact.kind === 'custody.offer' || said.after === undefined) return null
    return { id: fact.hash, after: this.plain(said.after), fact, said, begun: fact }
  }

  /** Any `custody.prepared` of the pack is the same beginning. */
  plain(after: Hash): Hash {
    return this.prepared.some(({ hash }) => hash === after) ? this.start : after
  }

  /** The newest `custody.prepared`. */
  get start(): Hash {
    return this.prepared[this.prepared.length - 1]?.hash ?? ''
  }

  get label(): Label | null {
    const last = this.prepared[this.prepared.length - 1]
    return last ? (part(last, this.pack) as unknown as Label) : null
  }

  /** The newest word of the centre: `custody.released`, else `custody.prepared`. */
  get root(): Hash {
    const released = [...this.moves.values()].map(({ fact }) => fact).filter(({ kind }) => kind === 'custody.released')
    return newest(released)?.hash ?? this.start
  }

  /** Whether a pack was taken under the label in force: an offer may be recalled, the pack prepared anew, and the offer answered all the same. */
  fits(move: Move): boolean {
    const { label } = this
    const given = part(move.begun, this.pack)
    if (!isHandover(move) || move.after !== this.start || !label || !given) return true
    return isSameStrip(given.strip ?? '', label.strip) && given.copies === label.copies && !label.withdrawn
  }

  /** The moves from the beginning to this one; null when it is no move of this pack. */
  trail(after: Hash): Move[] | null {
    const found: Move[] = []
    for (let at = this.plain(after); at !== this.start; ) {
      const move = this.moves.get(at)
      if (!move || found.includes(move)) return null
      found.unshift(move)
      at = move.after
    }
    return this.prepared.length ? found : null
  }

  /** What is known of the pack right after this move. */
  now(after: Hash): Now | null {
    const moves = this.trail(after)
    const { label } = this
    const last = this.prepared[this.prepared.length - 1]
    if (!moves || !label || !last) return null
    const { strip, copies, room } = label
    const now: Now = { state: 'prepared', with: last.actor ?? CENTRE, strip, copies, room, exception: null, counts: noCounts(), strips: [strip] }
    return moves.reduce(advance, now)
  }
}

/** The pack by all that was accepted of it; null when the centre never prepared it. */
export function fold(pack: string, facts: Iterable<Fact>): Custody | null {
  const tree = new Tree(pack, facts)
  const history = tree.prepared.length ? tree.trail(tree.root) : null
  if (!history) return null
  const moves = [...tree.moves.values()]
  const path: Move[] = []
  let tip = tree.root
  for (;;) {
    const next = moves.filter((move) => move.after === tip && move.fact.kind !== 'custody.released' && tree.fits(move)).sort((a, b) => inOrder(tree, a, b))[0]
    if (!next || path.includes(next)) break
    path.push(next)
    tip = next.id
  }
  const now = tree.now(tip)
  const start = tree.now(tree.root)
  if (!now || !start) return null
  const known = new Set([...history, ...path].map(({ id }) => id))
  for (const { id, fact, said } of moves) if (fact.kind === 'custody.released') for (const hash of [id, ...(said.settled ?? [])]) known.add(hash)
  const conflicts = [...tree.moves.keys(), ...reversed(tree)].filter((id) => !known.has(id)).sort()
  return {
    now,
    ...proof(tree, start.with, path),
    tip,
    exception: now.exception ?? (conflicts.length ? 'conflict' : null),
    conflicts,
    offers: openOffers(tree, tip),
    steps: [...history, ...path].map(({ id }) => id),
  }
}

/** Refusals of what the receiver took all the same: somebody has to look at it. */
function reversed({ pack, facts }: Tree): Hash[] {
  const words = [...facts.values()].flatMap((fact) => {
    const said = fact.kind === 'custody.answer' ? part(fact, pack) : null
    return said ? [{ hash: fact.hash, offer: as<AnswerData>(fact.data).offer, said }] : []
  })
  const taken = new Set(words.flatMap(({ offer, said }) => (said.accept ? [offer] : [])))
  return words.flatMap(({ hash, offer, said }) => (!said.accept && !said.fault && taken.has(offer) ? [hash] : []))
}

/** The pack after one more move (8.5). */
export function advance(now: Now, move: Move): Now {
  const { fact, said } = move
  const { kind, data } = fact
  if (kind === 'custody.answer') return said.accept ? handed(now, move) : trouble(now, String(said.fault))
  if (kind === 'custody.except') return trouble(now, String(data.what))
  if (kind === 'custody.open') return opened(now, said, data)
  if (kind === 'custody.seal') {
    const strip = String(said.strip)
    const next = { ...now, strip, copies: said.copies ?? now.copies, strips: [...now.strips, strip] }
    if (data.why === 'recovered') return { ...next, state: 'resealed' }
    return next.state === 'exception' ? next : trouble(next, 'reseal')
  }
  if (kind === 'custody.released') {
    const { state = now.state, with: at, strip = now.strip } = said
    return { ...now, state, with: at ?? CENTRE, strip, exception: state === 'exception' ? 'other' : null, strips: [...now.strips, strip] }
  }
  if (kind === 'custody.count' || kind === 'custody.collect') {
    const fresh = Object.fromEntries(COUNTS.filter((name) => name in said).map((name) => [name, (said as Partial<Counts>)[name] ?? null]))
    const reset = kind === 'custody.count' ? { collected: null, missing: null } : {}
    return { ...now, state: kind === 'custody.count' ? 'issued' : 'collected', counts: { ...now.counts, ...fresh, ...reset } }
  }
  // A recovered pack stays so over a night too: nothing leads from there to a room again.
  if (kind === 'custody.store') return now.state === 'resealed' ? now : { ...now, state: 'stored_overnight' }
  return { ...now, state: kind.slice('custody.'.length) as State }
}

function handed(now: Now, move: Move): Now {
  const { purpose, room } = as<OfferData>(move.begun.data)
  const leads = LEADS[purpose] ?? (now.state === 'stored_overnight' ? 'with_supervisor' : now.state)
  const stays = now.state === 'exception' || KEEPS[purpose]?.includes(now.state)
  return { ...now, state: stays ? now.state : leads, with: takerOf(move), room: room ?? now.room }
}

function opened(now: Now, said: Said, data: Data): Now {
  const next = { ...now, counts: { ...noCounts(), opened: said.copies ?? null }, room: (data.room as string | null) ?? now.room }
  const wrongly = OPENED_WRONGLY[String(data.way)]
  return wrongly ? trouble(next, wrongly) : { ...next, state: 'opened' }
}

const trouble = (now: Now, what: string): Now => ({ ...now, state: 'exception', exception: what })

/** Custody changes only when complete: the holder after the longest run of handovers proved on both sides (A3-4c). */
function proof(tree: Tree, start: string, path: Move[]): { holder: string; unproved: Hash[] } {
  const unproved: Hash[] = []
  let holder = start
  path.forEach((move, place) => {
    if (!isHandover(move)) return
    const later = path.slice(place + 1)
    unproved.push(...sidesOf(move).filter(([side, party]) => !isProved(tree, side, party, later)).map(([side]) => side.hash))
    if (!unproved.length) holder = takerOf(move)
  })
  return { holder, unproved }
}

function isProved(tree: Tree, side: Fact, party: string, later: Move[]): boolean {
  const signed = (side.data as { signature: Sig }).signature
  // What only this phone knows is believed as far as the roster says whose key it is; the rest the door has judged.
  const isKnown = side.seq !== null || (signed.assurance === 'key' && side.actor === signed.by)
  if (isKnown && signed.by === party && PROVEN.includes(signed.assurance)) return true
  const vouched = [...tree.facts.values()].some(
    ({ kind, data }) => kind === 'custody.confirm' && data.entry === side.hash && (data.how === 'centre' || data.by === party),
  )
  return vouched || later.some(({ fact, begun }) => party === fact.actor || party === begun.actor)
}

/** Offers of the pack as it is now that nobody answered or recalled. */
function openOffers(tree: Tree, tip: Hash): Hash[] {
  const found: Hash[] = []
  const closed = new Set<Hash>()
  for (const fact of tree.facts.values()) {
    const said = part(fact, tree.pack)
    if (fact.kind === 'custody.offer' && said?.after !== undefined) {
      for (const parent of fact.parents) closed.add(parent)
      if (tree.plain(said.after) === tip) found.push(fact.hash)
    } else if ((fact.kind === 'custody.answer' && said) || (fact.kind === 'custody.recall' && (fact.data.packs as string[]).includes(tree.pack))) closed.add(String(fact.data.offer))
  }
  return found.filter((hash) => !closed.has(hash)).sort()
}

/** A strip's number as it is compared, never as it is kept: full width, small letters and spaces are the hand of whoever typed it. */
export const folded = (strip: string): string => strip.normalize('NFKC').replaceAll(' ', '').toUpperCase()

/** Whether two numbers name one strip. */
export const isSameStrip = (one: string, other: string): boolean => folded(one) === folded(other)

/** `issued + spare + void = opened` (8.5b). */
export const isCounted = (opened: number | null, issued: number, spare: number, spoilt: number): boolean => opened !== null && issued + spare + spoilt === opened

/** `collected + missing = issued`. */
export const isRecovered = (issued: number | null, collected: number, missing: number): boolean => issued !== null && collected + missing === issued
