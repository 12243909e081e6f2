/** An event with papers for tests: people, packs and entries as phones and the centre make them. */
import type { Data, Hash, PlainEntry } from '@/core/types'

import { boardOf, type Board, type Brief } from './board'
import type { Checks, Label, Party, Role, Section } from './types'

export const EVENT = 'e'.repeat(32)
/** 2026-12-05 09:00 in Shanghai. */
export const T0 = Date.parse('2026-12-05T09:00:00+08:00')
const MINUTE = 60_000
export const ALL: Checks = { project: true, copies: true, bag: true, strip: true }
export const ME = { person: { id: 'a'.repeat(32) }, kid: 'k'.repeat(43) }
export const IDS = { supervisor: ME.person.id, chief: 'c'.repeat(32), invigilator: '1'.repeat(32), second: '2'.repeat(32), keeper: 'b'.repeat(32) }

const party = (id: string, name: string, role: Role): Party => ({ id, listed: null, person: id, name, role, post: '', room: null, phone: '', badge: `badge-${name}`, photo: null, gone: false })

export const PARTIES = [
  party(IDS.supervisor, '郑书岚', 'supervisor'), party(IDS.chief, '陈建国', 'chief'), party(IDS.invigilator, '何雪梅', 'invigilator'),
  party(IDS.second, '曾建辉', 'invigilator'), party(IDS.keeper, '陈佩瑜', 'paper_keeper'),
]

export const label = (pack: string, number: string, more: Partial<Label> = {}): Label => ({
  pack, number, batch: 'ba'.repeat(16), session: 's1', room: 'r1', kind: 'theory', project: 'p1', paper_code: 'ZX-01', copies: 38,
  strip: `FJ-${number}`, computer: false, pieces: null, scrap: null, replaces: null, withdrawn: false, ...more,
})

export const PACKS = [label('0'.repeat(12), '01'), label('1'.repeat(12), '02', { kind: 'practical', session: 's2' })]

const BRIEF = {
  event: EVENT,
  practice: false,
  demo: false,
  station: { id: '', name: '宁川站', place: '', contact_phone: '' },
  projects: [{ id: 'p1', name: '佛跳墙' }],
  rooms: [{ id: 'r1', name: '第1考场', kind: 'theory', computer: false }],
  sessions: [
    { id: 's1', kind: 'theory', t0: T0, end: T0 + 60 * MINUTE, rooms: ['r1'] },
    { id: 's2', kind: 'practical', t0: T0 + 120 * MINUTE, end: T0 + 240 * MINUTE, rooms: [] },
  ],
} as unknown as Brief

let made = 0

/** `by`: the author; null kid is an act of the centre. `seq` null: on this phone only. */
export function entry(kind: string, data: object, parents: Hash[] = [], more: Partial<PlainEntry> = {}): PlainEntry {
  made += 1
  return {
    hash: made.toString(16).padStart(64, '0'), kind: `custody.${kind}`, v: 1, journal: EVENT, n: made, prev: null, parents, happened: { at: T0 - 200 * MINUTE + made * MINUTE },
    data: data as Data, files: [], kid: ME.kid, actor: ME.person.id, seq: made, received: T0, outcome: 'accepted', own: false, ...more,
  }
}

export const PREPARED = entry('prepared', { packs: PACKS }, [], { kid: null, actor: IDS.keeper })

export const sig = (by: string, assurance = 'key') => ({ by, strokes: 'f'.repeat(64), assurance, badge: null })

/** An offer of one pack and its accepting answer. */
export function handover(pack: Label, after: Hash, purpose: string, from: string, to: string, { seq = true, how = 'key' } = {}): PlainEntry[] {
  const local = seq ? {} : { seq: null, outcome: 'local' }
  const said = { pack: pack.pack, strip: pack.strip, copies: pack.copies, checks: ALL }
  const offer = entry('offer', { purpose, to, room: purpose === 'room' ? 'r1' : null, packs: [{ ...said, after }], place: '', reason: '', signature: sig(from), paper: null }, [after], { actor: from, kid: from === IDS.keeper ? null : `kid-${from}`, ...local })
  const answer = entry('answer', { offer: offer.hash, packs: [{ ...said, accept: true, fault: null, reason: '' }], signature: sig(to, how), paper: null }, [offer.hash], { actor: how === 'key' ? to : from, kid: `kid-${how === 'key' ? to : from}`, ...local })
  return [offer, answer]
}

export function board(entries: PlainEntry[], { me = ME, packs = PACKS } = {}): Board {
  const section: Section = {
    parties: PARTIES,
    packs: packs.map((one) => ({ ...one, prepared: PREPARED.hash })),
    settings: { recall_after: 30 * MINUTE, unconfirmed_after: 720 * MINUTE, theory_anchor: -5 * MINUTE, theory_early: -10 * MINUTE, practical_early: -60 * MINUTE, practical_late: -15 * MINUTE },
  }
  return boardOf(BRIEF, section, [PREPARED, ...entries], me, T0)
}
