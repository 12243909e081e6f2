/** A rescue file goes up with progress: fetch cannot tell how far an upload is, XMLHttpRequest can. */
import { loadSession } from '@/app/session'
import { cookie, type Failure, type Problem, type Result } from '@/core/http'

export interface Rescued {
  entries: number
  known: number
  files: number
  known_files: number
  waiting: string[]
  refused: string[]
  rejected: string[]
  refused_files: number
  file_codes: string[]
}

/** `share` runs from 0 to 1 while bytes go up; at 1 the server checks. */
export async function sendRescue(file: Blob, signal: AbortSignal, share: (done: number) => void): Promise<Result<Rescued>> {
  // A worn-out session is renewed before half a gigabyte goes up for nothing.
  await loadSession()
  return new Promise((done) => {
    const request = new XMLHttpRequest()
    const fail = (kind: Failure['kind']) => () => done({ ok: false, kind })
    request.open('POST', '/api/v1/rescue')
    request.setRequestHeader('Content-Type', 'application/octet-stream')
    request.setRequestHeader('X-CSRF-TOKEN', cookie('csrf_access_token') ?? '')
    request.responseType = 'text'
    request.upload.addEventListener('progress', (event) => event.lengthComputable && share(event.loaded / event.total))
    request.addEventListener('error', fail('network'))
    request.addEventListener('abort', fail('abort'))
    request.addEventListener('load', () => done(answerOf(request)))
    signal.addEventListener('abort', () => request.abort())
    request.send(file)
  })
}

function answerOf(request: XMLHttpRequest): Result<Rescued> {
  const { status } = request
  try {
    const body: unknown = JSON.parse(request.responseText)
    if (status === 200) return { ok: true, status, data: body as Rescued, headers: new Headers() }
    return { ok: false, kind: 'problem', status, problem: body as Problem }
  } catch {
    return { ok: false, kind: 'portal', status }
  }
}

/** Codes with how often each came, the most frequent first. */
export function counted(codes: readonly string[]): [string, number][] {
  const found = new Map<string, number>()
  for (const code of codes) found.set(code, (found.get(code) ?? 0) + 1)
  return [...found].sort((a, b) => b[1] - a[1])
}
