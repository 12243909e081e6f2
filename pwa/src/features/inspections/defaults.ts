/** Values a field starts from when nobody has answered it yet. */

import type { Figures, FreeText, GradedValue, Order, Project, RoomNote, ScopeValue } from './types'
import type { Scope } from './types'

export function ungraded(): GradedValue {
  return { grade: null, remark: '', basis: null, corrected: false, via: null, photos: [] }
}

export function noText(): FreeText {
  return { text: '', photos: [] }
}

export function noNote(): RoomNote {
  return { grade: null, text: '' }
}

/** Theory and practical are counted apart only where the dispatch does (A11-f3a). */
export function figuresOf(project: Project): Figures {
  const part = (due: number | null) => (due === null ? null : { due, present: due })
  const apart = project.theory_due !== null && project.practical_due !== null
  return {
    due: project.due,
    present: project.due,
    theory: apart ? part(project.theory_due) : null,
    practical: apart ? part(project.practical_due) : null,
    reason: '',
  }
}

export function scopeValue(scope: Scope): ScopeValue {
  return {
    rooms: scope.rooms.map((room) => ({ ...room })),
    technical_defence: scope.technical_defence,
    reason: '',
  }
}

export function newOrder(item: number): Order {
  return { item, to: '', what: '', due: null, before: null, after: null, state: 'issued' }
}

/** 32 random hex characters: the id of something the form itself creates. */
export function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}
