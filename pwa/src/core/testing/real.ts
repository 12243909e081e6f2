/** What tests against a running server share: cookies as a browser keeps them, and a demo supervisor's new phone. */
import { readFileSync } from 'node:fs'

import { vi } from 'vitest'

import type { Schemas } from '../http'
import { PIN, type Tab } from './phone'

interface Demo { username: string; activation?: string; enrol?: string }

/** A browser's cookies for Node's fetch. */
export function browse(server: string): { cut: (on: boolean) => void; lose: (path: string) => void } {
  const jar = new Map<string, string>()
  const real = globalThis.fetch
  let down = false
  let losing = ''
  vi.stubGlobal('document', { get cookie() { return [...jar].map(([name, value]) => `${name}=${value}`).join('; ') } })
  vi.stubGlobal('fetch', async (path: string, init: RequestInit = {}) => {
    if (down) throw new TypeError('no network')
    const headers = new Headers(init.headers)
    headers.set('Cookie', [...jar].map(([name, value]) => `${name}=${value}`).join('; '))
    const response = await real(server + path, { ...init, headers })
    for (const line of response.headers.getSetCookie()) {
      const [name = '', ...value] = (line.split(';')[0] ?? '').split('=')
      jar.set(name, value.join('='))
    }
    if (losing && path.includes(losing) && init.method !== 'GET') {
      losing = ''
      throw new TypeError('reply lost')
    }
    return response
  })
  return { cut: (on) => (down = on), lose: (path) => (losing = path) }
}

/** A real, tiny JPEG: the door opens only pictures. */
export const PIXEL = Buffer.from(
  '/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAAMCAgMCAgMDAwMEAwMEBQgFBQQEBQoHBwYIDAoMDAsKCwsNDhIQDQ4RDgsLEBYQERMUFRUVDA8XGBYUGBIUFRT/wAALCAABAAEBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAACf/EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQEAAD8AVN//2Q==',
  'base64',
)

/** Enrols a demo supervisor whose codes are unused and unlocks; the id of the slot. */
export async function enrolDemo(page: Tab, instance: string): Promise<string> {
  const people = JSON.parse(readFileSync(`${instance}/demo-accounts.json`, 'utf8')) as Demo[]
  let person: Demo | undefined
  let found: Schemas['Activation'] | undefined
  // Codes work once: an earlier run may have used the first ones.
  for (const one of people.filter(({ activation }) => activation)) {
    const answer = await page.http.api('POST', '/activation', { body: { code: one.activation ?? '' } })
    if (answer.ok) [person, found] = [one, answer.data]
    if (found) break
  }
  if (!found) throw new Error('no fresh demo supervisor: load a new demo')
  const { person: who, centre, challenge, root } = found
  const made = await page.slots.create(who, PIN, { centre: centre.id, root, label: 'Node', code: person?.enrol ?? '', challenge })
  const answer = await page.http.api('POST', '/devices', { body: { activation: person?.activation, enrol_code: person?.enrol ?? '', enrolment: made.enrolment, label: 'Node' } })
  if (!answer.ok) throw new Error(JSON.stringify(answer))
  await page.slots.confirm(made.slot.id, answer.data.device)
  await page.slots.unlock(made.slot.id, PIN)
  return made.slot.id
}

/** The first dispatch that counts. */
export async function firstEvent(page: Tab): Promise<string> {
  const list = await page.http.api('GET', '/dispatches', { query: { mine: true } })
  if (!list.ok) throw new Error(JSON.stringify(list))
  return list.data.items.find(({ practice }) => !practice)?.event ?? ''
}
