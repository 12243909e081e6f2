/** The network of one phone: every request meets the fault planned for it. */
import { connect } from 'node:net'

import type { Fault } from './plan.ts'

/** 90 seconds of the field last so long here; the phones' long timers run as much faster. */
export const HASTE = 20
export const LATE_MS = 95_000 / HASTE
const SIGN_IN = '<!doctype html><title>WiFi</title><form>请先登录网络</form>'
const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

interface Request {
  path: string
  method: string
  headers: Headers
  body: Uint8Array<ArrayBuffer> | null
}

export interface Net {
  url: string
  kill: (what: string) => void
}

const page = (status: number): Response => new Response(SIGN_IN, { status, headers: { 'Content-Type': 'text/html' } })

function ours(status: number, retry: boolean): Response {
  const code = { 400: 'request.invalid', 409: 'object.conflict', 413: 'request.too_large', 429: 'request.too_many', 500: 'server.error' }[status]
  const headers: Record<string, string> = { 'Content-Type': 'application/problem+json' }
  if (retry) headers['Retry-After'] = '1'
  return new Response(JSON.stringify({ type: 'about:blank', title: '', status, code }), { status, headers })
}

export class Link {
  readonly cookies = new Map<string, string>()
  /** Requests that never seemed to arrive and may yet. */
  readonly stashed: Request[] = []
  faults: Fault[] = []
  readonly met = new Map<string, number>()
  readonly net: Net

  constructor(net: Net) {
    this.net = net
  }

  get cookieHeader(): string {
    return [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  }

  /** The browser's fetch, seen from a page at this server. */
  async fetch(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers)
    headers.set('Cookie', this.cookieHeader)
    // The page may reuse its buffer; what is sent is what it was.
    const body = init.body == null ? null : new Uint8Array(await new Response(init.body).arrayBuffer())
    const request = { path, method: init.method ?? 'GET', headers, body }
    const fault = this.faults.shift() ?? 'ok'
    this.met.set(fault.split(':')[0] ?? '', (this.met.get(fault.split(':')[0] ?? '') ?? 0) + 1)
    const signal = init.signal
    return new Promise<Response>((resolve, reject) => {
      const give = (): void => reject(new DOMException('aborted', 'AbortError'))
      if (signal?.aborted) give()
      signal?.addEventListener('abort', give)
      this.meet(request, fault).then(resolve, reject)
    })
  }

  private async meet(request: Request, fault: Fault): Promise<Response> {
    const [kind = '', text = '0'] = fault.split(':')
    const number = Number(text)
    switch (kind) {
      case 'ok':
        return this.keep(await this.send(request))
      case 'down':
        throw new TypeError('no network')
      case 'stash':
        this.stashed.push(request)
        throw new TypeError('no answer')
      case 'portal':
        return page(200)
      case 'portal-json':
        return new Response('{"ok":true}', { headers: { 'Content-Type': 'application/json' } })
      case 'redirect':
        return page(511)
      case 'html':
        return page(number)
      case 'ours':
      case 'busy':
        return ours(number, kind === 'busy')
      case 'slow':
        await wait(number)
        return this.keep(await this.send(request))
      case 'lose':
        await this.send(request)
        throw new TypeError('reply lost')
      case 'after-502':
        await this.send(request)
        return page(502)
      case 'late': {
        const reply = await this.send(request)
        await wait(LATE_MS)
        return this.keep(reply)
      }
      case 'twice':
        await this.send(request)
        return this.keep(await this.send(request))
      case 'race': {
        const [first] = await Promise.all([this.send(request), this.send(request)])
        return this.keep(first)
      }
      case 'cut-request':
        await this.half(request, number)
        throw new TypeError('cut')
      case 'cut-reply':
      case 'short-reply':
        return this.shortened(await this.send(request), number, kind === 'cut-reply')
      case 'kill-web':
      case 'kill-worker':
        setTimeout(() => this.net.kill(kind.slice(5)), number)
        return this.keep(await this.send(request))
      default:
        throw new Error(`unknown fault ${fault}`)
    }
  }

  /** Copies arrive long after; nobody hears the answers. */
  async release(): Promise<void> {
    for (const request of this.stashed.splice(0)) await this.send(request).catch(() => undefined)
  }

  private async send({ path, method, headers, body }: Request): Promise<Response> {
    const reply = await fetch(this.net.url + path, { method, headers, body, redirect: 'manual', signal: AbortSignal.timeout(60_000) })
    const bytes = [204, 304].includes(reply.status) || method === 'HEAD' ? null : await reply.arrayBuffer()
    return new Response(bytes, { status: reply.status, headers: reply.headers })
  }

  /** A browser keeps the cookies of answers it sees. */
  private keep(reply: Response): Response {
    for (const line of reply.headers.getSetCookie()) {
      const [name = '', ...value] = (line.split(';')[0] ?? '').split('=')
      this.cookies.set(name, value.join('='))
    }
    return reply
  }

  private async shortened(reply: Response, percent: number, breaks: boolean): Promise<Response> {
    if (reply.body === null) throw new TypeError('cut')
    const bytes = new Uint8Array(await reply.arrayBuffer())
    const part = bytes.slice(0, Math.floor((bytes.length * percent) / 100))
    const stream = new ReadableStream({
      start(controller) {
        controller.enqueue(part)
        if (breaks) controller.error(new TypeError('cut'))
        else controller.close()
      },
    })
    this.keep(reply)
    return new Response(stream, { status: reply.status, headers: reply.headers })
  }

  /** Part of the request reaches the server, then the line is dead. */
  private half({ path, method, headers, body }: Request, percent: number): Promise<void> {
    const { hostname, port } = new URL(this.net.url)
    const lines = [`${method} ${path} HTTP/1.1`, `Host: ${hostname}:${port}`, `Content-Length: ${body?.length ?? 0}`]
    headers.forEach((value, name) => lines.push(`${name}: ${value}`))
    return new Promise((resolve) => {
      const socket = connect(Number(port), hostname, () => {
        socket.write(`${lines.join('\r\n')}\r\n\r\n`)
        if (body) socket.write(body.subarray(0, Math.floor((body.length * percent) / 100)))
        setTimeout(() => socket.resetAndDestroy(), 20)
      })
      socket.on('close', () => resolve()).on('error', () => undefined)
    })
  }
}
