/** Sealing what happens to packs: judged first, strokes bound to the content, then one entry. */
import { storePhoto } from '@/core/files'
import { seal } from '@/core/seal'
import type { Kind } from '@/core/kinds'
import { flush } from '@/core/sync'
import type { Data, FileRef, Hash, Id, StoredFile } from '@/core/types'
import type { Ink } from '@/ui/ink/ink'
import { storeStrokes } from '@/ui/ink/store'

import { isMe, reload, type Board, type Offer, type Pack } from './board'
import { judge } from './rules'
import { signaturesIn } from './standing'
import { statementOf } from './statement'
import type { AnswerData, Checks, OfferData, Paper, Purpose, Sig } from './types'

/** An entry names 64 others at most, and an offer of a pack two: its last move and the offer it replaces. */
const MOST_OFFERED = 32

/** `code` as the door would refuse it (contracts §5 without `custody.`). */
export class Refused extends Error {
  constructor(readonly code: string) {
    super(code)
    this.name = 'Refused'
  }
}

/** How somebody signs: with this phone's key, by hand on it, or on the sheet. */
export interface Signer {
  by: Id
  assurance: Sig['assurance']
  badge: string | null
  ink: Ink | null
}

export const sigOf = ({ by, assurance, badge }: Signer): Sig => ({ by, strokes: null, assurance, badge })

type Signed = Data & { signature?: Sig; signatures?: Sig[]; witnesses?: { candidate: Id; strokes: Hash | null }[] }

export interface Extras {
  photos?: StoredFile[]
  paper?: { file: StoredFile } | null
  /** Of those the data names. */
  witnesses?: { candidate: Id; ink: Ink }[]
}

const draw = async (signer: Signer, content: Hash): Promise<StoredFile | null> => (signer.ink ? storeStrokes(signer.ink, content) : null)

/** What would be refused, by the code of the door; null when all is well. Judged without strokes as if they were drawn. */
export function wouldRefuse(board: Board, kind: Kind, data: Data, parents: Hash[], signers: Signer[], photos = 0): string | null {
  const { to, packs } = data as Partial<OfferData>
  if (kind === 'custody.offer' && to && board.world.gone?.includes(to)) return 'receiver'
  if (kind === 'custody.offer' && (packs?.length ?? 0) > MOST_OFFERED) return 'many'
  const drawn = withStrokes(data as Signed, signers.map(({ ink, assurance }) => (ink || assurance === 'strokes' ? '0'.repeat(64) : null)))
  return judge({ kind, data: drawn, parents, actor: board.me?.id ?? null, kid: board.kid }, board.world, photos > 0)
}

function withStrokes(data: Signed, strokes: (Hash | null)[]): Signed {
  if (data.signature) return { ...data, signature: { ...data.signature, strokes: strokes[0] ?? null } }
  if (data.signatures) return { ...data, signatures: data.signatures.map((one, i) => ({ ...one, strokes: strokes[i] ?? null })) }
  return data
}

/** Judges, binds the strokes to the content, seals, and shows the board as it is now. Throws Refused or CoreError. */
export async function act(board: Board, kind: Kind, data: Data, parents: Hash[], signers: Signer[], extras: Extras = {}): Promise<Hash> {
  const { photos = [], paper = null, witnesses = [] } = extras
  const code = wouldRefuse(board, kind, data, parents, signers, photos.length)
  if (code) throw new Refused(code)
  const content = await statementOf(kind, board.event, data)
  const drawn = await Promise.all(signers.map((signer) => draw(signer, content)))
  const seen = await Promise.all(witnesses.map(async ({ candidate, ink }) => ({ candidate, file: await storeStrokes(ink, content) })))
  const whole = withStrokes(data as Signed, drawn.map((file) => file?.sha256 ?? null))
  if (seen.length) whole.witnesses = seen.map(({ candidate, file }) => ({ candidate, strokes: file.sha256 }))
  const strokes = [...drawn, ...seen.map(({ file }) => file)].flatMap((file): FileRef[] => (file ? [{ ...file, role: 'strokes' }] : []))
  const pictures = [...photos, ...(paper ? [paper.file] : [])].map((file): FileRef => ({ ...file, role: 'photo' }))
  const files = [...strokes, ...pictures].filter((file, i, all) => all.findIndex(({ sha256 }) => sha256 === file.sha256) === i)
  const hash = await seal(board.event, kind, whole, { parents, files })
  await reload(board.event)
  void flush()
  return hash
}

export const storePicture = (jpeg: Blob): Promise<StoredFile> => storePhoto(jpeg)

/* ---- handovers ---- */

export const ALL_GOOD: Checks = { project: true, copies: true, bag: true, strip: true }
export const NONE: Checks = { project: false, copies: false, bag: false, strip: false }

export interface OfferWish {
  purpose: Purpose
  to: Id
  room: Id | null
  packs: { pack: Pack; checks: Checks }[]
  place: string
  reason: string
  paper: Paper | null
}

export function offerData(wish: OfferWish, signer: Signer): OfferData {
  const { purpose, to, room, place, reason, paper } = wish
  const packs = wish.packs.map(({ pack: { id, custody }, checks }) => ({
    pack: id,
    after: custody.tip,
    strip: custody.now.strip,
    copies: custody.now.copies,
    checks,
  }))
  return { purpose, to, room, packs, place, reason, signature: sigOf(signer), paper }
}

/** An offer names the moves before it, and the open offers it takes the place of. */
export function offerParents(packs: Pack[]): Hash[] {
  return [...new Set(packs.flatMap(({ custody }) => [custody.tip, ...custody.offers]))]
}

export type Decision = AnswerData['packs'][number]

export function answerData(offer: Offer, decisions: Decision[], signer: Signer, paper: Paper | null): AnswerData {
  return { offer: offer.entry.hash, packs: decisions, signature: sigOf(signer), paper }
}

export const recallOffer = (board: Board, offer: Offer, reason: string): Promise<Hash> =>
  act(board, 'custody.recall', { offer: offer.entry.hash, packs: offer.packs.map(({ id }) => id), reason }, [offer.entry.hash], [])

/** Whoever signed on another's device stands behind it with the own one, under the id it was signed by. */
export function confirmOwn(board: Board, entry: Hash): Promise<Hash> {
  const by = signaturesIn(board.entries.get(entry)?.data ?? {}).find((one) => isMe(board, one.by))?.by ?? board.me?.id ?? ''
  return act(board, 'custody.confirm', { entry, by, how: 'own', reason: '' }, [entry], [])
}
