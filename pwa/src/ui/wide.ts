import { onBeforeUnmount, onMounted, readonly, ref, type Ref } from 'vue'

/** A tablet, or a large phone on its side: list and item stand side by side. */
const WIDE = '(min-width: 900px)'

export function useWide(): Readonly<Ref<boolean>> {
  const query = typeof matchMedia === 'function' ? matchMedia(WIDE) : null
  const wide = ref(query?.matches ?? false)
  const look = (): void => void (wide.value = query?.matches ?? false)
  onMounted(() => query?.addEventListener('change', look))
  onBeforeUnmount(() => query?.removeEventListener('change', look))
  return readonly(wide)
}
