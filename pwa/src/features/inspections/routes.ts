import type { RouteRecordRaw } from 'vue-router'

import { texts } from '@/app/texts'

import zh from './titles/texts.zh'

const t = texts(zh, () => import('./titles/texts.en'))

const props = true

export const routes: RouteRecordRaw[] = [
  {
    path: '/e/:event/form',
    component: () => import('./pages/FormPage.vue'),
    props: (route) => ({ event: String(route.params.event), item: Number(route.query.item) || null }),
    meta: { title: () => t('form') },
  },
  {
    path: '/e/:event/form/all',
    component: () => import('./pages/OverviewPage.vue'),
    props,
    meta: { title: () => t('all') },
  },
  {
    path: '/e/:event/form/head',
    component: () => import('./pages/HeadPage.vue'),
    props,
    meta: { title: () => t('head') },
  },
  {
    path: '/e/:event/form/34',
    component: () => import('./pages/ExaminersPage.vue'),
    props,
    meta: { title: () => t('examiners') },
  },
  {
    path: '/e/:event/form/paper',
    component: () => import('./pages/PaperPage.vue'),
    props,
    meta: { title: () => t('paper') },
  },
  {
    path: '/e/:event/form/preview',
    component: () => import('./pages/PreviewPage.vue'),
    props,
    meta: { title: () => t('preview') },
  },
  {
    path: '/e/:event/sign',
    component: () => import('./pages/SignPage.vue'),
    props,
    meta: { title: () => t('sign') },
  },
]
