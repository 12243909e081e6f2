import { readFileSync } from 'node:fs'

import { expect, it } from 'vitest'

import { req } from '@/testing/req'

import { reasonOf } from './describe'
import { t } from './texts'

const contracts = readFileSync('../docs/contracts.md', 'utf8')

/** Codes named between two headings, in backticks. */
function named(from: string, to: string): string[] {
  const part = contracts.split(from)[1]?.split(to)[0] ?? ''
  return [...part.matchAll(/`((?:entry|scope|inspections)\.[a-z_]+)`/g)].map((found) => found[1] ?? '')
}

it(req('U-13', 'every refusal and every wait has its own sentence on the phone'), () => {
  const refused = named('### Refusals that get a line', '## 4. Journal').map((code) => `refused:${code}`)
  const waiting = ['parent', 'after_revocation', 'unconfirmed', 'server_error'].map((code) => `waiting:${code}`)
  const unread = named('### What the door answers', '### Refusals')
  expect(refused.length).toBeGreaterThan(6)
  expect(unread.length).toBeGreaterThan(8)
  for (const code of [...refused, ...waiting, ...unread]) {
    const words = reasonOf(code)
    expect(words, code).not.toContain(code.split(':').pop())
    expect(words, code).not.toBe(t('why.waiting'))
  }
})
