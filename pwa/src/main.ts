import { createApp } from 'vue'

import App from '@/App.vue'
import { idle } from '@/app/idle'
import { router } from '@/app/router'
import { startSettings } from '@/app/settings'
import { languageReady } from '@/app/texts'
import { startIdleLock } from '@/core/slots'

import '@/ui/tokens.css'
import '@/ui/base.css'
import '@/ui/components.css'

const RELOADED = 'dukao.reloaded'

async function start(): Promise<void> {
  startSettings()
  await languageReady()
  // A part of an older version that is gone from the server: one fresh load fetches the new one.
  router.onError((_error, to) => {
    if (sessionStorage.getItem(RELOADED) === to.fullPath) return
    sessionStorage.setItem(RELOADED, to.fullPath)
    location.assign(to.fullPath)
  })
  const app = createApp(App).use(router)
  await router.isReady().catch(() => undefined)
  app.mount('#app')
  startIdleLock()
  // Sending starts once the page stands: nothing of it is needed to draw one.
  await idle()
  void import('@/core/sync').then((sync) => sync.startSync())
  void import('@/features/accounts/messages/store').then((messages) => {
    messages.watchMessages()
    router.afterEach((to) => messages.pageSeen(to.fullPath))
  })
  void import('@/app/updates').then((updates) => updates.watchForUpdates())
}

// public/door.js has already put its page up where this one must not work (WeChat, very old browsers).
if (!document.documentElement.dataset.door) void start()
