import { shallowReactive } from 'vue'

import { now } from '@/core/clock'
import { fold } from '@/core/fold'
import { entriesOf } from '@/core/kit'
import { seal } from '@/core/seal'

/** Attendance at the two meetings (A10-6): fields `meeting/staff` and `meeting/examiners` of the form. */
export const MEETINGS = ['staff', 'examiners'] as const
export type Meeting = (typeof MEETINGS)[number]
export interface Attendance {
  attended: boolean
  at: number
}

export async function readMeetings(event: string): Promise<Map<Meeting, Attendance>> {
  const found = shallowReactive(new Map<Meeting, Attendance>())
  const heads = fold((await entriesOf(event)).filter((entry) => entry.kind === 'inspections.answer'))
  for (const meeting of MEETINGS) {
    const newest = [...(heads.get(`meeting/${meeting}`) ?? [])].sort((one, other) => other.at - one.at)[0]
    if (newest) found.set(meeting, newest.value as Attendance)
  }
  return found
}

export async function attend(event: string, meeting: Meeting, attended: boolean): Promise<Attendance> {
  const field = `meeting/${meeting}`
  const entries = (await entriesOf(event)).filter((entry) => entry.kind === 'inspections.answer')
  const parents = (fold(entries).get(field) ?? []).map((head) => head.hash)
  const value = { attended, at: now() }
  await seal(event, 'inspections.answer', { field, value }, { parents })
  return value
}
