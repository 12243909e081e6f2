/** What comes next for a pack, by whom, and what is possible besides: from its state, never from a clock alone. */
import { isoDay } from '@/ui/time'
import type { Instant } from '@/core/types'

import { isMe, partyOf, sessionOf, whoIs, type Board, type Pack } from './board'
import { part } from './fold'
import { HANDOVERS, has, OPENABLE } from './rules'
import type { Mode, Party, Purpose, Role, Way } from './types'

/** collect: the keeper gives · wait: an offer stands · rest: nothing to do here. */
export type Step = 'collect' | Exclude<Purpose, 'pass' | 'collect'> | 'store' | 'open' | 'count' | 'collect_back' | 'seal' | 'reseal' | 'centre' | 'rest'

const MINUTE = 60_000
/** Practical packs are opened at the staff meeting. */
const MEETING_MS = -45 * MINUTE

export const modeOf = ({ label }: Pack): Mode => (label.computer ? 'computer' : label.kind)

/** When the pack's strip is to be cut; null without a session. */
export function openingOf(board: Board, pack: Pack): { at: Instant; early: Instant; late: Instant } | null {
  const session = sessionOf(board, pack.label)
  if (!session) return null
  const { theory_anchor, theory_early, practical_early, practical_late } = board.section.settings
  const { t0 } = session
  return pack.label.kind === 'theory' ? { at: t0 + theory_anchor, early: t0 + theory_early, late: t0 } : { at: t0 + MEETING_MS, early: t0 + practical_early, late: t0 + practical_late }
}

/** Whether cutting it now would be too early or too late. */
export function wayNow(board: Board, pack: Pack, now: Instant): Exclude<Way, 'wrong'> {
  const opening = openingOf(board, pack)
  if (!opening) return 'normal'
  return now < opening.early ? 'early' : now >= opening.late ? 'late' : 'normal'
}

/** Until the end of its session no paper may be photographed (S-17). */
export const isSecret = (board: Board, pack: Pack, now: Instant): boolean => now < (sessionOf(board, pack.label)?.end ?? Infinity)

/** How much of a pack's session is left; 0 when it is over, or not known. */
export const minutesLeft = (board: Board, pack: Pack, at: Instant): number => Math.max(0, Math.ceil(((sessionOf(board, pack.label)?.end ?? at) - at) / MINUTE))

/** Nobody takes a picture of an opened pack before its session is over (S-17). */
export function mayPhotograph(board: Board, pack: Pack, now: Instant): boolean {
  const opened = [...board.entries.values()].some((entry) => entry.kind === 'custody.open' && part(entry, pack.id))
  return !opened || ['resealed', 'returned', 'archived'].includes(pack.custody.now.state) || !isSecret(board, pack, now)
}

const isBeforeDay = (board: Board, pack: Pack, now: Instant): boolean => {
  const session = sessionOf(board, pack.label)
  return session !== null && isoDay(now) < isoDay(session.t0)
}

export function holderRole(board: Board, pack: Pack): Role | null {
  return partyOf(board, pack.custody.now.with)?.role ?? null
}

/** The one right next step. */
export function nextStep(board: Board, pack: Pack, now: Instant): Step {
  const { state } = pack.custody.now
  const role = holderRole(board, pack)
  if (pack.custody.exception === 'conflict') return 'centre'
  if (state === 'prepared') return pack.label.withdrawn ? 'rest' : 'collect'
  if (state === 'with_supervisor') return isBeforeDay(board, pack, now) ? 'store' : 'site'
  if (state === 'stored_overnight') return role === 'chief' ? 'room' : 'site'
  if (state === 'on_site') return modeOf(pack) === 'practical' ? 'open' : 'room'
  if (state === 'with_invigilators') return 'open'
  if (state === 'opened') return 'count'
  if (state === 'issued') return 'collect_back'
  if (state === 'collected') return 'seal'
  if (state === 'resealed') return role === 'invigilator' ? 'back' : 'return'
  if (state === 'exception') return canReseal(board, pack) ? 'reseal' : 'centre'
  return 'rest'
}

