import type { RouteRecordRaw } from 'vue-router'

import { t } from './words'

/** Pages that stand above the domains: they draw on several of them. */
export const routes: RouteRecordRaw[] = [
  { path: '/', component: () => import('./pages/TodayPage.vue'), meta: { title: () => t('title.today') } },
  { path: '/forms', component: () => import('./pages/FormsPage.vue'), meta: { title: () => t('title.forms') } },
  // The octagon must work for whoever holds the phone, locked or not.
  { path: '/report', component: () => import('./pages/ReportPage.vue'), meta: { door: 'open', title: () => t('title.report') } },
  // The page that leads out of WeChat is drawn by public/door.js; in a good browser there is nothing to leave.
  { path: '/browser', redirect: '/' },
  { path: '/:rest(.*)*', component: () => import('./LostPage.vue'), meta: { door: 'open' } },
]
