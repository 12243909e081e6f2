/** Packs, people and refusals in words: what, clause, what to do. */
import { settings } from '@/app/settings'
import { sayError } from '@/app/problem'
import { now } from '@/core/clock'
import type { Instant } from '@/core/types'
import { hm, isoDay, shortDay } from '@/ui/time'

import { Refused } from './acts'
import { nameOf, projectOf, roomOf, sessionOf, type Board, type Pack } from './board'
import { modeOf, nextStep, openingOf, type Step } from './next'
import { t } from './texts'
import zh from './texts.zh'
import type { Role } from './types'

const has = (key: string): key is keyof typeof zh => key in zh

export function sayCode(code: string): string {
  const key = `code.${code}`
  return has(key) ? t(key) : t('code.other', { code })
}

export const say = (error: unknown): string => (error instanceof Refused ? sayCode(error.code) : sayError(error))

export const roleWord = (role: Role): string => t(`role.${role}`)
export const kindWord = (pack: Pack): string => t(`kind.${modeOf(pack)}`)
export const stateWord = ({ custody: { now: at } }: Pack): string => t(`state.${at.state}`)
export const stepWord = (step: Step): string => t(`next.${step}`)

export function troubleWord(what: string | null): string {
  const key = `trouble.${what ?? 'other'}`
  return has(key) ? t(key) : t('trouble.other')
}

/** 「理论 · 乌龙茶初制」 */
export const packTitle = (board: Board, pack: Pack): string => [kindWord(pack), projectOf(board, pack.label)].filter(Boolean).join(' · ')

/** 「08:21」 today, 「11月20日 16:12」 on another day. */
export const moment = (at: Instant): string => (isoDay(at) === isoDay(now()) ? hm(at) : `${shortDay(at, settings.lang)} ${hm(at)}`)

/** Who has it, in which room. */
export function whereWord(board: Board, pack: Pack): string {
  const { with: at, room } = pack.custody.now
  const name = t('with', { name: nameOf(board, at, t('centre')) })
  return room && ['with_invigilators', 'opened', 'issued', 'collected'].includes(pack.custody.now.state) ? `${name} · ${roomOf(board, room)}` : name
}

/** Station and first day: which of the events it is. */
export const eventWord = ({ brief: { station, sessions } }: Board): string => [station.name, ...sessions.slice(0, 1).map(({ t0 }) => shortDay(t0, settings.lang))].join(' · ')

/** The pack's room and when its session begins, where known. */
export function planWord(board: Board, { label }: Pack): string {
  const session = sessionOf(board, label)
  return [roomOf(board, label.room), session ? moment(session.t0) : ''].filter(Boolean).join(' · ')
}

export function nextWord(board: Board, pack: Pack, at: Instant): string {
  const step = nextStep(board, pack, at)
  const opening = step === 'open' ? openingOf(board, pack) : null
  if (opening && at < opening.at) return t('next.open.at', { time: moment(opening.at) })
  return step === 'rest' ? t('next.rest') : t('next.is', { what: stepWord(step) })
}

export function toneOf(pack: Pack): 'a' | 'b' | 'c' | 'na' | 'brand' {
  const { state } = pack.custody.now
  if (pack.custody.exception) return 'c'
  if (state === 'returned' || state === 'archived') return 'a'
  return state === 'prepared' || state === 'destroyed' ? 'na' : 'brand'
}
