// @vitest-environment node
import { describe, expect, it } from 'vitest'

import { req } from '@/testing/req'

import { boardOf, openOffers, packOf, type Pack } from './board'
import { paperFacts } from './facts/rules'
import { lifeOf, toConfirm } from './life'
import { canReseal, canStay, isLaid, isMine, isSecret, mayPhotograph, nextStep, pathOf, purposesOf, receiversOf, wayNow } from './next'
import { judge } from './rules'
import { paperOf } from './sheet'
import { board, entry, handover, IDS, ME, PACKS, PARTIES, PREPARED, sig, T0 } from './testing'

const MINUTE = 60_000
const [PACK, PRACTICAL] = PACKS as [(typeof PACKS)[number], (typeof PACKS)[number]]
const collected = handover(PACK, PREPARED.hash, 'collect', IDS.keeper, IDS.supervisor)
const tip = (entries: { hash: string }[]): string => entries[entries.length - 1]?.hash ?? ''
const pack = (entries: Parameters<typeof board>[0], more = {}) => {
  const found = board(entries, more)
  return { found, one: packOf(found, PACK.pack) as NonNullable<ReturnType<typeof packOf>> }
}
const toChief = handover(PACK, tip(collected), 'site', IDS.supervisor, IDS.chief)
const toRoom = handover(PACK, tip(toChief), 'room', IDS.chief, IDS.invigilator)
const opened = (way = 'normal') =>
  entry('open', { packs: [{ pack: PACK.pack, after: tip(toRoom), strip: PACK.strip, copies: 38, reason: '' }], session: 's1', room: 'r1', mode: 'theory', way, reason: '', shown: true, signatures: [sig(IDS.chief), sig(IDS.invigilator, 'strokes')], witnesses: [], installation: null, paper: null }, [tip(toRoom)], { happened: { at: T0 - 4 * MINUTE } })

describe('packs as this phone knows them', () => {
  it(req('A3-4c', 'what is on this phone only counts, and is said to wait for the upload'), () => {
    const unsent = handover(PACK, tip(collected), 'site', IDS.supervisor, IDS.chief, { seq: false })
    const { one } = pack([...collected, ...unsent])
    expect(one.custody.now).toMatchObject({ state: 'on_site', with: IDS.chief })
    expect(one.waiting).toBe(true)
    expect(pack(collected).one.waiting).toBe(false)
  })

  it(req('A3-4c', 'a key this phone alone has seen proves nothing unless the roster says whose it is'), () => {
    for (const actor of [null, IDS.invigilator]) {
      const [offer, answer] = handover(PACK, tip(collected), 'site', IDS.supervisor, IDS.chief, { seq: false })
      const { one } = pack([...collected, ...(offer && answer ? [offer, { ...answer, actor }] : [])])
      expect(one.custody).toMatchObject({ now: { with: IDS.chief }, holder: IDS.supervisor, unproved: [answer?.hash] })
    }
  })

  it('an offer stands open for its receiver until it is answered or recalled', () => {
    const [offer] = handover(PACK, tip(collected), 'site', IDS.supervisor, IDS.chief)
    const open = board([...collected, ...(offer ? [offer] : [])])
    expect(openOffers(open).map(({ entry: of, packs }) => [of.hash, packs.length])).toEqual([[offer?.hash, 1]])
    expect(packOf(open, PACK.pack)?.custody.now.with).toBe(IDS.supervisor)
    const recall = entry('recall', { offer: offer?.hash, packs: [PACK.pack], reason: '改派' }, [offer?.hash ?? ''])
    expect(openOffers(board([...collected, ...(offer ? [offer] : []), recall]))).toEqual([])
  })

  it('strokes on another phone wait for the signer’s own word', () => {
    const drawn = handover(PACK, tip(collected), 'site', IDS.supervisor, IDS.chief, { how: 'strokes' })
    const chief = { person: { id: IDS.chief }, kid: 'kid-chief' }
    const seen = board([...collected, ...drawn], { me: chief })
    expect(toConfirm(seen).map(({ entry: of }) => of.hash)).toEqual([tip(drawn)])
    expect(packOf(seen, PACK.pack)?.custody).toMatchObject({ holder: IDS.supervisor, unproved: [tip(drawn)] })
    const said = entry('confirm', { entry: tip(drawn), by: IDS.chief, how: 'own', reason: '' }, [tip(drawn)], { actor: IDS.chief })
    const done = board([...collected, ...drawn, said], { me: chief })
    expect(toConfirm(done)).toEqual([])
    expect(packOf(done, PACK.pack)?.custody).toMatchObject({ holder: IDS.chief, unproved: [] })
  })
})

