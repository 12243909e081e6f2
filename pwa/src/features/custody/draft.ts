/** What is ticked, typed and drawn on a page of papers, kept until its entry is sealed: a killed tab loses nothing. */
import { onBeforeUnmount, reactive, ref, toRaw, watch } from 'vue'

import { readDrafts, saveDraft, undo } from '@/core/drafts'
import type { FileRef, Id } from '@/core/types'

const WAIT_MS = 150

export function useDraft<T extends object>(event: Id, name: string, initial: T, files: (value: T) => FileRef[] = () => []) {
  const value = reactive(structuredClone(initial)) as T
  const ready = ref(false)
  let field = `local/custody/${name}`
  let timer: ReturnType<typeof setTimeout> | undefined
  let isGone = false

  const plain = (): T => JSON.parse(JSON.stringify(toRaw(value))) as T
  const save = async (): Promise<void> => {
    clearTimeout(timer)
    timer = undefined
    if (!isGone) await saveDraft(event, field, plain(), files(plain()))
  }
  async function load(): Promise<void> {
    const kept = (await readDrafts(event)).find((draft) => draft.field === field)
    if (kept) Object.assign(value, kept.value as T)
    ready.value = true
    watch(
      () => value,
      () => {
        clearTimeout(timer)
        if (!isGone) timer = setTimeout(() => void save().catch(() => undefined), WAIT_MS)
      },
      { deep: true },
    )
  }
  /** The entry is sealed: the draft has done its work. */
  async function clear(): Promise<void> {
    isGone = true
    clearTimeout(timer)
    await undo(event, field)
  }
  /** The page goes on to its next entry. */
  function restart(next: string): void {
    field = `local/custody/${next}`
    isGone = false
  }
  onBeforeUnmount(() => timer && void save().catch(() => undefined))
  return { value, ready, load, save, clear, restart }
}
