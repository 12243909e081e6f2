import { ref } from 'vue'

/** Charge in per cent while it is low and not charging, else null (U-2). Absent on iPhone and Firefox. */
export const lowBattery = ref<number | null>(null)
const LOW = 0.25

interface Battery extends EventTarget {
  level: number
  charging: boolean
}

export async function watchBattery(): Promise<void> {
  const ask = (navigator as { getBattery?: () => Promise<Battery> }).getBattery
  if (!ask) return
  const battery = await ask.call(navigator)
  const look = () =>
    (lowBattery.value = !battery.charging && battery.level < LOW ? Math.round(battery.level * 100) : null)
  battery.addEventListener('levelchange', look)
  battery.addEventListener('chargingchange', look)
  look()
}
