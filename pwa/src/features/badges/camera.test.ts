import { mount, type VueWrapper } from '@vue/test-utils'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { defineComponent, h, useTemplateRef } from 'vue'

import { useCamera } from './camera'

interface Track {
  onended: (() => void) | null
  stop: () => void
  stopped: boolean
  applied: unknown[]
  getCapabilities: () => unknown
  getSettings: () => unknown
  applyConstraints: (wanted: unknown) => Promise<void>
}

let fails: string | null = null
let abilities: object = {}
let tracks: Track[] = []
let visibility = 'visible'
let page: VueWrapper
let used: ReturnType<typeof useCamera>

function track(): Track {
  const made: Track = {
    onended: null, stopped: false, applied: [],
    stop: () => (made.stopped = true),
    getCapabilities: () => abilities,
    getSettings: () => ({ deviceId: 'back' }),
    applyConstraints: (wanted) => Promise.resolve(void made.applied.push(wanted)),
  }
  tracks.push(made)
  return made
}

const devices = {
  getUserMedia: vi.fn(() => {
    if (fails) return Promise.reject(new DOMException('test', fails))
    const one = track()
    return Promise.resolve({ getTracks: () => [one], getVideoTracks: () => [one] })
  }),
  enumerateDevices: () => Promise.resolve([{ kind: 'videoinput', deviceId: 'back' }, { kind: 'videoinput', deviceId: 'wide' }, { kind: 'audioinput', deviceId: 'mic' }]),
}

const settle = (): Promise<unknown> => vi.advanceTimersByTimeAsync(1)
const turn = (to: string): Promise<unknown> => {
  visibility = to
  document.dispatchEvent(new Event('visibilitychange'))
  return settle()
}

beforeEach(async () => {
  vi.useFakeTimers()
  fails = null
  abilities = {}
  tracks = []
  visibility = 'visible'
  vi.spyOn(document, 'visibilityState', 'get').mockImplementation(() => visibility as DocumentVisibilityState)
  Object.defineProperty(navigator, 'mediaDevices', { value: devices, configurable: true })
  const Page = defineComponent(() => {
    const video = useTemplateRef<HTMLVideoElement>('video')
    used = useCamera(video)
    return () => h('video', { ref: 'video' })
  })
  page = mount(Page)
  const element = page.find('video').element
  Object.defineProperty(element, 'srcObject', { value: null, writable: true })
  element.play = () => Promise.resolve()
})
afterEach(() => {
  page.unmount()
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

it.each([['NotAllowedError', 'denied'], ['NotFoundError', 'absent'], ['OverconstrainedError', 'absent'], ['NotReadableError', 'busy']])('%s is a camera that is %s', async (name, state) => {
  fails = name
  await used.start()
  expect(used.camera.state).toBe(state)
})

it('comes back by itself when another app gives it back, and is not asked for again where a person refused', async () => {
  fails = 'NotReadableError'
  await used.start()
  fails = null
  await vi.advanceTimersByTimeAsync(3_100)
  expect(used.camera.state).toBe('live')
  used.stop()
  fails = 'NotAllowedError'
  await used.start()
  const asked = devices.getUserMedia.mock.calls.length
  await vi.advanceTimersByTimeAsync(20_000)
  expect(devices.getUserMedia.mock.calls.length).toBe(asked)
})

it('is given back in the background and asked for anew on return', async () => {
  await used.start()
  await turn('hidden')
  expect([tracks[0]?.stopped, used.camera.state]).toEqual([true, 'off'])
  await turn('visible')
  expect([tracks.length, used.camera.state]).toEqual([2, 'live'])
})

it('is opened again when it was lost', async () => {
  await used.start()
  tracks[0]?.onended?.()
  expect(used.camera.state).toBe('lost')
  await vi.advanceTimersByTimeAsync(3_100)
  expect(used.camera.state).toBe('live')
})

it('offers light, zoom and lens only where there are any', async () => {
  await used.start()
  expect(used.camera).toMatchObject({ torch: null, zoom: null, lenses: ['back', 'wide'] })
  used.stop()
  abilities = { torch: true, zoom: { min: 1, max: 2 } }
  await used.start()
  expect(used.camera).toMatchObject({ torch: false, zoom: 1 })
  await used.light()
  await used.nextZoom()
  expect(used.camera).toMatchObject({ torch: true, zoom: 2 })
  await used.nextZoom()
  expect(used.camera.zoom).toBe(1)
  await used.nextLens()
  expect(devices.getUserMedia.mock.lastCall).toMatchObject([{ video: { deviceId: { exact: 'wide' } } }])
})

it('gives back a camera that was answered too late', async () => {
  const asked = used.start()
  used.stop()
  await asked
  expect([tracks[0]?.stopped, used.camera.state]).toEqual([true, 'off'])
})

it('leaves no camera on behind a page that was left', async () => {
  await used.start()
  page.unmount()
  expect(tracks.every(({ stopped }) => stopped)).toBe(true)
})
