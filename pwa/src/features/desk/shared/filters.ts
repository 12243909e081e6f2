import { computed, type ComputedRef } from 'vue'
import { useRoute, useRouter } from 'vue-router'

/** A default that may be any text, or the words a filter knows, the default first. */
type Defaults = Record<string, string | readonly string[]>
export type Values<D extends Defaults> = { [K in keyof D]: D[K] extends readonly (infer W)[] ? W : string }

export interface Filters<D extends Defaults> {
  values: ComputedRef<Values<D>>
  set: (change: Partial<Values<D>>) => void
}

/** Filters live in the URL, so that a page can be sent to a colleague; a default is left out of it. */
export function useFilters<const D extends Defaults>(known: D): Filters<D> {
  const route = useRoute()
  const router = useRouter()
  const path = route.path
  const keys = Object.keys(known)
  const defaults = Object.fromEntries(Object.entries(known).map(([key, words]) => [key, typeof words === 'string' ? words : words[0]]))
  const values = computed(() => {
    const found = { ...defaults }
    for (const key of keys) {
      const given = route.query[key]
      const words = known[key]
      if (typeof given === 'string' && given && (typeof words === 'string' || words?.includes(given))) found[key] = given
    }
    return found as Values<D>
  })
  function set(change: Partial<Values<D>>): void {
    // Another filter shows another list: it begins on its first page.
    const next: Record<string, unknown> = { ...values.value, ...('page' in change ? {} : { page: '1' }), ...change }
    const query = Object.fromEntries(
      Object.entries(next).filter(([key, value]) => keys.includes(key) && value !== defaults[key]) as [string, string][],
    )
    if (route.path === path) void router.replace({ query })
  }
  return { values, set }
}
