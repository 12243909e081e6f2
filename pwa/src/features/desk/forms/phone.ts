import type { Instant } from '@/core/types'
import { hm, isoDay } from '@/ui/time'

import type { FormRow, Phone } from '../types'
import { monthDay } from '../when'
import { t } from './texts'

/** Whether a phone is heard: in words, shape by tone. Silence matters only while an exam is on and unsigned. */
export interface Heard {
  words: string
  tone: 'a' | 'b' | 'na'
  unsent: number | null
}

const FRESH_MS = 10 * 60_000

function newest(phones: readonly Phone[]): Instant | null {
  const times = phones.map((phone) => phone.last_contact).filter((at) => at !== null)
  return times.length ? Math.max(...times) : null
}

export function heard(row: Pick<FormRow, 'phones' | 'first_day' | 'last_day' | 'version'>, at: Instant): Heard {
  const last = newest(row.phones)
  const counts = row.phones.map((phone) => phone.unsent).filter((n) => n !== null)
  const unsent = counts.length ? counts.reduce((sum, n) => sum + n, 0) : null
  if (last === null) return { words: t('phone.never'), tone: 'na', unsent }
  const today = isoDay(at)
  if (isoDay(last) !== today) return { words: t('phone.seenDay', { day: monthDay(last) }), tone: 'na', unsent }
  if (at - last < FRESH_MS) return { words: t('phone.online', { time: hm(last) }), tone: 'a', unsent }
  const running = row.first_day <= today && today <= row.last_day && row.version === 0
  if (!running) return { words: t('phone.seen', { time: hm(last) }), tone: 'na', unsent }
  return { words: t('phone.silent', { n: Math.floor((at - last) / 60_000) }), tone: 'b', unsent }
}
