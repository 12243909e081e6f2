// @vitest-environment node
import { readFileSync } from 'node:fs'

import { describe, expect, it } from 'vitest'

import type { Hash, Id } from '@/core/types'
import { req } from '@/testing/req'

import { fold, isCounted, isRecovered, type Fact } from './fold'
import { judge } from './rules'
import { openSignatures } from './standing'
import type { Label } from './types'

interface Vectors {
  cases: { name: string; pack: string; entries: Fact[]; state: Record<string, unknown> | null; open: [Hash, Id][] }[]
  legality: { name: string; entries: Fact[]; people: Record<Id, string[]>; gone: Id[]; same: Record<Id, Id>; photos: boolean; entry: Fact; code: string | null }[]
}

const { cases, legality } = JSON.parse(readFileSync(new URL('../../../../tests/vectors/custody.json', import.meta.url), 'utf8')) as Vectors

function told(pack: string, entries: Fact[]): Record<string, unknown> | null {
  const custody = fold(pack, entries)
  if (!custody) return null
  const { now, ...rest } = custody
  const { state, with: at, strip, room, copies, counts } = now
  return { state, with: at, strip, room, copies, counts, ...rest }
}

function shuffled<T>(items: readonly T[]): T[] {
  const copy = [...items]
  for (let i = copy.length - 1; i > 0; i--) {
    const j = Math.floor(Math.random() * (i + 1))
    ;[copy[i], copy[j]] = [copy[j] as T, copy[i] as T]
  }
  return copy
}

describe('custody of a pack', () => {
  it.each(cases)('$name', ({ pack, entries, state }) => {
    expect(told(pack, entries)).toEqual(state)
  })

  it(req('A3-4c', 'is the same whatever came first, on both sides'), () => {
    for (const { pack, entries, state } of cases) for (let round = 0; round < 8; round++) expect(told(pack, shuffled(entries))).toEqual(state)
  })
})

it.each(cases)(req('A3-4c', 'signatures nobody stands behind: $name'), ({ pack, entries, open }) => {
  const custody = fold(pack, entries)
  const found = custody ? openSignatures(pack, entries, custody) : []
  expect(found.map(({ entry, by }) => [entry, by]).sort()).toEqual(open)
})

describe('what may happen', () => {
  it.each(legality)('$name', ({ entries, people, gone, same, photos, entry, code }) => {
    const strips = new Map(entries.filter(({ kind }) => kind === 'custody.prepared').flatMap(({ data }) => (data.packs as Label[]).map(({ strip, pack }) => [strip, pack] as const)))
    const world = { facts: entries, people: new Map(Object.entries(people)), gone, strips, same: new Map(Object.entries(same)) }
    const found = judge(entry, world, photos)
    expect(found && !found.includes('.') ? `custody.${found}` : found).toBe(code)
  })
})

it(req('A7-11', 'the arithmetic of issue and recovery'), () => {
  expect(isCounted(30, 28, 1, 1)).toBe(true)
  expect(isCounted(30, 28, 1, 0)).toBe(false)
  expect(isCounted(null, 0, 0, 0)).toBe(false)
  expect(isRecovered(28, 27, 1)).toBe(true)
  expect(isRecovered(28, 28, 1)).toBe(false)
  expect(isRecovered(null, 0, 0)).toBe(false)
})
