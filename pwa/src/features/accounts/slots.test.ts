import { describe, expect, it } from 'vitest'

import type { Slot } from '@/core/types'

import { offered } from './slots'

const slot = (id: string, person: string, state: Slot['state']): Slot => ({
  id, person: { id: person, name: person }, centre: 'c', kid: id, label: '', device: null, state, wrong: 0, created: 0,
})

describe('offered', () => {
  it('leaves out what was never enrolled', () => expect(offered([slot('1', 'a', 'pending')])).toEqual([]))
  it('shows a locked slot while its person has no other', () => {
    expect(offered([slot('1', 'a', 'locked'), slot('2', 'b', 'ready')]).map((one) => one.id)).toEqual(['1', '2'])
  })
  it('shows the new slot of a person who lost the PIN of the old one', () => {
    expect(offered([slot('1', 'a', 'locked'), slot('2', 'a', 'ready')]).map((one) => one.id)).toEqual(['2'])
  })
  it('asks nobody for the PIN of a gate', () => {
    expect(offered([{ ...slot('1', 'a', 'ready'), use: 'gate' }, slot('2', 'b', 'ready')]).map((one) => one.id)).toEqual(['2'])
  })
})
