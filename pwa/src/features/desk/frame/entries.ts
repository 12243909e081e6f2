import { may } from '@/app/session'
import type { IconName } from '@/ui'

/** The rooms of the desk and who may enter them; the server decides again at every call. */
export type Place = 'forms' | 'dispatch' | 'papers' | 'badges' | 'held' | 'people' | 'calendar' | 'audit'

export interface Entry {
  place: Place
  icon: IconName
  open: () => boolean
}

export const ENTRIES: readonly Entry[] = [
  { place: 'forms', icon: 'clipboard-list', open: () => may('form.read') },
  { place: 'dispatch', icon: 'send', open: () => may('dispatch.read') },
  { place: 'papers', icon: 'package', open: () => may('pack.read') },
  { place: 'badges', icon: 'id-badge-2', open: () => may('badge.read') },
  { place: 'held', icon: 'inbox', open: () => may('held.read') },
  { place: 'people', icon: 'users', open: () => may('account.read') || may('role.read') },
  { place: 'calendar', icon: 'calendar', open: () => may('calendar.read') },
  { place: 'audit', icon: 'shield-check', open: () => may('audit.read') },
]

export const openEntries = (): Entry[] => ENTRIES.filter((entry) => entry.open())
