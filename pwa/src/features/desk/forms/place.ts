/** The list somebody came from, so that ‹ › goes on in it. */
import { listForms } from '../api'
import type { FormFilters, FormRow } from '../types'

export interface ListPlace {
  query: FormFilters
  events: string[]
  page: number
  perPage: number
  total: number
}

let place: ListPlace | null = null

export function rememberList(query: FormFilters, rows: readonly FormRow[], page: number, perPage: number, total: number): void {
  place = { query, events: rows.map((row) => row.event), page, perPage, total }
}

/** Filters to go back to; none when the form was opened by its address. */
export const listQuery = (): Partial<FormFilters> => place?.query ?? {}

export interface Neighbours {
  before: string | null
  next: string | null
  /** Place in the list, from 1. */
  index: number
  total: number
}

async function turned(from: ListPlace, by: 1 | -1): Promise<string | null> {
  const page = from.page + by
  if (page < 1 || (page - 1) * from.perPage >= from.total) return null
  const answer = await listForms({ ...from.query, practice: from.query.practice === '1', page, per_page: from.perPage })
  return answer.ok ? (answer.data.items.at(by === 1 ? 0 : -1)?.event ?? null) : null
}

/** The forms before and after one, over the edge of a page too. */
export async function neighbours(event: string): Promise<Neighbours | null> {
  const from = place
  const at = from?.events.indexOf(event) ?? -1
  if (!from || at < 0) return null
  return {
    before: from.events[at - 1] ?? (await turned(from, -1)),
    next: from.events[at + 1] ?? (await turned(from, 1)),
    index: (from.page - 1) * from.perPage + at + 1,
    total: from.total,
  }
}

/** Over the edge the list turns its page with the reader. */
export async function followTo(event: string): Promise<void> {
  const from = place
  if (!from || from.events.includes(event)) return
  for (const page of [from.page + 1, from.page - 1]) {
    if (page < 1) continue
    const answer = await listForms({ ...from.query, practice: from.query.practice === '1', page, per_page: from.perPage })
    if (!answer.ok || !answer.data.items.some((row) => row.event === event)) continue
    rememberList({ ...from.query, page: String(page) }, answer.data.items, page, from.perPage, answer.data.total)
    return
  }
}
