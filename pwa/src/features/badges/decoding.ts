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
