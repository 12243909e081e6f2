/** Actions of the audit in words; one nobody has words for is shown by its code. */
import { roleWord } from '../words'
import { t } from './texts'
import zh from './texts.zh'

export function sayAction(action: string): string {
  const key = `action.${action}`
  if (key in zh) return t(key as keyof typeof zh)
  const [refused, method] = action.split(' ')
  return refused === 'refused' && method ? t('action.refused', { method }) : action
}

/** Values that are codes of ours, in words; what people wrote stays as it is. */
function sayValue(key: string, value: unknown): string {
  if (key === 'role') return roleWord(String(value))
  if (value === true) return t('value.yes')
  if (value === false) return t('value.no')
  const word = `value.${String(value)}`
  if (word in zh) return t(word as keyof typeof zh)
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

/** `地址 127.0.0.1 · 角色 质量督导科`. */
export function sayDetail(detail: Record<string, unknown>): string {
  return Object.entries(detail)
    .filter(([, value]) => value !== null && value !== '')
    .map(([key, value]) => `${key in WORDS ? t(WORDS[key]!) : key} ${sayValue(key, value)}`)
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
  count: 'detail.count',
  issued: 'detail.issued',
  replaced: 'detail.replaced',
  revoked: 'detail.revoked',
  entries: 'detail.entries',
  grant: 'detail.grant',
  confirmed: 'detail.confirmed',
  days: 'detail.days',
  waits: 'detail.waits',
  why: 'detail.why',
  kind: 'detail.kind',
  locked: 'detail.locked',
  missing: 'detail.missing',
  device: 'detail.device',
  label: 'detail.label',
  files: 'detail.files',
  order: 'detail.order',
}
