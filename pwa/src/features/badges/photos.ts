/** Photos of the kit: opened chunk by chunk, only when a face is to be looked at. */
import { section, sectionNames } from '@/core/kit'
import type { Hash, Id } from '@/core/types'

export const CHUNKS = /^(photos|faces)\/\d+$/
/** Chunks of forty; so many stay open. */
const MOST_OPEN = 6

type Chunk = Record<Hash, string>

const open = new Map<string, Promise<Chunk>>()
const where = new Map<Hash, string>()
const urls = new Map<Hash, string>()
/** Of which event the above is; another begins anew. */
let event: Id | null = null

/** Forgets what is open: the sections were replaced, or another gate begins. */
export function dropPhotos(): void {
  for (const url of urls.values()) URL.revokeObjectURL(url)
  for (const map of [open, where, urls]) map.clear()
}

function chunk(journal: Id, name: string): Promise<Chunk> {
  const found = open.get(name)
  if (found) return found
  const made = section<Chunk>(journal, name).then((read) => {
    for (const hash of Object.keys(read ?? {})) where.set(hash, name)
    return read ?? {}
  })
  made.catch(() => open.delete(name))
  open.set(name, made)
  const oldest = open.keys().next().value
  if (open.size > MOST_OPEN && oldest !== undefined) open.delete(oldest)
  return made
}

const bytesOf = (text: string): Uint8Array<ArrayBuffer> => Uint8Array.from(atob(text), (char) => char.charCodeAt(0))

async function find(journal: Id, hash: Hash): Promise<string | null> {
  const known = where.get(hash)
  if (known) return (await chunk(journal, known))[hash] ?? null
  const tried = new Set(where.values())
  for (const name of await sectionNames(journal)) {
    if (!CHUNKS.test(name) || tried.has(name)) continue
    const text = (await chunk(journal, name))[hash]
    if (text) return text
  }
  return null
}

/** An address the page can show, or null: the verdict never waits for it. */
export async function photoUrl(journal: Id, hash: Hash | null): Promise<string | null> {
  if (!hash) return null
  if (event !== journal) dropPhotos()
  event = journal
  const known = urls.get(hash)
  if (known) return known
  const text = await find(journal, hash)
  if (!text) return null
  const url = URL.createObjectURL(new Blob([bytesOf(text)], { type: 'image/jpeg' }))
  urls.set(hash, url)
  return url
}

/** Reads through all chunks once while nothing else is to be done, so that the first face comes at once. */
export async function indexPhotos(journal: Id): Promise<void> {
  event = journal
  for (const name of await sectionNames(journal)) if (CHUNKS.test(name)) await chunk(journal, name).catch(() => undefined)
}
