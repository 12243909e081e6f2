import { computed, type ComputedRef } from 'vue'
import { useRoute, useRouter } from 'vue-router'

export interface Filters<K extends string> {
  values: ComputedRef<Record<K, string>>
  set: (change: Partial<Record<K, string>>) => void
}

/** Filters live in the URL, so that a page can be sent to a colleague; a default is left out of it. */
export function useFilters<K extends string>(defaults: Record<K, string>): Filters<K> {
  const route = useRoute()
  const router = useRouter()
  const path = route.path
  const keys = Object.keys(defaults) as K[]
  const values = computed(() => {
    const found = { ...defaults }
    for (const key of keys) {
      const given = route.query[key]
      if (typeof given === 'string' && given) found[key] = given
    }
    return found
  })
  function set(change: Partial<Record<K, string>>): void {
    // Another filter shows another list: it begins on its first page.
    const next: Record<string, string> = { ...values.value, ...('page' in change ? {} : { page: '1' }), ...change }
    const query = Object.fromEntries(
      Object.entries(next).filter(([key, value]) => keys.includes(key as K) && value !== defaults[key as K]),
    )
    if (route.path === path) void router.replace({ query })
  }
  return { values, set }
}
