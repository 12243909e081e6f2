import { describe, expect, it } from 'vitest'

import { parseSettings } from './settings'

describe('parseSettings', () => {
  it('starts with the plain scheme in Chinese', () => {
    expect(parseSettings(null)).toMatchObject({ scheme: 'auto', scale: 1, lang: 'zh', leftHand: false, sound: true })
  })
  it('keeps what was chosen', () => {
    const chosen = { scheme: 'outdoor', scale: 1.4, lang: 'en', leftHand: true, sound: false, outdoorOffered: true }
    expect(parseSettings(JSON.stringify(chosen))).toEqual(chosen)
  })
  it.each(['', '{', '[]', 'null', '7', '{"scheme":"pink","scale":9,"lang":"fr"}'])(
    'survives a damaged record: %s',
    (text) => expect(parseSettings(text)).toEqual(parseSettings(null)),
  )
})
