import { defineAsyncComponent, type AsyncComponentLoader, type Component } from 'vue'

const PAUSE_MS = 1000
const LONGEST_PAUSE_MS = 10_000
/** Some minutes; then the error is said, as a part that is gone from the server never comes. */
const ATTEMPTS = 60

/** A moment, longer each time, or at once when the network returns. */
const later = (attempts: number): Promise<void> =>
  new Promise((done) => {
    const settle = (): void => {
      clearTimeout(timer)
      removeEventListener('online', settle)
      done()
    }
    const timer = setTimeout(settle, Math.min(attempts * PAUSE_MS, LONGEST_PAUSE_MS))
    addEventListener('online', settle)
  })

/**
 * A part of a page with code of its own. One that could not be fetched, before the worker had stored
 * the application, comes by itself as soon as it can: it is not left out until the page is loaded anew.
 */
export const fetched = <T extends Component>(loader: AsyncComponentLoader<T>) =>
  defineAsyncComponent({
    loader,
    onError: (_error, retry, fail, attempts) => void (attempts > ATTEMPTS ? fail() : later(attempts).then(retry)),
  })
