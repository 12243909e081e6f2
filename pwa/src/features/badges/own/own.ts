/** My own badges from the kits on this phone; the server puts them there with their tokens. */
import { now } from '@/core/clock'
import { ageOf, kits, section } from '@/core/kit'
import type { Id, Instant } from '@/core/types'

import type { BadgeRow } from '../types'

export interface OwnBadge extends BadgeRow {
  token: string
  station: string
  batches: string[]
  centre: string
  /** base64, or null without a photo. */
  jpeg: string | null
}

export interface Shown extends OwnBadge {
  event: Id
  fetchedAt: Instant
  /** ms since its kit was fetched. */
  age: number
}

/** Of several the one that holds now, then the next one, then what is over; what no gate admits comes after. */
export function inOrder<T extends Pick<OwnBadge, 'state' | 'from' | 'until'>>(badges: readonly T[], at: Instant): T[] {
  const rank = (one: T): number => (one.state === 'issued' ? 0 : 4) + (one.until <= at ? 2 : one.from > at ? 1 : 0)
  return [...badges].sort((a, b) => rank(a) - rank(b) || a.from - b.from)
}

export async function ownBadges(): Promise<Shown[]> {
  const found: Shown[] = []
  for (const kit of await kits()) {
    const mine = await section<{ badges: OwnBadge[] }>(kit.journal, 'mine')
    for (const badge of mine?.badges ?? []) found.push({ ...badge, event: kit.journal, fetchedAt: kit.fetchedAt, age: ageOf(kit) })
  }
  return inOrder(found, now())
}
