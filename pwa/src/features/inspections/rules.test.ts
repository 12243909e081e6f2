import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'

import { beforeAll, describe, expect, it } from 'vitest'

import { req } from '@/testing/req'
import { inkLacks, type InkLack, type StrokesFile } from '@/ui/ink/ink'

import {
  anchorAt,
  concerns,
  dueItems,
  windowOf,
  type Days,
  type Due,
  type SessionTimes,
  type Window,
} from './anchors'
import {
  applicableItems,
  explanationFor,
  gapsOf,
  groundFor,
  notePlaces,
  partsToConfirm,
  progressOf,
  restAsA,
  worstOf,
  type Facts,
  type Gap,
  type Proposal,
  type RoomGrade,
} from './rules'
import { itemOf, loadTemplate, partsOf } from './template'
import type { Project, Room, Scope, Session, Template } from './types'

function vectors<T>(name: string): T {
  const file = resolve('../tests/vectors', `${name}.json`)
  return JSON.parse(readFileSync(file, 'utf8')) as T
}

let template: Template
beforeAll(async () => {
  template = await loadTemplate()
})

interface ScopeCase {
  name: string
  scope: Scope
  not_applicable: Record<string, string>
  applies: number[]
  due: number
  confirm: string[]
}

describe('scope', () => {
  const { cases } = vectors<{ cases: ScopeCase[] }>('scope')
  it.each(cases)(req('A11-f1c', '$name'), (one) => {
    const away = template.items
      .map((item) => [String(item.no), groundFor(item, one.scope)] as const)
      .filter(([, ground]) => ground !== null)
    expect(Object.fromEntries(away)).toEqual(one.not_applicable)
    const items = applicableItems(template, one.scope)
    expect(items.map((item) => item.no)).toEqual(one.applies)
    expect(items.length).toBe(one.due)
    expect(partsToConfirm(template, one.scope).map((part) => part.code)).toEqual(one.confirm)
  })
})

interface GapCase {
  name: string
  facts?: Partial<Facts>
  set?: Record<string, unknown[]>
  unset?: string[]
  gaps: Gap[]
  done: number
  due: number
}

describe('gaps and progress', () => {
  const file = vectors<{
    base: { facts: Facts; fields: Record<string, unknown[]> }
    cases: GapCase[]
  }>('gaps')
  it.each(file.cases)(req('A11-s2', '$name'), (one) => {
    const facts = { ...file.base.facts, ...one.facts }
    const fields: Record<string, unknown[]> = { ...file.base.fields, ...one.set }
    for (const field of one.unset ?? []) delete fields[field]
    const heads = new Map(Object.entries(fields))
    expect(gapsOf(template, facts, heads)).toEqual(one.gaps)
    expect(progressOf(template, facts, heads)).toEqual({ done: one.done, due: one.due })
  })
})

interface AnchorVectors {
  sessions: Record<string, SessionTimes>
  anchors: { session: string; expect: Record<string, number> }[]
  windows: { session: string; item: number; days: Days; expect: Omit<Window, 'session'> }[]
  concerns: { session: string; items: number[] }[]
  due: { name: string; sessions: string[]; days: Days; done: number[]; now: number; expect: Due[] }[]
}

describe('anchors', () => {
  const file = vectors<AnchorVectors>('anchors')
  const session = (name: string) => file.sessions[name] as SessionTimes

  it('every named anchor is at its minute', () => {
    for (const one of file.anchors) {
      const found = Object.keys(one.expect).map((name) => [name, anchorAt(session(one.session), name)])
      expect(Object.fromEntries(found)).toEqual(one.expect)
    }
  })

  it('every window of the form', () => {
    for (const one of file.windows) {
      const { opens, closes } = windowOf(itemOf(template, one.item), session(one.session), one.days)
      expect({ item: one.item, opens, closes }).toEqual({ item: one.item, ...one.expect })
    }
  })

  it('items concern the sessions of their kind', () => {
    for (const one of file.concerns) {
      const items = template.items.filter((item) => concerns(item, session(one.session)))
      expect(items.map((item) => item.no)).toEqual(one.items)
    }
  })

  it.each(file.due)(req('U-8', '$name'), (one) => {
    const sessions = one.sessions.map(session)
    const due = dueItems(template.items, sessions, new Set(one.done), one.now, one.days)
    expect(due).toEqual(one.expect)
  })
})

interface WorstCase extends Proposal {
  name: string
  no: number
  notes: RoomGrade[]
}
interface PlacesCase {
  name: string
  no: number
  sessions: Pick<Session, 'id' | 'kind' | 'rooms'>[]
  rooms?: Room[]
  added: Room[]
  places: string[]
}
interface RestCase {
  name: string
  section: string
  opened: number[]
  findings: number[]
  graded: number[]
  away: number[]
  items: number[]
}

describe('proposals', () => {
  const file = vectors<{ rooms: Room[]; worst: WorstCase[]; places: PlacesCase[]; rest: RestCase[] }>('worst')

  it.each(file.worst)(req('A11-o2', '$name'), (one) => {
    const scope = { rooms: file.rooms, technical_defence: false }
    const { proposed, visited, not_visited, basis } = one
    expect(worstOf(itemOf(template, one.no), scope, one.notes)).toEqual({
      proposed,
      visited,
      not_visited,
      basis,
    })
  })

  it.each(file.places)(req('A11-o2', '$name'), (one) => {
    const scope = { rooms: [...(one.rooms ?? file.rooms), ...one.added], technical_defence: false }
    const found = notePlaces(itemOf(template, one.no), scope, one.sessions)
    expect(found.map(({ session, room }) => `${session}/${room.id}`)).toEqual(one.places)
  })

  it.each(file.rest)(req('U-4', '$name'), (one) => {
    const part = partsOf(template).find((candidate) => candidate.code === one.section)
    const found = restAsA(part?.items ?? [], {
      opened: new Set(one.opened),
      findings: new Set(one.findings),
      graded: new Set(one.graded),
      away: new Set(one.away),
    })
    expect(found).toEqual(one.items)
  })

  it(req('A11-f3a', 'an explanation is proposed only where the numbers differ'), () => {
    const project = (id: string): Project => ({
      id,
      name: '茶艺冲泡',
      due: 30,
      theory_due: 30,
      practical_due: 30,
      paper_code: '',
      copies: null,
    })
    const figures = (present: number) => ({
      due: 30,
      present: 30,
      theory: { due: 30, present: 30 },
      practical: { due: 30, present },
      reason: '',
    })
    const heads = (present: number) => new Map([['figures/p1', [figures(present)]]])
    expect(explanationFor([project('p1')], heads(28))).toBe('理论应考30实考30；技能应考30实考28。')
    expect(explanationFor([project('p1')], heads(30))).toBe('')
  })
})

describe('ink', () => {
  const { cases } = vectors<{ cases: (StrokesFile & { name: string; lacks: InkLack[] })[] }>('strokes')
  it.each(cases)(req('U-6', '$name'), (one) => {
    expect(inkLacks(one)).toEqual(one.lacks)
  })
})
