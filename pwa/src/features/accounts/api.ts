import { api, type Schemas } from '@/core/http'
import type { Id } from '@/core/types'

/** Whom the code names; without a code the session's own person, who enrols another phone. */
export const activate = (code: string) =>
  code ? api('POST', '/activation', { body: { code } }) : api('POST', '/devices/challenge')

export const enrolDevice = (body: Schemas['EnrolDevice']) => api('POST', '/devices', { body })

export const listDevices = () => api('GET', '/devices')

export const revokeDevice = (device_id: Id, reason: string) =>
  api('POST', '/devices/{device_id}/revoke', { path: { device_id }, body: { reason } })

export const changePassword = (old: string, next: string) => api('POST', '/session/password', { body: { old, new: next } })

export const beginSecondFactor = () => api('POST', '/session/second-factor')

export const confirmSecondFactor = (digits: string) => api('POST', '/session/second-factor/confirm', { body: { digits } })

export const dropSecondFactor = (digits: string) => api('DELETE', '/session/second-factor', { query: { digits } })

/** First or forgotten password of an office account, by the code its centre gave. */
export const passwordByCode = (code: string, next: string) =>
  api('POST', '/activation/password', { body: { code, new: next } })

export const readNotice = () => api('GET', '/notice')

export const confirmNotice = (version: number, sensitive: boolean) =>
  api('POST', '/notice', { body: { version, sensitive } })

/** The in-app channel: the newest fifty of whoever the session belongs to. */
export const listMessages = () => api('GET', '/messages')

export const readMessage = (message_id: Id) => api('POST', '/messages/{message_id}/read', { path: { message_id } })
