/** The whole life of a pack, one line a move, with who signed, when, and by what. */
import type { Hash, Id, PlainEntry } from '@/core/types'

import { isMe, nameOf, type Board, type Pack } from './board'
import { part, PROVEN } from './fold'
import { signaturesIn } from './standing'
import { t } from './texts'
import type { AnswerData, OfferData, Paper, Said } from './types'
import { troubleWord } from './words'

export interface Signature {
  name: string
  entry: PlainEntry
  strokes: Hash | null
  /** Nobody stands behind it yet. */
  open: boolean
  paper: boolean
}

export interface Line {
  id: Hash
  at: number
  words: string
  more: string[]
  tone: '' | 'look' | 'stop'
  signatures: Signature[]
  photos: { entry: PlainEntry; sha256: Hash }[]
  /** When it was written on a sheet. */
  paperAt: number | null
  waiting: boolean
}

const as = <T>(value: unknown): T => value as T

const photosOf = (entry: PlainEntry) => entry.files.filter(({ role }) => role === 'photo').map(({ sha256 }) => ({ entry, sha256 }))

function sigsOf(board: Board, entry: PlainEntry, { open }: Pack): Signature[] {
  return signaturesIn(entry.data).map(({ by, strokes, assurance }) => ({
    name: nameOf(board, by, t('centre')),
    entry,
    strokes,
    open: open.some((one) => one.entry === entry.hash && one.by === by),
    paper: assurance === 'paper',
  }))
}

function wordsOf(board: Board, entry: PlainEntry, said: Said, offer: PlainEntry | null): { words: string; more?: string[]; tone?: Line['tone'] } {
  const { kind, data } = entry
  const name = (id: Id | null | undefined) => (id ? nameOf(board, id, t('centre')) : t('centre'))
  const writer = (): string => t('life.writer', { name: name(entry.actor) })
  const reason = [said.reason, data.reason].map((one) => String(one ?? '').trim()).filter(Boolean)
  const [strip, copies] = [said.strip ?? '', said.copies ?? '']
  switch (kind) {
    case 'custody.prepared':
      return { words: t('life.prepared', { strip, copies }) }
    case 'custody.answer': {
      const { to, signature } = as<OfferData>(offer?.data)
      if (said.accept) return { words: t('life.handover', { giver: name(signature.by), receiver: name(to) }) }
      return { words: t('life.refused', { receiver: name(to), what: said.fault ? t(`fault.${said.fault}`) : '' }), more: reason, tone: said.fault ? 'stop' : 'look' }
    }
    case 'custody.offer':
      return { words: t('life.offered', { giver: name(as<OfferData>(data).signature.by), receiver: name(as<OfferData>(data).to) }), tone: 'look' }
    case 'custody.recall':
      return { words: t('life.recalled', { giver: name(entry.actor) }), more: reason, tone: 'look' }
    case 'custody.store': {
      const { name: witness } = as<{ name: string }>(data.witness)
      return { words: data.place === '' ? t('life.stored') : t('life.store', { place: String(data.place), lock: String(data.lock) }), more: witness ? [t('life.witness', { name: witness })] : [] }
    }
    case 'custody.open':
      return { words: t(data.way === 'normal' ? 'life.open' : `life.open.${as<'early'>(data.way)}`, { copies }), more: reason, tone: data.way === 'normal' ? '' : data.way === 'late' ? 'look' : 'stop' }
    case 'custody.count': {
      const errata = as<{ pack: string; page: string; text: string }[]>(data.errata).filter(({ pack }) => pack === said.pack)
      return { words: t('life.count', { issued: said.issued ?? 0, spare: said.spare ?? 0, spoilt: said.void ?? 0 }), more: [writer(), ...reason, ...errata.map(({ page, text }) => t('life.erratum', { page, text }))] }
    }
    case 'custody.collect':
      return { words: t('life.collect', { collected: said.collected ?? 0, missing: said.missing ?? 0 }), more: [writer(), ...reason], tone: said.missing ? 'stop' : '' }
    case 'custody.seal':
      return { words: t(data.why === 'reseal' ? 'life.reseal' : 'life.seal', { strip, copies }) }
    case 'custody.except':
      return { words: t('life.except', { what: troubleWord(String(data.what)) }), more: [String(data.facts)], tone: 'stop' }
    case 'custody.released':
      return { words: t('life.released', { reason: String(data.reason) }) }
    case 'custody.archived':
      return { words: t('life.archived', { place: String(data.place) }) }
    case 'custody.confirm':
      return { words: t('life.confirm', { name: name(as<Id>(data.by)) }), more: reason }
    default:
      return { words: t('life.destroyed') }
  }
}

