/** Calls of the desk. Every one answers a Result: what failed is said in words at its place. */
import { api, apiBytes, type PathOf, type QueryOf, type Schemas } from '@/core/http'

export const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

/** Papers with many photos and bundles of a whole event take their time. */
const LONG = { timeout: 180_000 }

export const listForms = (query: QueryOf<'/forms'>) => api('GET', '/forms', { query })
export const exportForms = (query: QueryOf<'/forms/export'>) => apiBytes('/forms/export', { query, ...LONG })
export const getForm = (event: string, phone = false) =>
  api('GET', '/forms/{event}', { path: { event }, query: phone ? { show: 'phone' } : {} })
export const getHistory = (event: string, page: number) =>
  api('GET', '/forms/{event}/history', { path: { event }, query: { page, per_page: 100 } })
export const getVerification = (event: string) => api('GET', '/forms/{event}/verification', { path: { event }, ...LONG })
export const getProvince = (event: string) => api('GET', '/forms/{event}/province', { path: { event } })
export const listViolations = () => api('GET', '/violations')

export const confirmReceipt = (event: string, body: Schemas['ReceiptArgs']) =>
  api('POST', '/forms/{event}/receipts', { path: { event }, body })
export const giveBack = (event: string, question: string) =>
  api('POST', '/forms/{event}/returns', { path: { event }, body: { question } })
export const reply = (event: string, text: string) => api('POST', '/forms/{event}/replies', { path: { event }, body: { text } })
export const markRecorded = (event: string) => api('POST', '/forms/{event}/recorded', { path: { event } })

/* Bytes of papers, photos, templates: the session's cookie goes along and a worn-out one is renewed. */

type PaperPath = Extract<PathOf<'GET'>, `/forms/{event}/${string}.${'pdf' | 'xlsx'}`>
export const getPaper = (event: string, name: PaperPath, version?: number) =>
  apiBytes(name, { path: { event }, query: { version }, ...LONG })
export const getBundle = (journal: string) => apiBytes('/journals/{journal}/bundle', { path: { journal }, ...LONG })
export const getTemplate = (path: '/dispatches/template.xlsx' | '/accounts/import-template') => apiBytes(path, LONG)
export const getPhoto = (event: string, sha256: string) =>
  apiBytes('/forms/{event}/photos/{sha256}', { path: { event, sha256 }, ...LONG })

export const listHeld = (query: QueryOf<'/held'>) => api('GET', '/held', { query })

export const decideHeld = (entry: string, body: Schemas['Decision']) => api('POST', '/held/{entry}/decision', { path: { entry }, body })

export const listDispatches = (query: QueryOf<'/dispatches'>) => api('GET', '/dispatches', { query })
export const getDispatch = (event: string) => api('GET', '/dispatches/{event}', { path: { event } })

export type ImportPath = Extract<PathOf<'POST'>, `/${string}/import`>
export function importSheet(path: ImportPath, file: File, photos: File | null, signal: AbortSignal) {
  const body = new FormData()
  body.append('file', file, file.name)
  if (photos) body.append('photos', photos, photos.name)
  return api('POST', path, { body, signal, ...LONG })
}

export const listCentres = (query: QueryOf<'/centres'>) => api('GET', '/centres', { query })
export const listStations = (query: QueryOf<'/stations'>) => api('GET', '/stations', { query })

export const listAccounts = (query: QueryOf<'/accounts'>) => api('GET', '/accounts', { query })
export const createAccount = (body: Schemas['NewAccount']) => api('POST', '/accounts', { body })
export const issueCode = (account_id: string, body: Schemas['IssueCode']) =>
  api('POST', '/accounts/{account_id}/codes', { path: { account_id }, body })
export const setAccountState = (account_id: string, act: 'disable' | 'enable') =>
  api('POST', `/accounts/{account_id}/${act}`, { path: { account_id } })
export const requestRole = (account_id: string, body: Schemas['RoleRequest']) =>
  api('POST', '/accounts/{account_id}/roles', { path: { account_id }, body })
export const listDevices = () => api('GET', '/devices')
export const revokeDevice = (device_id: string, reason: string) =>
  api('POST', '/devices/{device_id}/revoke', { path: { device_id }, body: { reason } })
export const confirmDevice = (device_id: string) => api('POST', '/devices/{device_id}/confirm', { path: { device_id } })
export const listGrants = (query: QueryOf<'/role-grants'>) => api('GET', '/role-grants', { query })
export const decideGrant = (grant_id: string, act: 'approve' | 'refuse') =>
  api('POST', `/role-grants/{grant_id}/${act}`, { path: { grant_id } })

export const getCalendar = (year: number) => api('GET', '/calendar/{year}', { path: { year } })
export const putCalendar = (year: number, body: Schemas['CalendarChange']) =>
  api('PUT', '/calendar/{year}', { path: { year }, body })
export const getAuditState = () => api('GET', '/audit/state', LONG)
export const exportAudit = (query: QueryOf<'/audit/export'>) => apiBytes('/audit/export', { query, ...LONG })
export const getAuditBundle = () => apiBytes('/audit/bundle', LONG)
export const listAudit = (query: QueryOf<'/audit'>) => api('GET', '/audit', { query })

export const listAlarms = () => api('GET', '/alarms')
export const settleAlarm = (alarm_id: string, reason: string) =>
  api('POST', '/alarms/{alarm_id}/settle', { path: { alarm_id }, body: { reason } })
