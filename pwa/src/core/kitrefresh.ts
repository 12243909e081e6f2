/** Replacing a kit in one step; its seq never goes down (architecture §6). */
import { seal, sealJson, unsealJson } from './box'
import { sha256 } from './bytes'
import { canonical } from './canonical'
import { now } from './clock'
import { all, fact, get, put, write, type Put, type Remove } from './db'
import type { Tip } from './entry'
import { CoreError } from './errors'
import { allChanges, fetchSection, plain, type Changes } from './kitfetch'
import { placeOf, restoreName, settledName, stateOf, type KitState, type Progress } from './kitstore'
import { recount, recountSoon } from './outbox'
import { newestRestore, restoresIn } from './restored'
import { below, type KitRow, type OutboxRow, type Stores } from './schema'
import { tipName } from './seal'
import { openSlot } from './slots'
import type { Hash, Id, PlainEntry } from './types'

const WIPE_AFTER_MS = 7 * 86_400_000
const ROUNDS = 3

type SectionRow = Stores['sections']
type Kept = Pick<SectionRow, 'name' | 'sha256'>

async function sectionRows(changes: Changes, kept: Kept[], onProgress: (progress: Progress) => void): Promise<SectionRow[] | null> {
  const { slot, kit: key } = openSlot()
  const { journal } = changes
  const wanted = Object.entries(changes.sections)
  const missing = wanted.filter(([name, { sha256: hash }]) => !kept.some((row) => row.name === name && row.sha256 === hash))
  const rows: SectionRow[] = []
  let bytes = 0
  for (const [i, [name, { sha256: hash, size }]] of missing.entries()) {
    onProgress({ done: i + 1, total: missing.length + 2, bytes })
    const body = await fetchSection(journal, hash)
    if (!body) return null
    bytes += body.length
    rows.push({ slot: slot.id, journal, name, sha256: hash, size, box: await seal(key, body, placeOf('sections', journal, name)) })
  }
  onProgress({ done: missing.length + 1, total: missing.length + 2, bytes })
  return rows
}

/** Names and hashes of what is here; the sections themselves may be many megabytes of photos. */
async function keptSections(slot: Id, before: KitRow | undefined): Promise<Kept[]> {
  if (!before?.sections) return before ? all('sections', below(slot, before.journal)) : []
  return Object.entries(before.sections).map(([name, sha256]) => ({ name, sha256 }))
}

async function entryRows(journal: Id, entries: PlainEntry[]): Promise<Put[]> {
  const { slot, kit: key } = openSlot()
  return Promise.all(
    entries.map(async (entry) => {
      const seq = entry.seq ?? 0
      const box = await sealJson(key, entry, placeOf('entries', journal, seq))
      return put('entries', { slot: slot.id, journal, seq, box })
    }),
  )
}

/** The outcome of one own entry. Its receipt may arrive in the same moment, and what it proves stays proven. */
async function learnOutcome(hash: Hash, outcome: OutboxRow['outcome']): Promise<void> {
  for (let isKept = false; !isKept; ) {
    const row = await get('outbox', hash)
    if (!row || row.outcome === outcome) return
    isKept = await write([put('outbox', { ...row, outcome })], {
      guard: async (transaction) => {
        const found = (await transaction.objectStore('outbox').get(hash)) as OutboxRow | undefined
        return found !== undefined && found.seq === row.seq && found.outcome === row.outcome
      },
    })
  }
}

/** What the server knows of our own entries: outcomes settled since, and a tip this phone lost. */
async function learnOwn(journal: Id, entries: PlainEntry[]): Promise<void> {
  const { kid } = openSlot().slot
  const known = new Map((await all('outbox')).map(({ hash, outcome }) => [hash, outcome]))
  for (const { hash, outcome } of entries) {
    // One look at the whole outbox: a long day has a thousand lines, nearly all of others or settled.
    if (!known.has(hash) || known.get(hash) === outcome) continue
    await learnOutcome(hash, outcome)
  }
  const last = entries.filter((entry) => entry.kid === kid).reduce<Tip | null>((tip, { n, hash }) => ((n ?? 0) > (tip?.n ?? 0) ? { n: n ?? 0, hash } : tip), null)
  const name = tipName(kid, journal)
  if (!last || last.n <= ((await fact<Tip>(name))?.n ?? 0)) return
  await write([], {
    reads: ['meta'],
    guard: async (transaction) => {
      const tip = (await transaction.objectStore('meta').get(name)) as { value: Tip | null } | undefined
      if ((tip?.value?.n ?? 0) >= last.n) return false
      await transaction.objectStore('meta').put({ id: name, value: last })
      return true
    },
  })
}

