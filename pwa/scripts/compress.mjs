// Writes a .br and a .gz beside every text or wasm file of the build, so that the server
// never compresses while somebody waits (brotli 11 of a large file takes seconds).
import { readdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'

const DIST = fileURLToPath(new URL('../dist/', import.meta.url))
const COMPRESSIBLE = new Set([
  '.css',
  '.html',
  '.js',
  '.json',
  '.mjs',
  '.svg',
  '.txt',
  '.wasm',
  '.webmanifest',
])
const WORTH_IT_BYTES = 512

const brotli = promisify(brotliCompress)
const gzipped = promisify(gzip)

/** Compresses one file twice and returns [plain, brotli, gzip] sizes in bytes. */
async function compress(file) {
  const plain = await readFile(file)
  if (plain.length < WORTH_IT_BYTES) return [0, 0, 0]
  const [br, gz] = await Promise.all([
    brotli(plain, {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: 11,
        [constants.BROTLI_PARAM_SIZE_HINT]: plain.length,
      },
    }),
    gzipped(plain, { level: 9 }),
  ])
  await Promise.all([writeFile(`${file}.br`, br), writeFile(`${file}.gz`, gz)])
  return [plain.length, br.length, gz.length]
}

const entries = await readdir(DIST, { recursive: true, withFileTypes: true })
const files = entries
  .filter((entry) => entry.isFile() && COMPRESSIBLE.has(path.extname(entry.name)))
  .map((entry) => path.join(entry.parentPath, entry.name))

const total = [0, 0, 0]
for (const file of files) {
  const sizes = await compress(file)
  sizes.forEach((size, index) => (total[index] += size))
}
const [plain, br, gz] = total.map((bytes) => `${(bytes / 1000).toFixed(1)} kB`)
console.log(`compressed ${files.length} files: ${plain} plain, ${gz} gzip, ${br} brotli`)
