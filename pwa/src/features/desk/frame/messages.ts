import { may } from '@/app/session'

import { t } from '../texts'
import type { Message } from '../types'
import { openEntries } from './entries'

/** Which sentence a template of the server is; what is not known is still shown as a message with its link. */
const KNOWN = [
  'inspections.submitted',
  'inspections.amended',
  'inspections.replied',
  'inspections.returned',
  'inspections.received',
  'inspections.flawed',
  'inspections.station',
  'staffing.declined',
  'staffing.unaccepted',
  'staffing.unready',
  'journal.fork',
  'journal.restored',
  'devices.enrolled',
  'devices.confirmed',
  'devices.revoked',
  'phones.emptied',
] as const
type Known = (typeof KNOWN)[number]

export function sayMessage(message: Message): string {
  const params = { number: '', station: '', version: 1, count: 0, label: '', ...message.params }
  const known = KNOWN.find((name): name is Known => name === message.template)
  return known ? t(`message.${known}`, params) : t('message.other', params)
}

/** The page at the desk that tells of it: a phone's page becomes the desk's own, and nobody is sent where they may not go. */
export function linkOf({ link }: Pick<Message, 'link'>): string | null {
  if (!link) return null
  const event = /^\/e\/([0-9a-f]{32})\//.exec(link)?.[1]
  const page = event ? `/desk/forms/${event}` : link === '/me/devices' ? '/desk/people?tab=devices' : link
  if (page === '/desk/people?tab=devices' && !may('device.confirm')) return null
  return openEntries().some(({ place }) => new RegExp(`^/desk/${place}(/|\\?|$)`).test(page)) ? page : null
}
