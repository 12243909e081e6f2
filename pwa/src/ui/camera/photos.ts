/**
 * From a camera frame or a chosen file to the bytes that are kept: re-encoded on the phone, so
 * that nothing of the original's metadata remains, with the watermark in the picture (R2, U-5, S-21).
 */

export const LONG_EDGE = 1600
const QUALITY = 0.8

export class PhotoError extends Error {
  constructor(readonly code: 'unreadable' | 'encode') {
    super(code)
    this.name = 'PhotoError'
  }
}

/** Width and height with the long edge at most 1600; small pictures keep their size. */
export function fitted(width: number, height: number): [number, number] {
  const scale = Math.min(1, LONG_EDGE / Math.max(width, height))
  return [Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale))]
}

type Drawable = HTMLVideoElement | HTMLImageElement | ImageBitmap

function sizeOf(source: Drawable): [number, number] {
  if (source instanceof HTMLVideoElement) return [source.videoWidth, source.videoHeight]
  if (source instanceof HTMLImageElement) return [source.naturalWidth, source.naturalHeight]
  return [source.width, source.height]
}

const FONT = '"HarmonyOS Sans SC","MiSans","PingFang SC","Noto Sans SC",sans-serif'

/** Lines cut where they reach the edge, so that the letters keep a size that can be read. */
export function wrapped(lines: readonly string[], fits: (text: string) => boolean): string[] {
  return lines.flatMap((line) => {
    const rows = ['']
    for (const sign of line) {
      const row = rows[rows.length - 1] + sign
      if (row.length > 1 && !fits(row)) rows.push(sign)
      else rows[rows.length - 1] = row
    }
    return rows
  })
}

/** Text in the lower left, over a dark fade: readable on snow, at night, and on a phone held in the hand. */
export function burn(pen: CanvasRenderingContext2D, words: string[]): void {
  const { width, height } = pen.canvas
  const edge = Math.round(Math.max(width, height) * 0.016)
  const size = Math.max(12, Math.min(Math.max(width, height) * 0.026, width / 20))
  pen.font = `600 ${size}px ${FONT}`
  const lines = wrapped(words, (text) => pen.measureText(text).width <= width - 2 * edge)
  const step = size * 1.35
  const top = height - edge - step * lines.length
  const fade = pen.createLinearGradient(0, top - step, 0, height)
  fade.addColorStop(0, 'rgba(0,0,0,0)')
  fade.addColorStop(0.35, 'rgba(0,0,0,.62)')
  fade.addColorStop(1, 'rgba(0,0,0,.8)')
  pen.fillStyle = fade
  pen.fillRect(0, top - step, width, height - top + step)
  pen.textBaseline = 'top'
  pen.fillStyle = '#fff'
  lines.forEach((line, i) => pen.fillText(line, edge, top + i * step, width - 2 * edge))
}

function toJpeg(canvas: HTMLCanvasElement): Promise<Blob> {
  return new Promise((done, fail) => {
    canvas.toBlob(
      (blob) => (blob?.type === 'image/jpeg' ? done(blob) : fail(new PhotoError('encode'))),
      'image/jpeg',
      QUALITY,
    )
  })
}

/** `marks` are burned in; a photographed sheet has none: they would cover its words. */
export async function render(source: Drawable, marks: string[] | null): Promise<Blob> {
  const [from, to] = sizeOf(source)
  if (!from || !to) throw new PhotoError('unreadable')
  const canvas = document.createElement('canvas')
  ;[canvas.width, canvas.height] = fitted(from, to)
  const pen = canvas.getContext('2d')
  if (!pen) throw new PhotoError('encode')
  pen.drawImage(source, 0, 0, canvas.width, canvas.height)
  if (marks) burn(pen, marks)
  const blob = await toJpeg(canvas)
  // Old phones hold a canvas's memory until it is collected; an empty one is small at once.
  canvas.width = canvas.height = 0
  return blob
}

/** A picture from the file input, turned upright by the browser. */
export async function renderFile(file: Blob, marks: string[] | null): Promise<Blob> {
  const address = URL.createObjectURL(file)
  const image = new Image()
  try {
    await new Promise((done, fail) => {
      image.onload = done
      image.onerror = () => fail(new PhotoError('unreadable'))
      image.src = address
    })
    return await render(image, marks)
  } finally {
    URL.revokeObjectURL(address)
  }
}

/* ---- thumbnails ---- */

const thumbs = new Map<string, Promise<string | null>>()
const THUMB = 216

async function shrink(blob: Blob): Promise<string> {
  const address = URL.createObjectURL(blob)
  const image = new Image()
  try {
    await new Promise((done, fail) => {
      image.onload = done
      image.onerror = () => fail(new PhotoError('unreadable'))
      image.src = address
    })
    const canvas = document.createElement('canvas')
    canvas.width = canvas.height = THUMB
    const edge = Math.min(image.naturalWidth, image.naturalHeight)
    const [x, y] = [(image.naturalWidth - edge) / 2, (image.naturalHeight - edge) / 2]
    canvas.getContext('2d')?.drawImage(image, x, y, edge, edge, 0, 0, THUMB, THUMB)
    return URL.createObjectURL(await toJpeg(canvas))
  } finally {
    URL.revokeObjectURL(address)
  }
}

/** Address of a small square of the photo; null when this phone does not have it. */
export function thumbnail(
  sha256: string,
  read: (sha256: string) => Promise<Blob | null>,
): Promise<string | null> {
  let made = thumbs.get(sha256)
  if (!made) {
    made = read(sha256).then((blob) => (blob ? shrink(blob) : null))
    thumbs.set(sha256, made)
    // A read that failed is tried again the next time the photo comes into view.
    made.then(
      (address) => address ?? thumbs.delete(sha256),
      () => thumbs.delete(sha256),
    )
  }
  return made
}
