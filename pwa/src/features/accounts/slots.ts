import type { Slot } from '@/core/types'

const LAST_SLOT = 'dukao.slot'

/** Whose pad is shown first: who used this phone last. */
export function lastSlot(): string | null {
  try {
    return localStorage.getItem(LAST_SLOT)
  } catch {
    return null
  }
}

export function rememberSlot(id: string): void {
  try {
    localStorage.setItem(LAST_SLOT, id)
  } catch {
    // Then the oldest slot is shown first.
  }
}

/** Slots a person can open: a locked one steps back behind a newer one of the same person (new codes after a lost PIN). */
export function offered(slots: readonly Slot[]): Slot[] {
  const ready = new Set(slots.filter((slot) => slot.state === 'ready').map((slot) => slot.person.id))
  return slots.filter((slot) => slot.state === 'ready' || (slot.state === 'locked' && !ready.has(slot.person.id)))
}
