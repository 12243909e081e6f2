/** Two people sign one record: both are chosen first, then both sign the same content (A7-3). */
import { computed, reactive, shallowRef, type Ref } from 'vue'

import type { Data } from '@/core/types'
import type { Ink } from '@/ui/ink/ink'

import { sigOf, type Signer } from './acts'
import { partyOf, type Board } from './board'
import type { Party, Sig } from './types'

interface Kept {
  by: string
  assurance: Sig['assurance']
  badge: string | null
  ink: Ink | null
  /** The content it was drawn under: another content is another signature. */
  under: string
}

export const NOBODY: Kept = { by: '', assurance: 'strokes', badge: null, ink: null, under: '' }

export function useSigners(board: Ref<Board | null>, list: () => Kept[], content: () => Data) {
  const rows = computed(list)
  const asking = shallowRef<number | null>(null)
  const pad = shallowRef<number | null>(null)
  const under = computed(() => JSON.stringify([content(), rows.value.map(({ by, assurance, badge }) => [by, assurance, badge])]))
  const parties = computed(() => rows.value.map(({ by }) => (board.value && by ? partyOf(board.value, by) : null)))
  const chosen = computed(() => rows.value.every(({ by }) => by !== ''))
  const isSigned = (i: number): boolean => {
    const one = rows.value[i]
    return Boolean(one?.by) && one?.under === under.value && (one.ink !== null || one.assurance === 'paper')
  }
  const complete = computed(() => rows.value.every((_, i) => isSigned(i)))
  const stale = computed(() => rows.value.some((one, i) => one.under !== '' && !isSigned(i)))

  function tap(i: number): void {
    const one = rows.value[i]
    if (!one) return
    if (!one.by) asking.value = i
    else if (!chosen.value) asking.value = rows.value.findIndex(({ by }) => !by)
    else if (one.assurance === 'paper') one.under = under.value
    else pad.value = i
  }
  function choose(i: number, { party, assurance, badge }: { party: Party; assurance: Sig['assurance']; badge: string | null }): void {
    asking.value = null
    Object.assign(rows.value[i] ?? {}, { by: party.id, assurance, badge, ink: null, under: '' })
  }
  function mine(i: number, party: Party): void {
    Object.assign(rows.value[i] ?? {}, { by: party.id, assurance: 'key', badge: null, ink: null, under: '' })
  }
  function signed(ink: Ink): void {
    const one = pad.value === null ? null : rows.value[pad.value]
    pad.value = null
    if (one) Object.assign(one, { ink, under: under.value })
  }
  const signers = computed<Signer[]>(() => rows.value.map(({ by, assurance, badge, ink }) => ({ by, assurance, badge, ink })))
  const sigs = computed(() => signers.value.map(sigOf))
  return reactive({ asking, pad, parties, chosen, complete, stale, isSigned, tap, choose, mine, signed, signers, sigs })
}