it(req('A3-4c', 'an opening signed on another’s phone waits like a handover until that signer does something with the pack'), () => {
  const one = opened()
  const { one: before } = pack([...collected, ...toChief, ...toRoom, one])
  expect(before.custody.unproved).toEqual([])
  expect(before.open).toEqual([{ entry: one.hash, by: IDS.invigilator }])
  const said = entry('confirm', { entry: one.hash, by: IDS.invigilator, how: 'own', reason: '' }, [one.hash], { actor: IDS.invigilator })
  expect(pack([...collected, ...toChief, ...toRoom, one, said]).one.open).toEqual([])
})

it('one person under two lines of the list holds, and is asked, as either', () => {
  const drawn = handover(PACK, tip(collected), 'site', IDS.supervisor, IDS.chief, { how: 'strokes' })
  const before = board([...collected, ...drawn], { me: { person: { id: IDS.invigilator }, kid: 'kid-second' } })
  const seen = (same: Record<string, string>) => boardOf(before.brief, { ...before.section, same }, [...before.entries.values()], { person: { id: IDS.invigilator }, kid: 'kid-second' }, T0)
  const one = (of: typeof before) => [isMine(of, packOf(of, PACK.pack) as Pack), toConfirm(of).length]
  expect(one(seen({}))).toEqual([false, 0])
  expect(one(seen({ [IDS.chief]: IDS.invigilator }))).toEqual([true, 1])
})

