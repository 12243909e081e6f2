import type { RouteRecordRaw } from 'vue-router'

import { texts } from '@/app/texts'

import zh from './titles/texts.zh'

const t = texts(zh, () => import('./titles/texts.en'))

/** The desk behind the office door; every part of it is fetched when an official opens it, never by the phone. */
export const routes: RouteRecordRaw[] = [
  {
    path: '/desk',
    component: () => import('./frame/DeskFrame.vue'),
    meta: { door: 'office' },
    children: [
      { path: '', component: () => import('./frame/FirstPage.vue') },
      { path: 'forms', component: () => import('./forms/FormsPage.vue'), meta: { title: () => t('forms') } },
      {
        path: 'forms/:event',
        component: () => import('./forms/FormPage.vue'),
        props: true,
        meta: { title: () => t('form') },
      },
      { path: 'held', component: () => import('./held/HeldPage.vue'), meta: { title: () => t('held') } },
      { path: 'dispatch', component: () => import('./dispatch/DispatchesPage.vue'), meta: { title: () => t('dispatch') } },
      {
        path: 'dispatch/:event',
        component: () => import('./dispatch/DispatchPage.vue'),
        props: true,
        meta: { title: () => t('dispatchOne') },
      },
      // Messages of the server name the plural.
      { path: 'dispatches', redirect: '/desk/dispatch' },
      { path: 'dispatches/:event', redirect: (to) => `/desk/dispatch/${String(to.params.event)}` },
      { path: 'badges', component: () => import('./badges/EventsPage.vue'), meta: { title: () => t('badges') } },
      {
        path: 'badges/:event',
        component: () => import('./badges/EventPage.vue'),
        props: true,
        meta: { title: () => t('badgesOne') },
      },
      { path: 'papers', component: () => import('./custody/BoardPage.vue'), meta: { title: () => t('papers') } },
      { path: 'papers/pack/:pack', component: () => import('./custody/PackPage.vue'), props: true, meta: { title: () => t('papersPack') } },
      { path: 'papers/:event', component: () => import('./custody/EventPage.vue'), props: true, meta: { title: () => t('papersOne') } },
      { path: 'people', component: () => import('./people/PeoplePage.vue'), meta: { title: () => t('people') } },
      { path: 'calendar', component: () => import('./calendar/CalendarPage.vue'), meta: { title: () => t('calendar') } },
      { path: 'audit', component: () => import('./audit/AuditPage.vue'), meta: { title: () => t('audit') } },
    ],
  },
]
