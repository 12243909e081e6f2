import { dueNow, type Due, type Form } from '@/features/inspections'

/** Items due now, how many are overdue, and the next moment at which more of them become due. */
export interface Looking {
  due: Due[]
  late: number
  next: { at: number; numbers: number[] } | null
}

export function lookingAt(form: Form, anchors: readonly number[], now: number): Looking {
  if (!form.ready || !form.template) return { due: [], late: 0, next: null }
  const at = (when: number) => dueNow(form.template!, form.facts, form.heads, form.day, when)
  const all = at(now)
  const due = all.filter((one) => one.state === 'due')
  const late = all.length - due.length
  const known = new Set(all.map((one) => one.no))
  for (const when of [...anchors].filter((one) => one > now).sort((a, b) => a - b)) {
    const numbers = at(when).map((one) => one.no).filter((no) => !known.has(no))
    if (numbers.length) return { due, late, next: { at: when, numbers: numbers.sort((a, b) => a - b) } }
  }
  return { due, late, next: null }
}
