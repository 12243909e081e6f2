/** Handwriting as points with time: kept in the pad's own units, so that rotation redraws it (U-6). */

import type { Point } from './types'

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
