import { readFileSync } from 'node:fs'

import { beforeEach, describe, expect, it, vi } from 'vitest'

import { canonical } from '@/core/canonical'
import { enrol, phone, PIN, tab, type Tab } from '@/core/testing/phone'
import { Server } from '@/core/testing/server'
import { req } from '@/testing/req'

import type { BadgeRow, Section } from './types'

interface Vectors {
  event: string
  centre: string
  keys: unknown[]
  good: { case: string; token: string }[]
}
const vectors = JSON.parse(readFileSync('../tests/vectors/badges.json', 'utf8')) as Vectors
const { row } = JSON.parse(readFileSync('../tests/vectors/verdicts.json', 'utf8')) as { row: BadgeRow }
const TOKEN = vectors.good[0]?.token ?? ''
const EVENT = vectors.event
const GATE = '9'.repeat(32)
const NOON = row.from + 12 * 3_600_000

const settings = { fresh: 60, old: 240, too_old: 1440, doubt: 720, override_roles: ['chief' as const], code_tries: 3, code_pause: 1, quiet_sessions: true }
const section = (...badges: Partial<BadgeRow>[]): Section => ({
  settings, gates: [{ id: GATE, name: '一号门', direction: 'in', roles: null, ended: null }], chief: { name: '林', phone: '' }, event: { station: '' }, centre: vectors.centre,
  badges: badges.map((one) => ({ ...row, ...one })),
})

let server: Server
let page: Tab
let store: typeof import('./store')

const list = (...badges: Partial<BadgeRow>[]): void => {
  server.journal(EVENT).sections = { badges: canonical(section(...badges)), candidates: canonical([]) }
}
const offline = (isOffline: boolean): void => void (server.fault = () => (isOffline ? 'down' : undefined))
const payloads = async () => (await page.kit.entriesOf(EVENT)).filter(({ kind }) => kind === 'badges.scan').map(({ data }) => data)

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: NOON })
  server = await Server.start()
  server.time = NOON
  server.moreKeys = vectors.keys
  page = await phone()
  const slot = await enrol(page, server)
  store = await import('./store')
  await store.keep(slot, EVENT, GATE, PIN)
  list({})
  await store.openGate()
})

/** The page was closed; the slot is locked, and nobody knows its PIN. */
async function restart(): Promise<void> {
  page = await tab()
  store = await import('./store')
  await store.openGate()
}

