import { describe, expect, it } from 'vitest'

import { codeOf, pathOf } from './code'
import { inOrder } from './own'

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:'

describe('the code on the phone', () => {
  it('is one path of dark runs', () => {
    const dark = new Set(['0,0', '1,0', '3,0', '0,1'])
    const { size, path } = pathOf({ size: 4, get: (x, y) => dark.has(`${x},${y}`) })
    expect(size).toBe(4)
    expect(path).toBe('M0 0h2v1.02h-2zM3 0h1v1.02h-1zM0 1h1v1.02h-1z')
  })

  it('holds a token in version 8', async () => {
    const token = `DK1:${Array.from({ length: 204 }, (_, n) => ALPHABET[(n * 7) % 45]).join('')}`
    const { size, path } = await codeOf(token)
    expect(size).toBe(49)
    // The upper left eye begins with seven dark modules.
    expect(path.startsWith('M0 0h7v1.02h-7z')).toBe(true)
  })
})

describe('which badge is shown', () => {
  const badge = (name: string, state: 'issued' | 'revoked', from: number, until: number) => ({ name, state, from, until })

  it('begins with the one that holds now', () => {
    const all = [badge('over', 'issued', 0, 10), badge('revoked', 'revoked', 0, 99), badge('next', 'issued', 50, 99), badge('now', 'issued', 10, 40)]
    expect(inOrder(all, 20).map(({ name }) => name)).toEqual(['now', 'next', 'over', 'revoked'])
  })

  it('takes the earlier of two to come', () => {
    expect(inOrder([badge('b', 'issued', 60, 70), badge('a', 'issued', 50, 60)], 1).map(({ name }) => name)).toEqual(['a', 'b'])
  })
})
