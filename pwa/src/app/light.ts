import { ref } from 'vue'

/** True when the light sensor reports direct sun; few browsers have one, and nothing depends on it. */
export const bright = ref(false)
const SUN_LUX = 10_000

interface LightSensor extends EventTarget {
  illuminance: number
  start(): void
}

export function watchLight(): void {
  const Sensor = (globalThis as { AmbientLightSensor?: new () => LightSensor }).AmbientLightSensor
  if (!Sensor) return
  try {
    const sensor = new Sensor()
    sensor.addEventListener('reading', () => (bright.value = sensor.illuminance > SUN_LUX))
    sensor.start()
  } catch {
    bright.value = false
  }
}
