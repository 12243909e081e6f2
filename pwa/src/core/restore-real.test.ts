// @vitest-environment node
/** A phone with a live queue while the centre's machine dies and a backup is put back. Driven by tests/sync/test_restore_phone.py. */
import { expect, it } from 'vitest'

import { req } from '@/testing/req'

import { phone, PIN, tab } from './testing/phone'
import { browse, enrolDemo, firstEvent, PIXEL } from './testing/real'
import type { FileRef } from './types'

const { DUKAO_TEST_SERVER: SERVER, DUKAO_TEST_HOOK: HOOK, DUKAO_INSTANCE: INSTANCE = '' } = process.env
const real = globalThis.fetch

/** Asks the other side of the test to do something to the server. */
const centre = async (what: 'back-up' | 'burn-down-and-restore'): Promise<void> => {
  const answer = await real(`${HOOK}/${what}`, { method: 'POST' })
  if (!answer.ok) throw new Error(await answer.text())
}

it.runIf(SERVER && HOOK)(req('S-19', 'receipted and queued work comes back by itself after a restore'), { timeout: 400_000 }, async () => {
  let page = await phone({ realPin: true })
  const net = browse(SERVER ?? '')
  const slot = await enrolDemo(page, INSTANCE)
  const event = await firstEvent(page)
  await page.kit.refreshKit(event)
  const grade = async (no: number, comment: number) => {
    const bytes = Buffer.concat([PIXEL.subarray(0, 2), Buffer.from([0xff, 0xfe, 0, 6, 1, 2, 3, comment]), PIXEL.subarray(2)])
    const photo: FileRef = { ...(await page.files.storePhoto(new Blob([bytes], { type: 'image/jpeg' }))), role: 'photo' }
    const value = { grade: 'B', remark: '灭火器已过有效期，已责令更换。', basis: { how: 'seen', rooms: 1 }, corrected: true, via: null, photos: [photo.sha256] }
    return page.seal.seal(event, 'inspections.answer', { field: `item/${no}`, value }, { files: [photo] })
  }
  const states = async () => (await page.outbox.outboxList()).map(({ state }) => state)
  const deliver = async () => {
    for (let i = 0; i < 4; i++) await page.sync.flush({ now: true })
  }

  const before = await grade(1, 1)
  await deliver()
  expect(await states()).toEqual(['received'])
  await centre('back-up')
  const after = await grade(2, 2)
  await deliver()
  expect(await states()).toEqual(['received', 'received'])
  net.cut(true)
  const queued = await grade(3, 3)
  await page.sync.flush()
  await centre('burn-down-and-restore')
  // The phone sleeps through it and is opened again.
  page = await tab()
  await page.slots.unlock(slot, PIN)
  net.cut(false)
  await deliver()
  expect(await states()).toEqual(['received', 'received', 'received'])
  expect(page.status).toMatchObject({ waiting: 0, attention: 0, failure: null, offeredAgain: 1 })
  await page.kit.refreshKit(event)
  const known = (await page.kit.entriesOf(event)).filter(({ kind }) => kind === 'inspections.answer')
  expect(known.map(({ hash }) => hash).sort()).toEqual([before, after, queued].sort())
  expect(known.every(({ seq }) => seq !== null)).toBe(true)
})
