// @vitest-environment node
import { afterEach, expect, it, vi } from 'vitest'

import { api } from './http'

type Handler = (url: string, init: RequestInit) => Response | Promise<Response>

function serve(handler: Handler): { url: string; init: RequestInit }[] {
  const calls: { url: string; init: RequestInit }[] = []
  vi.stubGlobal('fetch', async (url: string, init: RequestInit) => {
    calls.push({ url, init })
    return handler(url, init)
  })
  return calls
}

const json = (status: number, body: unknown): Response =>
  new Response(JSON.stringify(body), { status, headers: { 'Content-Type': status < 400 ? 'application/json' : 'application/problem+json' } })

const header = (init: RequestInit, name: string): string | null => new Headers(init.headers).get(name)

afterEach(() => vi.unstubAllGlobals())

it('sends the CSRF token of the cookie with what changes something, never with reads', async () => {
  vi.stubGlobal('document', { cookie: 'lang=zh-CN; csrf_access_token=abc%2B; csrf_refresh_token=xyz' })
  const calls = serve(() => json(200, {}))
  await api('POST', '/journals/1/entries', { entries: [] })
  await api('GET', '/session')
  expect(calls.map(({ init }) => header(init, 'X-CSRF-TOKEN'))).toEqual(['abc+', null])
  expect(calls[0]?.url).toBe('/api/v1/journals/1/entries')
  expect(header(calls[0]?.init ?? {}, 'Content-Type')).toBe('application/json')
})

it('renews an expired session once, silently, for all calls that met it', async () => {
  vi.stubGlobal('document', { cookie: 'csrf_refresh_token=xyz' })
  let fresh = false
  const calls = serve(async (url) => {
    if (url.endsWith('/session/refresh')) {
      await new Promise((resolve) => setTimeout(resolve, 5))
      fresh = true
      return json(200, {})
    }
    return fresh ? json(200, { ok: 1 }) : json(401, { title: '', status: 401, code: 'auth.expired' })
  })
  const answers = await Promise.all([api('GET', '/a'), api('GET', '/b'), api('POST', '/c')])
  expect(answers.every(({ ok }) => ok)).toBe(true)
  const renewals = calls.filter(({ url }) => url.endsWith('/session/refresh'))
  expect(renewals).toHaveLength(1)
  expect(header(renewals[0]?.init ?? {}, 'X-CSRF-TOKEN')).toBe('xyz')
})

it('a wrong password is no expired session', async () => {
  const calls = serve(() => json(401, { title: '', status: 401, code: 'accounts.credentials' }))
  const answer = await api('POST', '/session', { username: 'a', password: 'b' })
  expect(answer).toMatchObject({ ok: false, kind: 'problem', status: 401, problem: { code: 'accounts.credentials' } })
  expect(calls).toHaveLength(1)
})

it('tells apart: no network, given up, refused, somebody else answering', async () => {
  serve(() => Promise.reject(new TypeError('failed')))
  expect(await api('GET', '/x')).toMatchObject({ ok: false, kind: 'network' })
  serve(() => json(422, { title: 't', status: 422, code: 'request.invalid', errors: { name: ['required'] } }))
  expect(await api('POST', '/x', {})).toMatchObject({ ok: false, kind: 'problem', problem: { code: 'request.invalid', errors: { name: ['required'] } } })
  serve(() => new Response('<html>', { headers: { 'Content-Type': 'text/html' } }))
  expect(await api('GET', '/x')).toMatchObject({ ok: false, kind: 'portal' })
  serve(() => new Response(null, { status: 302, headers: { Location: 'http://portal.example/' } }))
  expect(await api('GET', '/x')).toMatchObject({ ok: false, kind: 'portal' })
  serve(() => new Response('<html>', { status: 502, headers: { 'Content-Type': 'text/html' } }))
  expect(await api('GET', '/x')).toMatchObject({ ok: false, kind: 'problem', status: 502, problem: { code: 'http.502' } })
  serve(() => new Response('{"cut":', { headers: { 'Content-Type': 'application/json' } }))
  expect(await api('GET', '/x')).toMatchObject({ ok: false, kind: 'network' })
})

it('gives up after the timeout, or when asked to', async () => {
  const hang: Handler = (_, init) => new Promise((_resolve, reject) => init.signal?.addEventListener('abort', () => reject(new DOMException('', 'AbortError'))))
  serve(hang)
  expect(await api('GET', '/x', undefined, { timeout: 10 })).toMatchObject({ ok: false, kind: 'network' })
  const controller = new AbortController()
  const waiting = api('GET', '/x', undefined, { signal: controller.signal })
  controller.abort()
  expect(await waiting).toMatchObject({ ok: false, kind: 'abort' })
})
