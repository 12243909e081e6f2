import { reactive } from 'vue'

import { sayError, sayFailure } from '@/app/problem'
import { enter, loadSession, me, type Me } from '@/app/session'
import type { Failure, Schemas } from '@/core/http'
import { changePin, confirm, create, unlock, unanswered } from '@/core/slots'

import { activate, confirmNotice, enrolDevice } from './api'
import { phoneLabel } from './phones'
import { normalCode } from './rules'
import { rememberSlot } from './slots'
import { t } from './texts'

/** First use of a phone, one question per page: codes, name, PIN, camera, desktop (architecture 5). */
export const STEPS = ['codes', 'name', 'pin', 'camera', 'desktop'] as const
export type Step = (typeof STEPS)[number]
export type Busy = null | 'asking' | 'key' | 'sending' | 'opening'

/** Tries of one sending before the person is told that the centre cannot be reached. */
const TRIES = 3
const PAUSE_MS = 1500

const CODE_PROBLEMS = ['accounts.code', 'accounts.too_many_devices', 'accounts.disabled']

export function useStart() {
  const state = reactive({
    step: 'codes' as Step,
    activation: '',
    enrol: '',
    found: null as Schemas['Activation'] | null,
    busy: null as Busy,
    trouble: '',
    /** The version of the data protection notice the person confirmed before the key is made (S-13). */
    notice: null as number | null,
    /** An earlier sending counts after all: on to the PIN. */
    taken: false,
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
    if (!answer.ok) {
      if (answer.problem?.code === 'accounts.code' && (await takeUp())) return false
      return fail(answer)
    }
    state.found = answer.data
    state.step = 'name'
    return true
  }

  /** What went out and was not answered: sent again as it was, the server knows it by its bytes. */
  let sent: { slot: string; pin: string; body: Parameters<typeof enrolDevice>[0] } | null = null

  async function arrive(slot: string, device: { id: string; kid: string }, who: Me): Promise<void> {
    await confirm(slot, device)
    const { setCarrier } = await import('@/core/sync')
    await setCarrier(device.kid)
    enter(who)
    if (state.notice === null) return
    // Where this is lost, the page Me says that the confirmation is open.
    const answer = await confirmNotice(state.notice, true)
    if (answer.ok && me.value) me.value.notice = answer.data
  }

  async function deliver(body: Parameters<typeof enrolDevice>[0]): ReturnType<typeof enrolDevice> {
    for (let tries = 1; ; tries += 1) {
      const answer = await enrolDevice(body)
      if (answer.ok || answer.kind !== 'network' || tries === TRIES) return answer
      await new Promise((done) => setTimeout(done, PAUSE_MS))
    }
  }

  async function prepare(found: Schemas['Activation'], pin: string): Promise<NonNullable<typeof sent>> {
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
    const activation = normalCode(state.activation) || null
    return { slot: made.slot.id, pin, body: { activation, enrol_code: code, enrolment: made.enrolment, label } }
  }

  async function send(found: Schemas['Activation'], pin: string): Promise<{ slot: string; failure: Failure | null }> {
    const way = (sent ??= await prepare(found, pin))
    state.busy = 'sending'
    const answer = await deliver(way.body)
    if (answer.ok || answer.kind === 'problem') sent = null
    if (!answer.ok) return { slot: way.slot, failure: answer }
    await arrive(way.slot, answer.data.device, answer.data.me)
    // Another PIN was chosen while the first sending was on its way: the newest is what the person knows.
    if (way.pin !== pin && (await unlock(way.slot, way.pin)).ok) await changePin(way.pin, pin)
    return { slot: way.slot, failure: null }
  }

  /**
   * The page was closed between sending and answer. Where the server signed this browser in with that key,
   * or knows the same bytes with the same codes, the slot on this phone is the one: its PIN opens it.
   */
  async function takeUp(): Promise<boolean> {
    const [open] = await unanswered().catch(() => [])
    if (!open) return false
    const who = await loadSession()
    if (who?.device?.kid === open.kid) {
      await arrive(open.id, who.device, who)
    } else if (state.activation && state.enrol) {
      const codes = { activation: normalCode(state.activation), enrol_code: normalCode(state.enrol) }
      const answer = await deliver({ ...codes, enrolment: open.enrolment, label: open.label })
      if (!answer.ok) return false
      await arrive(open.id, answer.data.device, answer.data.me)
    } else return false
    rememberSlot(open.id)
    state.taken = true
    return true
  }

  /** A challenge lives ten minutes; whoever took longer gets a new one without typing again. */
  async function sendAgainIfOld(pin: string): Promise<{ slot: string; failure: Failure | null }> {
    const first = await send(state.found as Schemas['Activation'], pin)
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
      void import('@/core/persist').then(({ askPersistent }) => askPersistent())
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

  return { state, askName, enrol, takeUp, busyText }
}
