const LATEST_MS = 2000
/** Safari knows no idle time. */
const GUESS_MS = 500

/** Settles once the page stands and has nothing to draw: what a first look does not need is fetched then. */
export const idle = (): Promise<void> =>
  new Promise((done) => {
    if (typeof requestIdleCallback === 'function') requestIdleCallback(() => done(), { timeout: LATEST_MS })
    else setTimeout(done, GUESS_MS)
  })
