/** What the overview can be narrowed to. */
import { applicableItems, isDone, single } from './rules'
import type { Form } from './store'
import type { GradedValue, TemplateItem } from './types'

export const FILTERS = ['all', 'open', 'bc', 'photos'] as const
export type Filter = (typeof FILTERS)[number]

export function isShown(form: Form, filter: Filter, item: TemplateItem): boolean {
  const answer = single<GradedValue>(form.heads, `item/${item.no}`)
  if (filter === 'all') return true
  if (filter === 'open')
    return form.template !== null && applicableItems(form.template, form.scope).includes(item) && !isDone(item, form.facts, form.heads)
  return filter === 'bc' ? ['B', 'C'].includes(answer?.grade ?? '') : (answer?.photos ?? []).length > 0
}
