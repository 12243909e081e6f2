import type { Schemas } from '@/core/http'

import { t } from './texts'
import type zh from './texts.zh'

/** A message of the in-app channel: number, station and link, never facts of a case. */
export type Message = Schemas['Notice']

/** Which sentence a template of the server is; what is not known is still shown as a message with its link. */
const KNOWN = [
  'inspections.submitted',
  'inspections.amended',
  'inspections.replied',
  'inspections.returned',
  'inspections.received',
  'inspections.flawed',
  'inspections.station',
  'staffing.dispatched',
  'staffing.changed',
  'staffing.withdrawn',
  'staffing.declined',
  'staffing.unaccepted',
  'staffing.unaccepted_you',
  'staffing.unready',
  'staffing.unready_you',
  'badges.refused',
  'badges.guessed',
  'custody.uncollected',
  'custody.unstored_you',
  'journal.fork',
  'journal.restored',
  'devices.enrolled',
  'devices.confirmed',
  'devices.revoked',
  'phones.emptied',
] as const satisfies readonly (keyof typeof zh)[]
type Known = (typeof KNOWN)[number]

export function sayMessage(message: Message): string {
  const params = { number: '', station: '', version: 1, count: 0, label: '', gate: '', serial: '', ...message.params }
  const known = KNOWN.find((name): name is Known => name === message.template)
  return t(known ?? 'other', params)
}
