/** What the server says of a journal, fetched and checked; nothing is stored here. */
import { randomHex, sha256, utf8, type Bytes } from './bytes'
import { asked } from './clock'
import { CoreError } from './errors'
import { api, apiBytes, type Failure, type Schemas } from './http'
import { jsonOf, takeApart } from './jws'
import { acceptKeyList } from './keys'
import { removeKit } from './kitstore'
import { newTrip, take } from './push'
import { openSlot } from './slots'
import { status } from './status'
import type { Id, Line, Payload, PlainEntry } from './types'

export type Changes = Schemas['Changes']

async function fail(journal: Id, answer: Failure): Promise<never> {
  if (answer.status === 410) await removeKit(openSlot().slot.id, journal)
  if (answer.status === 410) throw new CoreError('kit.gone')
  if (answer.kind === 'network' || answer.kind === 'portal') status.failure = answer.kind
  throw new CoreError(answer.kind === 'problem' ? 'kit.incomplete' : 'network', answer.problem)
}

async function fetchChanges(journal: Id, after: number): Promise<Changes> {
  const nonce = randomHex()
  const sent = asked()
  const answer = await api('GET', '/journals/{journal_id}/changes', { path: { journal_id: journal }, query: { after, nonce } })
  if (!answer.ok) return fail(journal, answer)
  await acceptKeyList(answer.data.keys).catch(() => undefined)
  const trip = newTrip()
  if (!(await take(journal, answer.data.receipt, sent, trip, nonce, answer.data.restored))) throw new CoreError('keys.untrusted')
  return answer.data
}

/** Pages from `after` on, as one: sections and head of the last. */
export async function allChanges(journal: Id, after: number): Promise<Changes> {
  let page = await fetchChanges(journal, after)
  const entries = page.entries
  while (page.more) {
    page = await fetchChanges(journal, page.seq)
    entries.push(...page.entries)
  }
  return { ...page, entries }
}

/** The section's bytes; null when the journal moved on meanwhile. */
export async function fetchSection(journal: Id, hash: string): Promise<Bytes | null> {
  const answer = await apiBytes('/journals/{journal_id}/sections/{sha256}', { path: { journal_id: journal, sha256: hash } })
  if (!answer.ok) return answer.status === 404 ? null : fail(journal, answer)
  if ((await sha256(answer.data)) !== hash) throw new CoreError('network')
  return answer.data
}

/** A received line with its body, which must hash to what the line names. */
export async function plain(received: Schemas['ChangedEntry']): Promise<PlainEntry> {
  const line = JSON.parse(received.line) as Line
  const token = received.jws === undefined ? null : await takeApart(received.jws, 'dukao-entry+jws')
  const hash = token ? token.hash : await sha256(utf8(received.act ?? ''))
  if (hash !== line.entry) throw new CoreError('keys.untrusted')
  const body = token ? jsonOf<Payload>(token) : (JSON.parse(received.act ?? '') as Payload)
  const { kind, v, journal, parents, happened, data, files } = body
  const { actor, kid, seq, received: at } = line
  const outcome = received.outcome ?? line.outcome
  return { hash, kind, v, journal, n: body.n ?? null, prev: body.prev ?? null, parents, happened, data, files, kid, actor, seq, received: at, outcome, own: false }
}
