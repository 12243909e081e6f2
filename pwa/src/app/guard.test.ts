import { describe, expect, it } from 'vitest'

import { decide, safePath } from './guard'

const nobody = { slots: 0, unlocked: false, signedIn: false, mustSignInFirst: false }

describe('decide', () => {
  it('lets everybody through an open door', () => {
    expect(decide('open', '/start', nobody)).toBe(true)
  })
  it('sends a phone without a slot to the first use', () => {
    expect(decide('phone', '/', nobody)).toEqual({ path: '/start' })
    expect(decide('phone', '/sync', nobody)).toEqual({ path: '/start', query: { then: '/sync' } })
  })
  it('opens a deep link behind the PIN', () => {
    expect(decide('phone', '/e/1/form?item=12', { ...nobody, slots: 1 })).toEqual({
      path: '/unlock',
      query: { then: '/e/1/form?item=12' },
    })
  })
  it('lets an unlocked phone work without any session', () => {
    expect(decide('phone', '/', { ...nobody, slots: 1, unlocked: true })).toBe(true)
  })
  it('asks the office for a session, whatever the slots say', () => {
    expect(decide('office', '/desk/forms?state=late', { ...nobody, slots: 1, unlocked: true })).toEqual({
      path: '/signin',
      query: { then: '/desk/forms?state=late' },
    })
    expect(decide('office', '/desk', { ...nobody, signedIn: true })).toBe(true)
  })
  it('keeps a first password from opening the desk', () => {
    expect(decide('office', '/desk', { ...nobody, signedIn: true, mustSignInFirst: true })).toMatchObject({
      path: '/signin',
    })
  })
  it('brings an official without a slot to the desk', () => {
    expect(decide('phone', '/', { ...nobody, signedIn: true })).toEqual({ path: '/desk' })
  })
})

describe('safePath', () => {
  it.each([
    ['/sync?x=1', '/sync?x=1'],
    ['//evil.example', '/'],
    ['/\\evil.example', '/'],
    ['https://evil.example', '/'],
    [undefined, '/'],
    [['/a'], '/'],
  ])('%s becomes %s', (then, path) => expect(safePath(then)).toBe(path))
})
