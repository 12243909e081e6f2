// Decoders side by side on the pictures of bench/pictures.py, in the page's main thread, where slowing acts.
import jsQR from 'jsqr'
import decodeQR from 'qr/decode.js'
import QrScanner from 'qr-scanner'
import { prepareZXingModule, readBarcodes, type ReaderOptions } from 'zxing-wasm/reader'
import wasm from 'zxing-wasm/reader/zxing_reader.wasm?url'

import * as product from '@/features/badges/decoding'
import { index } from '@/features/badges/list'
import type { Stay } from '@/features/badges/presence'
import { Keyring } from '@/features/badges/token'
import type { BadgeRow, Section } from '@/features/badges/types'
import { verdict, type View } from '@/features/badges/verdict'

import badges from '../../../tests/vectors/badges.json'
import table from '../../../tests/vectors/verdicts.json'

type Decoder = (image: ImageData, canvas: HTMLCanvasElement) => Promise<string | null> | string | null
interface Look { text: string | null; ms: number }

const { READER_OPTIONS, CAREFUL_OPTIONS } = product as { READER_OPTIONS: ReaderOptions; CAREFUL_OPTIONS?: ReaderOptions }

prepareZXingModule({ overrides: { locateFile: () => wasm } })

const zxing = (options: ReaderOptions): Decoder => async (image) => {
  const found = (await readBarcodes(image, options)).find((one) => one.isValid)
  return found?.text ?? null
}

let engine: Worker | BarcodeDetector | undefined
const own = document.createElement('canvas')

const decoders: Record<string, Decoder> = {
  'zxing-wasm': zxing(READER_OPTIONS),
  ...(CAREFUL_OPTIONS ? { 'zxing-wasm careful': zxing(CAREFUL_OPTIONS) } : {}),
  'zxing-wasm default': zxing({ formats: ['QRCode'], maxNumberOfSymbols: 1 }),
  // Its own limit is one frame of 60: it may take as long as the others do.
  qr: (image) => {
    try {
      return decodeQR(image, { timeLimit: 200 })
    } catch {
      return null
    }
  },
  jsqr: (image) => jsQR(image.data, image.width, image.height, { inversionAttempts: 'dontInvert' })?.data ?? null,
  'qr-scanner': async (_image, canvas) => {
    engine ??= await QrScanner.createQrEngine()
    try {
      return (await QrScanner.scanImage(canvas, { qrEngine: engine, canvas: own, returnDetailedScanResult: true })).data
    } catch {
      return null
    }
  },
}

const canvas = document.createElement('canvas')
const brush = canvas.getContext('2d', { willReadFrequently: true })!

/** One picture, each decoder named; milliseconds of decoding alone. */
async function look(address: string, names: string[]): Promise<Record<string, Look>> {
  const bitmap = await createImageBitmap(await (await fetch(address)).blob())
  canvas.width = bitmap.width
  canvas.height = bitmap.height
  brush.drawImage(bitmap, 0, 0)
  bitmap.close()
  const result: Record<string, Look> = {}
  for (const name of names) {
    // Some decoders write into what they are given.
    const image = brush.getImageData(0, 0, canvas.width, canvas.height)
    const begun = performance.now()
    const text = await decoders[name]!(image, canvas)
    result[name] = { text, ms: performance.now() - begun }
  }
  return result
}

const LISTED = 1000
const INSIDE = 500

/** A gate's view with a list as long as a large event's; the row of the vectors is one of it. */
async function viewOf(): Promise<View> {
  const row = table.row as unknown as BadgeRow
  const others = Array.from({ length: LISTED }, (_, n) => ({ ...row, badge: `bench-${String(n).padStart(6, '0')}`, code: `B${n}`, serial: `B-${n}` }))
  const section: Section = { settings: table.limits, gates: [], chief: { name: '', phone: '' }, event: { station: '' }, centre: table.centre, badges: [row, ...others] }
  const keys = new Keyring(badges.keys as never)
  await keys.ready()
  const now = row.from + 3_600_000
  const list = index(table.event, section, [], keys, { seq: table.seq, fetchedAt: now - 60_000 })
  const stay: Stay = { inside: true, at: now, gate: null, first: now, same: now, refused: [] }
  const presence = new Map(others.slice(0, INSIDE).map(({ badge }) => [badge, stay]))
  return { list, presence, clock: { now, doubt: 0 }, gate: { id: '9'.repeat(32), roles: null }, way: 'in', age: 60_000 }
}

/** The verdict without a camera: milliseconds of each, one after the other. */
async function verdicts(rounds: number): Promise<{ times: number[]; mean: number; outcome: string }> {
  const view = await viewOf()
  const token = badges.good.find((one) => one.case === 'an invigilator')!.token
  let outcome = ''
  for (let i = 0; i < 50; i++) outcome = (await verdict(token, 'qr', view)).outcome
  const times: number[] = []
  const begun = performance.now()
  for (let i = 0; i < rounds; i++) {
    const from = performance.now()
    await verdict(token, 'qr', view)
    times.push(performance.now() - from)
  }
  return { times, mean: (performance.now() - begun) / rounds, outcome }
}

Object.assign(window, { bench: { names: Object.keys(decoders), look, verdicts } })
