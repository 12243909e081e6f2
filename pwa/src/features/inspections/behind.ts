/** What follows from an answer waits until the answer itself is drawn: a finger waits for that one alone. */

import { effect, onScopeDispose, shallowRef, stop, type ShallowRef } from 'vue'

/** A page nobody sees draws no frame. */
const LATEST_MS = 100

/** Runs once the frame is out that shows what has been written so far. */
export function onceDrawn(work: () => void): void {
  let waits = true
  const go = () => {
    if (waits) work()
    waits = false
  }
  setTimeout(go, LATEST_MS)
  requestAnimationFrame(() => setTimeout(go))
}

/** Follows what `work` reads one frame behind; `catchUp` for whoever decides by it at once. */
export function behind<T>(work: () => T): { found: Readonly<ShallowRef<T>>; catchUp: () => void } {
  const found = shallowRef() as ShallowRef<T>
  let waits = false
  const catchUp = () => {
    waits = false
    if (runner.effect.dirty) runner()
  }
  const runner = effect(() => (found.value = work()), {
    scheduler: () => {
      if (waits) return
      waits = true
      onceDrawn(catchUp)
    },
  })
  onScopeDispose(() => stop(runner))
  return { found, catchUp }
}
