/** The in-app channel on the phone: what was last fetched, readable behind the PIN without network. */
import { computed, ref, shallowRef, watch } from 'vue'

import { ownSession } from '@/app/session'
import { now } from '@/core/clock'
import { keepCopy, readCopy } from '@/core/own'
import { status, unlocked } from '@/core/status'
import type { Id, Instant } from '@/core/types'

import { listMessages, readMessage } from '../api'
import type { Message } from './say'

const NAME = 'messages'
/** A receipt proves the network; it comes far more often than anybody writes to one. */
const LOOK_MS = 60_000

interface Kept {
  items: Message[]
  at: Instant
  /** Opened here; the server is told until its list says so too. */
  opened: Id[]
}

const kept = shallowRef<Kept | null>(null)
/** The list is the server's of just now. */
export const fresh = ref(false)
export const fetchedAt = computed(() => kept.value?.at ?? null)
export const messages = computed<Message[]>(() => kept.value?.items ?? [])
export const isUnread = (one: Message): boolean => one.read_at === null && !kept.value?.opened.includes(one.id)
export const unread = computed(() => messages.value.filter(isUnread))

async function keep(next: Kept): Promise<void> {
  kept.value = next
  // A phone that cannot keep them fetches them again; the strip says what is wrong with its storage.
  await keepCopy(NAME, next).catch(() => undefined)
}

/** Fetches the list and tells the server what was opened meanwhile; without an answer everything stays. */
export async function look(): Promise<void> {
  const slot = unlocked.value
  const answer = slot && (await ownSession()) ? await listMessages() : null
  if (!slot || slot !== unlocked.value) return
  fresh.value = answer?.ok ?? false
  if (!answer?.ok) return
  const { items } = answer.data
  const opened = (kept.value?.opened ?? []).filter((id) => items.some((one) => one.id === id && one.read_at === null))
  await keep({ items, at: now(), opened })
  for (const id of opened) await readMessage(id)
}

export async function markRead(ones: Message[]): Promise<void> {
  const ids = ones.filter(isUnread).map(({ id }) => id)
  if (!kept.value || !ids.length) return
  await keep({ ...kept.value, opened: [...kept.value.opened, ...ids] })
  if (await ownSession()) await Promise.all(ids.map((id) => readMessage(id)))
}

/** Whoever opens the page a message leads to has seen what it tells. */
export function pageSeen(path: string): void {
  void markRead(unread.value.filter((one) => one.link === path))
}

async function begin(): Promise<void> {
  const slot = unlocked.value
  kept.value = null
  fresh.value = false
  if (!slot) return
  const stored = await readCopy<Kept>(NAME).catch(() => null)
  if (slot !== unlocked.value) return
  kept.value ??= stored
  await look()
}

let looked = 0
let watching = false

/** From now on the count follows whose slot is open, and the network. */
export function watchMessages(): void {
  if (watching) return
  watching = true
  watch(unread, ({ length }) => (status.unread = length), { flush: 'sync' })
  watch(unlocked, () => void begin(), { immediate: true, flush: 'sync' })
  watch(
    () => status.lastContact,
    () => {
      if (document.visibilityState !== 'visible' || Date.now() - looked < LOOK_MS) return
      looked = Date.now()
      void look()
    },
  )
}