describe('a gate', () => {
  it('opens by itself after a cold start without network, with the list of before', async () => {
    offline(true)
    await restart()
    expect(store.gate).toMatchObject({ state: 'ready', row: { name: '一号门' }, way: 'in' })
    expect(await store.judgeText(TOKEN, 'qr')).toMatchObject({ outcome: 'admitted', tone: 'b', badge: row.badge })
  })

  it('is none on a phone that never opened a pass', async () => {
    page = await phone()
    store = await import('./store')
    await store.openGate()
    expect(store.gate.state).toBe('none')
  })

  it(req('N1.5-3b', 'seals every verdict, refusals too, before it counts as recorded'), async () => {
    offline(true)
    const found = await store.judgeText(TOKEN, 'qr')
    await store.record(found, { admitted: true, same: true })
    const again = await store.judgeText(TOKEN, 'scanner')
    expect(again.outcome).toBe('already_inside')
    await store.record(again, { admitted: false })
    const base = { gate: GATE, guard: null, direction: 'in', override: null, note: '', paper_at: null, card: null, identity: null, list: { seq: 0, age_ms: expect.any(Number) as number } }
    expect(await payloads()).toEqual([
      { ...base, badge: row.badge, subject: 'person', outcome: 'admitted', admitted: true, via: 'qr', same: true },
      { ...base, badge: row.badge, subject: 'person', outcome: 'already_inside', admitted: false, via: 'scanner', same: null },
    ])
    await restart()
    expect(await store.judgeText(TOKEN, 'qr')).toMatchObject({ outcome: 'already_inside', refused: 1 })
  })

  it('keeps nothing of what another code said', async () => {
    for (const text of ['https://secret.example/?q=1', '督考'.repeat(2048), '\u0000\u0001', '🎫🎫']) await store.record(await store.judgeText(text, 'qr'), { admitted: false })
    const sealed = await payloads()
    expect(sealed.map(({ outcome, badge, subject }) => [outcome, badge, subject])).toEqual(Array(4).fill(['unreadable', null, null]))
    expect(JSON.stringify(sealed)).not.toMatch(/secret|督考|🎫/)
  })

  it('learns of a revocation as soon as there is network, and not before', async () => {
    list({ state: 'revoked', changed_at: NOON })
    await server.act(EVENT, 'badges.changed', { badge: row.badge })
    offline(true)
    await store.refresh()
    expect((await store.judgeText(TOKEN, 'qr')).outcome).toBe('admitted')
    offline(false)
    await store.refresh()
    expect(await store.judgeText(TOKEN, 'qr')).toMatchObject({ outcome: 'revoked', tone: 'c' })
  })

  it('never takes an older list for a newer one', async () => {
    list({ state: 'revoked' })
    await server.act(EVENT, 'badges.changed', { badge: row.badge })
    await store.refresh()
    list({})
    server.journal(EVENT).lines.splice(0)
    await store.refresh()
    expect((await store.judgeText(TOKEN, 'qr')).outcome).toBe('revoked')
  })

  it('judges a list by the highest time it ever heard: a clock set back makes none younger', async () => {
    offline(true)
    vi.setSystemTime(NOON + 25 * 3_600_000)
    expect((await store.judgeText(TOKEN, 'qr')).outcome).toBe('list_too_old')
    offline(false)
    server.time = NOON + 5 * 3_600_000
    await restart()
    offline(true)
    vi.setSystemTime(NOON)
    expect(await store.judgeText(TOKEN, 'qr')).toMatchObject({ outcome: 'admitted', freshness: 'fresh' })
  })

  it('widens the window while the time is not confirmed', async () => {
    list({}, { badge: 'BBBBBBBBBBBB', code: 'B222', from: NOON + 3_600_000 })
    await server.act(EVENT, 'badges.issued', {})
    await store.refresh()
    expect(store.judgeCode('B222').outcome).toBe('too_early')
    offline(true)
    await restart()
    expect(store.judgeCode('B222')).toMatchObject({ outcome: 'admitted', tone: 'b', asks: ['typed', 'first', 'time'] })
  })

  it('learns from the other gates', async () => {
    const other = { badge: row.badge, gate: '8'.repeat(32), direction: 'in', outcome: 'admitted', admitted: true, same: true, paper_at: null }
    await server.act(EVENT, 'badges.scan', other)
    await store.refresh()
    expect((await store.judgeText(TOKEN, 'qr')).outcome).toBe('already_inside')
  })

  it('changes its guard without losing what the one before has unsent', async () => {
    offline(true)
    await store.takeOver('AAAAAAAAAAAA')
    await store.record(await store.judgeText(TOKEN, 'qr'), { admitted: true, same: true })
    await store.takeOver('CCCCCCCCCCCC')
    await store.record(await store.judgeText(TOKEN, 'qr'), { admitted: false })
    expect((await payloads()).map(({ guard }) => guard)).toEqual(['AAAAAAAAAAAA', 'CCCCCCCCCCCC'])
    await restart()
    expect(store.gate.guard).toBe('CCCCCCCCCCCC')
    offline(false)
    await page.sync.flush({ now: true })
    expect(server.hashes(EVENT)).toHaveLength(4)
  })

  it('ends with its kit; what is unsent stays', async () => {
    await store.record(await store.judgeText(TOKEN, 'qr'), { admitted: true, same: true })
    server.fault = ({ path }) => (path.includes('/changes') ? new Response('{"code":"kit.gone","status":410,"title":"gone"}', { status: 410, headers: { 'Content-Type': 'application/problem+json' } }) : undefined)
    await store.refresh()
    expect(store.gate.state).toBe('gone')
    expect(await page.outbox.outboxList()).toHaveLength(1)
  })

  it('sends 500 scans made offline through losses and repeats, each once', async () => {
    offline(true)
    const found = await store.judgeText('not a badge', 'qr')
    for (let i = 0; i < 500; i++) await store.record(found, { admitted: false })
    let calls = 0
    server.fault = () => (++calls % 3 === 0 ? 'lost' : calls % 7 === 0 ? 'down' : undefined)
    for (let round = 0; round < 40 && server.hashes(EVENT).length < 500; round++) await page.sync.flush({ now: true })
    const hashes = server.hashes(EVENT)
    expect([hashes.length, new Set(hashes).size]).toEqual([500, 500])
  }, 60_000)
})
