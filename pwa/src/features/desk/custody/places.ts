import { dayTime } from '../when'
import { joined, type Counter, type CounterPack } from './words'
import { t } from './texts'

/** Where a pack is meant for: project, and kind, time and room in one line. */
export function placeOf(counter: Counter, one: Pick<CounterPack, 'project' | 'session' | 'room' | 'kind' | 'computer' | 'paper_code'>): { project: string; words: string } {
  const session = counter.sessions.find((row) => row.id === one.session)
  return {
    project: counter.projects.find((row) => row.id === one.project)?.name ?? '',
    words: joined([
      one.computer ? t('kind.computer') : t(`kind.${one.kind}`),
      session && dayTime(session.t0),
      counter.rooms.find((row) => row.id === one.room)?.name,
      one.paper_code,
    ]),
  }
}
