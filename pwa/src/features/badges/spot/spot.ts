/** A supervisor's look at a badge: judged like at a gate, answered by eye, sealed as a spot check. */
import { computed, shallowRef } from 'vue'

import { highestTrusted, loadClock, now } from '@/core/clock'
import { ageOf, kits } from '@/core/kit'
import { seal } from '@/core/seal'
import { status } from '@/core/status'
import type { Data, Id } from '@/core/types'

import { loadList, type List } from '../list'
import type { Scan, Via } from '../types'
import { verdict, type Verdict, type View } from '../verdict'

const MINUTE_MS = 60_000

export type Step = 'photo' | 'card' | null
export type Recorded = 'saving' | 'saved' | 'failed'

export interface Check {
  found: Verdict
  step: Step
  same: boolean | null
  card: boolean | null
  recorded: Recorded | null
}

export const isGood = ({ found, same, card }: Check): boolean => found.outcome === 'admitted' && same !== false && card !== false

/** Data of the entry: nobody passes by a spot check, whatever it finds (contracts §13). */
export function scanOf({ found, same, card }: Check): Scan {
  const { badge, subject, outcome, via, list } = found
  return { badge, subject, gate: null, guard: null, direction: 'spot', outcome, admitted: false, via, same, card, identity: null, override: null, list, note: '', paper_at: null }
}

export function useSpot(event: Id) {
  const list = shallowRef<List | null>(null)
  const check = shallowRef<Check | null>(null)
  const waiting = computed(() => check.value !== null)

  async function open(): Promise<boolean> {
    await loadClock()
    const stand = (await kits()).find(({ journal }) => journal === event)
    list.value = stand ? await loadList(event, stand, list.value) : null
    return list.value !== null
  }

  function view(of: List): View {
    const doubt = status.trust === 'contact' ? 0 : of.settings.doubt * MINUTE_MS
    const clock = { now: Math.max(now(), highestTrusted()), doubt }
    return { list: of, presence: new Map(), clock, gate: { id: '', roles: null }, way: 'spot', age: ageOf(of) }
  }

  async function record(): Promise<void> {
    const one = check.value
    if (!one) return
    const mine: Check = { ...one, step: null, recorded: 'saving' }
    check.value = mine
    const recorded = await seal(event, 'badges.scan', { ...scanOf(mine) } as Data).then(
      () => 'saved' as const,
      () => 'failed' as const,
    )
    if (check.value === mine) check.value = { ...mine, recorded }
  }

  let judging = false
  async function text(scanned: string, via: Via): Promise<void> {
    if (!list.value || waiting.value || judging) return
    judging = true
    try {
      const found = await verdict(scanned, via, view(list.value))
      check.value = { found, step: found.outcome === 'admitted' ? 'photo' : null, same: null, card: null, recorded: null }
    } finally {
      judging = false
    }
    if (check.value && !check.value.step) await record()
  }

  function same(yes: boolean): Promise<void> | undefined {
    if (check.value?.step !== 'photo') return undefined
    check.value = { ...check.value, same: yes, step: yes ? 'card' : null }
    return yes ? undefined : record()
  }

  function card(worn: boolean): Promise<void> | undefined {
    if (check.value?.step !== 'card') return undefined
    check.value = { ...check.value, card: worn }
    return record()
  }

  return { list, check, waiting, open, text, same, card, record, next: () => (check.value = null) }
}
