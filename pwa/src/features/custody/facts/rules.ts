/** What custody says beside items of the form: support for the eye, never a grade (A11 7.2). */
import { isoDay } from '@/ui/time'
import type { Id, Instant, PlainEntry } from '@/core/types'

import type { Board, Pack } from '../board'
import { part } from '../fold'
import { openingOf } from '../next'
import type { OfferData, Said } from '../types'

/** A3-4, A7-3, A7-11, A10-8 bear on these items. */
export const PAPER_ITEMS: readonly number[] = [9, 14, 16, 23, 26, 27, 28, 36]

export type PaperFact =
  | { kind: 'rooms'; given: number; of: number; last: Instant | null }
  | { kind: 'opened'; number: string; at: Instant; minutes: number; copies: number; way: string }
  | { kind: 'closed'; number: string; at: Instant | null; collected: number; missing: number }
  | { kind: 'practical'; handed: number; opened: number; sealed: number; of: number }
  | { kind: 'codes'; of: number; codes: string }
  | { kind: 'fault'; number: string; what: string }
  | { kind: 'installed'; machines: number; clean: boolean }
  | { kind: 'erratum'; number: string; page: string }
  | { kind: 'stored'; place: string; at: Instant }
  | { kind: 'open'; unproved: number }
  | { kind: 'trouble'; number: string; what: string }

interface Step {
  entry: PlainEntry
  said: Said
}

function stepsOf(board: Board, pack: Pack): Step[] {
  return pack.custody.steps.flatMap((hash) => {
    const entry = board.entries.get(hash)
    const said = entry && part(entry, pack.id)
    return entry && said ? [{ entry, said }] : []
  })
}

const last = (steps: Step[], kind: string): Step | null => steps.filter(({ entry }) => entry.kind === kind).pop() ?? null

function handed(board: Board, steps: Step[], purposes: string[]): Step | null {
  return steps.find(({ entry, said }) => {
    const offer = entry.kind === 'custody.answer' && said.accept ? board.entries.get(String(entry.data.offer)) : null
    return offer ? purposes.includes((offer.data as unknown as OfferData).purpose) : false
  }) ?? null
}

function today(board: Board, now: Instant, kind?: string): Pack[] {
  const days = new Set(board.brief.sessions.filter(({ t0 }) => isoDay(t0) === isoDay(now)).map(({ id }) => id))
  return board.packs.filter(({ label }) => days.has(label.session) && !label.withdrawn && (!kind || label.kind === kind))
}

function rooms(board: Board, packs: Pack[]): PaperFact[] {
  const given = packs.flatMap((pack) => handed(board, stepsOf(board, pack), ['room']) ?? [])
  return packs.length && given.length ? [{ kind: 'rooms', given: given.length, of: packs.length, last: Math.max(...given.map(({ entry }) => entry.happened.at)) }] : []
}

function opened(board: Board, packs: Pack[]): PaperFact[] {
  return packs.flatMap((pack): PaperFact[] => {
    const step = last(stepsOf(board, pack), 'custody.open')
    const opening = openingOf(board, pack)
    if (!step || !opening) return []
    const { at } = step.entry.happened
    return [{ kind: 'opened', number: pack.label.number, at, minutes: Math.round((at - opening.at) / 60_000), copies: step.said.copies ?? 0, way: String(step.entry.data.way) }]
  })
}

function closed(board: Board, packs: Pack[]): PaperFact[] {
  return packs.flatMap((pack): PaperFact[] => {
    const steps = stepsOf(board, pack)
    const count = last(steps, 'custody.collect')
    const seal = last(steps, 'custody.seal')
    if (!count) return []
    return [{ kind: 'closed', number: pack.label.number, at: seal?.entry.happened.at ?? null, collected: count.said.collected ?? 0, missing: count.said.missing ?? 0 }]
  })
}

function practical(board: Board, packs: Pack[]): PaperFact[] {
  if (!packs.length) return []
  const all = packs.map((pack) => stepsOf(board, pack))
  const handedCount = all.filter((steps) => handed(board, steps, ['site', 'room'])).length
  if (!handedCount) return []
  return [{ kind: 'practical', of: packs.length, handed: handedCount, opened: all.filter((steps) => last(steps, 'custody.open')).length, sealed: all.filter((steps) => last(steps, 'custody.seal')).length }]
}

/** What was found wrong when packs were received. */
function faults(board: Board, packs: Pack[]): PaperFact[] {
  return packs.flatMap((pack) =>
    stepsOf(board, pack).flatMap(({ entry, said }): PaperFact[] => (entry.kind === 'custody.answer' && !said.accept && said.fault ? [{ kind: 'fault', number: pack.label.number, what: said.fault }] : [])),
  )
}

function codes(packs: Pack[]): PaperFact[] {
  const found = [...new Set(packs.map(({ label }) => label.paper_code).filter(Boolean))]
  return found.length ? [{ kind: 'codes', of: packs.length, codes: found.join('、') }] : []
}

function installed(board: Board, packs: Pack[]): PaperFact[] {
  return packs.flatMap((pack): PaperFact[] => {
    const found = last(stepsOf(board, pack), 'custody.open')?.entry.data.installation as { machines: number; clean: boolean } | null | undefined
    return found ? [{ kind: 'installed', machines: found.machines, clean: found.clean }] : []
  })
}

function errata(board: Board, packs: Pack[]): PaperFact[] {
  return packs.flatMap((pack) => {
    const found = (last(stepsOf(board, pack), 'custody.count')?.entry.data.errata ?? []) as { pack: string; page: string }[]
    return found.filter((one) => one.pack === pack.id).map(({ page }): PaperFact => ({ kind: 'erratum', number: pack.label.number, page }))
  })
}

function kept(board: Board): PaperFact[] {
  const stores = [...board.entries.values()].filter(({ kind }) => kind === 'custody.store').sort((a, b) => b.happened.at - a.happened.at)
  const [first] = stores
  const unproved = new Set(board.packs.flatMap(({ open }) => open.map(({ entry, by }) => entry + by))).size
  return [
    ...(first ? [{ kind: 'stored' as const, place: String(first.data.place), at: first.happened.at }] : []),
    ...(unproved ? [{ kind: 'open' as const, unproved }] : []),
    ...board.packs.flatMap(({ label, custody }): PaperFact[] => (custody.exception ? [{ kind: 'trouble', number: label.number, what: custody.exception }] : [])),
  ]
}

/** What to say beside an item; nothing where nothing happened. */
export function paperFacts(no: number, board: Board, now: Instant): PaperFact[] {
  const theory = today(board, now, 'theory')
  const all = today(board, now)
  if (no === 9) return rooms(board, theory)
  if (no === 14) return opened(board, theory)
  if (no === 16) return closed(board, theory)
  if (no === 23) return practical(board, today(board, now, 'practical'))
  if (no === 26) return [...codes(all), ...faults(board, all)]
  if (no === 27) return installed(board, all)
  if (no === 28) return errata(board, all)
  return no === 36 ? kept(board) : []
}

/** Sums over a project's theory packs, beside its figures; null before anything was issued. */
export function issuedOf(board: Board, project: Id, now: Instant): { issued: number; collected: number | null } | null {
  const counts = today(board, now).flatMap(({ label, custody }) => (label.project === project && custody.now.counts.issued !== null ? [custody.now.counts] : []))
  if (!counts.length) return null
  const back = counts.map(({ collected }) => collected)
  return { issued: counts.reduce((sum, { issued }) => sum + (issued ?? 0), 0), collected: back.includes(null) ? null : back.reduce<number>((sum, one) => sum + (one ?? 0), 0) }
}
