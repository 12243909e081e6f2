import type { Me } from '@/app/session'
import { api } from '@/core/http'
import type { Id } from '@/core/types'

export interface Activation {
  person: { id: Id; name: string }
  centre: { id: Id; name: string; duty_phone: string | null }
  challenge: string
  root: string
}

export interface Enrolled {
  device: { id: Id; kid: string }
  me: Me
}

export interface DeviceRow {
  id: Id
  kid: string
  label: string
  enrolled_at: number
  last_seen: number | null
  confirmed_at: number | null
  revoked_at: number | null
  mine: boolean
}

/** Whom the code names; without a code the session's own person, who enrols another phone. */
export const activate = (code: string) =>
  code ? api<Activation>('POST', '/activation', { code }) : api<Activation>('POST', '/devices/challenge')

export const enrolDevice = (body: { activation: string | null; enrol_code: string; enrolment: string; label: string }) =>
  api<Enrolled>('POST', '/devices', body)

export const listDevices = () => api<{ items: DeviceRow[] }>('GET', '/devices')

export const revokeDevice = (id: Id, reason: string) => api('POST', `/devices/${id}/revoke`, { reason })

export const changePassword = (old: string, next: string) => api('POST', '/session/password', { old, new: next })

/** First or forgotten password of an office account, by the code its centre gave. */
export const passwordByCode = (code: string, next: string) =>
  api<Me>('POST', '/activation/password', { code, new: next })
