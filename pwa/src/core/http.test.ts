// @vitest-environment node
import { afterEach, expect, it, vi } from 'vitest'

import { api, apiBytes, urlOf } from './http'

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
  await api('POST', '/journals/{journal_id}/entries', { path: { journal_id: '1' }, body: { entries: [], nonce: 'n' } })
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
  const answers = await Promise.all([api('GET', '/devices'), api('GET', '/messages'), api('POST', '/devices/challenge')])
  expect(answers.every(({ ok }) => ok)).toBe(true)
  const renewals = calls.filter(({ url }) => url.endsWith('/session/refresh'))
  expect(renewals).toHaveLength(1)
  expect(header(renewals[0]?.init ?? {}, 'X-CSRF-TOKEN')).toBe('xyz')
})

it('a wrong password is no expired session', async () => {
  const calls = serve(() => json(401, { title: '', status: 401, code: 'accounts.credentials' }))
  const answer = await api('POST', '/session', { body: { username: 'a', password: 'b' } })
  expect(answer).toMatchObject({ ok: false, kind: 'problem', status: 401, problem: { code: 'accounts.credentials' } })
  expect(calls).toHaveLength(1)
})

it('tells apart: no network, given up, refused, somebody else answering', async () => {
  serve(() => Promise.reject(new TypeError('failed')))
  expect(await api('GET', '/session')).toMatchObject({ ok: false, kind: 'network' })
  serve(() => json(422, { title: 't', status: 422, code: 'request.invalid', errors: { name: ['required'] } }))
  expect(await api('POST', '/devices/challenge')).toMatchObject({ ok: false, kind: 'problem', problem: { code: 'request.invalid', errors: { name: ['required'] } } })
  serve(() => new Response('<html>', { headers: { 'Content-Type': 'text/html' } }))
  expect(await api('GET', '/session')).toMatchObject({ ok: false, kind: 'portal' })
  serve(() => new Response(null, { status: 302, headers: { Location: 'http://portal.example/' } }))
  expect(await api('GET', '/session')).toMatchObject({ ok: false, kind: 'portal' })
  serve(() => new Response('<html>', { status: 502, headers: { 'Content-Type': 'text/html' } }))
  expect(await api('GET', '/session')).toMatchObject({ ok: false, kind: 'problem', status: 502, problem: { code: 'http.502' } })
  serve(() => new Response('{"cut":', { headers: { 'Content-Type': 'application/json' } }))
  expect(await api('GET', '/session')).toMatchObject({ ok: false, kind: 'network' })
})

it('gives up after the timeout, or when asked to', async () => {
  const hang: Handler = (_, init) => new Promise((_resolve, reject) => init.signal?.addEventListener('abort', () => reject(new DOMException('', 'AbortError'))))
  serve(hang)
  expect(await api('GET', '/session', { timeout: 10 })).toMatchObject({ ok: false, kind: 'network' })
  const controller = new AbortController()
  const waiting = api('GET', '/session', { signal: controller.signal })
  controller.abort()
  expect(await waiting).toMatchObject({ ok: false, kind: 'abort' })
})

it('puts what varies into its place and leaves out what is not set', async () => {
  const calls = serve(() => json(200, {}))
  await api('GET', '/forms/{event}/history', { path: { event: 'a/b' }, query: { page: 2 } })
  await api('GET', '/forms', { query: { q: '茶', grade: '', late: false, month: null, station: undefined } })
  await api('GET', '/forms', { query: {} })
  expect(calls.map(({ url }) => url)).toEqual(['/api/v1/forms/a%2Fb/history?page=2', '/api/v1/forms?q=%E8%8C%B6&late=false', '/api/v1/forms'])
  expect(urlOf('/live', { query: { journals: 'e,f' } })).toBe('/api/v1/live?journals=e%2Cf')
})

/** Never run: the compiler reads it. What the server does not have must not compile. */
export async function whatTheServerDoesNotHave(): Promise<void> {
  // @ts-expect-error no such path
  await api('GET', '/form')
  // @ts-expect-error no such method here
  await api('DELETE', '/forms')
  // @ts-expect-error a variable of the path is missing
  await api('GET', '/forms/{event}')
  // @ts-expect-error a variable the path does not have
  await api('GET', '/forms/{event}', { path: { event: 'e', id: 'e' } })
  // @ts-expect-error a query the route does not know
  await api('GET', '/forms', { query: { color: 'red' } })
  // @ts-expect-error a word the query does not know
  await api('GET', '/forms', { query: { grade: 'D' } })
  // @ts-expect-error the body is missing
  await api('POST', '/session')
  // @ts-expect-error a member of the body is missing
  await api('POST', '/session', { body: { username: 'a' } })
  // @ts-expect-error a member the body does not have
  await api('POST', '/session', { body: { username: 'a', password: 'b', remember: true } })
  // @ts-expect-error a route that takes no body
  await api('POST', '/devices/challenge', { body: {} })
  const form = await api('GET', '/forms/{event}', { path: { event: 'e' } })
  // @ts-expect-error a member the answer does not have
  if (form.ok) void form.data.colour
  // @ts-expect-error a word the answer never holds
  if (form.ok) void (form.data.state === 'archived')
  // @ts-expect-error a file is no JSON
  await api('GET', '/forms/{event}/paper.pdf', { path: { event: 'e' } }).then((answer) => answer.ok && answer.data.length)
  const paper = await apiBytes('/forms/{event}/paper.pdf', { path: { event: 'e' } })
  if (paper.ok) void paper.data.byteLength
}
