import type { RouteRecordRaw } from 'vue-router'

import { texts } from '@/app/texts'

import zh from './titles/texts.zh'

const t = texts(zh, () => import('./titles/texts.en'))

export const routes: RouteRecordRaw[] = [
  { path: '/check', component: () => import('./pages/CheckPage.vue'), meta: { title: () => t('check') } },
  {
    path: '/e/:event/brief',
    component: () => import('./pages/BriefPage.vue'),
    props: true,
    meta: { title: () => t('brief') },
  },
]
