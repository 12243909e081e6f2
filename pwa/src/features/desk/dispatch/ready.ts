/** Who of a dispatch is behind: not accepted, or not checked although it is due. */
import type { Instant } from '@/core/types'

import type { Dispatch, Supervisor } from '../types'
import { checkDue } from '../when'

export const unaccepted = (dispatch: Dispatch): Supervisor[] => dispatch.supervisors.filter((one) => one.reply !== 'accepted')

/** 出发前体检 is asked for by D-1 12:00; practice asks nobody. */
export function unchecked(dispatch: Dispatch, at: Instant): Supervisor[] {
  if (dispatch.practice || at < checkDue(dispatch.first_day)) return []
  return dispatch.supervisors.filter((one) => one.check.ready !== true)
}

export const isOver = (dispatch: Dispatch, today: string): boolean => dispatch.last_day < today

/** Without anybody behind there is nothing to call about; what is over is not chased. */
export function behind(dispatch: Dispatch, at: Instant, today: string): 'unaccepted' | 'unchecked' | null {
  if (isOver(dispatch, today) || dispatch.practice) return null
  if (unaccepted(dispatch).length) return 'unaccepted'
  return unchecked(dispatch, at).length ? 'unchecked' : null
}
