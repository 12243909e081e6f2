/** What the big panel shows, and how the guard's answers turn it: the verdict first, then the record of it. */
import { computed, onScopeDispose, shallowRef } from 'vue'

import { isQuiet, judgeAgain, judgeCode, judgeRow, judgeText, record, type Answer } from './store'
import { signal } from './feedback'
import type { BadgeRow, Override, Via } from './types'
import type { Tone, Verdict } from './verdict'

/** A green verdict gives way by itself. */
const GREEN_MS = 2_000
/** A wet screen taps by itself when a panel appears. */
const GUARD_MS = 250
/** Whose official card is asked for. */
const CARD_ROLES = ['examiner', 'team_leader', 'supervisor']

export type Step = 'photo' | 'card' | null
export type Recorded = 'saving' | 'saved' | 'failed'

export interface Shown {
  found: Verdict
  tone: Tone
  step: Step
  answer: Answer | null
  recorded: Recorded | null
  /** What was typed. */
  code: string
  since: number
}

export function useShowing() {
  const shown = shallowRef<Shown | null>(null)
  /** One line about whoever passed last. */
  const last = shallowRef<{ name: string; tone: Tone; at: number } | null>(null)
  let timer: ReturnType<typeof setTimeout> | undefined

  const change = (more: Partial<Shown>): void => {
    if (shown.value) shown.value = { ...shown.value, ...more }
  }

  function close(): void {
    clearTimeout(timer)
    const one = shown.value
    if (one) last.value = { name: one.found.row?.name ?? '', tone: one.tone, at: one.found.at }
    shown.value = null
  }

  /** Seals, and says 已记录 only when it is. */
  async function settle(answer: Answer): Promise<void> {
    const one = shown.value
    if (!one) return
    const tone: Tone = answer.admitted ? 'a' : one.found.outcome === 'not_listed' ? 'b' : 'c'
    const mine: Shown = { ...one, tone, step: null, answer, recorded: 'saving', since: performance.now() }
    shown.value = mine
    if (tone !== one.tone || one.recorded === null) signal(tone, isQuiet(one.found.at))
    try {
      await record(one.found, answer)
      if (shown.value === mine) change({ recorded: 'saved' })
    } catch {
      if (shown.value === mine) change({ recorded: 'failed' })
      return
    }
    clearTimeout(timer)
    if (answer.admitted) timer = setTimeout(() => shown.value?.found === one.found && close(), GREEN_MS)
  }

  function begin(found: Verdict, code: string): void {
    clearTimeout(timer)
    const step: Step = found.outcome === 'admitted' && found.asks.length ? 'photo' : null
    shown.value = { found, tone: found.tone, step, answer: null, recorded: null, code, since: performance.now() }
    if (step) signal('b', isQuiet(found.at))
    else void settle({ admitted: found.outcome === 'admitted' })
  }

  /** Only green gives way to the next code; a question or a refusal waits for a person. */
  const waiting = computed(() => shown.value !== null && shown.value.tone !== 'a')
  let judging = false

  async function text(scanned: string, via: Via): Promise<void> {
    if (waiting.value || judging) return
    judging = true
    try {
      begin(await judgeText(scanned, via), '')
    } finally {
      judging = false
    }
  }

  const isNew = (): boolean => performance.now() - (shown.value?.since ?? 0) < GUARD_MS

  function same(yes: boolean): void {
    if (shown.value?.step !== 'photo' || isNew()) return
    if (!yes) return void settle({ admitted: false, same: false })
    const { found, code: typed } = shown.value
    // Revoked, or let in elsewhere, while the faces were compared.
    const now = judgeAgain(found)
    if (now.outcome !== 'admitted') return begin(now, typed)
    if (found.row && CARD_ROLES.includes(found.row.role) && found.way === 'in') change({ step: 'card', answer: { admitted: true, same: true }, since: performance.now() })
    else void settle({ admitted: true, same: true })
  }

  function card(worn: boolean): void {
    if (shown.value?.step === 'card' && !isNew()) void settle({ admitted: true, same: true, card: worn })
  }

  const override = (by: Override): Promise<void> => settle({ admitted: true, override: by })
  const again = (): Promise<void> => settle(shown.value?.answer ?? { admitted: false })

  onScopeDispose(() => clearTimeout(timer))
  return {
    shown, last, waiting, close, text, same, card, override, again,
    code: (code: string) => begin(judgeCode(code), code),
    row: (row: BadgeRow) => begin(judgeRow(row), ''),
  }
}

export type Showing = ReturnType<typeof useShowing>
