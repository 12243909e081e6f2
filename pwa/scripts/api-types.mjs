// Types of the API from openapi.json (`flask --app wsgi openapi pwa/openapi.json`, or `python3 dev.py docs`).
// The first line carries the description's hash, so that a test can say when they are stale.
import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import openapi, { astToString } from 'openapi-typescript'

const source = new URL('../openapi.json', import.meta.url)
const target = new URL('../src/core/api-types.d.ts', import.meta.url)
const bytes = readFileSync(source)
const hash = createHash('sha256').update(bytes).digest('hex')
const types = astToString(await openapi(JSON.parse(bytes.toString('utf8')), { defaultNonNullable: false }))
writeFileSync(target, `// Made by \`npm run api-types\`; do not edit. openapi sha256 ${hash}\n\n${types}`)
console.log(`src/core/api-types.d.ts: ${types.split('\n').length} lines`)
