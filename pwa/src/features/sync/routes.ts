import type { RouteRecordRaw } from 'vue-router'

import { texts } from '@/app/texts'

import zh from './titles/texts.zh'

const t = texts(zh, () => import('./titles/texts.en'))

export const routes: RouteRecordRaw[] = [
  // Sending, retrying and rescue need no PIN: the page is open also on a locked phone.
  { path: '/sync', component: () => import('./pages/SyncPage.vue'), meta: { door: 'open', title: () => t('sync') } },
]
