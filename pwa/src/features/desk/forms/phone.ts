import type { IconName } from '@/ui'
import type { Instant } from '@/core/types'
import { hm, isoDay } from '@/ui/time'

import type { Phone } from '../types'
import { monthDay } from '../when'
import { t } from './texts'

/** Whether a phone is heard: in words, icon and tone. What silence means the server decides by one rule. */
export interface Heard {
  words: string
  more: string
  tone: 'a' | 'b' | 'na' | 'plan'
  icon: IconName
  unsent: number | null
}

/** The nearer the top, the more it is to be looked at. */
const ORDER = ['silent', 'planned', 'online', 'seen', 'never'] as const
const HOUR = 60

function since(last: Instant, at: Instant): string {
  const minutes = Math.max(0, Math.floor((at - last) / 60_000))
  return minutes < 2 * HOUR ? t('phone.silent', { n: minutes }) : t('phone.silentHours', { n: Math.floor(minutes / HOUR) })
}

/** One phone. */
export function heardPhone(phone: Phone, at: Instant): Heard {
  const { last_contact: last, unsent } = phone
  const base = { more: '', unsent }
  if (last === null) return { ...base, words: t('phone.never'), tone: 'na', icon: 'line-dashed' }
  const when = isoDay(last) === isoDay(at) ? hm(last) : monthDay(last)
  switch (phone.state) {
    case 'silent':
      return { ...base, words: since(last, at), tone: 'b', icon: 'alert-triangle' }
    case 'planned':
      return { ...base, words: t('phone.planned'), more: t('phone.until', { time: hm(phone.until ?? at) }), tone: 'plan', icon: 'plane' }
    case 'online':
      return { ...base, words: t('phone.online', { time: when }), tone: 'a', icon: 'device-mobile-check' }
    default:
      return { ...base, words: t('phone.seen', { time: when }), tone: 'na', icon: 'device-mobile' }
  }
}

const rank = (phone: Phone): number => ORDER.indexOf(phone.state)

/** A person is heard by the phone heard best: an old phone in a drawer makes nobody silent. */
function bestOf(phones: readonly Phone[]): Phone[] {
  const best = new Map<string, Phone>()
  for (const phone of phones) {
    const known = best.get(phone.person)
    if (!known || (phone.last_contact ?? 0) > (known.last_contact ?? 0)) best.set(phone.person, phone)
  }
  return [...best.values()]
}

/** A team by who is most to be looked at, with what its phones hold together. */
export function heard(phones: readonly Phone[], at: Instant): Heard {
  const counts = phones.map((phone) => phone.unsent).filter((n) => n !== null)
  const unsent = counts.length ? counts.reduce((sum, n) => sum + n, 0) : null
  const first = bestOf(phones).sort((a, b) => rank(a) - rank(b))[0]
  if (!first) return { words: t('phone.never'), more: '', tone: 'na', icon: 'line-dashed', unsent }
  return { ...heardPhone(first, at), unsent }
}
