/** Words of badges for the desk. */
import type { Schemas } from '@/core/http'

import { inEnglish, roleWord } from '../words'
import { known, t } from './texts'

export type List = Schemas['BadgeList']
export type Row = Schemas['Badge']
export type Condition = Row['condition'] | 'void'

export const CONDITIONS = ['valid', 'early', 'expired', 'suspended', 'revoked', 'returned', 'replaced', 'void'] as const
export const TONE: Record<Condition, 'a' | 'b' | 'c' | 'na' | 'brand'> = {
  valid: 'a', early: 'brand', expired: 'na', suspended: 'b', revoked: 'c', returned: 'na', replaced: 'na', void: 'c',
}

export const conditionOf = (row: Row): Condition => (row.void_key ? 'void' : row.condition)

/** A candidate is no role of the house. */
export const partWord = (role: string): string => (role === 'candidate' ? t('candidate') : roleWord(role))

export function outcomeWord(outcome: string): string {
  const key = `out.${outcome}`
  return known(key) ? t(key) : outcome
}

export const comma = (): string => (inEnglish() ? ', ' : '、')

/** Acts a state allows (8.12). */
export type Act = 'suspend' | 'resume' | 'revoke' | 'return' | 'replace' | 'person'
export const STATE_OF: Record<Exclude<Act, 'replace' | 'person'>, 'suspended' | 'issued' | 'revoked' | 'returned'> = {
  suspend: 'suspended', resume: 'issued', revoke: 'revoked', return: 'returned',
}
export function actsOf(row: Row): Act[] {
  const part: Act[] = row.subject === 'person' ? ['person'] : []
  if (row.state === 'issued') return ['suspend', 'replace', ...part, 'return', 'revoke']
  if (row.state === 'suspended') return ['resume', 'replace', ...part, 'return', 'revoke']
  return row.state === 'replaced' || row.replaced_by ? [] : ['replace']
}
