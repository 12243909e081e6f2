/** The official form. Its only home is the server's `annex11.json`; the phone bundles that same file, lazily. */

import { shallowRef } from 'vue'

import type { Template, TemplateItem, TemplateSection } from './types'

const sources = import.meta.glob<Template>('../../../../backend/inspections/annex11.json', {
  import: 'default',
})

let loaded: Promise<Template> | null = null

export function loadTemplate(): Promise<Template> {
  const source = Object.values(sources)[0]
  if (!source) return Promise.reject(new Error('annex11.json is not part of this build'))
  loaded ??= source()
  return loaded
}

const glosses = import.meta.glob<Record<string, string>>('../../../../backend/inspections/annex11.json', {
  import: 'default',
  query: '?gloss',
})
const english = shallowRef<Record<string, string>>({})
let asked = false

/** The English beside an item's sentence; fetched when somebody reads English for the first time. */
export function glossOf(no: number): string {
  if (!asked) {
    asked = true
    Object.values(glosses)[0]?.().then(
      (found) => (english.value = found),
      () => (asked = false),
    )
  }
  return english.value[no] ?? ''
}

/** A part of the form that prints under one side label: a section, or each of its subsections. */
export interface Part {
  code: string
  title_zh: string
  title_en: string
  section: TemplateSection
  items: TemplateItem[]
}

export function partsOf(template: Template): Part[] {
  const within = (range: [number, number]) =>
    template.items.filter((item) => item.no >= range[0] && item.no <= range[1])
  return template.sections.flatMap((section) =>
    (section.subsections.length ? section.subsections : [section]).map((part) => ({
      code: part.code,
      title_zh: part.title_zh,
      title_en: part.title_en,
      section,
      items: within(part.items),
    })),
  )
}

export function itemOf(template: Template, no: number): TemplateItem {
  const item = template.items.find((candidate) => candidate.no === no)
  if (!item) throw new RangeError(`no item ${no} in the form`)
  return item
}
