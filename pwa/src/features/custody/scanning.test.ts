// @vitest-environment node
import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'

import { canonical } from '@/core/canonical'
import { EC, publicJwk, sign, thumbprint } from '@/core/jws'
import type { Jwk } from '@/core/types'
import { req } from '@/testing/req'

import type { Board } from './board'
import { codesOf, Collector } from './qr/codec'
import { look } from './scanning'
import { ALL, board, EVENT, handover, IDS, PACKS, PREPARED, sig, T0 } from './testing'

const roster: { person: string; kid: string; jwk: Jwk }[] = []
const carried: string[] = []
let fresh: Board
vi.mock('@/core/kit', () => ({ section: async () => roster, kits: async () => [], entriesOf: async () => [], kit: async () => null, refreshKit: async () => undefined }))
vi.mock('@/core/carried', async (original) => ({ ...(await original<object>()), carry: async (_: string, read: { token: { hash: string } }) => void carried.push(read.token.hash) }))
vi.mock('./board', async (original) => ({ ...(await original<object>()), reload: async () => fresh }))

const [PACK] = PACKS as [(typeof PACKS)[number]]
const collected = handover(PACK, PREPARED.hash, 'collect', IDS.keeper, IDS.supervisor)
const tip = collected[1]?.hash ?? ''
const chief = { person: { id: IDS.chief }, kid: 'kid-chief' }

interface Key {
  kid: string
  pair: CryptoKeyPair
}
async function key(person: string | null): Promise<Key> {
  const pair = await crypto.subtle.generateKey(EC, true, ['sign', 'verify'])
  const jwk = publicJwk(await crypto.subtle.exportKey('jwk', pair.publicKey))
  const kid = await thumbprint(jwk)
  if (person) roster.push({ person, kid, jwk })
  return { kid, pair }
}
let supervisor: Key
let stranger: Key
let guard: Key
beforeAll(async () => {
  supervisor = await key(IDS.supervisor)
  stranger = await key(null)
  guard = await key(IDS.invigilator)
})
beforeEach(() => {
  carried.length = 0
  fresh = board(collected, { me: chief })
})

const offerData = (more = {}) => ({
  purpose: 'site', to: IDS.chief, room: null, packs: [{ pack: PACK.pack, after: tip, strip: PACK.strip, copies: 38, checks: ALL }], place: '', reason: '', signature: sig(IDS.supervisor), paper: null, ...more,
})

/** The texts of the codes another phone shows. */
async function shown(kind: string, data: object, { journal = EVENT, at = T0, by = supervisor, parents = [tip] } = {}): Promise<{ codes: string[]; hash: string }> {
  const payload = canonical({ kind: `custody.${kind}`, v: 1, journal, n: 3, prev: null, parents, happened: { wall: at, at, after: null }, data, files: [], salt: '0'.repeat(32) })
  const { compact, hash } = await sign(by.pair.privateKey, by.kid, 'dukao-entry+jws', payload)
  return { codes: await codesOf(compact), hash }
}

async function scan(codes: string[], { boards = [fresh], wanted = null as string | null, at = T0 } = {}) {
  const collector = new Collector()
  let last
  for (const code of codes) last = await look(code, boards, collector, wanted, at)
  return last
}
const code = async (texts: string[], more = {}) => {
  const found = await scan(texts, more)
  return found?.kind === 'wrong' ? found.code : found?.kind
}

