import { onBeforeUnmount, ref, shallowRef, type Ref, type ShallowRef } from 'vue'
import { useRouter } from 'vue-router'

import { sayFailure } from '@/app/problem'
import { enter } from '@/app/session'
import { now } from '@/core/clock'
import type { Failure, Result } from '@/core/http'
import { startLive } from '@/core/live'
import type { Instant } from '@/core/types'

/** What sends a person back to the sign-in: no session, or a password that must be changed first. */
const goesToSignIn = (failure: Failure): boolean =>
  failure.status === 401 || failure.problem?.code === 'accounts.password_change'

/** A way to say a failure that also notices when the session has ended. */
export function useSay(): (failure: Failure) => string {
  const router = useRouter()
  return (failure) => {
    if (goesToSignIn(failure)) {
      if (failure.status === 401) enter(null)
      void router.push({ path: '/signin', query: { then: router.currentRoute.value.fullPath } })
    }
    return sayFailure(failure)
  }
}

export interface Loaded<T> {
  data: ShallowRef<T | null>
  said: Ref<string>
  /** Nothing is there yet and an answer is awaited. */
  first: Ref<boolean>
  at: Ref<Instant | null>
  missing: Ref<boolean>
  load: () => Promise<void>
}

/** One thing from the server; what is on screen stays while it is read again. */
export function useLoad<T>(call: () => Promise<Result<T>>): Loaded<T> {
  const say = useSay()
  const data = shallowRef<T | null>(null)
  const said = ref('')
  const first = ref(true)
  const missing = ref(false)
  const at = ref<Instant | null>(null)
  let turn = 0

  async function load(): Promise<void> {
    const mine = ++turn
    const answer = await call()
    // A later question was asked meanwhile: its answer counts.
    if (mine !== turn) return
    first.value = false
    if (answer.ok) {
      data.value = answer.data
      at.value = now()
      said.value = ''
    } else said.value = say(answer)
    missing.value = !answer.ok && answer.status === 404
  }
  return { data, said, first, at, missing, load }
}

/** Reads again every so often while somebody looks. */
export function useEvery(ms: number, read: () => unknown): void {
  const timer = setInterval(() => document.visibilityState === 'visible' && read(), ms)
  onBeforeUnmount(() => clearInterval(timer))
}

/** Reads again when a journal moved; a burst of entries is one reading. */
export function useLive(journals: () => string[], read: () => unknown, calm = 700): void {
  let timer: ReturnType<typeof setTimeout> | undefined
  const stop = startLive(journals, () => {
    clearTimeout(timer)
    timer = setTimeout(() => void read(), calm)
  })
  onBeforeUnmount(() => {
    clearTimeout(timer)
    stop()
  })
}
