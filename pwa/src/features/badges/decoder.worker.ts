/** Finds a QR code in a frame, off the main thread; the decoder's wasm is ours and precached. */
import wasm from 'zxing-wasm/reader/zxing_reader.wasm?url'
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader'

import { CAREFUL_OPTIONS, greyInto, partOf, PHOTO_OPTIONS, READER_OPTIONS } from './decoding'

export interface Ask {
  id: number
  frame: ImageBitmap | ImageData | VideoFrame
  /** Look longer: every third frame, and every photo. */
  harder: boolean
  /** Upside down, inverted, in an angle: photos only. */
  thorough: boolean
}

export interface Answer {
  id: number
  text: string | null
  ms: number
  error?: string
}

const scope = globalThis as unknown as {
  onmessage: (event: MessageEvent<Ask>) => void
  postMessage: (answer: Answer) => void
}

// Without this the library would fetch its wasm from a public CDN.
const ready = prepareZXingModule({ overrides: { locateFile: (path: string) => (path.endsWith('.wasm') ? wasm : path) }, fireImmediately: true })

let canvas: OffscreenCanvas | null = null

let planes = new Uint8Array(0)
let grey = new ImageData(1, 1)

/** Without colours: the camera's own brightness, of the middle or of all of the frame. */
async function brightness(frame: VideoFrame, whole: boolean): Promise<ImageData> {
  const { width, height } = frame.visibleRect ?? { width: frame.codedWidth, height: frame.codedHeight }
  const rect = partOf(width, height, whole)
  const size = frame.allocationSize({ rect })
  if (planes.length < size) planes = new Uint8Array(size)
  const [plane] = await frame.copyTo(planes, { rect })
  if (!plane) throw new Error('no plane')
  if (grey.width !== rect.width || grey.height !== rect.height) grey = new ImageData(rect.width, rect.height)
  greyInto(new Uint32Array(grey.data.buffer), planes, plane, rect.width, rect.height)
  return grey
}

function drawn(frame: ImageBitmap | VideoFrame, width: number, height: number): ImageData {
  if (canvas?.width !== width || canvas.height !== height) canvas = new OffscreenCanvas(width, height)
  const context = canvas.getContext('2d', { willReadFrequently: true })
  if (!context) throw new Error('no canvas')
  context.drawImage(frame, 0, 0)
  return context.getImageData(0, 0, width, height)
}

async function pixels(frame: ImageBitmap | ImageData | VideoFrame, whole: boolean): Promise<ImageData> {
  if (!('close' in frame)) return frame
  try {
    if (!('copyTo' in frame)) return drawn(frame, frame.width, frame.height)
    // Some phones' frames cannot be copied, but every one can be drawn.
    return await brightness(frame, whole).catch(() => drawn(frame, frame.displayWidth, frame.displayHeight))
  } finally {
    // A camera has only a few frames to lend.
    frame.close()
  }
}

async function look({ frame, harder, thorough }: Ask): Promise<string | null> {
  await ready
  const options = thorough ? PHOTO_OPTIONS : harder ? CAREFUL_OPTIONS : READER_OPTIONS
  const found = (await readBarcodes(await pixels(frame, harder || thorough), options)).find(({ isValid }) => isValid)
  return found ? found.text : null
}

scope.onmessage = ({ data }) => {
  const began = performance.now()
  const { id } = data
  look(data).then(
    (text) => scope.postMessage({ id, text, ms: performance.now() - began }),
    (error: unknown) => scope.postMessage({ id, text: null, ms: 0, error: error instanceof Error ? error.message : 'decoder' }),
  )
}
