import { reactive } from 'vue'

import { sayError, sayFailure } from '@/app/problem'
import { enter } from '@/app/session'
import type { Failure } from '@/core/http'
import { askPersistent } from '@/core/persist'
import { confirm, create, unlock } from '@/core/slots'

import { activate, enrolDevice, type Activation } from './api'
import { phoneLabel } from './phones'
import { normalCode } from './rules'
import { rememberSlot } from './slots'
import { t } from './texts'

/** First use of a phone, one question per page: codes, name, PIN, camera, desktop (architecture 5). */
export const STEPS = ['codes', 'name', 'pin', 'camera', 'desktop'] as const
export type Step = (typeof STEPS)[number]
export type Busy = null | 'asking' | 'key' | 'sending' | 'opening'

const CODE_PROBLEMS = ['accounts.code', 'accounts.too_many_devices', 'accounts.disabled']

export function useStart() {
  const state = reactive({
    step: 'codes' as Step,
    activation: '',
    enrol: '',
    found: null as Activation | null,
    busy: null as Busy,
    trouble: '',
  })

  function fail(failure: Failure): false {
    state.trouble = sayFailure(failure)
    return false
  }

  async function askName(): Promise<boolean> {
    state.trouble = ''
    state.busy = 'asking'
    const answer = await activate(normalCode(state.activation))
    state.busy = null
    if (!answer.ok) return fail(answer)
    state.found = answer.data
    state.step = 'name'
    return true
  }

  async function send(found: Activation, pin: string): Promise<{ slot: string; failure: Failure | null }> {
    state.busy = 'key'
    const label = phoneLabel(navigator.userAgent)
    const code = normalCode(state.enrol)
    const made = await create(found.person, pin, {
      centre: found.centre.id,
      root: found.root,
      label,
      code,
      challenge: found.challenge,
    })
    state.busy = 'sending'
    const answer = await enrolDevice({
      activation: normalCode(state.activation) || null,
      enrol_code: code,
      enrolment: made.enrolment,
      label,
    })
    if (!answer.ok) return { slot: made.slot.id, failure: answer }
    await confirm(made.slot.id, answer.data.device)
    const { setCarrier } = await import('@/core/sync')
    await setCarrier(answer.data.device.kid)
    enter(answer.data.me)
    return { slot: made.slot.id, failure: null }
  }

  /** A challenge lives ten minutes; whoever took longer gets a new one without typing again. */
  async function sendAgainIfOld(pin: string): Promise<{ slot: string; failure: Failure | null }> {
    const first = await send(state.found as Activation, pin)
    if (first.failure?.problem?.code !== 'accounts.challenge') return first
    const renewed = await activate(normalCode(state.activation))
    if (!renewed.ok) return { slot: first.slot, failure: renewed }
    state.found = renewed.data
    return send(renewed.data, pin)
  }

  async function enrol(pin: string): Promise<boolean> {
    state.trouble = ''
    try {
      const { slot, failure } = await sendAgainIfOld(pin)
      if (failure) {
        if (CODE_PROBLEMS.includes(failure.problem?.code ?? '')) state.step = 'codes'
        return fail(failure)
      }
      state.busy = 'opening'
      const opened = await unlock(slot, pin)
      if (!opened.ok) throw new Error('slot')
      rememberSlot(slot)
      void askPersistent()
      state.step = 'camera'
      return true
    } catch (error) {
      state.trouble = sayError(error)
      return false
    } finally {
      state.busy = null
    }
  }

  function busyText(): string {
    return state.busy ? t(`start.busy.${state.busy}`) : ''
  }

  return { state, askName, enrol, busyText }
}
