/** Actions of the audit in words; one nobody has words for is shown by its code. */
import { t } from './texts'
import zh from './texts.zh'

export function sayAction(action: string): string {
  const key = `action.${action}`
  if (key in zh) return t(key as keyof typeof zh)
  const [refused, method] = action.split(' ')
  return refused === 'refused' && method ? t('action.refused', { method }) : action
}

/** `address 127.0.0.1 · role quality`: names and values as they were written. */
export function sayDetail(detail: Record<string, unknown>): string {
  return Object.entries(detail)
    .filter(([, value]) => value !== null && value !== '')
    .map(([key, value]) => `${key in WORDS ? t(WORDS[key]!) : key} ${typeof value === 'object' ? JSON.stringify(value) : String(value)}`)
    .join(' · ')
}

const WORDS: Record<string, keyof typeof zh> = {
  address: 'detail.address',
  role: 'detail.role',
  purpose: 'detail.purpose',
  event: 'detail.event',
  what: 'detail.what',
  version: 'detail.version',
  reason: 'detail.reason',
  lines: 'detail.lines',
  entries: 'detail.entries',
  grant: 'detail.grant',
  confirmed: 'detail.confirmed',
  days: 'detail.days',
  waits: 'detail.waits',
}
