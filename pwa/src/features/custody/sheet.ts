/** 据纸质: what was signed on a sheet; its own time counts for words, never for custody. */
import { now } from '@/core/clock'
import type { FileRef } from '@/core/types'

import type { Paper } from './types'

export interface Sheet {
  on: boolean
  /** As typed, in Shanghai. */
  at: string
  page: FileRef | null
}

export const NO_SHEET: Sheet = { on: false, at: '', page: null }

export const typedNow = (): string => new Date(now() + 8 * 3_600_000).toISOString().slice(0, 16)

/** Null while no sheet is used; a fault while it is not whole. */
export function paperOf(sheet: Sheet): { paper: Paper | null; file: FileRef | null; fault: 'paper_time' | 'need' | null } {
  if (!sheet.on) return { paper: null, file: null, fault: null }
  const at = Date.parse(`${sheet.at}:00+08:00`)
  if (!sheet.page || !Number.isFinite(at)) return { paper: null, file: null, fault: 'need' }
  return { paper: { at, page: sheet.page.sha256 }, file: sheet.page, fault: at > now() + 60_000 ? 'paper_time' : null }
}
