/** Calls of the papers' pages. */
import { api, apiBytes, type QueryOf, type Schemas } from '@/core/http'

const LONG = { timeout: 180_000 }

export const getBoard = (query: QueryOf<'/custody/packs'>) => api('GET', '/custody/packs', { query })
export const getLife = (pack: string) => api('GET', '/custody/packs/{pack}', { path: { pack } })
export const getPhoto = (pack: string, entry: string, sha256: string) =>
  apiBytes('/custody/packs/{pack}/photos/{entry}/{sha256}', { path: { pack, entry, sha256 }, ...LONG })
export const find = (text: string) => api('POST', '/custody/find', { body: { text } })

export const getCounter = (event: string) => api('GET', '/events/{event}/custody', { path: { event } })
export const getTable = (event: string) => api('GET', '/events/{event}/custody/table', { path: { event } })
export const getTotals = (event: string) => api('GET', '/events/{event}/custody/totals', { path: { event } })
export const savePacks = (event: string, packs: Schemas['PackRow'][]) =>
  api('POST', '/events/{event}/custody/packs', { path: { event }, body: { packs } })
export const give = (event: string, body: Schemas['GiveArgs']) => api('POST', '/events/{event}/custody/offers', { path: { event }, body })
export const take = (event: string, body: Schemas['TakeArgs']) => api('POST', '/events/{event}/custody/answers', { path: { event }, body })
export const recall = (event: string, offer: string, reason: string) =>
  api('POST', '/events/{event}/custody/recalls', { path: { event }, body: { offer, reason } })
export const trouble = (event: string, body: Schemas['TroubleArgs']) => api('POST', '/events/{event}/custody/troubles', { path: { event }, body })
export const archive = (event: string, body: Schemas['ArchiveArgs']) => api('POST', '/events/{event}/custody/archive', { path: { event }, body })
export const destroy = (event: string, body: Schemas['DestroyArgs']) => api('POST', '/events/{event}/custody/destroy', { path: { event }, body })
export const release = (pack: string, body: Schemas['ReleaseArgs']) => api('POST', '/custody/packs/{pack}/release', { path: { pack }, body })
export const confirmByCentre = (entry: string, reason: string) =>
  api('POST', '/custody/confirmations', { body: { entry, how: 'centre', reason } })

export const getLabels = (event: string, packs: readonly string[]) =>
  apiBytes('/events/{event}/custody/labels.pdf', { path: { event }, query: { packs: packs.join(',') }, ...LONG })
export const getRecord = (event: string, entry: string) =>
  apiBytes('/events/{event}/custody/records/{entry}.pdf', { path: { event, entry }, ...LONG })
export const getBundle = (event: string, batch: string) =>
  apiBytes('/events/{event}/custody/bundle', { path: { event }, query: { batch }, ...LONG })
