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

/**
 * Slots a person can open: a locked one steps back behind a newer one of the same person (new codes after a lost PIN).
 * A gate's opens by itself, at /gate.
 */
export function offered(all: readonly Slot[]): Slot[] {
  const slots = all.filter((slot) => slot.use !== 'gate')
  const ready = new Set(slots.filter((slot) => slot.state === 'ready').map((slot) => slot.person.id))
  return slots.filter((slot) => slot.state === 'ready' || (slot.state === 'locked' && !ready.has(slot.person.id)))
}
