/**
 * May this happen now (8.5, 8.5b)? The same answers as the door's, before anything is sealed: twin of
 * backend/custody/legality.py by tests/vectors/custody.json. A code of contracts §5 without `custody.`, or null.
 */
import type { Hash, Id } from '@/core/types'

import { CENTRE, fold, folded, isCounted, isRecovered, isSameStrip, part, Tree, type Fact, type Now } from './fold'
import type { AnswerData, Label, OfferData, Paper, Role, Said, Sig, State } from './types'

/** An entry about to be sealed: it has no hash yet. */
export type Wish = Pick<Fact, 'kind' | 'data' | 'parents' | 'actor' | 'kid'>

/** What it is judged by: everything accepted of its packs, who serves in which roles, who left, whose a strip is. */
export interface World {
  facts: Fact[]
  people: ReadonlyMap<Id, readonly string[]>
  gone?: readonly Id[]
  strips?: ReadonlyMap<string, string>
  /** Which two ids are the same person; people and gone have the second. */
  same?: ReadonlyMap<Id, Id>
}

const CARRIERS: readonly string[] = ['supervisor', 'chief', 'invigilator']
const KEEPER: Role = 'paper_keeper'
const REASON_MINIMUM = 2
/** Bags whose strip is closed: their label says how many copies are inside. */
export const CLOSED: readonly State[] = ['prepared', 'with_supervisor', 'stored_overnight', 'on_site', 'with_invigilators', 'resealed', 'returned']
const CARRIED: readonly State[] = ['with_supervisor', 'stored_overnight', 'on_site', 'with_invigilators', 'opened', 'issued', 'collected', 'resealed']

/** Purpose → states it is possible in, and roles of the receiver by the giver's. */
export const HANDOVERS: Record<string, { states: readonly State[]; pairs: Record<string, readonly string[]> }> = {
  collect: { states: ['prepared'], pairs: { paper_keeper: ['supervisor'] } },
  pass: { states: CARRIED, pairs: Object.fromEntries(CARRIERS.map((role) => [role, [role]])) },
  site: { states: ['with_supervisor', 'stored_overnight'], pairs: { supervisor: ['chief'] } },
  room: { states: ['with_supervisor', 'stored_overnight', 'on_site', 'opened'], pairs: { supervisor: ['invigilator'], chief: ['invigilator'] } },
  back: { states: ['on_site', 'with_invigilators', 'resealed'], pairs: { invigilator: ['chief', 'supervisor'], chief: ['supervisor'] } },
  return: {
    states: ['with_supervisor', 'stored_overnight', 'on_site', 'with_invigilators', 'resealed'],
    pairs: Object.fromEntries(CARRIERS.map((role) => [role, [KEEPER, 'chief']])),
  },
}
const STILL_CARRIED = ['pass', 'back', 'return']
export const OPENABLE: Record<string, readonly State[]> = {
  theory: ['with_invigilators'],
  computer: ['with_invigilators'],
  practical: ['on_site', 'with_invigilators', 'with_supervisor'],
}
export const STATES_OF: Record<string, readonly State[]> = {
  'custody.store': ['with_supervisor', 'on_site', 'resealed'],
  'custody.count': ['opened', 'issued', 'collected'],
  'custody.collect': ['issued', 'collected'],
}
const NO_PHOTOS = ['custody.open', 'custody.count', 'custody.collect']

type Fault = string | null
const first = (...faults: [boolean, string][]): Fault => faults.find(([wrong]) => wrong)?.[1] ?? null
export const isBlank = (text: unknown): boolean => String(text ?? '').trim().length < REASON_MINIMUM

const as = <T>(data: unknown): T => data as T
const rolesOf = (party: Id, { people }: World): readonly string[] => people.get(party) ?? []
const isAnyOf = (roles: readonly string[], wanted: readonly string[]): boolean => roles.some((role) => wanted.includes(role))

/** Whether the pack is this person's to give; in the house of the centre it is any keeper's. */
export function has(party: Id, now: Now, world: World): boolean {
  const atHome = now.state === 'prepared' || now.state === 'returned' || now.with === CENTRE
  return party === now.with || (atHome && rolesOf(party, world).includes(KEEPER))
}

