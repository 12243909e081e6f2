import { describe, expect, it, vi } from 'vitest'

import { onSwipe, swipeOf } from './swipe'

const from = { x: 300, y: 400, at: 0 }

describe('swiping between items', () => {
  it('knows left and right', () => {
    expect(swipeOf(from, { x: 200, y: 410, at: 200 }, 390)).toBe('left')
    expect(swipeOf({ ...from, x: 100 }, { x: 220, y: 380, at: 200 }, 390)).toBe('right')
  })

  it.each([
    ['a short way', from, { x: 260, y: 400, at: 200 }],
    ['scrolling', from, { x: 220, y: 320, at: 200 }],
    ['a slow finger', from, { x: 100, y: 400, at: 900 }],
    ['the left edge of the system', { ...from, x: 10 }, { x: 200, y: 400, at: 200 }],
    ['the right edge of the system', { ...from, x: 380 }, { x: 200, y: 400, at: 200 }],
  ])('is deaf to %s', (_, start, end) => {
    expect(swipeOf(start, end, 390)).toBeNull()
  })

  it('never begins on a grade, on a text, or with two fingers', () => {
    const act = vi.fn()
    const hear = onSwipe(act)
    document.body.innerHTML = '<div id="free"></div><fieldset class="grade"><label id="grade"></label></fieldset><textarea id="text"></textarea>'
    const touch = (x: number) => ({ clientX: x, clientY: 100 }) as Touch
    const swipe = (id: string, fingers = 1) => {
      const target = document.getElementById(id)
      hear.touchstart({ target, touches: Array(fingers).fill(touch(250)), timeStamp: 0 } as unknown as TouchEvent)
      hear.touchend({ target, changedTouches: [touch(100)], timeStamp: 100 } as unknown as TouchEvent)
    }
    swipe('grade')
    swipe('text')
    swipe('free', 2)
    expect(act).not.toHaveBeenCalled()
    swipe('free')
    expect(act).toHaveBeenCalledExactlyOnceWith('left')
  })
})
