/** The page's end of the decoder: one worker, one question at a time each with its answer. */
import type { Answer, Ask } from './decoder.worker'
import { hasBrightness } from './decoding'

export type Frame = ImageBitmap | ImageData | VideoFrame

/** Frames larger than this carry no more of a badge, only more work. */
const LONGEST_SIDE = 1280
/** Photos are looked at with more patience. */
const LONGEST_PHOTO = 2000

const offscreen = (): boolean => typeof OffscreenCanvas !== 'undefined' && typeof createImageBitmap === 'function'

/** The frame as the camera gave it, not turned into colours first; null where the browser cannot. */
function rawFrame(video: HTMLVideoElement): VideoFrame | null {
  if (typeof VideoFrame === 'undefined') return null
  try {
    const frame = new VideoFrame(video)
    if (hasBrightness(frame.format)) return frame
    frame.close()
  } catch {
    // Then by way of a picture.
  }
  return null
}

export class Decoder {
  private worker: Worker | null = null
  private next = 0
  private readonly open = new Map<number, { done: (text: string | null) => void; fail: (error: Error) => void }>()
  private canvas: HTMLCanvasElement | null = null

  private start(): Worker {
    if (this.worker) return this.worker
    const worker = new Worker(new URL('./decoder.worker.ts', import.meta.url), { type: 'module' })
    worker.onmessage = ({ data }: MessageEvent<Answer>) => {
      const waiting = this.open.get(data.id)
      this.open.delete(data.id)
      if (data.error) waiting?.fail(new Error(data.error))
      else waiting?.done(data.text)
    }
    // A worker that cannot be loaded must not leave the page waiting.
    worker.onerror = () => this.drop(new Error('worker'))
    this.worker = worker
    return worker
  }

  private drop(error: Error): void {
    this.worker?.terminate()
    this.worker = null
    for (const { fail } of this.open.values()) fail(error)
    this.open.clear()
  }

  /** Loads worker and wasm before the first code is in view. */
  warm(): void {
    void this.read(new ImageData(8, 8), {}).catch(() => undefined)
  }

  read(frame: Frame, { harder = false, thorough = false }: Partial<Pick<Ask, 'harder' | 'thorough'>>): Promise<string | null> {
    const worker = this.start()
    const id = ++this.next
    return new Promise((done, fail) => {
      this.open.set(id, { done, fail })
      const ask: Ask = { id, frame, harder, thorough }
      worker.postMessage(ask, [frame instanceof ImageData ? frame.data.buffer : frame])
    })
  }

  /** What the camera shows now. */
  async grab(video: HTMLVideoElement): Promise<Frame> {
    const { videoWidth: width, videoHeight: height } = video
    const raw = offscreen() ? rawFrame(video) : null
    if (raw) return raw
    if (offscreen() && Math.max(width, height) <= LONGEST_SIDE) return createImageBitmap(video)
    return this.draw(video, width, height, LONGEST_SIDE)
  }

  private draw(source: CanvasImageSource, width: number, height: number, longest: number): ImageData {
    const scale = Math.min(1, longest / Math.max(width, height, 1))
    const canvas = (this.canvas ??= document.createElement('canvas'))
    canvas.width = Math.max(1, Math.round(width * scale))
    canvas.height = Math.max(1, Math.round(height * scale))
    const context = canvas.getContext('2d', { willReadFrequently: true })
    if (!context) throw new Error('no canvas')
    context.drawImage(source, 0, 0, canvas.width, canvas.height)
    return context.getImageData(0, 0, canvas.width, canvas.height)
  }

  /** The code on a photo, or null. */
  async photo(file: Blob): Promise<string | null> {
    const url = URL.createObjectURL(file)
    try {
      const picture = new Image()
      picture.src = url
      await picture.decode()
      const frame = this.draw(picture, picture.naturalWidth, picture.naturalHeight, LONGEST_PHOTO)
      return await this.read(frame, { thorough: true })
    } finally {
      URL.revokeObjectURL(url)
    }
  }

  close(): void {
    this.drop(new Error('closed'))
  }
}