/** The first thing wrong with an entry; `photos`: it brings files with that role (S-17). */
export function judge(wish: Wish, known: World, photos = false): Fault {
  const { same = NOBODY } = known
  const entry = asOne(wish, same)
  const world = same.size ? { ...known, facts: known.facts.map((fact) => asOne(fact, same)) } : known
  if (photos && NO_PHOTOS.includes(entry.kind)) return 'photo_forbidden'
  const whole = WHOLE[entry.kind]
  return signatures(entry, world) ?? (whole ? whole(entry, world) : each(entry, world))
}

const NOBODY: ReadonlyMap<Id, Id> = new Map()

/** The entry as if everybody in it had one id. */
function asOne<T extends Wish>(entry: T, same: ReadonlyMap<Id, Id>): T {
  if (!same.size) return entry
  const renamed = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(renamed)
    if (value && typeof value === 'object') return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, renamed(one)]))
    return typeof value === 'string' ? (same.get(value) ?? value) : value
  }
  return { ...entry, data: renamed(entry.data), actor: entry.actor && (same.get(entry.actor) ?? entry.actor) }
}

function each(entry: Wish, world: World): Fault {
  const check = CHECKS[entry.kind]
  for (const said of (entry.data.packs ?? []) as Said[]) {
    if (!entry.parents.includes(said.after ?? '')) return 'entry.parents'
    const tree = new Tree(said.pack, world.facts)
    const now = tree.now(said.after ?? '')
    const { label } = tree
    if (!now || !label) return 'state'
    const fault = check ? check({ entry, data: entry.data, said, now, world, label }) : null
    if (fault) return fault
  }
  return null
}

const signedBy = ({ data }: { data: Fact['data'] }): Sig[] => (data.signature ? [as<Sig>(data.signature)] : as<Sig[]>(data.signatures ?? []))

/** Who signs with a key is the author; strokes are there, or the sheet is (A3-4c). */
function signatures(entry: Wish, world: World): Fault {
  for (const { by, strokes, assurance } of signedBy(entry)) {
    const isOwn = by === entry.actor
    const fits = {
      key: isOwn && entry.kid !== null,
      signin: isOwn && entry.kid === null,
      strokes: strokes !== null,
      paper: strokes === null && as<Paper | null>(entry.data.paper) != null,
    }
    if (!fits[assurance]) return 'signature'
    if (!rolesOf(by, world).length) return 'receiver'
  }
  return null
}

/** Two different people of the event (A7-3). */
function two(entry: Wish, world: World): Fault {
  const signers = new Set(signedBy(entry).map(({ by }) => by))
  if (signers.size !== 2) return 'two_people'
  return [...signers].every((by) => isAnyOf(rolesOf(by, world), CARRIERS)) ? null : 'receiver'
}

interface Case {
  entry: Wish
  data: Wish['data']
  said: Said
  now: Now
  world: World
  label: Label
}

function offer({ entry, data, said, now, world, label }: Case): Fault {
  const { purpose, to, room, signature } = as<OfferData>(data)
  const { by } = signature
  const { states, pairs } = HANDOVERS[purpose] ?? { states: [], pairs: {} }
  const troubled = now.state === 'exception'
  const mine = rolesOf(by, world).filter((role) => role in pairs)
  const theirs = mine.flatMap((role) => pairs[role] ?? [])
  return first(
    [by === to, 'same_person'],
    // What was sealed before somebody left is taken as it was, and looked at (R8).
    [!world.people.has(to) || (entry.kid === null && Boolean(world.gone?.includes(to))), 'receiver'],
    [!states.includes(now.state) && !(troubled && STILL_CARRIED.includes(purpose)), 'state'],
    [label.withdrawn && now.state === 'prepared', 'withdrawn'],
    [!has(by, now, world), 'not_holder'],
    [!mine.length, 'purpose'],
    [!isAnyOf(rolesOf(to, world), theirs), 'receiver'],
    [purpose === 'room' && room === null, 'room'],
    [!troubled && !isSameStrip(said.strip ?? '', now.strip), 'strip'],
    [CLOSED.includes(now.state) && said.copies !== now.copies, 'copies'],
    [!troubled && !Object.values(said.checks ?? {}).every(Boolean), 'checks'],
  )
}

/** The offer an entry is about, which is all it names. */
function offered(entry: Wish, world: World): Fact | null {
  const named = String(entry.data.offer)
  const found = world.facts.find(({ hash }) => hash === named)
  return found?.kind === 'custody.offer' && entry.parents.length === 1 && entry.parents[0] === named ? found : null
}

