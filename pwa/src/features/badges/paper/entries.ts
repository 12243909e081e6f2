/** What a gate's paper list says, as entries 「据纸质」 (contracts §13): they count from the time on the paper. */
import { seal } from '@/core/seal'
import type { Data, Id, Instant } from '@/core/types'

import type { BadgeRow, Scan, Way } from '../types'

export function paperScan(row: BadgeRow, gate: Id, way: Way, at: Instant): Scan {
  return {
    badge: row.badge, subject: row.subject, gate, guard: null, direction: way, outcome: 'admitted', admitted: true, via: 'paper',
    same: null, card: null, identity: null, override: null, list: null, note: '', paper_at: at,
  }
}

/** Seals one after the other; what is sealed leaves `rows`, so that pressing again repeats nothing. Throws what sealing throws. */
export async function keepPaper(event: Id, rows: Map<string, BadgeRow>, gate: Id, way: Way, at: Instant): Promise<void> {
  for (const [badge, row] of [...rows]) {
    await seal(event, 'badges.scan', { ...paperScan(row, gate, way, at) } as Data)
    rows.delete(badge)
  }
}
