import type { Schemas } from '@/core/http'
import { settings } from '@/app/settings'

import { roleWord } from '../words'
import { known, t } from './texts'

/** Names and words of the desk's papers. */
export type Board = Schemas['Board']
export type BoardRow = Schemas['BoardRow']
export type Counter = Schemas['Counter']
export type CounterPack = Schemas['CounterPack']
export type Handover = Schemas['Handover']
export type Life = Schemas['Life']
export type Step = Schemas['Step']
export type Signature = Schemas['LifeSignature']
export type PackRow = Schemas['PackRow']
export type Party = Schemas['Party']
export type Checks = Schemas['Checks']
export type Tone = 'a' | 'b' | 'c' | 'na' | 'brand'

export const CHECKS = ['project', 'copies', 'bag', 'strip'] as const
export const FAULTS = ['strip_broken', 'bag_damaged', 'wrong_strip', 'wrong_copies', 'wrong_project', 'missing'] as const
export const TROUBLES = ['strip_broken', 'bag_damaged', 'wrong_strip', 'wrong_copies', 'missing', 'other'] as const
export const TABS = ['all', 'exception', 'overdue', 'waiting', 'here', 'out', 'back'] as const
export const SPANS = ['near', 'today', 'tomorrow', 'week', 'past', 'all'] as const

export const noChecks = (): Checks => ({ project: false, copies: false, bag: false, strip: false })
export const allChecks = (): Checks => ({ project: true, copies: true, bag: true, strip: true })
export const allRight = (checks: Checks | undefined): boolean => Boolean(checks && CHECKS.every((one) => checks[one]))

const worded = (key: string, fallback: string): string => (known(key) ? t(key) : fallback)
export const stateWord = (state: string): string => worded(`state.${state}`, state)
export const troubleWord = (what: string | null): string => (what ? worded(`trouble.${what}`, what) : '')
export const lateWord = (late: string | null): string => (late ? worded(`late.${late}`, late) : '')
export const purposeWord = (purpose: string | null): string => (purpose ? worded(`purpose.${purpose}`, purpose) : '')
export const partyRole = (party: Party): string => (party.role === 'centre' ? '' : roleWord(party.role))

/** Calm for the ordinary; loud for what needs a person. */
export function stateTone(row: { state: string; tab?: string }): Tone {
  if (row.state === 'exception' || row.tab === 'exception') return 'c'
  if (row.tab === 'overdue' || row.tab === 'waiting') return 'b'
  if (['returned', 'archived'].includes(row.state)) return 'a'
  return ['prepared', 'destroyed'].includes(row.state) ? 'na' : 'brand'
}

export const unprovedWord = (n: number): string => (n > 1 ? t('unproved.n', { n }) : t('unproved'))

const MINUTE = 60_000
/** How long something has lasted, in one number. */
export function lasted(ms: number): string {
  const minutes = Math.max(0, Math.floor(ms / MINUTE))
  if (minutes < 60) return t('ago.minutes', { n: minutes })
  if (minutes < 48 * 60) return t('ago.hours', { n: Math.floor(minutes / 60) })
  return t('ago.days', { n: Math.floor(minutes / 1440) })
}

export const joined = (parts: readonly (string | number | null | undefined | false)[]): string => parts.filter(Boolean).join(settings.lang === 'en' ? ', ' : '，')
