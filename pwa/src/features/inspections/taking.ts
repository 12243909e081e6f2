/** Taking a photo into the form: stored and verified first, then named by the answer (R2). */

import { now } from '@/core/clock'
import { storePhoto } from '@/core/files'
import { status } from '@/core/status'

import { papersSecret } from './anchors'
import type { Form } from './store'
import type { TemplateItem } from './types'
import type { WatermarkFacts } from './watermark'

/** The batch whose session is nearest in time. */
function batchNow(form: Form, at: number): string {
  const far = (session: { t0: number; end: number }) =>
    at < session.t0 ? session.t0 - at : Math.max(0, at - session.end)
  const nearest = [...(form.brief?.sessions ?? [])].sort((a, b) => far(a) - far(b))[0]
  const batches = form.brief?.batches ?? []
  return (batches.find((one) => one.id === nearest?.batch) ?? batches[0])?.name ?? ''
}

export function watermarkOf(form: Form, item: number | null): WatermarkFacts {
  const at = now()
  const { brief } = form
  return {
    station: brief?.station.name ?? '',
    batch: batchNow(form, at),
    item,
    supervisor: form.me?.name ?? '',
    at,
    checked: status.trust === 'contact',
    mark: brief?.practice ? '练习' : brief?.demo ? '演示' : '',
  }
}

/** Items about the papers themselves take no photo before End (S-17). */
export function photoForbidden(form: Form, item: TemplateItem): boolean {
  return item.photo_policy === 'restricted' && papersSecret(form.day.sessions, now())
}

/** Keeps the bytes and tells the form about them; resolves to the hash the answer may name. */
export async function keepPhoto(form: Form, jpeg: Blob): Promise<string> {
  const file = await storePhoto(jpeg)
  form.remember([file])
  return file.sha256
}
