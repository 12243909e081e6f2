import { may } from '@/app/session'
import type { Message } from '@/features/accounts/messages/say'

import { openEntries } from './entries'

/** The page at the desk that tells of it: a phone's page becomes the desk's own, and nobody is sent where they may not go. */
export function linkOf({ link }: Pick<Message, 'link'>): string | null {
  if (!link) return null
  const event = /^\/e\/([0-9a-f]{32})\//.exec(link)?.[1]
  const page = event ? `/desk/forms/${event}` : link === '/me/devices' ? '/desk/people?tab=devices' : link
  if (page === '/desk/people?tab=devices' && !may('device.confirm')) return null
  return openEntries().some(({ place }) => new RegExp(`^/desk/${place}(/|\\?|$)`).test(page)) ? page : null
}