describe('what comes next', () => {
  it('follows the state, and before the day the night', () => {
    expect(nextStep(pack([]).found, pack([]).one, T0)).toBe('collect')
    const mine = pack(collected)
    expect(nextStep(mine.found, mine.one, T0 - 24 * 60 * MINUTE)).toBe('store')
    expect(nextStep(mine.found, mine.one, T0 - 60 * MINUTE)).toBe('site')
    expect(isMine(mine.found, mine.one)).toBe(true)
    const chief = pack([...collected, ...toChief])
    expect(nextStep(chief.found, chief.one, T0)).toBe('room')
    expect(isMine(chief.found, chief.one)).toBe(false)
    const room = pack([...collected, ...toChief, ...toRoom])
    expect(nextStep(room.found, room.one, T0)).toBe('open')
    expect(pathOf(room.found, 'open', [room.one])).toContain('/papers/open?')
    const done = pack([...collected, ...toChief, ...toRoom, opened()])
    expect(nextStep(done.found, done.one, T0)).toBe('count')
  })

  it(req('A7-3', 'a strip cut too early is replaced at once, and then the centre speaks'), () => {
    const early = opened('early')
    const { found, one } = pack([...collected, ...toChief, ...toRoom, early])
    expect([one.custody.now.state, nextStep(found, one, T0), canReseal(found, one)]).toEqual(['exception', 'reseal', true])
    const seal = entry('seal', { packs: [{ pack: PACK.pack, after: early.hash, strip: 'FJ-9', copies: 38 }], why: 'reseal', signatures: [], backup: null, paper: null }, [early.hash])
    const after = pack([...collected, ...toChief, ...toRoom, early, seal])
    expect(nextStep(after.found, after.one, T0)).toBe('centre')
  })

  it(req('A11-i14', 'T−10 to T0 is the time of theory, T−60 to T−15 that of practice'), () => {
    const { found, one } = pack(collected)
    const practical = packOf(found, PRACTICAL.pack) as typeof one
    const theory = (minutes: number) => wayNow(found, one, T0 + minutes * MINUTE)
    expect([-11, -10, -5, -1, 0].map(theory)).toEqual(['early', 'normal', 'normal', 'normal', 'late'])
    expect([-61, -60, -16, -15].map((m) => wayNow(found, practical, T0 + (120 + m) * MINUTE))).toEqual(['early', 'normal', 'normal', 'late'])
  })

  it(req('S-17', 'papers stay secret until their session is over'), () => {
    const { found, one } = pack(collected)
    expect([59, 60].map((minute) => isSecret(found, one, T0 + minute * MINUTE))).toEqual([true, false])
  })

  it(req('S-17', 'and nobody photographs a pack from its opening until it is closed again or the session is over'), () => {
    const all = [...collected, ...toChief, ...toRoom]
    const may = (entries: typeof all, minutes: number) => {
      const { found, one } = pack(entries)
      return mayPhotograph(found, one, T0 + minutes * MINUTE)
    }
    const early = opened('early')
    const seal = entry('seal', { packs: [{ pack: PACK.pack, after: early.hash, strip: 'FJ-9', copies: 38 }], why: 'reseal', signatures: [], backup: null, paper: null }, [early.hash])
    expect([may(all, 0), may([...all, opened()], 0), may([...all, early, seal], 0), may([...all, opened()], 60)]).toEqual([true, false, false, true])
  })

  it(req('S-18', 'knows a night of a pack without its place, lock and witness'), () => {
    const night = entry('store', { packs: [{ pack: PACK.pack, after: tip(collected) }], place: '', lock: '', witness: { name: '', phone: '' }, signature: sig(IDS.supervisor), paper: null }, [tip(collected)])
    const before = board(collected)
    const found = boardOf(before.brief, { ...before.section, stored: [night] }, [...before.entries.values()], { person: { id: IDS.invigilator }, kid: 'k' }, T0)
    const one = packOf(found, PACK.pack) as Pack
    expect([one.custody.now.state, one.custody.tip]).toEqual(['stored_overnight', night.hash])
    expect(lifeOf(found, one).map(({ words }) => words)).toContain('过夜保管')
  })

  it(req('Q-4', 'a recovered pack in a supervisor’s hands can stay a night, and its next step is the return'), () => {
    const back = [...collected, ...toChief, ...toRoom]
    const count = entry('count', { packs: [{ pack: PACK.pack, after: tip(back), issued: 38, spare: 0, void: 0, pieces: null, scrap: null, reason: '' }], errata: [], paper: null }, [tip(back)])
    const seal = entry('seal', { packs: [{ pack: PACK.pack, after: count.hash, strip: 'FJ-9', copies: 38 }], why: 'recovered', signatures: [], backup: null, paper: null }, [count.hash])
    const closed = { ...PACK, strip: 'FJ-9' }
    const home = handover(closed, seal.hash, 'back', IDS.invigilator, IDS.supervisor)
    const all = [...back, count, seal, ...home]
    const night = entry('store', { packs: [{ pack: PACK.pack, after: tip(all) }], place: '保密室', lock: '双锁', witness: { name: '', phone: '' }, signature: sig(IDS.supervisor), paper: null }, [tip(all)])
    const seen = (entries: typeof all, more = {}) => {
      const { found, one } = pack(entries, more)
      return { state: one.custody.now.state, next: nextStep(found, one, T0), stays: canStay(found, one, T0), laid: isLaid(found, one) }
    }
    expect(seen(all)).toEqual({ state: 'resealed', next: 'return', stays: true, laid: false })
    expect(seen([...all, night])).toEqual({ state: 'resealed', next: 'return', stays: true, laid: true })
    expect(seen(all, { me: { person: { id: IDS.chief }, kid: 'c' } }).stays).toBe(false)
    expect(seen(back.concat(count, seal), { me: { person: { id: IDS.invigilator }, kid: 'i' } }).stays).toBe(false)
    // A pack nobody needed on its day.
    const { found, one } = pack(collected)
    expect([59, 60].map((minute) => canStay(found, one, T0 + minute * MINUTE))).toEqual([false, true])
  })

  it(req('A3-4c', 'two lines of the list that the centre says are one person are one here too'), () => {
    const all = [...collected, ...toChief, ...toRoom]
    const before = board(all)
    const [offer] = handover(PACK, tip(all), 'pass', IDS.invigilator, IDS.second) as [ReturnType<typeof entry>]
    const answers = [{}, { [IDS.second]: IDS.invigilator }, { [IDS.second]: 'f'.repeat(32), [IDS.invigilator]: 'f'.repeat(32) }].map((same) => {
      const found = boardOf(before.brief, { ...before.section, same }, all.concat(PREPARED), ME, T0)
      const names = receiversOf(found, 'pass', PARTIES.find(({ id }) => id === IDS.invigilator) ?? null).map(({ name }) => name)
      return [judge(offer, found.world), names]
    })
    expect(answers).toEqual([[null, ['曾建辉']], ['same_person', []], ['same_person', []]])
  })

  it('offers the purposes and people that fit whoever has the pack', () => {
    const { found, one } = pack(collected)
    expect(purposesOf(found, [one])).toEqual(['pass', 'site', 'room', 'return'])
    const giver = PARTIES.find(({ id }) => id === IDS.supervisor) ?? null
    expect(receiversOf(found, 'site', giver).map(({ name }) => name)).toEqual(['陈建国'])
    expect(receiversOf(found, 'room', giver).map(({ name }) => name)).toEqual(['何雪梅', '曾建辉'])
    expect(receiversOf(found, 'return', giver).map(({ name }) => name)).toEqual(['陈建国', '陈佩瑜'])
  })
})