/** Entries that say something of a pack, in the order of the walk; offers stand with their answers. */
export function lifeOf(board: Board, pack: Pack): Line[] {
  const { id, custody } = pack
  const place = new Map(custody.steps.map((hash, i) => [hash, i + 1]))
  const all = [...board.entries.values()]
  const answered = new Set(all.filter(({ kind }) => kind === 'custody.answer').map(({ data }) => as<AnswerData>(data).offer))
  const about = (entry: PlainEntry): Said | null => {
    if (entry.kind === 'custody.recall') return as<string[]>(entry.data.packs).includes(id) ? { pack: id } : null
    if (entry.kind !== 'custody.confirm') return part(entry, id)
    const named = board.entries.get(String(entry.data.entry))
    return named ? part(named, id) : null
  }
  return all
    .flatMap((entry): Line[] => {
      const said = about(entry)
      if (!said || (entry.kind === 'custody.offer' && answered.has(entry.hash))) return []
      const offer = entry.kind === 'custody.answer' ? (board.entries.get(as<AnswerData>(entry.data).offer) ?? null) : null
      if (entry.kind === 'custody.answer' && !offer) return []
      const { words, more = [], tone = '' } = wordsOf(board, entry, said, offer)
      const isConflict = custody.conflicts.includes(entry.hash)
      const paper = as<Paper | null | undefined>(entry.data.paper) ?? as<Paper | null | undefined>(offer?.data.paper)
      const signatures = [...(offer ? sigsOf(board, offer, pack) : []), ...sigsOf(board, entry, pack)]
      const line: Line = {
        id: entry.hash,
        at: entry.happened.at,
        words,
        more: isConflict ? [...more, t('life.conflict')] : more,
        tone: isConflict ? 'stop' : tone || (signatures.some(({ open }) => open) ? 'look' : ''),
        signatures,
        photos: [...(offer ? photosOf(offer) : []), ...photosOf(entry)],
        paperAt: paper?.at ?? null,
        waiting: entry.seq === null || offer?.seq === null,
      }
      return [line]
    })
    .sort((a, b) => {
      const [x, y] = [place.get(a.id), place.get(b.id)]
      return x !== undefined && y !== undefined ? x - y : a.at - b.at
    })
}

/** Signatures of mine on other people's devices that wait for my word. */
export function toConfirm(board: Board): { entry: PlainEntry; words: string }[] {
  if (!board.me) return []
  return [...board.entries.values()].flatMap((entry) => {
    const mine = signaturesIn(entry.data).some(({ by, assurance }) => isMe(board, by) && !PROVEN.includes(assurance))
    if (!mine) return []
    const done = [...board.entries.values()].some(({ kind, data }) => kind === 'custody.confirm' && data.entry === entry.hash && isMe(board, String(data.by)))
    if (done) return []
    const packs = as<{ pack: string }[]>(entry.data.packs).map(({ pack }) => board.packs.find(({ id }) => id === pack)?.label.number ?? pack)
    const key = `sign.title.${entry.kind.slice('custody.'.length)}` as 'sign.title.offer'
    return [{ entry, words: `${t(key)} ${packs.join('、')}` }]
  })
}
