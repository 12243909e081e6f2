/** What a scanned text is and where it leads; a handover code is kept before anything is said of it. */
import { carry, readCarried, type Author } from '@/core/carried'
import { CoreError } from '@/core/errors'
import { section, type RosterRow } from '@/core/kit'
import type { Hash, Id, Payload } from '@/core/types'
import { isoDay } from '@/ui/time'

import { isMe, offerOf, packOf, partyOf, reload, type Board } from './board'
import { judge } from './rules'
import { CodeError, isHandoverCode, type Collector } from './qr/codec'
import type { AnswerData, OfferData } from './types'

const LABEL = /^DKP1:([0-9A-F]{12})$/

export type Scanned =
  | { kind: 'pack'; event: Id; pack: string }
  | { kind: 'part'; seen: number; total: number; restarted: boolean }
  /** `amber`: what the centre has to say yes to first. */
  | { kind: 'offer' | 'answer'; event: Id; offer: Hash; amber: 'unknownKey' | 'unknownMoves' | null }
  | { kind: 'wrong'; code: string; params?: Record<string, string> }

const wrong = (code: string, params?: Record<string, string>): Scanned => ({ kind: 'wrong', code, params })

/** Whose key it is at that time, by the kit of the event. */
async function authorIn(event: Id): Promise<(kid: string) => Author | null> {
  const roster = (await section<RosterRow[]>(event, 'roster')) ?? []
  return (kid) => {
    const row = roster.find((one) => one.kid === kid)
    return row ? { person: row.person, jwk: row.jwk } : null
  }
}

/** Packs of an offer about which something newer is known here, and those whose last move is not. */
function standing(board: Board, data: OfferData): { stale: string[]; unknown: string[] } {
  const stale: string[] = []
  const unknown: string[] = []
  for (const { pack, after } of data.packs) {
    const found = packOf(board, pack)
    if (!found) unknown.push(pack.slice(0, 4).toUpperCase())
    else if (found.custody.tip !== after && after !== found.prepared)
      (board.entries.has(after) ? stale : unknown).push(found.label.number)
  }
  return { stale, unknown }
}

function judgeOffer(board: Board, hash: Hash, payload: Payload, at: number): Scanned | null {
  const data = payload.data as unknown as OfferData
  if (isMe(board, data.signature.by)) return wrong('own')
  if (!isMe(board, data.to)) return wrong('notMine', { name: partyOf(board, data.to)?.name ?? '?' })
  const known = offerOf(board, hash)
  if (known && !known.packs.length) return null
  const { stale } = standing(board, data)
  if (stale.length) return wrong('stale', { packs: stale.join('、') })
  if (isoDay(payload.happened.at) !== isoDay(at)) return wrong('yesterday', { day: isoDay(payload.happened.at) })
  return null
}

/** Whether the door would take it, by what this phone knows; packs whose past is not known here are the centre's to judge. */
function isLegal(board: Board, payload: Payload, author: Author | null, kid: string): boolean {
  const { kind, parents, files } = payload
  const data = payload.data as unknown as OfferData
  const packs = kind === 'custody.offer' ? data.packs.filter(({ pack, after }) => packOf(board, pack) && board.entries.has(after)) : data.packs
  // Whose an unknown key is nobody can say here: amber, and no proof until the centre knows it.
  const actor = author?.person ?? data.signature.by
  return judge({ kind, data: { ...payload.data, packs }, parents, actor, kid }, board.world, files.some(({ role }) => role === 'photo')) === null
}

/** `wanted`: the offer whose answer is looked for. */
async function handover(compact: string, boards: Board[], wanted: Hash | null, at: number): Promise<Scanned> {
  const { payload } = await readCarried(compact, () => null)
  const board = boards.find(({ event }) => event === payload.journal)
  if (!board) return wrong('otherEvent')
  const read = await readCarried(compact, await authorIn(payload.journal))
  const { hash } = read.token
  const isOffer = payload.kind === 'custody.offer'
  if (!isOffer && payload.kind !== 'custody.answer') return wrong('notKind')
  if (board.entries.get(hash)?.own) return wrong('own')
  if (isOffer) {
    const fault = judgeOffer(board, hash, payload, at)
    if (fault) return fault
  } else {
    const { offer } = payload.data as unknown as AnswerData
    if ((wanted && offer !== wanted) || (!wanted && !board.entries.has(offer))) return wrong('otherOffer')
  }
  if (!isLegal(board, payload, read.author, read.token.kid)) return wrong('untrusted')
  await carry(compact, read)
  const fresh = (await reload(board.event)) ?? board
  const { unknown } = isOffer ? standing(fresh, payload.data as unknown as OfferData) : { unknown: [] }
  const amber = read.author ? (unknown.length ? 'unknownMoves' : null) : 'unknownKey'
  return { kind: isOffer ? 'offer' : 'answer', event: board.event, offer: isOffer ? hash : String(payload.data.offer), amber }
}

export async function look(text: string, boards: Board[], collector: Collector, wanted: Hash | null, at: number): Promise<Scanned> {
  const label = LABEL.exec(text)?.[1]?.toLowerCase()
  if (label) {
    const board = boards.find((one) => packOf(one, label))
    return board ? { kind: 'pack', event: board.event, pack: label } : wrong('unknownPack')
  }
  if (!isHandoverCode(text)) return wrong('foreign')
  try {
    const { seen, total, restarted, compact } = await collector.add(text)
    if (!compact) return { kind: 'part', seen: seen.length, total, restarted }
    return await handover(compact, boards, wanted, at)
  } catch (error) {
    if (error instanceof CodeError) return wrong(error.code)
    if (error instanceof CoreError && error.code.startsWith('storage.')) return wrong('stored')
    return wrong(error instanceof CoreError ? 'untrusted' : 'torn')
  }
}
