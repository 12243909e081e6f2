import { createRouter, createWebHistory } from 'vue-router'

import { list } from '@/core/slots'
import { unlocked } from '@/core/status'
import { routes as accounts } from '@/features/accounts/routes'
import { routes as badges } from '@/features/badges/routes'
import { routes as custody } from '@/features/custody/routes'
import { routes as desk } from '@/features/desk/routes'
import { routes as inspections } from '@/features/inspections/routes'
import { routes as staffing } from '@/features/staffing/routes'
import { routes as sync } from '@/features/sync/routes'

import { decide, type Door } from './guard'
import { routes } from './routes'
import { asked, isOfficial, loadSession, me } from './session'
import { languageReady } from './texts'

declare module 'vue-router' {
  interface RouteMeta {
    /** Without it a page needs an unlocked slot. */
    door?: Door
    /** For the browser's title bar and the reader's announcement. */
    title?: () => string
  }
}

export const router = createRouter({
  history: createWebHistory(),
  // The shell's own come last: they end with the page for addresses nobody has.
  routes: [...accounts, ...badges, ...custody, ...staffing, ...inspections, ...sync, ...desk, ...routes],
  scrollBehavior(to, from, saved) {
    if (saved) return saved
    if (to.hash) return { el: to.hash }
    return to.path === from.path ? undefined : { top: 0 }
  },
})

/** Where a phone for papers only has nothing to see. */
const FORM_ONLY = ['/', '/forms', '/check']

async function countSlots(): Promise<number> {
  try {
    return (await list()).filter((slot) => slot.state !== 'pending').length
  } catch {
    // Storage that cannot be read is announced by core; the way to /start stays open.
    return 0
  }
}

router.beforeEach(async (to) => {
  const door = to.meta.door ?? 'phone'
  if (door === 'open') return true
  // A gate's key opens the gate and what it has unsent, nothing else.
  if (unlocked.value?.use === 'gate' && door === 'phone') return '/gate'
  const slots = unlocked.value ? 1 : await countSlots()
  const needsSession = door === 'office' || (!slots && to.path === '/')
  if (needsSession && !asked.value) await loadSession()
  // Chiefs and invigilators carry papers and nothing else: no page of theirs is a dead end.
  const part = unlocked.value ? import('./part').then(({ learnPart }) => learnPart()).catch(() => 'form' as const) : null
  if (FORM_ONLY.includes(to.path) && (await part) === 'papers') return '/papers'
  return decide(door, to.fullPath, {
    slots,
    unlocked: unlocked.value !== null,
    // An emptied phone of a field person still has its session: its way is /start, not the desk.
    signedIn: me.value !== null && (door === 'office' || isOfficial.value),
    mustSignInFirst: (me.value?.must_change_password || me.value?.must_enrol_second_factor) ?? false,
  })
})

// The page's own words are known by now: none is drawn in two languages.
router.beforeResolve(() => languageReady())

router.afterEach((to) => {
  const title = to.meta.title?.()
  document.title = title ? `${title} · 督考` : '督考'
})
