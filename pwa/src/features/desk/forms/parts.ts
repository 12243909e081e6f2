/** The items under their printed heads. */
import { loadTemplate } from '@/features/inspections'

import type { Form, Item } from '../types'

type Template = Awaited<ReturnType<typeof loadTemplate>>
type TemplateItem = Template['items'][number]

export interface Line {
  item: Item
  text: TemplateItem
}
export interface Part {
  code: string
  zh: string
  en: string
  lines: Line[]
}

/** Items that pass, in the order of the form; a head without items is left out. */
export function partsOf(template: Template, items: readonly Item[], passes: (item: Item) => boolean): Part[] {
  const texts = new Map(template.items.map((item) => [item.no, item]))
  const found: Part[] = []
  for (const item of items) {
    const text = texts.get(item.no)
    if (!text || !passes(item)) continue
    const section = template.sections.find((one) => one.code === text.section)
    const sub = section?.subsections.find((one) => one.code === text.subsection)
    const code = sub?.code ?? text.section
    let part = found.find((one) => one.code === code)
    if (!part) {
      const join = (head: string | undefined, tail: string | undefined) => [head, tail].filter(Boolean).join(' · ')
      part = { code, zh: join(section?.title_zh, sub?.title_zh), en: join(section?.title_en, sub?.title_en), lines: [] }
      found.push(part)
    }
    part.lines.push({ item, text })
  }
  return found
}

export const findingsOf = (form: Form, no: number): Form['findings'] => form.findings.filter((one) => one.item === no)
