/** The one way to the server, typed by its OpenAPI. Says apart: no network, given up, refused, and somebody else answering. */
import type { components, paths } from './api-types'
import type { Bytes } from './bytes'

/** Shapes of the API by their names in its description. */
export type Schemas = components['schemas']

/** `code` is `http.<status>` when the answer was not one of ours. */
export type Problem = Omit<Schemas['Problem'], 'type' | 'errors'> & { type?: string; errors?: Record<string, string[]> }

export interface Success<T> {
  ok: true
  status: number
  data: T
  headers: Headers
}

export interface Failure {
  ok: false
  /** `portal`: something answered in the server's place (a sign-in page of the network). */
  kind: 'network' | 'abort' | 'problem' | 'portal'
  status?: number
  problem?: Problem
  headers?: Headers
}

export type Result<T> = Success<T> | Failure

export interface CallOptions {
  signal?: AbortSignal
  timeout?: number
  headers?: Record<string, string>
}

/* What the description says of a path below /api/v1 and a method. */

type Verb = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
type Below<K> = K extends `/api/v1${infer P}` ? P : never
/** Paths that know a method. */
export type PathOf<M extends Verb> = { [K in keyof paths]: paths[K][Lowercase<M>] extends object ? Below<K> : never }[keyof paths]
type Operation<M extends Verb, P extends string> = `/api/v1${P}` extends infer K extends keyof paths ? paths[K][Lowercase<M>] : never
/** A text that is empty counts as not set, so that a page's filter may be handed over as it is. */
type OrEmpty<Q> = { [K in keyof Q]: Q[K] | (string extends Q[K] ? never : Extract<Q[K], string> extends never ? never : '') }
type Parts<O> = O extends { parameters: infer A }
  ? Pick<A, keyof A & 'path'> & (A extends { query: infer Q } ? { query: OrEmpty<Q> } : A extends { query?: infer Q } ? { query?: OrEmpty<Q> } : never)
  : never
type Sent<O> = O extends { requestBody: { content: infer C } }
  ? { body: C extends Record<'application/json', infer B> ? (keyof C extends 'application/json' ? B : Bytes) : BodyInit }
  : { body?: never }
type Call<O> = Parts<O> & Sent<O> & CallOptions
type Good = 200 | 201 | 204 | 304
type Json<R> = R extends { content: infer C } ? (C extends Record<'application/json', infer B> ? B : never) : undefined
/** What a good answer holds: its JSON, or undefined where it has none. */
export type Answer<M extends Verb, P extends PathOf<M>> =
  Operation<M, P> extends { responses: infer R } ? { [S in keyof R & Good]: Json<R[S]> }[keyof R & Good] : never
/** What a list may be asked for. */
export type QueryOf<P extends PathOf<'GET'>> = NonNullable<Parts<Operation<'GET', P>>['query']>
/** A call that needs nothing may leave its last argument out. */
type Given<C> = object extends C ? [call?: C] : [call: C]

const BASE = '/api/v1'
const TIMEOUT_MS = 20_000
/** A 401 of these is an answer about what was typed, not about an expired session. */
const DOORS = ['/session', '/session/refresh', '/activation']

export function cookie(name: string): string | null {
  if (typeof document === 'undefined') return null
  const found = document.cookie.split('; ').find((pair) => pair.startsWith(`${name}=`))
  return found ? decodeURIComponent(found.slice(name.length + 1)) : null
}

const isRaw = (body: unknown): body is BodyInit =>
  body instanceof Blob || body instanceof ArrayBuffer || ArrayBuffer.isView(body) || body instanceof FormData

interface Plain extends CallOptions {
  path?: Record<string, string | number>
  query?: Record<string, unknown>
  body?: unknown
  /** What a good answer holds: JSON (default), raw bytes, or nothing we read. */
  expect?: 'json' | 'bytes' | 'none'
}

/** A query leaves out what is not set. */
function addressOf(path: string, { path: names = {}, query = {} }: Plain): string {
  const set = Object.entries(query).filter(([, value]) => value !== undefined && value !== null && value !== '')
  const search = new URLSearchParams(set.map(([key, value]) => [key, String(value)])).toString()
  return BASE + path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(names[name] ?? '')) + (search && `?${search}`)
}

function requestOf(method: string, { body, ...options }: Plain, csrf: string): RequestInit {
  const headers: Record<string, string> = { Accept: 'application/json', ...options.headers }
  const token = cookie(csrf)
  if (token && !['GET', 'HEAD'].includes(method)) headers['X-CSRF-TOKEN'] = token
  if (body !== undefined && !isRaw(body)) headers['Content-Type'] = 'application/json'
  return {
    method,
    headers,
    credentials: 'same-origin',
    cache: 'no-store',
    redirect: 'manual',
    body: body === undefined ? null : isRaw(body) ? body : JSON.stringify(body),
  }
}

