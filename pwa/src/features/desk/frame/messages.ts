import { t } from '../texts'
import type { Message } from '../types'

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

/** Only own paths; the phone's page of devices is for officials the list of their centre. */
export function linkOf({ link, template }: Message): string | null {
  if (template.startsWith('devices.')) return '/desk/people?tab=devices'
  return link && /^\/(?![/\\])/.test(link) ? link : null
}
