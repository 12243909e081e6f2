/** Frame after frame to the decoder, while there is anything to look for. */
import { onBeforeUnmount, watch } from 'vue'

import { Decoder, type Frame } from './decoder'

/** The same code seen again within this time is the same showing of it. */
const SAME_MS = 4_000
const HARDER_EVERY = 3
/** Where the browser does not announce frames. */
const FRAME_MS = 50
/** After the decoder failed to load. */
const REST_MS = 2_000

type FrameVideo = HTMLVideoElement & { requestVideoFrameCallback?: (call: () => void) => number }

/** Passes each text once per showing: a code that stays in view keeps being the same. */
export function once(clock: () => number = () => performance.now()) {
  let last = ''
  let seen = -Infinity
  return {
    isNew(text: string): boolean {
      const isSame = text === last && clock() - seen < SAME_MS
      last = text
      seen = clock()
      return !isSame
    },
    /** Looking begins again: what was in view when it ended may still be. */
    resume(): void {
      if (last) seen = clock()
    },
  }
}

function nextFrame(video: FrameVideo): Promise<void> {
  // Some browsers announce nothing while the page is not drawn: never wait for ever.
  return new Promise((done) => {
    const late = setTimeout(done, 4 * FRAME_MS)
    const go = (): void => {
      clearTimeout(late)
      done()
    }
    if (video.requestVideoFrameCallback) video.requestVideoFrameCallback(go)
    else setTimeout(go, FRAME_MS)
  })
}

/** Scans while `wanted`; `found` gets every new code. */
export function useScanning(video: () => HTMLVideoElement | null, wanted: () => boolean, found: (text: string) => void, broken: (isBroken: boolean) => void) {
  const decoder = new Decoder()
  const { isNew, resume } = once()
  let running = false
  let closed = false

  async function look(frame: Frame, harder: boolean): Promise<void> {
    const text = await decoder.read(frame, { harder })
    broken(false)
    // A verdict may have come up while this frame was read.
    if (text !== null && wanted() && !closed && isNew(text)) found(text)
  }

  async function run(): Promise<void> {
    if (running) return
    running = true
    resume()
    // While one frame is read the next one is taken.
    let reading = Promise.resolve()
    for (let frames = 1; wanted() && !closed; frames++) {
      const source = video()
      if (!source || source.readyState < HTMLMediaElement.HAVE_CURRENT_DATA) {
        await new Promise((done) => setTimeout(done, FRAME_MS))
        continue
      }
      await nextFrame(source)
      try {
        const frame = await decoder.grab(source)
        const failed = await reading.then(() => null, (error: Error) => error)
        if (failed || closed || !wanted()) {
          if ('close' in frame) frame.close()
          if (failed) throw failed
          break
        }
        reading = look(frame, frames % HARDER_EVERY === 0)
        reading.catch(() => undefined)
      } catch {
        reading = Promise.resolve()
        if (closed) break
        broken(true)
        await new Promise((done) => setTimeout(done, REST_MS))
      }
    }
    await reading.catch(() => undefined)
    running = false
    // Wanted again while the last frame was read.
    if (wanted() && !closed) void run()
  }

  watch(wanted, (now) => now && void run(), { immediate: true })
  decoder.warm()
  onBeforeUnmount(() => {
    closed = true
    decoder.close()
  })
  return decoder
}
