/** The four figures and the warnings that are always on screen; the only reactive part of core. */
import { computed, reactive, shallowRef } from 'vue'

import type { Instant, Slot } from './types'

export type Broken = 'dead' | 'quota' | 'verify' | 'unsupported'
/** What this phone is for: all of a supervisor's work, or papers only. */
export type Part = 'form' | 'papers'
export type Trust = 'contact' | 'slept' | 'stored' | 'never'

export const status = reactive({
  /** 已存手机: the last write was read back and compared. */
  saved: true,
  /** Storage on this phone fails: a blocking warning with export. */
  broken: null as Broken | null,
  /** 待上传: entries and files no receipt covers. */
  waiting: 0,
  /** Entries of other phones scanned here that no receipt covers yet. */
  carried: 0,
  /** 中心已收到: entries covered by receipts, still kept here. */
  received: 0,
  /** 需处理: refused, or the server keeps saying no. */
  attention: 0,
  /** Entries and photos this phone announced and that are neither here nor at the centre (R11). */
  lost: 0,
  /** Answers of two supervisors that differ, by event, as far as this phone has read them: they need a person too. */
  clashes: {} as Record<string, number>,
  /** Messages of the unlocked person nobody has opened yet. */
  unread: 0,
  /** Entries the centre had received and lost to a restore: they go out again. */
  offeredAgain: 0,
  part: 'form' as Part,
  sending: false,
  nextTryAt: null as Instant | null,
  /** When a receipt with our nonce last came: the only meaning of "online". */
  lastContact: null as Instant | null,
  /** Why the last try failed: null after a receipt. */
  failure: null as null | 'network' | 'portal' | 'session' | 'server' | 'untrusted',
  /** This phone's clock minus the server's, in ms, as last measured; null before any contact. */
  skew: null as number | null,
  trust: 'never' as Trust,
})

/** 需处理 as the strip says it: what the centre refused, and what two people have to settle. */
export const needs = computed(() => Object.values(status.clashes).reduce((sum, n) => sum + n, status.attention))

/** Whose slot is unlocked; null is a locked phone. */
export const unlocked = shallowRef<Slot | null>(null)
