/** Taps and words not sealed yet: on the phone at once, undone until they seal. */
import { hide, show } from './browser'
import { randomHex } from './bytes'
import { all, doubt, get, saving, strictPut, strictRemove } from './db'
import { below } from './schema'
import { DraftGone, seal } from './seal'
import { openSlot } from './slots'
import type { FileRef, Hash, Instant } from './types'

/** A value of one field, of the unlocked person. */
export interface Draft {
  journal: string
  field: string
  value: unknown
  files: FileRef[]
  savedAt: Instant
}

const idOf = (person: string, journal: string, field: string): string => `${person}/${journal}/${field}`

/** Stores the value, reads it back; only then resolves (已存手机). */
export async function saveDraft(journal: string, field: string, value: unknown, files: FileRef[] = []): Promise<void> {
  const { person } = openSlot().slot
  await saving(async () => {
    const box = await hide('drafts', idOf(person.id, journal, field), { value, files })
    const hashes = files.map(({ sha256 }) => sha256)
    await strictPut('drafts', { person: person.id, journal, field, rev: randomHex(), savedAt: Date.now(), files: hashes, box })
  })
}

async function opened(person: string, journal: string, field: string, box: ArrayBuffer) {
  return show<{ value: unknown; files: FileRef[] }>('drafts', idOf(person, journal, field), box)
}

export async function readDrafts(journal: string): Promise<Draft[]> {
  const { person } = openSlot().slot
  const rows = await all('drafts', below(person.id, journal))
  const drafts = await Promise.all(
    rows.map(async ({ field, savedAt, box }) => {
      const found = await opened(person.id, journal, field, box).catch(() => null)
      return found && { journal, field, savedAt, ...found }
    }),
  )
  const whole = drafts.filter((draft) => draft !== null)
  // One word the disk lost must not close the form over all others; it is not passed over in silence either.
  if (whole.length < drafts.length) doubt('drafts')
  return whole
}

/** Forgets the draft of a field; what is sealed stays. */
export async function undo(journal: string, field: string): Promise<void> {
  await strictRemove({ store: 'drafts', key: [openSlot().slot.person.id, journal, field] })
}

/**
 * Turns the draft into an `inspections.answer` entry; null when there is no draft, or when another seal or a newer
 * word was faster. What is typed meanwhile stays a draft.
 */
export async function sealDraft(journal: string, field: string, parents: Hash[]): Promise<Hash | null> {
  const { person } = openSlot().slot
  const key = [person.id, journal, field]
  const row = await get('drafts', key)
  if (!row) return null
  const { value, files } = await opened(person.id, journal, field, row.box)
  try {
    return await seal(journal, 'inspections.answer', { field, value }, { parents, files, draft: { key, rev: row.rev } })
  } catch (error) {
    if (error instanceof DraftGone) return null
    throw error
  }
}
