import { ref } from 'vue'
import { useRegisterSW } from 'virtual:pwa-register/vue'

/** A new version is offered, never forced: it waits until somebody says so. */
const CHECK_EVERY_MS = 60 * 60_000

export const updateReady = ref(false)
let apply: () => Promise<void> = () => Promise.resolve()

export function watchForUpdates(): void {
  const { needRefresh, updateServiceWorker } = useRegisterSW({
    immediate: true,
    onNeedRefresh: () => (updateReady.value = true),
    onRegisteredSW(_url, registration) {
      if (!registration) return
      setInterval(() => {
        if (navigator.onLine) void registration.update().catch(() => undefined)
      }, CHECK_EVERY_MS)
    },
  })
  updateReady.value = needRefresh.value
  apply = () => updateServiceWorker(true)
}

export function updateNow(): Promise<void> {
  return apply()
}

/** Chrome's offer to install, kept for the moment when it fits. */
interface InstallPrompt extends Event {
  prompt(): Promise<unknown>
}
export const installOffer = ref<InstallPrompt | null>(null)

addEventListener('beforeinstallprompt', (event) => {
  event.preventDefault()
  installOffer.value = event as InstallPrompt
})
addEventListener('appinstalled', () => (installOffer.value = null))

export const installed = (): boolean =>
  matchMedia('(display-mode: standalone)').matches || ('standalone' in navigator && navigator.standalone === true)
