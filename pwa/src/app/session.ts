import { computed, ref } from 'vue'

import { api, type Result, type Schemas } from '@/core/http'
import { unlocked } from '@/core/status'

/** Who is signed in at the server, as the server says it. On the phone the key slot decides, not this. */
export type Me = Schemas['Me']

export const me = ref<Me | null>(null)
/** True once the server has said yes or no; false while nothing was heard from it. */
export const asked = ref(false)

export const may = (permission: string): boolean => me.value?.permissions.includes(permission) ?? false
/** Roles whose work is on a phone. */
const FIELD = ['supervisor', 'examiner', 'gate', 'chief', 'invigilator']
export const isOfficial = computed(() => (me.value?.roles ?? []).some((grant) => !FIELD.includes(grant.role)))

/** Remembered without a session: a demo phone must say so also in flight mode. */
const DEMO = 'dukao.demo'
export const demo = ref(readDemo())

function readDemo(): boolean {
  try {
    return localStorage.getItem(DEMO) === '1'
  } catch {
    return false
  }
}

function keepDemo(isDemo: boolean): void {
  demo.value = isDemo
  try {
    localStorage.setItem(DEMO, isDemo ? '1' : '0')
  } catch {
    // The mark then lasts for this visit.
  }
}

export function enter(who: Me | null): void {
  if (who) keepDemo(who.demo)
  me.value = who
  asked.value = true
}

let asking: Promise<Me | null> | null = null

/** Asks the server who we are, once for all who want to know. Without an answer the last known state stays. */
export function loadSession(): Promise<Me | null> {
  asking ??= askSession().finally(() => (asking = null))
  return asking
}

async function askSession(): Promise<Me | null> {
  const answer = await api('GET', '/session')
  if (answer.ok) enter(answer.data)
  else if (answer.status === 401) enter(null)
  return me.value
}

/**
 * Whether what the server answers is for the unlocked person: on a shared phone the session may still be the other's,
 * then the key asks for an own one. A session of an office is left alone.
 */
export async function ownSession(): Promise<boolean> {
  const person = unlocked.value?.person.id
  const isOwn = () => person !== undefined && person === me.value?.person?.id && person === unlocked.value?.person.id
  if (!person || isOwn()) return isOwn()
  await loadSession()
  if (me.value && !isOwn() && !isOfficial.value && (await (await import('@/core/session')).sessionByKey())) await loadSession()
  return isOwn()
}

export async function signIn(form: Schemas['SignIn']): Promise<Result<Me>> {
  const answer = await api('POST', '/session', { body: form })
  if (answer.ok) enter(answer.data)
  return answer
}

export async function signOut(): Promise<void> {
  await api('DELETE', '/session')
  enter(null)
}
