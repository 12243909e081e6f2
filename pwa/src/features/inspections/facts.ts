/**
 * What the phone knows beside an item: support for the eye, never a grade (A11 7.2, principle 6).
 */

import type { IconName } from '@/ui'
import { hm } from '@/ui/time'

import { anchorAt } from './anchors'
import { roomsFor } from './rules'
import type { Form } from './store'
import { t } from './texts'
import type { Session, TemplateItem } from './types'

export interface Fact {
  icon: IconName
  text: string
}

interface More {
  previous?: { no: number; grade: string; remark: string; day: string }[]
  projects?: { name: string; paper_code?: string | null; copies?: number | null }[]
}

function times(item: TemplateItem, session: Session): Fact[] {
  const at = (mark: string) => hm(anchorAt(session, mark))
  const clock = (text: string): Fact => ({ icon: 'clock', text })
  if (item.no === 9) return [clock(t('fact.meeting', { time: at('T-45') }))]
  if (item.no === 10 || item.no === 20) return [clock(t('fact.entry', { time: at('T-15') }))]
  if (item.no === 14) return [clock(t('fact.opening', { time: at('T-5') }))]
  if (item.no === 15) return [clock(t('fact.reminder', { time: at('END-15') }))]
  if (item.no === 16) return [clock(t('fact.end', { time: at('END') }))]
  return []
}

function meetings(item: TemplateItem, form: Form): Fact[] {
  const field = item.no === 5 ? 'meeting/staff' : item.no === 32 ? 'meeting/examiners' : null
  const meeting = field && form.value<{ attended: boolean; at: number | null }>(field)
  if (!meeting?.attended || !meeting.at) return []
  return [{ icon: 'users', text: t('fact.attended', { time: hm(meeting.at) }) }]
}

function lists(item: TemplateItem, form: Form): Fact[] {
  const brief = form.brief
  if (!brief) return []
  const projects = (brief as unknown as More).projects ?? []
  if (item.no === 8 || item.no === 19) {
    const rooms = roomsFor(item, form.scope).map((room) => room.name)
    return rooms.length ? [{ icon: 'door-enter', text: rooms.join('、') }] : []
  }
  if (item.no === 26) {
    return projects
      .filter((one) => one.paper_code)
      .map((one) => ({
        icon: 'package',
        text: t('fact.papers', { name: one.name, code: one.paper_code ?? '', n: one.copies ?? 0 }),
      }))
  }
  if (item.no === 30) {
    const names = brief.examiners.map((one) => one.name + (one.leader ? t('fact.leader') : ''))
    return names.length ? [{ icon: 'users', text: names.join('、') }] : []
  }
  if (item.no === 35) {
    const due = brief.projects.reduce((sum, one) => sum + one.due, 0)
    return [{ icon: 'users', text: t('fact.due', { n: due }) }]
  }
  return []
}

function before(item: TemplateItem, form: Form): Fact[] {
  const last = (form.brief as unknown as More | null)?.previous?.find((one) => one.no === item.no)
  if (!last) return []
  return [
    {
      icon: 'history',
      text: t('fact.previous', { day: last.day, grade: last.grade, remark: last.remark }),
    },
  ]
}

export function factsFor(item: TemplateItem, form: Form, session: string | null): Fact[] {
  const sessions = form.brief?.sessions ?? []
  const current = sessions.find((one) => one.id === session)
  return [
    ...lists(item, form),
    ...(current ? times(item, current) : []),
    ...meetings(item, form),
    ...before(item, form),
  ]
}
