// @vitest-environment node
import { readFileSync } from 'node:fs'

import { describe, expect, it } from 'vitest'

import { readCarried } from '@/core/carried'
import type { Jwk } from '@/core/types'
import { req } from '@/testing/req'

import { codesOf, CodeError, Collector, LONGEST_CODE } from './codec'

interface Vectors {
  keys: Record<string, Jwk>
  good: { case: string; compact: string; hash: string; codes: string[] }[]
  bad: { case: string; codes: string[]; says: string }[]
  /** What this client made of the good ones: read by pytest. */
  phone: Record<string, string[]>
}

const vectors = JSON.parse(readFileSync(new URL('../../../../../tests/vectors/handover-qr.json', import.meta.url), 'utf8')) as Vectors
const author = (kid: string) => (vectors.keys[kid] ? { person: kid.slice(0, 8), jwk: vectors.keys[kid] } : null)

async function collected(codes: readonly string[]): Promise<string | null> {
  const collector = new Collector()
  let compact: string | null = null
  for (const code of codes) compact = (await collector.add(code)).compact ?? compact
  return compact
}

async function said(codes: readonly string[]): Promise<string> {
  try {
    const compact = await collected(codes)
    if (!compact) return 'open'
    await readCarried(compact, author)
    return 'read'
  } catch (error) {
    return error instanceof CodeError ? error.code : String((error as { code?: string }).code).replace('keys.', '')
  }
}

describe('codes of a handover', () => {
  it.each(vectors.good)('are read as another packer made them: $case', async ({ compact, hash, codes }) => {
    expect(await collected(codes)).toBe(compact)
    const read = await readCarried(compact, author)
    expect(read.token.hash).toBe(hash)
    expect(read.author).not.toBeNull()
  })

  it.each(vectors.good)('are made, one screen each, and read again: $case', async (one) => {
    const codes = await codesOf(one.compact)
    expect(Math.max(...codes.map((code) => code.length))).toBeLessThanOrEqual(LONGEST_CODE)
    expect(await collected(codes)).toBe(one.compact)
    expect(await collected(vectors.phone[one.case] ?? [])).toBe(one.compact)
    expect((vectors.phone[one.case] ?? []).length).toBe(codes.length)
  })

  it.each(vectors.bad)('are refused by name: $case', async ({ codes, says }) => {
    expect(says.split('|')).toContain(await said(codes))
  })

  it('a key this phone does not know is no forgery: only the centre can tell', async () => {
    const compact = vectors.good[0]?.compact ?? ''
    expect((await readCarried(compact, () => null)).author).toBeNull()
  })

  const many = vectors.good.find(({ case: name }) => name === 'twelve packs')?.codes ?? []

  it(req('A3-4c', 'lost and repeated frames and any order end in the same entry'), async () => {
    const compact = vectors.good.find(({ case: name }) => name === 'twelve packs')?.compact
    expect(many.length).toBeGreaterThan(2)
    for (let round = 0; round < 40; round++) {
      const collector = new Collector()
      let found: string | null = null
      let frames = 0
      while (found === null) {
        // A camera that misses frames and sees others many times.
        const progress = await collector.add(many[Math.floor(Math.random() * many.length)] ?? '')
        found = progress.compact
        expect(progress.total).toBe(many.length)
        if ((frames += 1) > 2000) throw new Error('never whole')
      }
      expect(found).toBe(compact)
    }
  })

  it('parts of two entries are never put together: the newer one begins anew', async () => {
    const other = vectors.good[0]?.codes ?? []
    const collector = new Collector()
    await collector.add(many[0] ?? '')
    expect(await collector.add(other[0] ?? '')).toMatchObject({ restarted: true, seen: [1], total: other.length, compact: null })
    expect((await collector.add(other[1] ?? '')).compact).toBe(vectors.good[0]?.compact)
  })
})
