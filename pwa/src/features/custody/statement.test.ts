// @vitest-environment node
import { readFileSync } from 'node:fs'

import { expect, it } from 'vitest'

import type { Kind } from '@/core/kinds'
import type { Data } from '@/core/types'
import { req } from '@/testing/req'

import { statementOf } from './statement'

interface Vectors {
  statements: { case: string; kind: Kind; journal: string; data: Data; hash: string }[]
}
const { statements } = JSON.parse(readFileSync(new URL('../../../../tests/vectors/handover-qr.json', import.meta.url), 'utf8')) as Vectors

it.each(statements)(req('A3-4c', 'strokes are bound to the content, not to themselves: $case'), async ({ kind, journal, data, hash }) => {
  expect(await statementOf(kind, journal, data)).toBe(hash)
})
