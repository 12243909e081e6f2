/** The codes of an entry of this phone. */
import { get } from '@/core/db'
import { compactOf } from '@/core/outbox'
import type { Hash } from '@/core/types'

import { codesOf } from './codec'

/** Null when the entry is no longer kept here. */
export async function codesToShow(entry: Hash): Promise<string[] | null> {
  const row = await get('outbox', entry)
  return row ? codesOf(await compactOf(row)) : null
}
