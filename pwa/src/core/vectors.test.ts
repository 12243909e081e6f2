// @vitest-environment node
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

import { describe, expect, it } from 'vitest'

import { req } from '@/testing/req'

import { b64u, unb64u, utf8 } from './bytes'
import { canonicalText } from './canonical'
import { fold } from './fold'
import { EC, sign, takeApart, thumbprint, verifies } from './jws'
import { phone } from './testing/phone'
import { intervals, verdict, type Known } from './time'
import type { Jwk, PlainEntry } from './types'

function vectors<T>(name: string): T {
  return JSON.parse(readFileSync(fileURLToPath(new URL(`../../../tests/vectors/${name}.json`, import.meta.url)), 'utf8')) as T
}

describe('entry.json', () => {
  const entry = vectors<{ private_jwk: JsonWebKey; jwk: Jwk; kid: string; payload: string; compact: string; hash: string; same_entry_other_signature: string; hostile: { case: string; compact: string; code: string }[] }>('entry')

  it('canonical JSON is the server\'s, byte for byte', () => {
    expect(canonicalText(JSON.parse(entry.payload))).toBe(entry.payload)
  })

  it('kid, hash and signing input are the server\'s', async () => {
    expect(await thumbprint(entry.jwk)).toBe(entry.kid)
    const key = await crypto.subtle.importKey('jwk', entry.private_jwk, EC, false, ['sign'])
    const mine = await sign(key, entry.kid, 'dukao-entry+jws', utf8(entry.payload))
    expect(mine.hash).toBe(entry.hash)
    expect(mine.compact.split('.').slice(0, 2)).toEqual(entry.compact.split('.').slice(0, 2))
    expect(await verifies(await takeApart(mine.compact, 'dukao-entry+jws'), entry.jwk)).toBe(true)
  })

  it('a re-spelled signature is the same entry', async () => {
    const [one, two] = await Promise.all([entry.compact, entry.same_entry_other_signature].map((text) => takeApart(text, 'dukao-entry+jws')))
    expect(two?.hash).toBe(one?.hash)
    expect(await verifies(two as never, entry.jwk)).toBe(true)
  })

  it.each(entry.hostile.filter(({ code }) => ['entry.format', 'entry.algorithm', 'entry.signature'].includes(code)).map((row) => [row.case, row.compact]))(
    'is no entry: %s',
    async (_, compact) => {
      const good = await takeApart(compact, 'dukao-entry+jws').then(
        (token) => verifies(token, entry.jwk),
        () => false,
      )
      expect(good).toBe(false)
    },
  )
})

describe('server.json', () => {
  const server = vectors<{ root: string; root_jwk: Jwk; keys: string; checkpoints: { compact: string; hash: string }[]; receipt: string; wrong_type: { compact: string } }>('server')
  const { journal, lines } = vectors<{ journal: string; lines: { line: string }[] }>('journal')

  async function trusting() {
    const page = await phone()
    await page.keys.pinRoot(server.root, true)
    await page.db.setFact('root_jwk', server.root_jwk)
    await page.keys.acceptKeyList(server.keys)
    const { readReceipt } = await import('./receipts')
    return { page, readReceipt }
  }

  it('the receipt verifies through the root, with the exact stored lines', async () => {
    const { readReceipt } = await trusting()
    const receipt = await readReceipt(server.receipt, journal, '0123456789abcdef')
    expect(receipt.lines).toEqual(lines.map(({ line }) => line))
    await expect(readReceipt(server.receipt, journal, 'another-nonce-here')).rejects.toThrow('keys.untrusted')
    await expect(readReceipt(server.receipt, 'f'.repeat(32))).rejects.toThrow('keys.untrusted')
  })

  it('a verifier takes one type: a checkpoint is no receipt', async () => {
    const { page, readReceipt } = await trusting()
    await expect(readReceipt(server.wrong_type.compact, journal)).rejects.toThrow('keys.untrusted')
    for (const { compact, hash } of server.checkpoints) expect((await page.keys.verifyJournal(compact, 'dukao-checkpoint+jws')).hash).toBe(hash)
  })

  it('a changed receipt proves nothing', async () => {
    const { readReceipt } = await trusting()
    const [head = '', body = '', tail = ''] = server.receipt.split('.')
    const text = new TextDecoder().decode(unb64u(body)).replace('"size"', '"sise"').replace('accepted', 'acceptee')
    await expect(readReceipt(`${head}.${b64u(utf8(text))}.${tail}`, journal)).rejects.toThrow('keys.untrusted')
  })

  it('a list of another root is never kept', async () => {
    const page = await phone()
    await page.keys.pinRoot('x'.repeat(43), true)
    await page.db.setFact('root_jwk', server.root_jwk)
    await expect(page.keys.acceptKeyList(server.keys)).rejects.toThrow('keys.untrusted')
  })
})

describe('time.json', () => {
  const cases = vectors<{ case: string; checkpoints: Record<string, number>; entries: Known[]; expected: Record<string, [number | null, number]> }[]>('time')

  it.each(cases.map((row) => [row.case, row] as const))('%s', (_, row) => {
    const checkpoints = new Map(Object.entries(row.checkpoints).map(([number, time]) => [Number(number), time]))
    for (const entries of [row.entries, [...row.entries].reverse()])
      expect(Object.fromEntries(intervals(entries, checkpoints))).toEqual(row.expected)
  })

  it(req('A11-f3c', 'a deadline is proven in time, proven late, or only stated'), () => {
    interface Row { earliest: number | null; latest: number | null; at: number; deadline: number; verdict: string }
    for (const { earliest, latest, at, deadline, verdict: expected } of vectors<{ cases: Row[] }>('deadlines').cases)
      expect(verdict([earliest, latest], at, deadline)).toBe(expected)
  })
})

describe('fold.json', () => {
  interface Row { hash: string; field: string; parents: string[]; value: unknown; author: string; at: number }
  const { cases } = vectors<{ cases: { name: string; entries: Row[]; heads: Record<string, string[]>; clashes: string[] }[] }>('fold')

  const plain = ({ hash, field, parents, value, author, at }: Row): PlainEntry => ({
    hash, parents, kind: 'inspections.answer', v: 1, journal: '', n: null, prev: null, happened: { at }, data: { field, value },
    files: [], kid: null, actor: author, seq: null, received: null, outcome: 'accepted', own: false,
  })

  it.each(cases.map((row) => [row.name, row] as const))('%s', (_, row) => {
    for (const entries of [row.entries, [...row.entries].reverse(), [...row.entries, ...row.entries]]) {
      const heads = fold(entries.map(plain))
      expect(Object.fromEntries([...heads].map(([field, found]) => [field, found.map(({ hash }) => hash)]))).toEqual(row.heads)
      expect([...heads].filter(([, found]) => found.length > 1).map(([field]) => field).sort()).toEqual([...row.clashes].sort())
    }
  })
})
