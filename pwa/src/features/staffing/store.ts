import { computed, ref, shallowReactive, shallowRef, watch } from 'vue'

import { ownSession } from '@/app/session'
import { api } from '@/core/http'
import { entriesOf, kit, kits, refreshKit, type KitState, type Progress } from '@/core/kit'
import { seal } from '@/core/seal'
import { unlocked } from '@/core/status'

import { fromBrief, fromDispatch, ownLast, type Assignment } from './rules'
import type { Brief, Reply } from './types'

/** My dispatches on this phone: what the kits hold at once, what the server adds when it is reached. */
const byEvent = shallowReactive(new Map<string, Assignment>())
export const stored = shallowReactive(new Map<string, KitState>())
export const fetching = shallowReactive(new Map<string, Progress>())
export const loaded = ref(false)
/** Whether the server's list was heard since the slot was opened. */
export const heard = shallowRef<number | null>(null)

export const assignments = computed(() =>
  [...byEvent.values()].sort((one, other) => (one.sessions[0]?.t0 ?? 0) - (other.sessions[0]?.t0 ?? 0)),
)

watch(unlocked, (now, before) => {
  if (now?.id === before?.id) return
  byEvent.clear()
  stored.clear()
  fetching.clear()
  loaded.value = false
  heard.value = null
})

const person = () => unlocked.value?.person.id ?? null

/** What own entries say goes before what the server last heard. */
async function withOwn(one: Assignment): Promise<Assignment> {
  const entries = await entriesOf(one.event)
  const reply = ownLast(entries, 'staffing.reply', person())?.data.decision as Reply | undefined
  const check = ownLast(entries, 'staffing.check', person())?.data.ready as boolean | undefined
  return { ...one, reply: reply ?? one.reply, ready: check ?? one.ready }
}

async function readKit(state: KitState): Promise<void> {
  stored.set(state.journal, state)
  const found = await kit<Brief>(state.journal)
  if (!found) return
  const before = byEvent.get(state.journal)
  const one = { ...fromBrief(found.brief, person()), form: before?.form ?? null }
  byEvent.set(state.journal, await withOwn({ ...one, reply: before?.reply ?? null, ready: before?.ready ?? null }))
}

/** From the phone alone: works in flight mode. */
export async function readStored(): Promise<void> {
  for (const state of await kits()) await readKit(state)
  loaded.value = true
}

/** What the server adds: new dispatches, the form's state. Without an answer everything stays. */
export async function askServer(): Promise<boolean> {
  // On a shared phone the session may be the other's, and so would be the dispatches.
  if (!(await ownSession())) return false
  const answer = await api('GET', '/dispatches', { query: { mine: true, per_page: 100 } })
  if (!answer.ok) return false
  for (const dispatch of answer.data.items) {
    byEvent.set(dispatch.event, await withOwn(fromDispatch(dispatch, person())))
  }
  heard.value = Date.now()
  loaded.value = true
  return true
}

export async function loadAssignments(): Promise<void> {
  await readStored()
  await askServer()
}

/** Fetches the offline kit with progress; throws CoreError. */
export async function fetchKit(event: string): Promise<void> {
  fetching.set(event, { done: 0, total: 0, bytes: 0 })
  try {
    await readKit(await refreshKit(event, (progress) => fetching.set(event, { ...progress })))
  } finally {
    fetching.delete(event)
  }
}

/** Accept, or decline with a reason (N1.8-1): sealed, so it counts offline too. */
export async function answer(event: string, decision: 'accept' | 'decline', reason: string): Promise<void> {
  const before = ownLast(await entriesOf(event), 'staffing.reply', person())
  const parents = before ? [before.hash] : []
  await seal(event, 'staffing.reply', { decision, reason }, { parents })
  const one = byEvent.get(event)
  if (one) byEvent.set(event, { ...one, reply: decision })
}

/** The result of 出发前体检, for the dispatcher who asks at D-1 12:00 who has not passed. */
export async function sealCheck(
  event: string,
  checks: { name: string; ok: boolean; note: string }[],
  ready: boolean,
): Promise<void> {
  const before = ownLast(await entriesOf(event), 'staffing.check', person())
  await seal(event, 'staffing.check', { checks, ready }, { parents: before ? [before.hash] : [] })
  const one = byEvent.get(event)
  if (one) byEvent.set(event, { ...one, ready })
}