describe('what is scanned', () => {
  it('a label names its pack, anywhere', async () => {
    expect(await scan([`DKP1:${PACK.pack.toUpperCase()}`])).toEqual({ kind: 'pack', event: EVENT, pack: PACK.pack })
    expect(await code(['DKP1:FFFFFFFFFFFF'])).toBe('unknownPack')
    expect(await code(['https://example.org'])).toBe('foreign')
  })

  it(req('A3-4c', 'an offer to me is kept before anything is said of it'), async () => {
    const { codes, hash } = await shown('offer', offerData())
    expect(await scan(codes)).toEqual({ kind: 'offer', event: EVENT, offer: hash, amber: null })
    expect(carried).toEqual([hash])
  })

  it('a device younger than the kit is amber, and so are packs whose past is not known here', async () => {
    expect(await scan((await shown('offer', offerData(), { by: stranger })).codes)).toMatchObject({ kind: 'offer', amber: 'unknownKey' })
    const later = offerData({ packs: [{ pack: PACK.pack, after: '9'.repeat(64), strip: PACK.strip, copies: 38, checks: ALL }] })
    expect(await scan((await shown('offer', later)).codes)).toMatchObject({ kind: 'offer', amber: 'unknownMoves' })
  })

  it.each([
    ['another exam', {}, { journal: 'd'.repeat(32) }, 'otherEvent'],
    ['to somebody else', { to: IDS.invigilator }, {}, 'notMine'],
    ['my own', { signature: sig(IDS.chief), to: IDS.invigilator }, {}, 'own'],
    ['of yesterday', {}, { at: T0 - 86_400_000 }, 'yesterday'],
  ])('an offer %s is refused by name and not kept', async (_, data, how, says) => {
    expect(await code((await shown('offer', offerData(data), how)).codes)).toBe(says)
    expect(carried).toEqual([])
  })

  it('an offer the pack has moved on from is out of date', async () => {
    fresh = board([...collected, ...handover(PACK, tip, 'site', IDS.supervisor, IDS.chief)], { me: chief })
    expect(await code((await shown('offer', offerData())).codes)).toBe('stale')
  })

  it('an answer belongs to its offer and to no other', async () => {
    const [mine] = handover(PACK, tip, 'site', IDS.supervisor, IDS.chief)
    fresh = board([...collected, ...(mine ? [mine] : [])])
    const answer = (offer: string) => shown('answer', { offer, packs: [{ pack: PACK.pack, accept: true, checks: ALL, strip: PACK.strip, copies: 38, fault: null, reason: '' }], signature: sig(IDS.chief, 'strokes'), paper: null }, { parents: [offer] })
    const good = await answer(mine?.hash ?? '')
    expect(await scan(good.codes, { boards: [fresh], wanted: mine?.hash ?? null })).toMatchObject({ kind: 'answer', offer: mine?.hash })
    expect(await code((await answer('8'.repeat(64))).codes, { boards: [fresh], wanted: mine?.hash ?? null })).toBe('otherOffer')
    expect(await code((await answer('8'.repeat(64))).codes, { boards: [fresh] })).toBe('otherOffer')
  })

  it(req('A3-4c', 'an answer is judged before it is believed: a key is its holder’s alone'), async () => {
    const [mine] = handover(PACK, tip, 'site', IDS.supervisor, IDS.chief)
    const boards = [(fresh = board([...collected, ...(mine ? [mine] : [])]))]
    const offer = mine?.hash ?? ''
    const answer = (signature: object, by: Key, more = {}) =>
      shown('answer', { offer, packs: [{ pack: PACK.pack, accept: true, checks: ALL, strip: PACK.strip, copies: 38, fault: null, reason: '', ...more }], signature, paper: null }, { parents: [offer], by })
    const says = async ({ codes }: { codes: string[] }) => code(codes, { boards, wanted: offer })
    // The supervisor's own key, or a guard's, in the name of the chief.
    expect(await says(await answer(sig(IDS.chief), supervisor))).toBe('untrusted')
    expect(await says(await answer(sig(IDS.chief), guard))).toBe('untrusted')
    expect(await says(await answer(sig(IDS.invigilator), guard))).toBe('untrusted')
    expect(await says(await answer(sig(IDS.chief), stranger, { strip: 'X' }))).toBe('untrusted')
    expect(carried).toEqual([])
    expect(await says(await answer(sig(IDS.chief, 'strokes'), guard))).toBe('answer')
    expect(await says(await answer(sig(IDS.chief), stranger))).toBe('answer')
  })

  it('so is an offer: whoever gives has the pack', async () => {
    expect(await code((await shown('offer', offerData({ signature: sig(IDS.invigilator) }), { by: guard })).codes)).toBe('untrusted')
    expect(await code((await shown('offer', offerData(), { by: guard })).codes)).toBe('untrusted')
    expect(carried).toEqual([])
  })

  it('a signature that does not fit is thrown away, and so is what is no handover', async () => {
    const { codes } = await shown('offer', offerData())
    const forged = codes.map((text, i) => (i === codes.length - 1 ? `${text.slice(0, -3)}${text.slice(-3) === '000' ? '111' : '000'}` : text))
    expect(['torn', 'untrusted']).toContain(await code(forged))
    expect(await code((await shown('count', { packs: [], errata: [], paper: null })).codes)).toBe('notKind')
    expect(carried).toEqual([])
  })
})