const isJson = (response: Response): boolean => /[/+]json\b/.test(response.headers.get('Content-Type') ?? '')

async function problemOf(response: Response): Promise<Problem> {
  const { status } = response
  const body: unknown = isJson(response) ? await response.json().catch(() => null) : null
  const code = (body as Problem | null)?.code
  return typeof code === 'string' ? (body as Problem) : { status, title: response.statusText, code: `http.${status}` }
}

async function read<T>(response: Response, method: string, options: Plain): Promise<Result<T>> {
  const { status, headers } = response
  // Our server never redirects; 511 is the network asking for a sign-in.
  if (response.type === 'opaqueredirect' || (status >= 300 && status < 400 && status !== 304) || status === 511)
    return { ok: false, kind: 'portal', status }
  if (!response.ok && status !== 304) return { ok: false, kind: 'problem', status, problem: await problemOf(response), headers }
  if (options.expect === 'bytes') return { ok: true, status, headers, data: new Uint8Array(await response.arrayBuffer()) as T }
  if (options.expect === 'none' || method === 'HEAD' || status === 204 || status === 304)
    return { ok: true, status, headers, data: undefined as T }
  if (!isJson(response)) return { ok: false, kind: 'portal', status }
  return { ok: true, status, headers, data: (await response.json()) as T }
}

async function call<T>(method: string, path: string, options: Plain = {}, csrf = 'csrf_access_token'): Promise<Result<T>> {
  const controller = new AbortController()
  const give = (): void => controller.abort()
  const timer = setTimeout(give, options.timeout ?? TIMEOUT_MS)
  options.signal?.addEventListener('abort', give)
  try {
    if (options.signal?.aborted) return { ok: false, kind: 'abort' }
    const init = requestOf(method, options, csrf)
    return await read<T>(await fetch(addressOf(path, options), { ...init, signal: controller.signal }), method, options)
  } catch {
    // A body cut in the middle is no answer either.
    return { ok: false, kind: options.signal?.aborted ? 'abort' : 'network' }
  } finally {
    clearTimeout(timer)
    options.signal?.removeEventListener('abort', give)
  }
}

let refreshing: Promise<boolean> | null = null

/** Renews the session once, however many calls found it expired. */
function refresh(): Promise<boolean> {
  refreshing ??= call('POST', '/session/refresh', { expect: 'none' }, 'csrf_refresh_token')
    .then((answer) => answer.ok)
    .finally(() => {
      refreshing = null
    })
  return refreshing
}

let lastResort: () => Promise<boolean> = () => Promise.resolve(false)

/** What to try when the session cannot be refreshed; true when there is a new one. */
export function onSessionOver(renew: () => Promise<boolean>): void {
  lastResort = renew
}

const renewed = async (): Promise<boolean> => (await refresh()) || (await lastResort())

async function persistent<T>(method: string, path: string, options: Plain = {}): Promise<Result<T>> {
  const first = await call<T>(method, path, options)
  const isDoor = method === 'POST' && DOORS.includes(path)
  if (first.ok || first.status !== 401 || isDoor || !(await renewed())) return first
  return call<T>(method, path, options)
}

/** Calls the server: `api('GET', '/forms/{event}', { path: { event } })`; the path is below /api/v1. */
export const api = <M extends Verb, P extends PathOf<M>>(method: M, path: P, ...[given]: Given<Call<Operation<M, P>>>): Promise<Result<Answer<M, P>>> =>
  persistent(method, path, given)

/** One call as it is: no renewal of the session, no second try. */
export const apiOnce = <M extends Verb, P extends PathOf<M>>(method: M, path: P, ...[given]: Given<Call<Operation<M, P>>>): Promise<Result<Answer<M, P>>> =>
  call(method, path, given)

/** The bytes of an answer: a file, or JSON whose hash is checked before it is read. */
export const apiBytes = <P extends PathOf<'GET'>>(path: P, ...[given]: Given<Call<Operation<'GET', P>>>): Promise<Result<Bytes>> =>
  persistent('GET', path, { ...(given as Plain | undefined), expect: 'bytes' })

/** The address of what the browser itself fetches. */
export const urlOf = <P extends PathOf<'GET'>>(path: P, ...[given]: Given<Parts<Operation<'GET', P>>>): string => addressOf(path, given ?? {})
