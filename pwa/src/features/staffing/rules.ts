import type { PlainEntry } from '@/core/types'

import type { Brief, BriefSession, Dispatch, Reply } from './types'

/** One dispatch of mine, from the kit on the phone, from the server's list, or from both. */
export interface Assignment {
  event: string
  number: string
  station: { name: string; place: string }
  centre: { name: string; phone: string }
  chief: { name: string; phone: string }
  batches: string[]
  projects: string[]
  sessions: BriefSession[]
  deadline: number
  lead: boolean
  practice: boolean
  demo: boolean
  reply: Reply
  ready: boolean | null
  form: Dispatch['form']
}

export function fromDispatch(one: Dispatch, person: string | null): Assignment {
  const mine = one.supervisors.find((supervisor) => supervisor.person === person)
  return {
    event: one.event,
    number: one.number,
    station: one.station,
    centre: { name: one.centre.name, phone: one.centre_phone },
    chief: one.chief,
    batches: one.batches.map((batch) => batch.name),
    projects: one.projects.map((project) => project.name),
    sessions: one.sessions,
    deadline: one.deadline,
    lead: one.my_lead,
    practice: one.practice,
    demo: one.demo,
    reply: mine?.reply === 'accepted' ? 'accept' : mine?.reply === 'declined' ? 'decline' : null,
    ready: mine?.check.ready ?? null,
    form: one.form,
  }
}

export function fromBrief(brief: Brief, person: string | null): Assignment {
  return {
    event: brief.event,
    number: brief.dispatch.number,
    station: brief.station,
    centre: { name: brief.centre.name, phone: brief.centre.duty_phone },
    chief: brief.chief,
    batches: brief.batches.map((batch) => batch.name),
    projects: brief.projects.map((project) => project.name),
    sessions: brief.sessions,
    deadline: brief.deadline,
    lead: brief.team.some((member) => member.person === person && member.lead),
    practice: brief.practice,
    demo: brief.demo,
    reply: null,
    ready: null,
    form: null,
  }
}

/** My newest words about this dispatch among its entries, own unsent ones included. */
export function ownLast(entries: readonly PlainEntry[], kind: string, person: string | null): PlainEntry | null {
  const mine = entries.filter(
    (entry) => entry.kind === kind && entry.actor === person && !entry.outcome.startsWith('refused'),
  )
  const superseded = new Set(mine.flatMap((entry) => entry.parents))
  const last = mine.filter((entry) => !superseded.has(entry.hash))
  return last.sort((one, other) => other.happened.at - one.happened.at)[0] ?? null
}

const DAY = 86_400_000
const span = (one: Assignment) => ({
  from: Math.min(...one.sessions.map((session) => session.t0)),
  to: Math.max(...one.sessions.map((session) => session.end)),
})

/** Still to be worked on: the exam is not over, or its form is not handed in before the deadline. */
export function isOpen(one: Assignment, now: number): boolean {
  return one.reply !== 'decline' && now <= Math.max(span(one).to, one.deadline) + DAY
}

/** The one for the day card: running or next today; otherwise the next that comes, then the last that was. */
export function leading(all: readonly Assignment[], now: number): Assignment | null {
  const open = all.filter((one) => one.sessions.length && one.reply !== 'decline')
  const distance = (one: Assignment) => {
    const { from, to } = span(one)
    if (now < from) return from - now
    return now <= to ? 0 : (now - to) * 2
  }
  return [...open].sort((one, other) => distance(one) - distance(other) || span(one).from - span(other).from)[0] ?? null
}
