/** A gap in words, and the place where it is closed (A11-s2). */

import type { RouteLocationRaw } from 'vue-router'

import type { Gap } from './rules'
import type { Form } from './store'
import { t } from './texts'

export interface NamedGap {
  key: string
  no: string
  text: string
  to: RouteLocationRaw
}

/** 「考务人员认真履行职责。如：…」 up to its first stop, as a name for a list. */
export function shortName(text: string): string {
  const first = text.split(/[。；：]/)[0] ?? text
  return [...first].length > 22 ? `${[...first].slice(0, 21).join('')}…` : first
}

function reasonWords(gap: Gap): string {
  return t(`gap.${gap.reason}`)
}

export function namedGaps(form: Form): NamedGap[] {
  const at = (page: string, hash = ''): RouteLocationRaw => ({ path: `/e/${form.event}/form${page}`, hash })
  const unrated = form.gaps.filter((gap) => gap.reason === 'rating_missing')
  const others = form.gaps.filter((gap) => gap.reason !== 'rating_missing')
  const named = others.map((gap): NamedGap => {
    const [kind, id = ''] = gap.field.split('/')
    if (kind === 'item') {
      const item = form.template?.items.find((one) => String(one.no) === id)
      return {
        key: gap.field,
        no: id,
        text: `${shortName(item?.text_zh ?? '')} · ${reasonWords(gap)}`,
        to: { path: `/e/${form.event}/form`, query: { item: id } },
      }
    }
    if (kind === 'figures') {
      const project = form.brief?.projects.find((one) => one.id === id)?.name ?? ''
      return { key: gap.field, no: '', text: `${project} · ${reasonWords(gap)}`, to: at('/head', '#figures') }
    }
    if (kind === 'na') {
      const name = id === 'S2a' ? t('gap.theory') : t('gap.practical')
      return { key: gap.field, no: id === 'S2a' ? '8' : '19', text: `${name} · ${reasonWords(gap)}`, to: at('/all', `#${id}`) }
    }
    const name = form.template?.header_fields.find((one) => one.key === id)?.zh ?? t('gap.head')
    return { key: gap.field, no: '', text: `${name} · ${reasonWords(gap)}`, to: at('/head') }
  })
  if (!unrated.length) return named
  const rating: NamedGap = {
    key: 'rating',
    no: '34',
    text: `${t('gap.examiners')} · ${t('gap.ratings', { n: unrated.length })}`,
    to: at('/34'),
  }
  const after = named.findIndex((gap) => Number(gap.no) > 34)
  const place = after < 0 ? named.length : after
  return [...named.slice(0, place), rating, ...named.slice(place)]
}
