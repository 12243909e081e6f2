/** What a version says and who signed it, fetched as soon as it can be: asked again until it is here. */

import { onBeforeUnmount, ref, shallowRef, watch } from 'vue'

import { status } from '@/core/status'
import type { Ink } from '@/ui/ink/ink'

import { readInk, readSnapshot, type Missing } from './signing'
import type { Snapshot } from './snapshot'
import type { Form } from './store'
import type { Version } from './versions'

const AGAIN_MS = 8_000

export type Drawn = Ink & { name: string; at: number }

export function useSigned(form: Form, version: () => Version | null) {
  const snapshot = shallowRef<Snapshot | null>(null)
  const ink = shallowRef<Drawn[]>([])
  const missing = ref<Missing | null>(null)
  const busy = ref(false)
  let timer: ReturnType<typeof setTimeout> | undefined
  let asked = 0

  function later(): void {
    clearTimeout(timer)
    timer = setTimeout(() => void load(), AGAIN_MS)
  }

  /** Signatures come later than what they sign; one that is not here yet leaves its line empty. */
  async function drawn(of: Version): Promise<Drawn[]> {
    const lines = [{ hash: of.hash, strokes: of.strokes, signer: of.signer, at: of.at }, ...of.cosigns]
    const all = await Promise.all(
      lines.map(async ({ hash, strokes, signer, at }) => {
        const found = await readInk(form, hash, strokes).catch(() => null)
        return found?.value ? [{ ...found.value, name: form.nameOf(signer), at }] : []
      }),
    )
    if (all.some((one) => !one.length)) later()
    return all.flat()
  }

  async function load(): Promise<void> {
    clearTimeout(timer)
    const of = version()
    const turn = (asked += 1)
    if (!of || !form.ready) return
    busy.value = true
    try {
      const found = await readSnapshot(form, of)
      if (turn !== asked) return
      snapshot.value = found.value
      missing.value = found.missing
      if (found.missing && found.missing !== 'content') later()
      if (!found.value) return
      const lines = await drawn(of)
      if (turn === asked) ink.value = lines
    } catch {
      if (turn === asked) missing.value = 'network'
      later()
    } finally {
      if (turn === asked) busy.value = false
    }
  }

  watch(
    () => [version()?.hash, version()?.cosigns.length, form.ready] as const,
    ([hash], before) => {
      if (hash !== before?.[0]) {
        snapshot.value = null
        ink.value = []
        missing.value = null
      }
      void load()
    },
    { immediate: true },
  )
  // The way back online is the moment the lead's content can be had.
  watch(
    () => status.lastContact,
    () => missing.value && !busy.value && void load(),
  )
  onBeforeUnmount(() => {
    asked += 1
    clearTimeout(timer)
  })

  return { snapshot, ink, missing, busy, load }
}
