// @vitest-environment node
/** The whole way against a running server: DUKAO_TEST_SERVER=http://127.0.0.1:8100 and the DUKAO_INSTANCE of its demo. */
import { beforeAll, describe, expect, it } from 'vitest'

import { phone, PIN, tab, type Tab } from './testing/phone'
import { browse, enrolDemo, firstEvent, PIXEL } from './testing/real'
import type { FileRef } from './types'

const SERVER = process.env.DUKAO_TEST_SERVER
const INSTANCE = process.env.DUKAO_INSTANCE ?? ''

describe.runIf(SERVER)('against a running server', () => {
  let page: Tab
  let net: ReturnType<typeof browse>
  let event = ''
  let slot = ''

  beforeAll(async () => {
    page = await phone({ realPin: true })
    net = browse(SERVER ?? '')
  })

  it('activates, enrols and signs in', async () => {
    slot = await enrolDemo(page, INSTANCE)
    expect(page.slots.current()).toMatchObject({ state: 'ready' })
  })

  it('fetches the kit', async () => {
    event = await firstEvent(page)
    const state = await page.kit.refreshKit(event)
    const kit = await page.kit.kit<{ event: string }>(event)
    expect(state.seq).toBeGreaterThan(0)
    expect(kit).toMatchObject({ seq: state.seq, brief: { event } })
    expect(kit?.roster.some(({ kid }) => kid === page.slots.current()?.kid)).toBe(true)
  })

  it('works through a cold start without network; a lost reply doubles nothing', async () => {
    net.cut(true)
    page = await tab()
    await page.slots.unlock(slot, PIN)
    expect(await page.kit.kit(event)).not.toBeNull()
    const photo: FileRef = { ...(await page.files.storePhoto(new Blob([PIXEL], { type: 'image/jpeg' }))), role: 'photo' }
    const value = { grade: 'C', remark: '灭火器已过有效期，已责令更换。', basis: { how: 'seen', rooms: 1 }, corrected: true, via: null, photos: [photo.sha256] }
    await page.drafts.saveDraft(event, 'item/3', value, [photo])
    const one = await page.drafts.sealDraft(event, 'item/3', [])
    await page.seal.seal(event, 'inspections.answer', { field: 'item/1', value: { grade: 'A', remark: '', basis: null, corrected: false, via: null, photos: [] } })
    await page.seal.seal(event, 'inspections.answer', { field: 'item/99', value: { grade: 'A' } })
    expect(await page.sync.flush()).toBe(false)
    expect(page.status).toMatchObject({ failure: 'network', waiting: 4 })
    net.cut(false)
    net.lose('/entries')
    expect(await page.sync.flush()).toBe(false)
    expect(await page.sync.flush()).toBe(true)
    const list = await page.outbox.outboxList()
    expect(list.map(({ state }) => state)).toEqual(['received', 'received', 'attention'])
    expect(list[2]?.code).toMatch(/^refused:/)
    expect(page.status).toMatchObject({ waiting: 0, received: 2, attention: 1, failure: null, trust: 'contact' })
    await page.kit.refreshKit(event)
    const heads = page.fold.fold(await page.kit.entriesOf(event))
    expect(heads.get('item/3')).toMatchObject([{ hash: one, value }])
    expect(heads.has('item/99')).toBe(false)
  })

  it('a file whose receipt was lost is asked for again', async () => {
    // Bytes behind the end mark would be refused; a comment segment makes another picture of the same pixel.
    const comment = Buffer.concat([PIXEL.subarray(0, 2), Buffer.from([0xff, 0xfe, 0, 6, 1, 2, 3, 4]), PIXEL.subarray(2)])
    const photo: FileRef = { ...(await page.files.storePhoto(new Blob([comment], { type: 'image/jpeg' }))), role: 'photo' }
    await page.seal.seal(event, 'inspections.answer', { field: 'item/5', value: { grade: 'B', remark: '已当场纠正并复查。', basis: null, corrected: true, via: null, photos: [photo.sha256] } }, { files: [photo] })
    net.lose('/files/')
    await page.sync.flush()
    await page.sync.flush()
    await page.sync.flush()
    expect((await page.outbox.outboxList()).filter(({ state }) => state !== 'received').map(({ code }) => code)).toEqual([expect.stringMatching(/^refused:/)])
  })

  it('a probe proves the connection, and writes a rescue file for nothing unsent', async () => {
    expect(await page.sync.probe()).toBe(true)
    expect((await page.rescue.rescueFile()).size).toBeGreaterThan(200)
  })
})
