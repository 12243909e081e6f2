import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'

import { beforeAll, describe, expect, it } from 'vitest'

import { sha256 } from '@/core/bytes'
import { canonical } from '@/core/canonical'
import { fold } from '@/core/fold'
import type { FileRef, PlainEntry } from '@/core/types'
import { req } from '@/testing/req'

import { factsOf } from './rules'
import { buildSnapshot, countsOf, type Making, type Snapshot } from './snapshot'
import { loadTemplate } from './template'
import type { Brief, Template } from './types'

interface Vector {
  about: string
  brief: Brief
  answers: { hash: string; field: string; value: unknown; at: number; files: FileRef[] }[]
  making: Making
  snapshot: Snapshot
  sha256: string
}

const file = resolve('src/features/inspections/snapshot.vector.json')
const vector = JSON.parse(readFileSync(file, 'utf8')) as Vector

let template: Template
beforeAll(async () => {
  template = await loadTemplate()
})

const SHEET = 'f'.repeat(64)
const PAGE: FileRef = { sha256: 'e'.repeat(64), size: 5, type: 'image/jpeg', role: 'photo' }
const sheet = { signed_at: 1_796_460_000_000, signers: ['江晓月'], reason: '手机摔坏', pages: [PAGE.sha256] }

/** With a sheet, every answer but item 5 was typed from it. */
function build(paper = false): Snapshot {
  const sheetAnswer = { hash: SHEET, field: 'paper', value: sheet as unknown, at: vector.making.at, files: [PAGE] }
  const answers = [...vector.answers, ...(paper ? [sheetAnswer] : [])]
  const entries = answers.map(
    (one): PlainEntry => ({
      hash: one.hash,
      kind: 'inspections.answer',
      v: 1,
      journal: vector.brief.event,
      n: 1,
      prev: null,
      parents: paper && !['paper', 'item/5'].includes(one.field) ? [SHEET] : [],
      happened: { at: one.at },
      data: { field: one.field, value: one.value },
      files: one.files,
      kid: null,
      actor: 'a'.repeat(32),
      seq: null,
      received: null,
      outcome: 'local',
      own: true,
    }),
  )
  const sealed = fold(entries)
  const files = new Map(answers.flatMap((one) => one.files.map((f) => [f.sha256, f])))
  return buildSnapshot(
    {
      template,
      brief: vector.brief,
      facts: factsOf(vector.brief),
      heads: new Map([...sealed].map(([field, heads]) => [field, heads.map((one) => one.value)])),
      sealed,
      sheets: new Set(paper ? [SHEET] : []),
      fileOf: (hash) => files.get(hash) ?? null,
    },
    vector.making,
  )
}

describe('the snapshot', () => {
  it(req('A11-s1', 'holds every answer with the hashes of the entries behind it'), async () => {
    const made = build()
    expect(made).toEqual(vector.snapshot)
    expect(await sha256(canonical(made))).toBe(vector.sha256)
  })

  it(req('A11-f1c', 'prints "/" with its ground where an item does not apply'), () => {
    const away = build().items.filter((item) => item.kind === 'graded' && item.grade === '/')
    expect(away.map((item) => item.no)).toEqual([8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 24])
    expect(away[0]).toMatchObject({ na_reason: 'no_theory_room', remark: '', photos: [] })
  })

  it('keeps a header correction with the original and the reason', () => {
    expect(build().header.phone).toEqual({
      value: '13800000000',
      original: '0590-5550126',
      reason: '座机停用',
    })
  })

  it('says which items were typed from paper, and shows its pages', () => {
    const made = build(true)
    expect(made.paper).toMatchObject({ ...sheet, entries: [SHEET] })
    expect(made.paper?.items).toContain(1)
    expect(made.paper?.items).not.toContain(5)
    expect(made.files.at(-1)).toMatchObject({ sha256: PAGE.sha256, item: null, role: 'photo' })
    expect(made.files.at(-1)?.caption).toMatch(/^据纸质 第1页/)
  })

  it('counts what is signed', () => {
    expect(countsOf(build())).toEqual({ A: 21, B: 1, C: 1, '/': 12 })
  })
})
