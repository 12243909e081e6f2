// @vitest-environment node
import { readFileSync } from 'node:fs'

import { expect, it } from 'vitest'

import { VERSION } from './version'

it('names the version of the package', () => {
  const file = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string }
  expect(VERSION).toBe(file.version)
})
