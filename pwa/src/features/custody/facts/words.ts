/** A fact about papers as one short line. */
import type { IconName } from '@/ui'
import { hm } from '@/ui/time'

import { moment, troubleWord } from '../words'
import type { PaperFact } from './rules'
import { t } from './texts'

export interface Line {
  icon: IconName
  text: string
}

const offset = (minutes: number): string => (minutes === 0 ? t('opened.exact') : minutes < 0 ? t('opened.before', { n: -minutes }) : t('opened.after', { n: minutes }))

export function lineOf(fact: PaperFact): Line {
  switch (fact.kind) {
    case 'rooms':
      return { icon: 'transfer', text: t('rooms', { given: fact.given, of: fact.of, time: fact.last ? hm(fact.last) : '' }) }
    case 'opened':
      return { icon: 'package', text: t('opened', { number: fact.number, time: hm(fact.at), offset: offset(fact.minutes), copies: fact.copies }) }
    case 'closed':
      return { icon: 'lock', text: fact.at === null ? t('closed.open', { number: fact.number, collected: fact.collected, missing: fact.missing }) : t('closed', { number: fact.number, collected: fact.collected, missing: fact.missing, time: hm(fact.at) }) }
    case 'practical':
      return { icon: 'package', text: t('practical', { of: fact.of, handed: fact.handed, opened: fact.opened, sealed: fact.sealed }) }
    case 'codes':
      return { icon: 'file-text', text: t('codes', { of: fact.of, codes: fact.codes }) }
    case 'fault':
      return { icon: 'alert-triangle', text: t('fault', { number: fact.number, what: troubleWord(fact.what) }) }
    case 'installed':
      return { icon: 'device-mobile', text: t(fact.clean ? 'installed' : 'installed.dirty', { machines: fact.machines }) }
    case 'erratum':
      return { icon: 'pencil', text: t('erratum', { number: fact.number, page: fact.page }) }
    case 'stored':
      return { icon: 'lock', text: t('stored', { time: moment(fact.at), place: fact.place }) }
    case 'open':
      return { icon: 'alert-triangle', text: t('open', { unproved: fact.unproved }) }
    case 'trouble':
      return { icon: 'alert-triangle', text: t('trouble', { number: fact.number, what: troubleWord(fact.what) }) }
  }
}
