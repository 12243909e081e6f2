/** Finds a QR code in a frame, off the main thread; the decoder's wasm is ours and precached. */
import wasm from 'zxing-wasm/reader/zxing_reader.wasm?url'
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader'

import { CAREFUL_OPTIONS, PHOTO_OPTIONS, READER_OPTIONS } from './decoding'

export interface Ask {
  id: number
  frame: ImageBitmap | ImageData
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

function pixels(frame: ImageBitmap | ImageData): ImageData {
  if (!('close' in frame)) return frame
  const { width, height } = frame
  if (canvas?.width !== width || canvas.height !== height) canvas = new OffscreenCanvas(width, height)
  const context = canvas.getContext('2d', { willReadFrequently: true })
  if (!context) throw new Error('no canvas')
  context.drawImage(frame, 0, 0)
  frame.close()
  return context.getImageData(0, 0, width, height)
}

async function look({ frame, harder, thorough }: Ask): Promise<string | null> {
  await ready
  const options = thorough ? PHOTO_OPTIONS : harder ? CAREFUL_OPTIONS : READER_OPTIONS
  const found = (await readBarcodes(pixels(frame), options)).find(({ isValid }) => isValid)
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
