/** A phone whose session is gone asks for a new one with its key, while the PIN has it open (architecture §5). */
import { b64u, utf8 } from './bytes'
import { setFact } from './db'
import { apiOnce, onSessionOver } from './http'
import { ES256 } from './jws'
import { openSlot } from './slots'
import { unlocked } from './status'

/** A key that was refused is not tried again before the next PIN: others sit behind the same address. */
let refused: object | null = null

async function signInByKey(): Promise<boolean> {
  if (!unlocked.value || refused === unlocked.value) return false
  const { slot, sign } = openSlot()
  const asked = await apiOnce('POST', '/session/challenge', { body: { kid: slot.kid } })
  if (!asked.ok) return false
  const { challenge } = asked.data
  const proof = await crypto.subtle.sign(ES256, sign, utf8(`dukao-session-1\n${challenge}`))
  const answer = await apiOnce('POST', '/session/key', { body: { kid: slot.kid, challenge, signature: b64u(new Uint8Array(proof)) } })
  if (answer.ok) await setFact('carrier', slot.kid)
  else if (answer.status === 401) refused = unlocked.value
  return answer.ok
}

let trying: Promise<boolean> | null = null

/** A session of the unlocked person by their key; once, however many calls want it. */
export function sessionByKey(): Promise<boolean> {
  trying ??= signInByKey().finally(() => {
    trying = null
  })
  return trying
}

/** From now on a 401 that no refresh cures is answered with the key. */
export function renewByKey(): void {
  onSessionOver(sessionByKey)
}
