/** The live camera of a gate: what may go wrong with it, its light, its lenses and its zoom. */
import { onBeforeUnmount, onMounted, shallowReactive, type ShallowRef } from 'vue'

/** denied: the person or the browser said no · absent: there is none · busy: another app has it · lost: it went away. */
export type CameraState = 'off' | 'starting' | 'live' | 'denied' | 'absent' | 'busy' | 'lost'

const RETRY_MS = 3_000
const ZOOMS = [1, 2, 3]

interface Abilities extends MediaTrackCapabilities {
  torch?: boolean
  zoom?: { min: number; max: number }
}

function stateOf(error: unknown): CameraState {
  const name = error instanceof DOMException ? error.name : ''
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'denied'
  if (name === 'NotReadableError' || name === 'AbortError') return 'busy'
  return 'absent'
}

export function useCamera(video: Readonly<ShallowRef<HTMLVideoElement | null>>) {
  const camera = shallowReactive({
    state: 'off' as CameraState,
    /** Null where there is none to switch. */
    torch: null as boolean | null,
    /** Null where it cannot be changed. */
    zoom: null as number | null,
    /** Cameras to choose from. */
    lenses: [] as string[],
  })
  let stream: MediaStream | null = null
  let lens: string | null = null
  let retry: ReturnType<typeof setTimeout> | undefined
  let wanted = false
  /** Of the newest start: an older one that is answered late gives its camera back. */
  let round = 0

  const track = () => stream?.getVideoTracks()[0] ?? null
  const abilities = (): Abilities => (track()?.getCapabilities?.() ?? {}) as Abilities

  function release(): void {
    clearTimeout(retry)
    for (const one of stream?.getTracks() ?? []) {
      one.onended = null
      one.stop()
    }
    stream = null
    if (video.value) video.value.srcObject = null
    camera.torch = null
    camera.zoom = null
  }

  function fail(state: CameraState): void {
    release()
    camera.state = state
    // Another app gives the camera back some time; what a person refused is not asked for again and again.
    if (wanted && (state === 'busy' || state === 'lost')) retry = setTimeout(() => void start(), RETRY_MS)
  }

  async function ask(): Promise<MediaStream> {
    const which: MediaTrackConstraints = lens ? { deviceId: { exact: lens } } : { facingMode: { ideal: 'environment' } }
    return navigator.mediaDevices.getUserMedia({ audio: false, video: { ...which, width: { ideal: 1280 }, height: { ideal: 720 } } })
  }

  async function start(): Promise<void> {
    wanted = true
    if (stream || camera.state === 'starting' || document.visibilityState === 'hidden') return
    if (!navigator.mediaDevices?.getUserMedia) return fail('absent')
    camera.state = 'starting'
    const mine = ++round
    try {
      const found = await ask()
      if (mine !== round || !wanted) return found.getTracks().forEach((one) => one.stop())
      stream = found
      const element = video.value
      if (!element) return release()
      element.srcObject = found
      await element.play()
      camera.state = 'live'
      const shown = track()
      if (shown) shown.onended = () => fail('lost')
      await learn()
    } catch (error) {
      if (mine === round) fail(stateOf(error))
    }
  }

  async function learn(): Promise<void> {
    const { torch, zoom } = abilities()
    camera.torch = torch ? false : null
    camera.zoom = zoom && zoom.max >= 2 ? Math.max(1, zoom.min) : null
    const devices = await navigator.mediaDevices.enumerateDevices().catch(() => [])
    camera.lenses = devices.filter(({ kind, deviceId }) => kind === 'videoinput' && deviceId).map(({ deviceId }) => deviceId)
  }

  function stop(): void {
    wanted = false
    round += 1
    release()
    camera.state = 'off'
  }

  const apply = (constraint: object): Promise<void> | undefined => track()?.applyConstraints({ advanced: [constraint as MediaTrackConstraintSet] })

  async function light(): Promise<void> {
    const on = !camera.torch
    await apply({ torch: on })?.then(
      () => (camera.torch = on),
      () => (camera.torch = null),
    )
  }

  async function nextZoom(): Promise<void> {
    const { zoom } = abilities()
    const able = ZOOMS.filter((value) => value >= (zoom?.min ?? 1) && value <= (zoom?.max ?? 1))
    const next = able[(able.indexOf(camera.zoom ?? 1) + 1) % able.length] ?? 1
    await apply({ zoom: next })?.then(
      () => (camera.zoom = next),
      () => (camera.zoom = null),
    )
  }

  async function nextLens(): Promise<void> {
    const now = track()?.getSettings().deviceId ?? lens ?? ''
    lens = camera.lenses[(camera.lenses.indexOf(now) + 1) % camera.lenses.length] ?? null
    round += 1
    release()
    camera.state = 'off'
    await start()
  }

  /** Phones take the camera from a page in the background: it is given back, and asked for anew on return. */
  function seen(): void {
    if (!wanted) return
    if (document.visibilityState === 'hidden') {
      round += 1
      release()
      camera.state = 'off'
    } else void start()
  }
  onMounted(() => document.addEventListener('visibilitychange', seen))
  onBeforeUnmount(() => {
    document.removeEventListener('visibilitychange', seen)
    stop()
  })

  return { camera, start, stop, light, nextZoom, nextLens }
}
