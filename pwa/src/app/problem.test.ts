import { describe, expect, it } from 'vitest'

import { sayClause } from './problem'

describe('the clause of a refusal', () => {
  it('is said as the notice names it, and our own numbers are not said at all', () => {
    expect(sayClause('N1.8-1')).toBe('通知一（八）1')
    expect(sayClause('N2-5')).toBe('通知二（五）')
    expect(sayClause('A6, A8')).toBe('附件6、附件8')
    expect(sayClause('A7-5')).toBe('附件7第5条')
    expect(sayClause('附件11')).toBe('附件11')
    expect(sayClause('S-5')).toBe('')
    expect(sayClause('')).toBe('')
  })
})
