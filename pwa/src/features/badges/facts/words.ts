/** A gate fact as one short line. */
import type { IconName } from '@/ui'
import { hm } from '@/ui/time'

import type { GateFact } from './rules'
import { t } from './texts'

export interface Line {
  icon: IconName
  text: string
}

export function lineOf(fact: GateFact): Line {
  switch (fact.kind) {
    case 'gate':
      return { icon: 'door-enter', text: t('gate', { name: fact.name, passed: fact.passed, refused: fact.refused }) }
    case 'role':
      return { icon: 'users', text: t('role', { role: t(`role.${fact.role as 'chief'}`), came: fact.came, due: fact.due }) }
    case 'punctual':
      return { icon: 'clock', text: t('punctual', { who: t(`who.${fact.who}`), came: fact.came, due: fact.due, time: hm(fact.by) }) }
    case 'late':
    case 'left':
      return { icon: 'clock', text: t(fact.kind, { name: fact.name, time: hm(fact.at) }) }
    case 'missing':
      return { icon: 'user', text: t('missing', { name: fact.name }) }
    case 'present':
      return { icon: 'users', text: t('present', { inside: fact.inside, left: fact.left }) }
    case 'spot':
      return { icon: 'list-check', text: t('spot', { done: fact.done, wrong: fact.wrong }) }
    case 'own':
      return { icon: 'door-enter', text: t('own', { time: hm(fact.at) }) }
  }
}
