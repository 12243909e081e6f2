import { afterEach, describe, expect, it } from 'vitest'

import { router } from '@/app/router'
import { enter } from '@/app/session'
import { sayMessage } from '@/features/accounts/messages/say'

import table from '../../../../../tests/vectors/messages.json'
import { linkOf } from './messages'

const EVENT = 'a'.repeat(32)
const MAY: Record<string, string[]> = {
  quality: ['form.read', 'dispatch.read', 'held.read', 'calendar.read'],
  dispatcher: ['form.read', 'dispatch.read', 'pack.read', 'held.read', 'account.read', 'device.confirm', 'calendar.read'],
  chief: ['form.read', 'dispatch.read', 'badge.read', 'gate.read', 'calendar.read'],
  station_clerk: ['form.read', 'dispatch.read', 'calendar.read'],
}
/** What the last matched record shows; a page nobody made is the lost one. */
const pageOf = (link: string) => {
  const found = router.resolve(link).matched.at(-1)
  return found?.path.includes(':rest') || found?.redirect ? null : found
}
const signIn = (permissions: string[]) => enter({ permissions, roles: [], demo: false } as unknown as Parameters<typeof enter>[0])
afterEach(() => enter(null))

describe('a message', () => {
  it.each(table)('$template has words for its $reader and leads to a page that is there', ({ reader, link, template }) => {
    const full = link?.replace(':event', EVENT) ?? null
    if (full) expect(pageOf(full)).toBeTruthy()
    const words = sayMessage({ template, params: { number: '7', label: 'L', station: 'S' }, link: full, id: EVENT, sent_at: 1, read_at: null })
    expect(words).not.toContain('有一条新消息')
    expect(words).not.toMatch(/[{}]/)
    if (reader === 'supervisor') return
    signIn(MAY[reader]!)
    expect(linkOf({ link: full })).toBe(full)
  })

  it('takes an official to the desk’s own page, and nobody where they may not go', () => {
    signIn(MAY.quality!)
    expect(linkOf({ link: `/e/${EVENT}/form` })).toBe(`/desk/forms/${EVENT}`)
    expect(linkOf({ link: '/me/devices' })).toBeNull()
    expect(linkOf({ link: '/desk/audit' })).toBeNull()
    expect(linkOf({ link: '//elsewhere.example' })).toBeNull()
    signIn(MAY.dispatcher!)
    expect(linkOf({ link: '/me/devices' })).toBe('/desk/people?tab=devices')
  })
})
