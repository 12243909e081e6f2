import type { RouteRecordRaw } from 'vue-router'

import { texts } from '@/app/texts'

import zh from './titles/texts.zh'

const t = texts(zh, () => import('./titles/texts.en'))

export const routes: RouteRecordRaw[] = [
  {
    path: '/start',
    component: () => import('./pages/StartPage.vue'),
    meta: { door: 'open', title: () => t('start') },
  },
  {
    path: '/unlock',
    component: () => import('./pages/UnlockPage.vue'),
    meta: { door: 'open', title: () => t('unlock') },
  },
  {
    path: '/signin',
    component: () => import('./pages/SignInPage.vue'),
    meta: { door: 'open', title: () => t('signin') },
  },
  {
    path: '/notice',
    component: () => import('./pages/NoticePage.vue'),
    meta: { door: 'open', title: () => t('notice') },
  },
  { path: '/me', component: () => import('./pages/MePage.vue'), meta: { title: () => t('me') } },
  {
    path: '/me/messages',
    component: () => import('./pages/MessagesPage.vue'),
    meta: { title: () => t('messages') },
  },
  { path: '/me/pin', component: () => import('./pages/ChangePinPage.vue'), meta: { title: () => t('pin') } },
  {
    path: '/me/devices',
    component: () => import('./pages/DevicesPage.vue'),
    meta: { title: () => t('devices') },
  },
  {
    path: '/account',
    component: () => import('./pages/AccountPage.vue'),
    meta: { door: 'office', title: () => t('account') },
  },
  { path: '/devices', redirect: '/me/devices' },
]