/** Whether a supervisor may say where it lies tonight, beside its next step: it is closed again, or its session went by without it. */
export function canStay(board: Board, pack: Pack, now: Instant): boolean {
  const { state } = pack.custody.now
  const isOver = state === 'resealed' || (state === 'with_supervisor' && !isSecret(board, pack, now))
  return isOver && !pack.custody.offers.length && holderRole(board, pack) === 'supervisor' && isMine(board, pack)
}

/** Whether its last move says where it lies. */
export const isLaid = (board: Board, { custody }: Pack): boolean => board.entries.get(custody.tip)?.kind === 'custody.store'

const RESEALED: readonly (string | null)[] = ['early', 'wrong_pack', 'strip_broken', 'bag_damaged']

/** A strip that was cut wrongly or broken is replaced at once, before the centre says how it goes on. */
export function canReseal(board: Board, { custody }: Pack): boolean {
  const { now, tip } = custody
  return now.state === 'opened' || (now.state === 'exception' && RESEALED.includes(now.exception) && board.entries.get(tip)?.kind !== 'custody.seal')
}

/** Whether I may do it: I have it, or the step is anybody's of the house. */
export function isMine(board: Board, pack: Pack): boolean {
  return board.me !== null && (isMe(board, pack.custody.now.with) || has(board.me.id, pack.custody.now, board.world))
}

const STILL_CARRIED: readonly string[] = ['pass', 'back', 'return']

/** Purposes these packs can be handed over for by whoever has them now. */
export function purposesOf(board: Board, packs: Pack[]): Purpose[] {
  const all = Object.entries(HANDOVERS) as [Purpose, (typeof HANDOVERS)[string]][]
  return all.flatMap(([purpose, { states, pairs }]) => {
    const fits = packs.every((pack) => {
      const { state, with: at } = pack.custody.now
      const roles = state === 'prepared' ? ['paper_keeper'] : (board.world.people.get(at) ?? [])
      const isStill = state === 'exception' && STILL_CARRIED.includes(purpose)
      return (states.includes(state) || isStill) && roles.some((role) => role in pairs)
    })
    return fits && packs.length ? [purpose] : []
  })
}

/** Who may receive for a purpose, each person once. */
export function receiversOf(board: Board, purpose: Purpose, giver: Party | null): Party[] {
  const roles = (board.world.people.get(giver?.id ?? '') ?? []).flatMap((role) => HANDOVERS[purpose]?.pairs[role] ?? [])
  const seen = new Set<string>()
  return board.section.parties.filter(({ id, role, gone }) => {
    if (gone || !roles.includes(role) || (giver !== null && whoIs(board, id) === whoIs(board, giver.id)) || seen.has(id)) return false
    seen.add(id)
    return true
  })
}

export const canOpen = ({ label, custody }: Pack): boolean => OPENABLE[label.computer ? 'computer' : label.kind]?.includes(custody.now.state) ?? false

const PURPOSES: readonly string[] = ['site', 'room', 'back', 'return', 'pass']

/** Where a step is done; null when there is nothing to do on a phone. */
export function pathOf(board: Board, step: Step, packs: Pack[]): string | null {
  const query = new URLSearchParams({ event: board.event, packs: packs.map(({ id }) => id).join() })
  if (step === 'collect') return `/papers/handover?${query}&purpose=collect`
  if (PURPOSES.includes(step)) return `/papers/handover?${query}&purpose=${step}`
  const pages: Partial<Record<Step, string>> = { store: 'store', open: 'open', count: 'count', collect_back: 'collect', seal: 'seal', reseal: 'seal' }
  const page = pages[step]
  return page ? `/papers/${page}?${query}` : null
}

const CARRIERS: readonly Role[] = ['supervisor', 'chief', 'invigilator']

/** Who may sign for opening and sealing, each person once. */
export function carriersOf(board: Board): Party[] {
  const seen = new Set<string>()
  return board.section.parties.filter(({ id, role, gone }) => !gone && CARRIERS.includes(role) && !seen.has(id) && seen.add(id))
}
