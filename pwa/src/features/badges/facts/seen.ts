/** The kit's badges and what the gates saw, read again while a page looks at them. */
import { onBeforeUnmount, onMounted, shallowRef, type ShallowRef } from 'vue'

import { now } from '@/core/clock'
import { entriesOf, section } from '@/core/kit'
import { unlocked } from '@/core/status'
import type { Id } from '@/core/types'

import type { Section } from '../types'
import type { Seen } from './rules'

const AGAIN_MS = 15_000

/** Null while there is nothing to say; `wanted` false reads nothing at all. */
export function useSeen(event: Id, wanted: boolean): ShallowRef<Seen | null> {
  const seen = shallowRef<Seen | null>(null)
  async function look(): Promise<void> {
    const badges = unlocked.value && (await section<Section>(event, 'badges'))
    if (!badges) return
    const [entries, mine] = await Promise.all([entriesOf(event), section<{ badges: { badge: string }[] }>(event, 'mine')])
    seen.value = { section: badges, entries, mine: (mine?.badges ?? []).map(({ badge }) => badge), now: now() }
  }
  let timer: ReturnType<typeof setInterval> | undefined
  onMounted(() => {
    if (!wanted) return
    const again = (): void => void look().catch(() => undefined)
    again()
    timer = setInterval(again, AGAIN_MS)
  })
  onBeforeUnmount(() => clearInterval(timer))
  return seen
}
