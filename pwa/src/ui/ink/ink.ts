/** Handwriting as points with time: kept in the pad's own units, so that rotation redraws it (U-6). */

/** x, y in the pad's own units, t in ms from the first point of the signature. */
export type Point = [number, number, number]

/** A signature as it is kept (contracts §6): `content` is the hash of what was signed. */
export interface StrokesFile {
  v: 1
  width: number
  height: number
  content: string
  strokes: Point[][]
}

export interface Ink {
  strokes: Point[][]
  width: number
  height: number
}

/** A smooth curve through the middles between points. */
export function strokePath(stroke: readonly Point[]): string {
  const first = stroke[0]
  if (!first) return ''
  const at = (point: Point) => `${round(point[0])} ${round(point[1])}`
  if (stroke.length === 1) return `M${at(first)}l0.1 0`
  let path = `M${at(first)}`
  stroke.forEach((point, i) => {
    const next = stroke[i + 1]
    if (i === 0 || !next) return
    path += `Q${at(point)} ${round((point[0] + next[0]) / 2)} ${round((point[1] + next[1]) / 2)}`
  })
  const last = stroke[stroke.length - 1]
  return last ? `${path}L${at(last)}` : path
}

export function round(value: number): number {
  return Math.round(value * 10) / 10
}

/** The strokes without a pen lift in the middle of nowhere: t counts from the first point of all. */
export function fromFirst(strokes: readonly (readonly Point[])[]): Point[][] {
  const start = strokes[0]?.[0]?.[2] ?? 0
  return strokes.map((stroke) =>
    stroke.map(([x, y, t]): Point => [round(x), round(y), Math.max(0, Math.round(t - start))]),
  )
}

export type InkLack = 'points' | 'path' | 'duration'

/** What keeps strokes from being a signature: too few points, too short a way, too quick. */
export function inkLacks(file: Pick<StrokesFile, 'width' | 'strokes'>): InkLack[] {
  const points = file.strokes.flat()
  const times = points.map((point) => point[2])
  let path = 0
  for (const stroke of file.strokes) {
    stroke.forEach((point, i) => {
      const before = stroke[i - 1]
      if (before) path += Math.hypot(point[0] - before[0], point[1] - before[1])
    })
  }
  const lacks: InkLack[] = []
  if (points.length < 8) lacks.push('points')
  if (path < 0.15 * file.width) lacks.push('path')
  if (!times.length || Math.max(...times) - Math.min(...times) < 600) lacks.push('duration')
  return lacks
}
