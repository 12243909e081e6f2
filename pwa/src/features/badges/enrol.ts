/** A phone becomes a gate: the chief's day pass, read once with the network (architecture §5). */
import { enter } from '@/app/session'
import { randomHex } from '@/core/bytes'
import { api, type Failure, type Result, type Schemas } from '@/core/http'
import { confirm, create, unlock } from '@/core/slots'

import { keep, newPin, openGate } from './store'

const TRIES = 3
const PAUSE_MS = 1500
const PASS = /^DK\d:/

/** The pass in a scanned text: the token itself, or behind the # of the address that holds it. Null for anything else. */
export function passIn(text: string): string | null {
  if (PASS.test(text)) return text
  const [, hash] = /\/gate\/?#(.+)$/.exec(text) ?? []
  try {
    const pass = decodeURIComponent(hash ?? '')
    return PASS.test(pass) ? pass : null
  } catch {
    return null
  }
}

async function patiently<T>(call: () => Promise<Result<T>>): Promise<Result<T>> {
  for (let tries = 1; ; tries += 1) {
    const answer = await call()
    if (answer.ok || answer.kind !== 'network' || tries === TRIES) return answer
    await new Promise((done) => setTimeout(done, PAUSE_MS))
  }
}

/** One request, however often its answer gets lost. */
const requests = new Map<string, string>()

function openPass(pass: string): Promise<Result<Schemas['Opened']>> {
  const nonce = requests.get(pass) ?? randomHex()
  requests.set(pass, nonce)
  return patiently(() => api('POST', '/gates/open', { body: { pass, nonce } }))
}

/** Null when the phone is the gate now; throws what goes wrong on the phone itself. */
export async function enrolGate(pass: string): Promise<Failure | null> {
  const opened = await openPass(pass)
  if (!opened.ok) return opened
  const { person, centre, challenge, root, activation, enrol_code, event, gate } = opened.data
  const pin = newPin()
  const made = await create(person, pin, { centre: centre.id, root, label: person.name, code: enrol_code, challenge, use: 'gate' })
  const body = { activation, enrol_code, enrolment: made.enrolment, label: person.name } satisfies Schemas['EnrolDevice']
  const answer = await patiently(() => api('POST', '/devices', { body }))
  if (!answer.ok) return answer
  await confirm(made.slot.id, answer.data.device)
  const { setCarrier } = await import('@/core/sync')
  await setCarrier(answer.data.device.kid)
  enter(answer.data.me)
  await keep(made.slot.id, event, gate.id, pin)
  await unlock(made.slot.id, pin)
  void import('@/core/persist').then(({ askPersistent }) => askPersistent())
  await openGate()
  return null
}
