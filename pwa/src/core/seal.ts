/** The only place where something is signed for ever: sign, then one transaction (architecture §4). */
import { hide } from './browser'
import { happenedNow } from './clock'
import { fact, put, saving, use, write, type Transaction } from './db'
import { payloadOf, type EntryFacts, type Tip } from './entry'
import { CoreError } from './errors'
import { bytesOf } from './files'
import { sign } from './jws'
import { KINDS, type Kind } from './kinds'
import { recountSoon } from './outbox'
import type { Key, OutboxRow, Stores } from './schema'
import { openSlot, touch } from './slots'
import type { Data, FileRef, Hash } from './types'
import { wake } from './wake'

export interface SealOptions {
  parents?: Hash[]
  files?: FileRef[]
  /** The draft this entry replaces: removed in the same transaction if it is still the one read. */
  draft?: { key: Key; rev: string }
}

/** More rounds than tabs anybody opens. */
const ROUNDS = 12

export const tipName = (kid: string, journal: string): string => `tip/${kid}/${journal}`

const tipIn = async (transaction: Transaction, name: string): Promise<Tip | null> =>
  (((await transaction.objectStore('meta').get(name)) as Stores['meta'] | undefined)?.value as Tip | undefined) ?? null

type Advance = 'done' | 'moved' | 'gone'

/** Moves the tip if nobody else did; knows its own work when a write is tried again; a draft becomes one entry, never two. */
async function advance(transaction: Transaction, row: OutboxRow, before: Tip | null, draft: SealOptions['draft']): Promise<Advance> {
  const name = tipName(row.kid, row.journal)
  const tip = await tipIn(transaction, name)
  if ((await transaction.objectStore('outbox').get(row.hash)) !== undefined) return 'done'
  if (draft) {
    const kept = (await transaction.objectStore('drafts').get(draft.key)) as Stores['drafts'] | undefined
    if (kept?.rev !== draft.rev) return 'gone'
  }
  if ((tip?.hash ?? null) !== (before?.hash ?? null)) return 'moved'
  await transaction.objectStore('meta').put({ id: name, value: { n: row.n, hash: row.hash } })
  if (draft) await transaction.objectStore('drafts').delete(draft.key)
  return 'done'
}

/** The draft was sealed or changed by somebody else meanwhile: there is nothing left to seal here. */
export class DraftGone extends Error {}

async function attempt(facts: EntryFacts, draft: SealOptions['draft']): Promise<Hash | null> {
  const { slot, sign: key } = openSlot()
  const before = await fact<Tip>(tipName(slot.kid, facts.journal))
  const { compact, hash } = await sign(key, slot.kid, 'dukao-entry+jws', payloadOf(facts, before))
  const row: OutboxRow = {
    hash,
    journal: facts.journal,
    person: slot.person.id,
    kid: slot.kid,
    n: (before?.n ?? 0) + 1,
    sealedAt: facts.happened.at,
    files: facts.files.map(({ sha256 }) => sha256),
    outcome: null,
    seq: null,
    received: null,
    keepUntil: null,
    code: null,
    tries: 0,
    retryAt: null,
    box: await hide('outbox', hash, compact),
  }
  let way: Advance = 'moved'
  const guard = async (transaction: Transaction): Promise<boolean> => {
    way = await advance(transaction, row, before, draft)
    return way === 'done'
  }
  if (await write([put('outbox', row)], { guard, reads: ['meta', 'drafts'] })) return hash
  if ((way as Advance) === 'gone') throw new DraftGone()
  return null
}

/** Signs and stores an entry, read back before it returns its hash. Needs an unlocked slot. */
export async function seal(journal: string, kind: Kind, data: Data, options: SealOptions = {}): Promise<Hash> {
  openSlot()
  touch()
  const { parents = [], files = [], draft } = options
  for (const { sha256 } of files) if (!(await bytesOf(sha256))) throw new CoreError('entry.photo_unreadable')
  return saving(async () => {
    const kept = draft && (await use((db) => db.get('drafts', draft.key)))
    const facts = { kind, v: KINDS[kind], journal, data, parents, files, happened: await happenedNow() }
    for (let round = 0; round < ROUNDS; round++) {
      let hash: Hash | null
      try {
        hash = await attempt(facts, draft)
      } catch (error) {
        if (error instanceof DraftGone) throw error
        // Not proven kept: the words go back to being a draft, as far as this storage still takes them.
        if (kept) await write([put('drafts', kept)]).catch(() => undefined)
        throw error
      }
      if (hash) {
        recountSoon()
        wake()
        return hash
      }
    }
    throw new CoreError('seal.crowded')
  })
}