function answer(entry: Wish, world: World): Fault {
  const { signature, packs } = as<AnswerData>(entry.data)
  const of = offered(entry, world)
  if (!of) return 'not_offered'
  if (signature.by !== as<OfferData>(of.data).to) return 'not_receiver'
  for (const said of packs) {
    const given = part(of, said.pack)
    if (!given) return 'not_offered'
    const { accept, checks, fault, reason, strip, copies } = said
    const wrong = first(
      [!accept && isBlank(reason), 'reason_missing'],
      [accept && !isSameStrip(strip, given.strip ?? ''), 'strip'],
      [accept && copies !== given.copies, 'copies'],
      [accept && !(fault === null && Object.values(checks).every(Boolean)), 'checks'],
    )
    if (wrong) return wrong
  }
  return null
}

/** By whoever gave, or another keeper of the same house. */
function recall(entry: Wish, world: World): Fault {
  const of = offered(entry, world)
  const packs = as<string[]>(entry.data.packs)
  if (!of || packs.some((pack) => !part(of, pack))) return 'not_offered'
  const { by } = as<OfferData>(of.data).signature
  const actor = entry.actor ?? ''
  const sameHouse = rolesOf(by, world).includes(KEEPER) && rolesOf(actor, world).includes(KEEPER)
  return first([!(actor === by || entry.actor === of.actor || sameHouse), 'not_holder'], [isBlank(entry.data.reason), 'reason_missing'])
}

/** Stand behind what was signed on another's device, or vouch for a sheet as the centre. */
function confirm(entry: Wish, world: World): Fault {
  const { data } = entry
  const named = world.facts.find(({ hash }) => hash === data.entry)
  if (!named || entry.parents.length !== 1 || entry.parents[0] !== named.hash || data.by !== entry.actor) return 'signature'
  const signers = signedBy(named).map(({ by }) => by)
  if (data.how === 'own') return signers.includes(String(data.by)) ? null : 'signature'
  if (entry.kid !== null || concerned(named, world).has(data.by as Id)) return 'signature'
  return isBlank(data.reason) ? 'reason_missing' : null
}

/** Whoever signed or wrote an entry or, of a handover, its other side, and to whom it goes: none of them vouches for it as the centre. */
function concerned(named: Fact, { facts }: World): Set<Id | null | undefined> {
  const about = named.data.offer ?? named.hash
  const both = facts.filter(({ hash, data }) => hash === about || data.offer === about)
  return new Set([named, ...both].flatMap((one) => [one.actor, one.data.to as Id | undefined, ...signedBy(one).map(({ by }) => by)]))
}

function store({ entry, data, now, world }: Case): Fault {
  if (!STATES_OF[entry.kind]?.includes(now.state)) return 'state'
  return has(as<{ signature: Sig }>(data).signature.by, now, world) ? null : 'not_holder'
}

function open({ entry, data, said, now, world, label }: Case): Fault {
  const signers = signedBy(entry).map(({ by }) => by)
  const elsewhere = data.room !== null && now.room !== null && data.room !== now.room
  const odd = data.way !== 'normal' && isBlank(data.reason)
  const differs = said.copies !== now.copies && isBlank(said.reason)
  return (
    first([!OPENABLE[String(data.mode)]?.includes(now.state), 'state'], [data.mode !== (label.computer ? 'computer' : label.kind), 'purpose']) ??
    two(entry, world) ??
    first(
      [!signers.includes(now.with), 'not_holder'],
      [!isSameStrip(said.strip ?? '', now.strip), 'strip'],
      [elsewhere && data.way !== 'wrong', 'room'],
      [odd || differs, 'reason_missing'],
    )
  )
}

function count({ entry, said, now }: Case): Fault {
  if (!STATES_OF[entry.kind]?.includes(now.state)) return 'state'
  return isCounted(now.counts.opened, said.issued ?? 0, said.spare ?? 0, said.void ?? 0) ? null : 'counts'
}

/** How many pieces and sheets of scrap there are to be: by the newest count before a move, else by the label. */
export function dueOf(pack: string, facts: Iterable<Fact>, after: Hash): { pieces: number | null; scrap: number | null } {
  const tree = new Tree(pack, facts)
  const counts = (tree.trail(after) ?? []).flatMap(({ fact, said }) => (fact.kind === 'custody.count' ? [said] : []))
  const newest = (name: 'pieces' | 'scrap'): number | null => counts.reduce((found, said) => said[name] ?? found, tree.label?.[name] ?? null)
  return { pieces: newest('pieces'), scrap: newest('scrap') }
}

