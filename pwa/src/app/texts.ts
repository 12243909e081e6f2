import { shallowRef, type ShallowRef } from 'vue'

import { settings } from '@/app/settings'

/**
 * Texts of one feature: Chinese is part of the bundle, English comes when it is chosen (U-1).
 *
 *     export const t = texts(zh, () => import('./texts.en'))
 *     t('today.due', { n: 3 })
 *
 * Both files default-export an object with the same keys; `{n}` marks a place to fill.
 */
export type Params = Readonly<Record<string, string | number>>
export type Dictionary<K extends string = string> = Readonly<Record<K, string>>
export type Translate<K extends string> = (key: K, params?: Params) => string

export function fill(sentence: string, params?: Params): string {
  if (!params) return sentence
  return sentence.replace(/\{(\w+)\}/g, (place, name: string) => String(params[name] ?? place))
}

const pending = new Set<() => Promise<unknown>>()

export function texts<K extends string>(
  zh: Dictionary<K>,
  loadEnglish: () => Promise<{ default: Dictionary<NoInfer<K>> }>,
): Translate<K> {
  const english: ShallowRef<Dictionary<K> | null> = shallowRef(null)
  let loading: Promise<unknown> | null = null
  const load = () =>
    (loading ??= loadEnglish().then(
      (module) => (english.value = module.default),
      // Without network and cache the page stays readable in Chinese; the next call tries again.
      () => (loading = null),
    ))
  pending.add(load)
  return (key, params) => {
    if (settings.lang === 'en') {
      if (english.value) return fill(english.value[key], params)
      void load()
    }
    return fill(zh[key], params)
  }
}

/** Awaited when the language changes and at start, so that a page is not drawn in two languages. */
export async function languageReady(): Promise<void> {
  if (settings.lang === 'en') await Promise.all([...pending].map((load) => load()))
}