/** Entries of the history before a restore; those fetched anew are put in their place. */
async function outdated(slot: string, journal: Id, fresh: PlainEntry[]): Promise<Remove[]> {
  const kept = new Set(fresh.map(({ seq }) => seq))
  const rows = await all('entries', below(slot, journal))
  return rows.filter(({ seq }) => !kept.has(seq)).map(({ seq }) => ({ store: 'entries', key: [slot, journal, seq] }))
}

async function replace(changes: Changes, sections: SectionRow[], kept: Kept[], fresh: PlainEntry[], restore: number | null, had: number): Promise<KitRow> {
  const { slot, kit: key } = openSlot()
  const { journal, seq, head } = changes
  const brief = sections.find(({ name }) => name === 'brief') ?? ('brief' in changes.sections ? await get('sections', [slot.id, journal, 'brief']) : undefined)
  const { deadline = null } = brief ? await unsealJson<{ deadline?: number }>(key, brief.box, placeOf('sections', journal, 'brief')) : {}
  const names = Object.fromEntries(Object.entries(changes.sections).map(([name, { sha256: hash }]) => [name, hash]))
  const manifest = await sha256(canonical({ journal, seq, sections: names }))
  const rows = await entryRows(journal, fresh)
  const before = (await all('entries', below(slot.id, journal))).reduce((sum, { box }) => sum + box.byteLength, 0)
  const size = Object.values(changes.sections).reduce((sum, section) => sum + section.size, before)
  const until = deadline === null ? null : deadline + WIPE_AFTER_MS
  const row: KitRow = { slot: slot.id, journal, seq, head, fetchedAt: now(), size, manifest, until, sections: names }
  const remove: Remove[] = kept.filter(({ name }) => !(name in names)).map(({ name }) => ({ store: 'sections', key: [slot.id, journal, name] }))
  const marks: Put[] = restore === null ? [] : [put('meta', { id: restoreName(slot.id, journal), value: restore })]
  if (fresh.some((entry) => (entry.seq ?? 0) <= had)) marks.push(put('meta', { id: settledName(slot.id, journal), value: seq }))
  if (restore !== null) remove.push(...(await outdated(slot.id, journal, fresh)))
  await write([...sections.map((section) => put('sections', section)), ...rows, put('kits', row), ...marks], {
    remove,
    // A slower tab must not put an older kit over a newer one.
    guard: async (transaction) => {
      const found = (await transaction.objectStore('kits').get([slot.id, journal])) as KitRow | undefined
      return found === undefined || restore !== null || found.seq <= seq
    },
  })
  return row
}

/** Fetches what is new and replaces the kit in one step; throws CoreError (`kit.gone`, `network`, …). */
export async function refreshKit(journal: Id, onProgress: (progress: Progress) => void = () => undefined): Promise<KitState> {
  const { slot } = openSlot()
  for (let round = 0; round < ROUNDS; round++) {
    onProgress({ done: 0, total: 3, bytes: 0 })
    const before = await get('kits', [slot.id, journal])
    let changes = await allChanges(journal, before?.seq ?? 0)
    // The centre went back to a backup: what this kit holds beyond it is no longer said there.
    const restore = newestRestore(restoresIn(changes.restored))
    const isBack = restore > ((await fact<number>(restoreName(slot.id, journal))) ?? 0)
    if (before && isBack) changes = await allChanges(journal, 0)
    if (before && !isBack && changes.seq < before.seq) return stateOf(before)
    const kept = await keptSections(slot.id, before)
    const sections = await sectionRows(changes, kept, onProgress)
    // A section moved on between the two calls: ask again.
    if (!sections) continue
    const fresh = await Promise.all(changes.entries.map(plain))
    const row = await replace(changes, sections, kept, fresh, isBack ? restore : null, before?.seq ?? 0)
    await learnOwn(journal, fresh)
    // Whoever was told that the kit is new sees what it settled.
    await recount().catch(recountSoon)
    onProgress({ done: 1, total: 1, bytes: row.size })
    return stateOf(row)
  }
  throw new CoreError('kit.incomplete')
}
