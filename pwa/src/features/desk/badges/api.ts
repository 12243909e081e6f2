/** Calls of the badge pages. */
import { api, apiBytes, type QueryOf, type Schemas } from '@/core/http'

const LONG = { timeout: 180_000 }

export const listBadges = (event: string) => api('GET', '/events/{event}/badges', { path: { event }, ...LONG })
export const issueAll = (event: string) => api('POST', '/events/{event}/badges/issue', { path: { event }, ...LONG })
export const setState = (event: string, badge: string, body: Schemas['StateArgs']) =>
  api('POST', '/events/{event}/badges/{badge}/state', { path: { event, badge }, body })
export const replaceBadge = (event: string, badge: string, body: Schemas['ReplaceArgs']) =>
  api('POST', '/events/{event}/badges/{badge}/replace', { path: { event, badge }, body })

export const askPrint = (event: string, body: Schemas['PrintIn']) => api('POST', '/events/{event}/badges/prints', { path: { event }, body })
export const listPrints = (event: string) => api('GET', '/events/{event}/badges/prints', { path: { event } })
export const getPrint = (event: string, print_id: string) =>
  apiBytes('/events/{event}/badges/prints/{print_id}/file', { path: { event, print_id }, ...LONG })

export const listGates = (event: string) => api('GET', '/events/{event}/gates', { path: { event } })
export const createGate = (event: string, body: Schemas['GateArgs']) => api('POST', '/events/{event}/gates', { path: { event }, body })
export const dayPass = (event: string, gate: string) => api('POST', '/events/{event}/gates/{gate}/pass', { path: { event, gate } })
export const endGate = (event: string, gate: string) => api('POST', '/events/{event}/gates/{gate}/end', { path: { event, gate } })
export const gateLog = (event: string, query: QueryOf<'/events/{event}/gate-log'>) =>
  api('GET', '/events/{event}/gate-log', { path: { event }, query })
export const confirmScan = (event: string, entry: string) =>
  api('POST', '/events/{event}/gate-log/{entry}/confirm', { path: { event, entry } })
export const getPresence = (event: string) => api('GET', '/events/{event}/presence', { path: { event }, query: {} })
