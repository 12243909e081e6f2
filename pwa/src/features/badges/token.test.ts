// @vitest-environment node
import { readFileSync } from 'node:fs'

import { describe, expect, it } from 'vitest'

import { base45, unbase45 } from '@/core/base45'
import { hex, unhex } from '@/core/bytes'
import type { ServerKey } from '@/core/keys'
import { req } from '@/testing/req'

import { Keyring, read } from './token'

interface Vectors {
  event: string
  centre: string
  keys: ServerKey[]
  base45: { hex: string; text: string }[]
  good: { case: string; token: string; claim: { badge: string; event: string; role: string; from: number; until: number }; kid: string; centre: string }[]
  bad: { case: string; token: string; outcome: string }[]
}

const vectors = JSON.parse(readFileSync(new URL('../../../../tests/vectors/badges.json', import.meta.url), 'utf8')) as Vectors
const keys = new Keyring(vectors.keys)

describe('base45', () => {
  it.each(vectors.base45)('$hex', ({ hex: bytes, text }) => {
    expect(base45(unhex(bytes))).toBe(text)
    expect(hex(unbase45(text) ?? unhex('ee'))).toBe(bytes)
  })
  it.each(['A', 'a0', 'é0', ':::', '::', '\n00'])('is not %j', (text) => expect(unbase45(text)).toBeNull())
})

describe('a token', () => {
  it.each(vectors.good)('is read: $case', async ({ token, claim, centre }) => {
    const { badge, event, role, from, until } = claim
    expect(await read(token, keys)).toMatchObject({ state: 'good', centre, claims: { badge, event, role, from, until } })
  })

  it.each(vectors.bad)('is none: $case', async ({ token, outcome }) => {
    expect((await read(token, keys)).state).toBe(outcome)
  })

  const token = vectors.good[0]?.token ?? ''

  it(req('S-12', 'not one bit of it can be another'), async () => {
    const packed = unbase45(token.slice(4))
    if (!packed) throw new Error('no vector')
    for (let bit = 0; bit < packed.length * 8; bit++) {
      const other = packed.slice()
      other[bit >> 3] = (other[bit >> 3] ?? 0) ^ (1 << (bit & 7))
      const { state } = await read(`DK1:${base45(other)}`, keys)
      // The kid's bits name no key; every other bit is signed, or is the signature itself.
      expect(state).toBe(bit < 64 ? 'unknown_key' : 'forged')
    }
  })

  it('not one sign of it can be another, left out or doubled', async () => {
    for (let at = 0; at < token.length; at++) {
      for (const other of [`${token.slice(0, at)}${token.slice(at + 1)}`, `${token.slice(0, at)}X${token.slice(at + 1)}`, `${token.slice(0, at)}${token[at]}${token.slice(at)}`])
        if (other !== token) expect((await read(other, keys)).state).not.toBe('good')
    }
  })
})
