/** Calls of the desk. Every one answers a Result: what failed is said in words at its place. */
import { api, type Result } from '@/core/http'

import type * as T from './types'

export const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

/** Papers with many photos and bundles of a whole event take their time. */
const LONG = { timeout: 180_000 }

/** `?a=1&b=2` of what is set; empty when nothing is. */
export function query(values: Record<string, string | number | boolean | null | undefined>): string {
  const set = Object.entries(values).filter(([, value]) => value !== null && value !== undefined && value !== '' && value !== false)
  return set.length ? `?${new URLSearchParams(set.map(([key, value]) => [key, String(value)])).toString()}` : ''
}

type Query = Parameters<typeof query>[0]
type Answer<D> = Promise<Result<D>>

export const listForms = (args: Query): Answer<T.FormPage> => api('GET', `/forms${query(args)}`)
export const getForm = (event: string, phone = false): Answer<T.Form> =>
  api('GET', `/forms/${event}${phone ? '?show=phone' : ''}`)
export const getHistory = (event: string, page: number): Answer<T.HistoryPage> =>
  api('GET', `/forms/${event}/history${query({ page, per_page: 100 })}`)
export const getVerification = (event: string): Answer<T.Verification> =>
  api('GET', `/forms/${event}/verification`, undefined, LONG)
export const getProvince = (event: string): Answer<T.Province> => api('GET', `/forms/${event}/province`)
export const listViolations = (): Answer<{ violations: T.Violation[] }> => api('GET', '/violations')

export const confirmReceipt = (event: string, body: { inbox: T.Inbox; medium: string; day: string | null }): Answer<T.Form> =>
  api('POST', `/forms/${event}/receipts`, body)
export const giveBack = (event: string, question: string): Answer<T.Form> => api('POST', `/forms/${event}/returns`, { question })
export const reply = (event: string, text: string): Answer<T.Form> => api('POST', `/forms/${event}/replies`, { text })
export const markRecorded = (event: string): Answer<T.Form> => api('POST', `/forms/${event}/recorded`)

/** Bytes of a paper, a photo, a template: the session's cookie goes along and a worn-out one is renewed. */
export const getBytes = (path: string): Answer<Uint8Array<ArrayBuffer>> => api('GET', path, undefined, { ...LONG, expect: 'bytes' })

export const listHeld = (args: Query): Answer<T.HeldPage> => api('GET', `/held${query(args)}`)

export const listDispatches = (args: Query): Answer<T.Paged<T.Dispatch>> => api('GET', `/dispatches${query(args)}`)
export const getDispatch = (event: string): Answer<T.Dispatch> => api('GET', `/dispatches/${event}`)
export function importSheet(path: string, file: File, signal: AbortSignal): Answer<T.ImportResult> {
  const body = new FormData()
  body.append('file', file, file.name)
  return api('POST', path, body, { ...LONG, signal })
}

export const listCentres = (args: Query): Answer<T.Paged<T.Named>> => api('GET', `/centres${query(args)}`)
export const listStations = (args: Query): Answer<T.Paged<T.Named>> => api('GET', `/stations${query(args)}`)

export const listAccounts = (args: Query): Answer<T.Paged<T.Account>> => api('GET', `/accounts${query(args)}`)
export const createAccount = (body: Record<string, string | null>): Answer<T.Account> => api('POST', '/accounts', body)
export const issueCode = (account: string, purpose: string, revoke: string | null): Answer<T.IssuedCode> =>
  api('POST', `/accounts/${account}/codes`, { purpose, revoke_device: revoke })
export const setAccountState = (account: string, act: 'disable' | 'enable'): Answer<T.Account> =>
  api('POST', `/accounts/${account}/${act}`)
export const requestRole = (account: string, body: Record<string, string | null>): Answer<T.Grant> =>
  api('POST', `/accounts/${account}/roles`, body)
export const listDevices = (): Answer<{ items: T.Device[] }> => api('GET', '/devices')
export const revokeDevice = (id: string, reason: string): Answer<T.Device> => api('POST', `/devices/${id}/revoke`, { reason })
export const confirmDevice = (id: string): Answer<T.Device> => api('POST', `/devices/${id}/confirm`)
export const listGrants = (args: Query): Answer<T.Paged<T.Grant>> => api('GET', `/role-grants${query(args)}`)
export const decideGrant = (id: string, act: 'approve' | 'refuse'): Answer<T.Grant> => api('POST', `/role-grants/${id}/${act}`)

export const getCalendar = (year: number): Answer<T.CalendarYear> => api('GET', `/calendar/${year}`)
export const putCalendar = (year: number, body: { confirmed: boolean; note: string; days: T.SpecialDay[] }): Answer<T.CalendarYear> =>
  api('PUT', `/calendar/${year}`, body)
export const listAudit = (args: Query): Answer<T.Paged<T.AuditLine>> => api('GET', `/audit${query(args)}`)

export const listAlarms = (): Answer<{ items: T.PhoneAlarm[] }> => api('GET', '/alarms')
export const settleAlarm = (id: string, reason: string): Answer<T.PhoneAlarm> => api('POST', `/alarms/${id}/settle`, { reason })

export const listMessages = (): Answer<{ items: T.Message[] }> => api('GET', '/messages')
export const readMessage = (id: string): Answer<unknown> => api('POST', `/messages/${id}/read`)
