/** Which door a page stands behind. `phone`: an unlocked key slot. `office`: a signed-in session. */
export type Door = 'open' | 'phone' | 'office'

export interface DoorState {
  slots: number
  unlocked: boolean
  signedIn: boolean
  /** Signed in, but an old password or a missing second factor comes first. */
  mustSignInFirst: boolean
}

export type Way = true | { path: string; query?: { then: string } }

/** Only own paths may be returned to: an address from outside never becomes a redirect. */
export function safePath(then: unknown): string {
  return typeof then === 'string' && /^\/(?![/\\])/.test(then) ? then : '/'
}

function after(path: string, wanted: string): Way {
  return wanted === '/' ? { path } : { path, query: { then: wanted } }
}

/** Where somebody who wants `fullPath` has to go first; `true` when the way is free. */
export function decide(door: Door, fullPath: string, state: DoorState): Way {
  if (door === 'open') return true
  if (door === 'office') {
    if (!state.signedIn || state.mustSignInFirst) return after('/signin', fullPath)
    return true
  }
  if (state.unlocked) return true
  if (state.slots > 0) return after('/unlock', fullPath)
  if (state.signedIn && fullPath === '/') return { path: '/desk' }
  return after('/start', fullPath)
}
