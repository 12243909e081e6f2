/** A supervisor's look at a badge: judged like at a gate, answered by eye, sealed as a spot check. */
import { computed, shallowRef } from 'vue'

import { seal } from '@/core/seal'
import type { Data, Id } from '@/core/types'

import { judgeBadge, storedList } from '../judging'
import type { List } from '../list'
import type { Scan, Via } from '../types'
import type { Verdict } from '../verdict'

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
    list.value = await storedList(event, list.value)
    return list.value !== null
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
      const found = await judgeBadge(list.value, scanned, via)
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
