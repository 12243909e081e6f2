/** Swiping between items: a shortcut for two visible buttons, deaf to everything that might be meant otherwise (ux §11). */

export interface Spot {
  x: number
  y: number
  at: number
}

const FAR = 64
const LONGEST_MS = 700
/** The system's own gesture begins there. */
const EDGE = 28

/** Which way a finger went; null when it scrolled, rested or came from the edge. */
export function swipeOf(from: Spot, to: Spot, width: number): 'left' | 'right' | null {
  const [dx, dy] = [to.x - from.x, to.y - from.y]
  if (from.x < EDGE || from.x > width - EDGE) return null
  if (to.at - from.at > LONGEST_MS || Math.abs(dx) < FAR || Math.abs(dy) > Math.abs(dx) / 2) return null
  return dx < 0 ? 'left' : 'right'
}

/** Where a finger may mean something else: grades, texts, and lists that move sideways themselves. */
const DEAF = '.grade, textarea, input, select, .photos, dialog, .strip'

export function onSwipe(act: (way: 'left' | 'right') => void) {
  let from: Spot | null = null
  const spot = ({ clientX, clientY }: Touch, at: number): Spot => ({ x: clientX, y: clientY, at })
  return {
    touchstart(event: TouchEvent): void {
      const touch = event.touches[0]
      const free = event.touches.length === 1 && !(event.target as Element | null)?.closest(DEAF)
      from = touch && free ? spot(touch, event.timeStamp) : null
    },
    touchend(event: TouchEvent): void {
      const touch = event.changedTouches[0]
      const way = from && touch ? swipeOf(from, spot(touch, event.timeStamp), window.innerWidth) : null
      from = null
      if (way) act(way)
    },
  }
}
