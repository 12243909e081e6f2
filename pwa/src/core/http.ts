/** The one way to the server. Says apart: no network, given up, refused, and somebody else answering. */
export interface Problem {
  type?: string
  title: string
  status: number
  /** `http.<status>` when the answer was not one of ours. */
  code: string
  detail?: string | null
  clause?: string | null
  todo?: string | null
  errors?: Record<string, string[]>
}

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
  /** What a good answer holds: JSON (default), raw bytes, or nothing we read. */
  expect?: 'json' | 'bytes' | 'none'
}

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

function requestOf(method: string, body: unknown, options: CallOptions, csrf: string): RequestInit {
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

async function read<T>(response: Response, method: string, options: CallOptions): Promise<Result<T>> {
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

/** One call as it is: no renewal of the session, no second try. */
export async function call<T>(
  method: string,
  path: string,
  body: unknown,
  options: CallOptions = {},
  csrf = 'csrf_access_token',
): Promise<Result<T>> {
  const controller = new AbortController()
  const give = (): void => controller.abort()
  const timer = setTimeout(give, options.timeout ?? TIMEOUT_MS)
  options.signal?.addEventListener('abort', give)
  try {
    if (options.signal?.aborted) return { ok: false, kind: 'abort' }
    const init = requestOf(method, body, options, csrf)
    return await read<T>(await fetch(BASE + path, { ...init, signal: controller.signal }), method, options)
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
  refreshing ??= call('POST', '/session/refresh', undefined, { expect: 'none' }, 'csrf_refresh_token')
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

/** Calls the server: `api('GET', '/dispatches?mine=1')`; the path is below /api/v1. */
export async function api<T>(method: string, path: string, body?: unknown, options: CallOptions = {}): Promise<Result<T>> {
  const first = await call<T>(method, path, body, options)
  const isDoor = method === 'POST' && DOORS.includes(path)
  if (first.ok || first.status !== 401 || isDoor || !(await renewed())) return first
  return call<T>(method, path, body, options)
}
