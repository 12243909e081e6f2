/** A field's value in one line of words: in a clash, where two of them stand side by side. */

import { remarkWords } from './paper'
import type { Figures, GradedValue, HeaderValue, Rated, Scope } from './types'

export function describe(field: string, value: unknown): string {
  const kind = field.split('/')[0] ?? ''
  if (kind === 'item' && typeof value === 'object' && value && 'grade' in value) {
    return remarkWords(value as GradedValue)
  }
  if (kind === 'rating') return (value as Rated).rating ?? ''
  if (kind === 'figures') {
    const figures = value as Figures
    return `应考${figures.due} 实考${figures.present}`
  }
  if (kind === 'header') return (value as HeaderValue).value
  if (kind === 'scope') {
    return (value as Scope).rooms.map((room) => room.name).join('、')
  }
  const { text, title } = (value ?? {}) as { text?: string; title?: string }
  return [title, text].filter(Boolean).join('：')
}
