/** How hard the decoder looks: here alone, so that the gate and `dev.py bench scan` look alike. */
import type { ReaderOptions } from 'zxing-wasm/reader'

/** Every frame: codes in any direction are found without turning the picture. */
export const READER_OPTIONS: ReaderOptions = {
  formats: ['QRCode'],
  maxNumberOfSymbols: 1,
  tryInvert: false,
  tryRotate: false,
  tryDownscale: true,
  tryHarder: false,
}

/** Now and then a frame is looked at for longer. */
export const CAREFUL_OPTIONS: ReaderOptions = { ...READER_OPTIONS, tryHarder: true }

/** A photo is looked at once: upside down, inverted, in any way there is. */
export const PHOTO_OPTIONS: ReaderOptions = { ...CAREFUL_OPTIONS, tryInvert: true, tryRotate: true }

/** Part of a frame, in whole pixels of its coarser colour planes. */
export interface Part {
  x: number
  y: number
  width: number
  height: number
}

const even = (value: number): number => value & ~1

/** All of a frame, or the square in its middle, where the reticle is: fewer pixels, more frames. */
export function partOf(width: number, height: number, whole: boolean): Part {
  const side = even(Math.min(width, height))
  if (whole) return { x: 0, y: 0, width: even(width), height: even(height) }
  return { x: even((width - side) >> 1), y: even((height - side) >> 1), width: side, height: side }
}

/** Formats that begin with the brightness of every pixel, which is all a code is made of. */
export const hasBrightness = (format: string | null): boolean => format !== null && /^(I4|NV12)/.test(format)

/** The brightness of every pixel as an opaque grey, written into `pixels`. */
export function greyInto(pixels: Uint32Array, plane: Uint8Array, { offset, stride }: { offset: number; stride: number }, width: number, height: number): void {
  for (let y = 0, to = 0; y < height; y++)
    for (let from = offset + y * stride, end = from + width; from < end; from++, to++) pixels[to] = 0xff000000 | ((plane[from] ?? 0) * 0x010101)
}