describe('the life of a pack', () => {
  it(req('8.5b', 'tells every move with its two names, in the order of the walk'), () => {
    const { found, one } = pack([...toRoom, ...collected, ...toChief, opened()].reverse())
    expect(lifeOf(found, one).map(({ words }) => words)).toEqual([
      '中心备好，封条 FJ-01，38 份', '陈佩瑜 交给 郑书岚', '郑书岚 交给 陈建国', '陈建国 交给 何雪梅', '拆封，清点 38 份',
    ])
    expect(lifeOf(found, one)[1]?.signatures.map(({ name }) => name)).toEqual(['陈佩瑜', '郑书岚'])
  })

  it('names what two people did at once as a conflict, and nobody’s offer twice', () => {
    const other = handover(PACK, tip(collected), 'site', IDS.supervisor, IDS.chief)
    const { found, one } = pack([...collected, ...toChief, ...other])
    expect(one.custody.exception).toBe('conflict')
    expect(lifeOf(found, one).filter(({ tone }) => tone === 'stop')).toHaveLength(1)
    expect(nextStep(found, one, T0)).toBe('centre')
  })

})

describe('what papers say beside an item', () => {
  const all = [...collected, ...toChief, ...toRoom, opened()]
  const facts = (no: number, entries = all) => paperFacts(no, board(entries), T0)

  it(req('A11-i09', 'how many theory packs invigilators have, and since when'), () => {
    expect(facts(9)).toMatchObject([{ kind: 'rooms', given: 1, of: 1 }])
    expect(facts(9, collected)).toEqual([])
  })
  it(req('A11-i14', 'when a pack was opened, by how much beside its time, and what was counted'), () => {
    expect(facts(14)).toMatchObject([{ kind: 'opened', number: '01', minutes: 1, copies: 38, way: 'normal' }])
  })
  it(req('A11-i16', 'what came back and whether it is sealed'), () => {
    const count = entry('count', { packs: [{ pack: PACK.pack, after: tip(all), issued: 36, spare: 2, void: 0, pieces: null, scrap: null, reason: '' }], errata: [{ pack: PACK.pack, page: '3', text: '少一行' }], paper: null }, [tip(all)])
    const back = entry('collect', { packs: [{ pack: PACK.pack, after: count.hash, collected: 35, missing: 1, pieces: null, scrap: null, reason: '破损' }], paper: null }, [count.hash])
    expect(facts(16, [...all, count, back])).toMatchObject([{ kind: 'closed', collected: 35, missing: 1, at: null }])
    expect(facts(28, [...all, count])).toEqual([{ kind: 'erratum', number: '01', page: '3' }])
  })
  it(req('A11-i26', 'which papers the centre made'), () => expect(facts(26)).toEqual([{ kind: 'codes', of: 2, codes: 'ZX-01' }]))
  it(req('A11-i36', 'where they lay, what nobody confirmed and what is wrong'), () => {
    const store = entry('store', { packs: [{ pack: PACK.pack, after: tip(collected) }], place: '酒店保险柜', lock: '密码锁', witness: { name: '', phone: '' }, signature: sig(IDS.supervisor), paper: null }, [tip(collected)])
    expect(facts(36, [...collected, store])).toMatchObject([{ kind: 'stored', place: '酒店保险柜' }])
    const drawn = handover(PACK, tip(collected), 'site', IDS.supervisor, IDS.chief, { how: 'strokes' })
    expect(facts(36, [...collected, ...drawn])).toEqual([{ kind: 'open', unproved: 1 }])
  })
  it('never a word where nothing happened', () => {
    for (const no of [9, 14, 16, 23, 27, 28, 36]) expect(paperFacts(no, board([]), T0)).toEqual([])
  })
})

it(req('Q-1', 'a sheet of paper needs its time and its photo'), () => {
  const page = { sha256: 'a'.repeat(64), size: 1, type: 'image/jpeg', role: 'photo' as const }
  expect(paperOf({ on: false, at: '', page: null })).toEqual({ paper: null, file: null, fault: null })
  expect(paperOf({ on: true, at: '2026-11-20T08:00', page: null }).fault).toBe('need')
  expect(paperOf({ on: true, at: '2026-11-20T08:00', page }).paper).toEqual({ at: Date.parse('2026-11-20T08:00:00+08:00'), page: page.sha256 })
  expect(paperOf({ on: true, at: '2199-01-01T08:00', page }).fault).toBe('paper_time')
})
