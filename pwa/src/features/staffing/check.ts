import { now } from '@/core/clock'
import { readFile, storePhoto } from '@/core/files'
import { kits } from '@/core/kit'
import { askPersistent, space, testStorage } from '@/core/persist'
import { status } from '@/core/status'
import { probe } from '@/core/sync'
import { bytes } from '@/ui/time'

import { t } from './texts'

/** 出发前体检: seven things that must be right before the network is gone (R11, issue 2 §4). */
export const CHECKS = ['keep', 'photo', 'camera', 'clock', 'flight', 'space', 'kit'] as const
export type CheckName = (typeof CHECKS)[number]

export interface CheckResult {
  name: CheckName
  ok: boolean
  /** Not passed, but the work does not depend on it. */
  mild: boolean
  note: string
}

const FREE_MIN = 200_000_000
const CLOCK_MS = 60_000

type Outcome = { ok: boolean; mild?: boolean; note: string }

async function testPhoto(): Promise<Blob> {
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = 64
  const pen = canvas.getContext('2d')
  if (!pen) throw new Error('canvas')
  pen.fillStyle = `rgb(27, 75, ${now() % 256})`
  pen.fillRect(0, 0, 64, 64)
  return new Promise((give, refuse) =>
    canvas.toBlob((blob) => (blob ? give(blob) : refuse(new Error('jpeg'))), 'image/jpeg', 0.8),
  )
}

async function photo(): Promise<Outcome> {
  const blob = await testPhoto()
  const kept = await storePhoto(blob)
  const back = await readFile(kept.sha256)
  const same = back !== null && back.size === blob.size && (await testStorage())
  return { ok: same, note: t(same ? 'check.photo.ok' : 'check.photo.bad') }
}

async function keep(): Promise<Outcome> {
  const granted = await askPersistent()
  return { ok: granted, mild: true, note: t(granted ? 'check.keep.ok' : 'check.keep.bad') }
}

async function camera(): Promise<Outcome> {
  try {
    const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' }, audio: false })
    stream.getTracks().forEach((track) => track.stop())
    return { ok: true, note: t('check.camera.ok') }
  } catch {
    return { ok: false, mild: true, note: t('check.camera.bad') }
  }
}

async function clock(): Promise<Outcome> {
  await probe()
  if (status.skew === null) return { ok: false, mild: true, note: t('check.clock.unknown') }
  const seconds = Math.round(Math.abs(status.skew) / 1000)
  const ok = Math.abs(status.skew) <= CLOCK_MS
  return { ok, mild: true, note: t(ok ? 'check.clock.ok' : 'check.clock.bad', { n: seconds }) }
}

/** In flight mode the page opens from what the worker has stored: it must steer this page and hold the start page. */
async function flight(): Promise<Outcome> {
  const worker = navigator.serviceWorker
  if (!worker) return { ok: false, note: t('check.flight.none') }
  const ready = await Promise.race([worker.ready, new Promise<null>((give) => setTimeout(() => give(null), 8000))])
  if (!ready?.active) return { ok: false, note: t('check.flight.none') }
  const start = await caches.match('/index.html', { ignoreSearch: true })
  if (!start) return { ok: false, note: t('check.flight.part') }
  return worker.controller
    ? { ok: true, note: t('check.flight.ok') }
    : { ok: false, note: t('check.flight.reload') }
}

async function room(): Promise<Outcome> {
  const { free } = await space()
  if (free === null) return { ok: true, note: t('check.space.unknown') }
  const ok = free >= FREE_MIN
  return { ok, note: t(ok ? 'check.space.ok' : 'check.space.bad', { size: bytes(free) }) }
}

async function kit(events: readonly string[]): Promise<Outcome> {
  const stored = new Set((await kits()).map((state) => state.journal))
  const missing = events.filter((event) => !stored.has(event)).length
  if (!stored.size) return { ok: false, note: t('check.kit.none') }
  if (missing) return { ok: false, note: t('check.kit.some', { n: missing }) }
  return { ok: true, note: t('check.kit.ok', { n: stored.size }) }
}

export async function run(name: CheckName, events: readonly string[]): Promise<CheckResult> {
  const tests = { keep, photo, camera, clock, flight, space: room, kit: () => kit(events) }
  try {
    const { ok, mild = false, note } = await tests[name]()
    return { name, ok, mild: mild && !ok, note }
  } catch (error) {
    return { name, ok: false, mild: false, note: t('check.failed', { what: error instanceof Error ? error.message : '' }) }
  }
}

export const isReady = (results: readonly CheckResult[]): boolean =>
  results.length === CHECKS.length && results.every((result) => result.ok || result.mild)
