/** Whose badge is this, away from any gate: the same verdict, by the list of this phone. */
import { highestTrusted, loadClock, now } from '@/core/clock'
import { ageOf, kits } from '@/core/kit'
import { status } from '@/core/status'
import type { Id } from '@/core/types'

import { loadList, type List } from './list'
import type { Via } from './types'
import { verdict, verdictOnRow, type Verdict, type View } from './verdict'

const MINUTE_MS = 60_000

/** From the phone alone; null while the kit of the event has no list. */
export async function storedList(event: Id, before: List | null = null): Promise<List | null> {
  await loadClock()
  const stand = (await kits()).find(({ journal }) => journal === event)
  return stand ? loadList(event, stand, before) : null
}

function spotView(list: List): View {
  const doubt = status.trust === 'contact' ? 0 : list.settings.doubt * MINUTE_MS
  const clock = { now: Math.max(now(), highestTrusted()), doubt }
  return { list, presence: new Map(), clock, gate: { id: '', roles: null }, way: 'spot', age: ageOf(list) }
}

export const judgeBadge = (list: List, text: string, via: Via): Promise<Verdict> => verdict(text, via, spotView(list))

/** Of a typed short code: names a person of the list and proves nothing alone. */
export const judgeCode = (list: List, code: string): Verdict => verdictOnRow(list.byCode.get(code), 'code', spotView(list))
