/** Tells when a journal moved. The stream only says so: what moved is fetched, so a cut stream loses nothing. */
import { api, urlOf } from './http'

const POLL_MS = 15_000
/** A stream that broke so often in a row is not let through here: polling takes over. */
const MOST_BREAKS = 3
/** Polls until a stream is tried once more: it may only have been the network, or the server starting anew. */
const POLLS_BETWEEN = 4

type Moved = (journal: string, seq: number) => void

/** Event stream, or polling where streams do not live; returns the stop function. */
export function startLive(journals: () => string[], onMoved: Moved): () => void {
  const seen = new Map<string, number>()
  let stream: EventSource | null = null
  let timer: ReturnType<typeof setTimeout> | null = null
  let breaks = 0
  let etag: string | null = null
  let polls = 0

  const tell = (journal: string, seq: number): void => {
    if (seen.get(journal) === seq) return
    seen.set(journal, seq)
    onMoved(journal, seq)
  }
  const query = () => ({ journals: journals().join(',') })

  const poll = async (): Promise<void> => {
    const headers: Record<string, string> = etag ? { 'If-None-Match': etag } : {}
    const answer = await api('GET', '/live/state', { query: query(), headers })
    if (answer.ok) {
      etag = answer.headers.get('ETag') ?? etag
      for (const [journal, seq] of Object.entries(answer.data?.heads ?? {})) tell(journal, seq)
    }
    if (!timer) return
    const missed = polls < 0
    polls = answer.ok ? Math.max(0, polls) + 1 : -1
    if (answer.ok && (missed || polls >= POLLS_BETWEEN) && typeof EventSource !== 'undefined') again()
    else timer = setTimeout(() => void poll(), POLL_MS)
  }

  const listen = (): void => {
    stream = new EventSource(urlOf('/live', { query: query() }))
    stream.addEventListener('moved', (event) => {
      breaks = 0
      const { journal, seq } = JSON.parse(event.data as string) as { journal: string; seq: number }
      tell(journal, seq)
    })
    stream.onerror = () => {
      breaks += 1
      if (breaks < MOST_BREAKS && stream?.readyState !== EventSource.CLOSED) return
      hush()
      timer = setTimeout(() => void poll(), 0)
    }
  }
  const again = (): void => {
    hush()
    polls = 0
    breaks = MOST_BREAKS - 1
    listen()
  }
  const hush = (): void => {
    stream?.close()
    stream = null
    if (timer) clearTimeout(timer)
    timer = null
  }
  // A page nobody sees holds no connection; coming back it asks anew.
  const turn = (): void => {
    hush()
    if (document.visibilityState !== 'visible') return
    breaks = 0
    if (typeof EventSource === 'undefined') timer = setTimeout(() => void poll(), 0)
    else listen()
  }
  document.addEventListener('visibilitychange', turn)
  turn()
  return () => {
    document.removeEventListener('visibilitychange', turn)
    hush()
  }
}