/** Difference forces a reason; pieces and scrap are counted where it was said how many. */
function collect({ entry, said, now, world }: Case): Fault {
  if (!STATES_OF[entry.kind]?.includes(now.state)) return 'state'
  if (!isRecovered(now.counts.issued, said.collected ?? 0, said.missing ?? 0)) return 'counts'
  let less = (said.missing ?? 0) > 0
  const due = dueOf(said.pack, world.facts, String(said.after))
  for (const name of ['pieces', 'scrap'] as const) {
    const wanted = due[name]
    const found = said[name] ?? null
    if (wanted !== null && found === null) return 'counts'
    less ||= wanted !== null && found !== null && found < wanted
  }
  return less && isBlank(said.reason) ? 'reason_missing' : null
}

/** What a collected pack holds when it is closed again. */
export const inside = ({ counts }: Now): number => (counts.collected ?? 0) + (counts.spare ?? 0) + (counts.void ?? 0)

/** Whether this pack had the strip before, or the centre gave it to another. */
export const isUsedStrip = (strip: string, pack: Id, now: Now, world: World): boolean =>
  now.strips.some((one) => isSameStrip(one, strip)) || [...(world.strips ?? [])].some(([one, of]) => of !== pack && isSameStrip(one, strip))

function seal({ entry, data, said, now, world }: Case): Fault {
  const again = data.why === 'reseal'
  if (!(again ? ['exception', 'opened'] : ['collected']).includes(now.state)) return 'state'
  const strip = String(said.strip)
  const twice = as<Said[]>(data.packs).filter((one) => isSameStrip(one.strip ?? '', strip)).length > 1
  return (
    two(entry, world) ??
    first(
      [!again && !as<Sig[]>(data.signatures).some(({ by }) => by === now.with), 'not_holder'],
      [twice, 'strip_used'],
      [isUsedStrip(strip, said.pack, now, world), 'strip_used'],
      [!again && said.copies !== inside(now), 'counts'],
    )
  )
}

function except({ now }: Case): Fault {
  return now.state === 'destroyed' ? 'state' : null
}

/** The centre alone ends an exception (8.5). */
function released({ data, said, world }: Case): Fault {
  const found = fold(said.pack, world.facts)
  if (!found || found.exception === null || found.tip !== said.after) return 'state'
  const { strip = '', with: at = null, settled = [] } = said
  return first(
    [at !== null && !rolesOf(at, world).length, 'receiver'],
    [!isSameStrip(strip, found.now.strip) && isUsedStrip(strip, said.pack, found.now, world), 'strip_used'],
    [settled.some((hash) => !found.conflicts.includes(hash)), 'state'],
    [isBlank(data.reason), 'reason_missing'],
  )
}

const archived = ({ now }: Case): Fault => (now.state === 'returned' ? null : 'state')
const destroyed = ({ data, now }: Case): Fault => first([new Set(as<Id[]>(data.by)).size !== 2, 'two_people'], [now.state !== 'archived', 'state'])

/** Until a pack's first move only, and under nobody's hands; a strip belongs to one pack. */
function prepared(entry: Wish, world: World): Fault {
  const strips = new Map([...(world.strips ?? [])].map(([strip, pack]) => [folded(strip), pack]))
  for (const { pack, strip } of as<Label[]>(entry.data.packs)) {
    if (new Tree(pack, world.facts).moves.size) return 'state'
    if (fold(pack, world.facts)?.offers.length) return 'offered'
    if ((strips.get(folded(strip)) ?? pack) !== pack) return 'strip_used'
    strips.set(folded(strip), pack)
  }
  return null
}

const WHOLE: Record<string, (entry: Wish, world: World) => Fault> = {
  'custody.prepared': prepared,
  'custody.confirm': confirm,
  'custody.answer': answer,
  'custody.recall': recall,
}
const CHECKS: Record<string, (one: Case) => Fault> = {
  'custody.offer': offer,
  'custody.store': store,
  'custody.open': open,
  'custody.count': count,
  'custody.collect': collect,
  'custody.seal': seal,
  'custody.except': except,
  'custody.released': released,
  'custody.archived': archived,
  'custody.destroyed': destroyed,
}

/** Hashes an entry about these packs follows. */
export const parentsOf = (packs: { after: Hash }[]): Hash[] => [...new Set(packs.map(({ after }) => after))]
