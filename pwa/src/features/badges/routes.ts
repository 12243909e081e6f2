import type { RouteRecordRaw } from 'vue-router'

import { texts } from '@/app/texts'

import zh from './titles/texts.zh'

const t = texts(zh, () => import('./titles/texts.en'))

/** The guard has no account and no PIN: these pages open with the gate's own slot, or lead to the day pass. */
export const routes: RouteRecordRaw[] = [
  { path: '/gate', component: () => import('./pages/GatePage.vue'), meta: { door: 'open', title: () => t('gate') } },
  { path: '/gate/people', component: () => import('./pages/PeoplePage.vue'), meta: { door: 'open', title: () => t('people') } },
  { path: '/gate/paper', component: () => import('./paper/GatePaperPage.vue'), meta: { door: 'open', title: () => t('paper') } },
  { path: '/e/:event/paper/gate', component: () => import('./paper/TeamPaperPage.vue'), props: true, meta: { title: () => t('paper') } },
  { path: '/me/badge', component: () => import('./own/MyBadgePage.vue'), meta: { title: () => t('own') } },
  { path: '/e/:event/spot', component: () => import('./spot/SpotPage.vue'), meta: { title: () => t('spot') } },
]
