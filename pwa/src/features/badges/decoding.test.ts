// @vitest-environment node
import { describe, expect, it } from 'vitest'

import { greyInto, hasBrightness, partOf } from './decoding'

describe('the part of a frame that is looked at', () => {
  it('is the square in the middle, upright or lying', () => {
    expect(partOf(1280, 720, false)).toEqual({ x: 280, y: 0, width: 720, height: 720 })
    expect(partOf(720, 1280, false)).toEqual({ x: 0, y: 280, width: 720, height: 720 })
  })
  it('is all of it now and then, in whole pixels of the colour planes', () => {
    expect(partOf(641, 479, true)).toEqual({ x: 0, y: 0, width: 640, height: 478 })
    expect(partOf(641, 479, false)).toEqual({ x: 80, y: 0, width: 478, height: 478 })
  })
})

describe('the brightness of a frame', () => {
  it('stands first in what cameras give, and nowhere by itself in colours', () => {
    expect(['I420', 'I422', 'I444', 'I420A', 'NV12'].every(hasBrightness)).toBe(true)
    expect(['RGBA', 'BGRX', null].some(hasBrightness)).toBe(false)
  })
  it('becomes opaque grey, row by row, whatever lies between the rows', () => {
    const plane = Uint8Array.from([9, 9, 0, 255, 7, 16, 128, 7])
    const image = new Uint8ClampedArray(16)
    greyInto(new Uint32Array(image.buffer), plane, { offset: 2, stride: 3 }, 2, 2)
    expect([...image]).toEqual([0, 0, 0, 255, 255, 255, 255, 255, 16, 16, 16, 255, 128, 128, 128, 255])
  })
})
