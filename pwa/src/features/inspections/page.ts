/** What every page of the form does: load it, keep it fresh, seal what is left behind. */

import { computed, onBeforeUnmount, onMounted, watch } from 'vue'

import { idle } from '@/app/idle'
import { refreshKit } from '@/core/kit'
import { startLive } from '@/core/live'
import { status } from '@/core/status'

import { provideForm } from './context'
import { useForm } from './store'
import { versionsOf, type Version } from './versions'

/** Kept on this phone only: the reason for the amended version being prepared. */
export const AMEND = 'local/amend'

export function useFormPage(event: string) {
  const form = provideForm(useForm(event))
  const versions = computed(() => versionsOf(form.entries))
  const latest = computed<Version | null>(() => versions.value[versions.value.length - 1] ?? null)
  const amending = computed(() => Boolean(form.value<{ reason: string }>(AMEND)))
  const locked = computed(() => latest.value !== null && !amending.value)

  let stopLive: (() => void) | undefined
  let here = true

  async function refresh(): Promise<void> {
    // Without network the stored kit stays as it is: the page works on.
    await refreshKit(event).catch(() => undefined)
    await form.load()
  }

  onMounted(() => {
    void form.load()
    // News of others come after the form stands.
    void idle().then(() => {
      if (here) stopLive = startLive(() => [event], () => void refresh())
    })
  })
  watch(
    () => status.received,
    () => void form.readEntries().catch(() => undefined),
  )
  onBeforeUnmount(() => {
    here = false
    stopLive?.()
    void form.leaveAll()
  })

  return { form, versions, latest, amending, locked }
}
