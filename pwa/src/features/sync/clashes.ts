import { fold, type Head } from '@/core/fold'
import { entriesOf, kit, kits } from '@/core/kit'
import { status } from '@/core/status'
import type { PlainEntry } from '@/core/types'

/** Fields two supervisors answered without knowing of each other, over all kits on this phone. */
export interface Clash {
  event: string
  field: string
  heads: Head[]
  people: { person: string; name: string; phone: string }[]
}

export interface Known {
  entries: Map<string, PlainEntry>
  clashes: Clash[]
  stations: Map<string, string>
}

interface Facts extends Record<string, unknown> {
  station?: { name: string }
  team?: { person: string; name: string; phone: string }[]
}

/** Needs the PIN: reads what the kits and own entries say. */
export async function readKnown(): Promise<Known> {
  const known: Known = { entries: new Map(), clashes: [], stations: new Map() }
  for (const { journal } of await kits()) {
    const [entries, found] = [await entriesOf(journal), await kit<Facts>(journal)]
    for (const entry of entries) known.entries.set(entry.hash, entry)
    if (found?.brief.station) known.stations.set(journal, found.brief.station.name)
    const answers = entries.filter((entry) => entry.kind === 'inspections.answer' && !entry.outcome.startsWith('refused'))
    const differing = [...fold(answers)].filter(([, heads]) => heads.length > 1)
    for (const [field, heads] of differing) known.clashes.push({ event: journal, field, heads, people: found?.brief.team ?? [] })
    status.clashes[journal] = differing.length
  }
  return known
}
