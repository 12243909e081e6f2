// @vitest-environment node
import { describe, expect, it } from 'vitest'

import type { PlainEntry } from '@/core/types'
import { req } from '@/testing/req'

import type { Section } from '../types'
import { gateCount, gateFacts, type Seen } from './rules'

/** 2026-11-21 in Shanghai. */
const at = (time: string): number => Date.parse(`2026-11-21T${time}:00+08:00`)
const DAY = { from: at('00:00'), until: at('00:00') + 86_400_000 }
const row = (badge: string, role: string, name: string, more = {}) => ({ badge, role, name, holder: badge, state: 'issued', ...DAY, ...more })
const SECTION = {
  gates: [{ id: 'g1', name: '一号门', ended: null }, { id: 'g2', name: '二号门', ended: null }],
  event: { station: '', sessions: [
    { id: 's1', kind: 'theory', t0: at('09:00'), end: at('10:30') },
    { id: 's2', kind: 'practical', t0: at('14:00'), end: at('16:00') },
  ] },
  badges: [
    row('c', 'chief', '林国栋'), row('i1', 'invigilator', '何雪梅'), row('i2', 'invigilator', '杨立群'), row('i3', 'invigilator', '曾建辉'),
    row('e1', 'examiner', '邱亦文'), row('e2', 'team_leader', '吴立言'), row('s', 'supervisor', '郑书岚'),
  ],
} as unknown as Section

let made = 0
function scan(time: string, badge: string | null, more: object = {}): PlainEntry {
  made += 1
  const data = { badge, gate: 'g1', direction: 'in', outcome: 'admitted', admitted: true, same: null, card: null, paper_at: null, ...more }
  return { hash: String(made).padStart(64, '0'), kind: 'badges.scan', happened: { at: at(time) }, data, outcome: 'accepted', parents: [] } as unknown as PlainEntry
}
const seen = (entries: PlainEntry[], time = '10:00', more: Partial<Seen> = {}): Seen => ({ section: SECTION, entries, mine: ['s'], now: at(time), ...more })
const spot = { direction: 'spot', admitted: false, gate: null }

describe('what the gates saw beside an item', () => {
  it(req('A11-i02', 'a gate that stood shows how often it let pass and how often not; one nobody used shows nothing'), () => {
    const entries = [scan('08:00', 'c'), scan('08:05', 'i1'), scan('08:06', null, { outcome: 'forged', admitted: false }), scan('08:00', 'i2', spot)]
    expect(gateFacts(2, seen(entries))).toEqual([{ kind: 'gate', name: '一号门', passed: 2, refused: 1 }])
  })

  it(req('A11-i09', 'invigilators against 45 minutes before theory: in time, late, not seen'), () => {
    const entries = [scan('08:15', 'i1'), scan('08:16', 'i2')]
    expect(gateFacts(9, seen(entries))).toEqual([
      { kind: 'punctual', who: 'invigilator', came: 1, due: 3, by: at('08:15') },
      { kind: 'late', name: '杨立群', at: at('08:16') },
      { kind: 'missing', name: '曾建辉' },
    ])
    // Before that time nobody is missing yet.
    expect(gateFacts(9, seen([], '08:00'))).toEqual([{ kind: 'punctual', who: 'invigilator', came: 0, due: 3, by: at('08:15') }])
  })

  it(req('A11-i31', 'examiners against 30 minutes before the first session, and who left before the last was over'), () => {
    const entries = [scan('08:20', 'e1'), scan('08:25', 'e2'), scan('11:00', 'e1', { direction: 'out' })]
    expect(gateFacts(31, seen(entries, '15:00'))).toEqual([
      { kind: 'punctual', who: 'examiner', came: 2, due: 2, by: at('08:30') },
      { kind: 'left', name: '邱亦文', at: at('11:00') },
    ])
  })

  it(req('A11-i21', 'who of the station is on site, and what spot checks found'), () => {
    const entries = [scan('08:00', 'c'), scan('08:05', 'i1'), scan('09:30', 'i1', { direction: 'out' }), scan('09:40', 'c', spot), scan('09:41', 'i2', { ...spot, outcome: 'revoked' }), scan('09:42', 'e1', spot)]
    expect(gateFacts(21, seen(entries))).toEqual([{ kind: 'present', inside: 1, left: 1 }, { kind: 'spot', done: 2, wrong: 1 }])
  })

  it(req('A11-i37', 'the supervisor sees the own first entry of the day'), () => {
    expect(gateFacts(37, seen([scan('07:58', 's'), scan('12:00', 's', { direction: 'out' }), scan('13:00', 's')]))).toEqual([{ kind: 'own', at: at('07:58') }])
    expect(gateFacts(37, seen([]))).toEqual([])
  })

  it('counts a badge issued anew and the one before as one person, and leaves out a badge withdrawn before its holder came', () => {
    const badges = [row('old', 'invigilator', '何雪梅', { holder: 'h', state: 'replaced' }), row('new', 'invigilator', '何雪梅', { holder: 'h' }), row('x', 'invigilator', '曾建辉', { state: 'revoked' })]
    const section = { ...SECTION, badges } as unknown as Section
    expect(gateFacts(4, seen([scan('08:00', 'old')], '10:00', { section }))).toEqual([{ kind: 'role', role: 'invigilator', came: 1, due: 1 }])
  })

  it('counts who guards a gate as being there', () => {
    const guard = { ...scan('07:40', 'c'), kind: 'badges.guard', data: { gate: 'g1', badge: 'c' } } as unknown as PlainEntry
    expect(gateFacts(4, seen([guard]))[0]).toEqual({ kind: 'role', role: 'chief', came: 1, due: 1 })
    expect(gateFacts(21, seen([guard]))).toEqual([{ kind: 'present', inside: 1, left: 0 }])
  })

  it('says nothing of yesterday', () => {
    const yesterday = { ...scan('08:00', 'c'), happened: { at: at('08:00') - 86_400_000 } } as unknown as PlainEntry
    expect(gateFacts(2, seen([yesterday]))).toEqual([])
    expect(gateFacts(4, seen([yesterday]))[0]).toEqual({ kind: 'role', role: 'chief', came: 0, due: 1 })
  })
})

describe('candidates the gates let in', () => {
  const admissions = [
    { badge: 'a', holder: '1', project: 'p' }, { badge: 'a2', holder: '1', project: 'p' }, { badge: 'b', holder: '2', project: 'p' }, { badge: 'c', holder: '3', project: 'q' },
  ]
  const section = { ...SECTION, admissions } as unknown as Section
  const candidate = (badge: string, more = {}) => scan('08:40', badge, { subject: 'candidate', ...more })

  it(req('A5-1', 'count once each for 实考 of their project, also with a code issued anew'), () => {
    const entries = [candidate('a'), candidate('a2'), candidate('c'), candidate('b', { admitted: false, outcome: 'too_early' })]
    expect(gateCount('p', { section, entries })).toEqual({ due: 2, present: 1 })
    expect(gateCount('q', { section, entries })).toEqual({ due: 1, present: 1 })
  })

  it('say nothing before the first of a project came, nor without a list', () => {
    expect(gateCount('p', { section, entries: [candidate('c')] })).toBeNull()
    expect(gateCount('p', { section: SECTION, entries: [candidate('a')] })).toBeNull()
  })
})
