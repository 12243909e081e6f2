import type { RouteRecordRaw } from 'vue-router'

import { texts } from '@/app/texts'

import zh from './titles/texts.zh'

const t = texts(zh, () => import('./titles/texts.en'))

export const routes: RouteRecordRaw[] = [
  { path: '/papers', component: () => import('./pages/PapersPage.vue'), meta: { title: () => t('papers') } },
  { path: '/papers/scan', component: () => import('./pages/ScanPage.vue'), meta: { title: () => t('scan') } },
  { path: '/papers/handover', component: () => import('./pages/HandoverPage.vue'), meta: { title: () => t('handover') } },
  { path: '/papers/handover/qr', component: () => import('./pages/QrPage.vue'), meta: { title: () => t('qr') } },
  { path: '/papers/store', component: () => import('./pages/StorePage.vue'), meta: { title: () => t('store') } },
  { path: '/papers/open', component: () => import('./pages/OpenPage.vue'), meta: { title: () => t('open') } },
  { path: '/papers/count', component: () => import('./pages/CountPage.vue'), meta: { title: () => t('count') } },
  { path: '/papers/collect', component: () => import('./pages/CollectPage.vue'), meta: { title: () => t('collect') } },
  { path: '/papers/seal', component: () => import('./pages/SealPage.vue'), meta: { title: () => t('seal') } },
  { path: '/papers/:pack([0-9a-f]{12})', component: () => import('./pages/PackPage.vue'), meta: { title: () => t('pack') } },
  { path: '/papers/:rest(.*)*', redirect: '/papers' },
]
