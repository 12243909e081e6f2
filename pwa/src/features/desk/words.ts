/** Codes of the server in words. A code nobody has words for is shown as it is. */
import { settings } from '@/app/settings'

import { t } from './texts'
import zh from './texts.zh'
import type { Item, Verdict } from './types'

type Key = keyof typeof zh

/** The sentence `<group>.<code>`, or the code itself. */
export function word(group: string, code: string): string {
  const key = `${group}.${code}`
  return key in zh ? t(key as Key) : code
}

/** What to do about a code the server says nothing more about; empty when nobody has to do anything. */
export function todoWord(code: string): string {
  const key = `todo.${code}`
  return key in zh ? t(key as Key) : ''
}

export const roleWord = (role: string): string => word('role', role)

export const VERDICT_TONE: Record<Verdict, 'a' | 'b' | 'c' | 'na'> = {
  proven_in_time: 'a',
  proven_late: 'c',
  stated_in_time: 'na',
  stated_late: 'na',
  open: 'na',
  overdue: 'c',
}

/** 「第12项」, 「表头 联系电话」… for the field of an entry. */
export function fieldWord(field: string | null): string {
  if (!field) return ''
  const [kind, name = ''] = field.split('/')
  if (kind === 'item') return t('field.item', { no: name })
  if (kind === 'note') return t('field.note', { no: name })
  if (kind === 'header') return t('field.header', { name: word('header', name) })
  if (kind === 'rating') return t('field.rating')
  return word('field', kind ?? '')
}

/** B, C and what does not apply: what an official reads first. */
export const stands = (item: Item): boolean => item.grade === 'B' || item.grade === 'C' || Boolean(item.na_reason)

export const basisWord = (basis: Item['basis']): string =>
  basis ? (basis.how === 'sampled' ? t('basis.sampled', { n: basis.rooms ?? 0 }) : word('basis', basis.how)) : ''

export const inEnglish = (): boolean => settings.lang === 'en'

/** Names in a row, with the comma of the language. */
export const listed = (names: Iterable<string>): string => [...names].join(inEnglish() ? ', ' : '、')
