/** How the parts of a page reach the form they belong to. */

import { computed, inject, provide, type ComputedRef, type InjectionKey } from 'vue'

import { settings } from '@/app/settings'

import { ungraded } from './defaults'
import type { Form } from './store'
import type { Grade, GradedValue } from './types'

const KEY: InjectionKey<Form> = Symbol('form')

export function provideForm(form: Form): Form {
  provide(KEY, form)
  return form
}

export function injectForm(): Form {
  const form = inject(KEY)
  if (!form) throw new Error('a part of the form stands outside a form')
  return form
}

/** The official Chinese always; in English the gloss stands beside it. */
export function inEnglish(): boolean {
  return settings.lang === 'en'
}

export interface GradedItem {
  field: string
  value: ComputedRef<GradedValue>
  grade: (grade: Grade, basis: GradedValue['basis']) => Promise<void>
  patch: (part: Partial<GradedValue>) => Promise<void>
  change: (update: (value: GradedValue) => GradedValue) => Promise<void>
}

/** One graded answer: its newest value and the ways to change it. */
export function useGraded(form: Form, no: () => number): GradedItem {
  const field = () => `item/${no()}`
  // One and the same object, so that an unanswered card is not drawn anew by every other answer.
  const blank = ungraded()
  const change = (update: (value: GradedValue) => GradedValue) =>
    form.change<GradedValue>(field(), ungraded, update)
  const patch = (part: Partial<GradedValue>) => change((value) => ({ ...value, ...part }))
  return {
    get field() {
      return field()
    },
    value: computed(() => form.value<GradedValue>(field()) ?? blank),
    patch,
    change,
    grade: (grade, basis) =>
      change((value) =>
        value.grade === grade
          ? value
          : { ...value, grade, via: null, basis: value.basis ?? basis },
      ),
  }
}
