import type { OutboxItem } from '@/core/outbox'
import type { PlainEntry } from '@/core/types'
import type { IconName } from '@/ui'

import { t } from './texts'

/** What an entry is, in the words of the form; values are shown only to whoever unlocked the phone. */
const KINDS = [
  'staffing.reply', 'staffing.check', 'accounts.enrol', 'findings.raise', 'inspections.sign', 'inspections.cosign', 'badges.scan', 'badges.guard', 'badges.shown',
  'custody.offer', 'custody.answer', 'custody.recall', 'custody.confirm', 'custody.store', 'custody.open', 'custody.count', 'custody.collect', 'custody.seal', 'custody.except',
] as const
const FIELDS = [
  'rating', 'header', 'figures', 'explanation', 'exceptions', 'label', 'scope', 'na', 'meeting', 'order', 'extra',
] as const

export type Grade = 'A' | 'B' | 'C'

export function gradeOf(value: unknown): Grade | null {
  const grade = (value as { grade?: unknown } | null)?.grade
  return grade === 'A' || grade === 'B' || grade === 'C' ? grade : null
}

export function fieldTitle(field: string): string {
  const [kind = '', no = ''] = field.split('/')
  if (kind === 'item') return t('field.item', { n: no })
  if (kind === 'note') return t('field.note', { n: no })
  const known = FIELDS.find((name) => name === kind)
  return known ? t(`field.${known}`) : field
}

export function titleOf(item: Pick<OutboxItem, 'kind' | 'field'>, entry?: PlainEntry): string {
  if (item.field) {
    const grade = gradeOf(entry?.data.value)
    return grade ? `${fieldTitle(item.field)} ${t(`grade.${grade}`)}` : fieldTitle(item.field)
  }
  const kind = KINDS.find((name) => name === item.kind)
  return kind ? t(`kind.${kind}`) : t('kind.unknown')
}

export function iconOf(item: Pick<OutboxItem, 'kind' | 'field'>): IconName {
  if (item.kind === 'inspections.sign' || item.kind === 'inspections.cosign') return 'signature'
  if (item.kind.startsWith('staffing.')) return 'send'
  if (item.kind === 'findings.raise') return 'flag'
  if (item.kind.startsWith('badges.')) return 'id-badge-2'
  if (item.kind.startsWith('custody.')) return 'package'
  if (item.kind === 'accounts.enrol') return 'device-mobile'
  return item.field?.startsWith('rating/') ? 'users' : 'clipboard-check'
}

const REASONS = [
  'waiting:parent', 'waiting:after_revocation', 'waiting:unconfirmed', 'waiting:server_error', 'refused:scope.event', 'refused:scope.role',
  'refused:scope.object', 'refused:entry.parents', 'refused:entry.data', 'refused:entry.kind', 'refused:entry.strokes_reused', 'refused:entry.after_revocation',
  'refused:staffing.reason_missing', 'refused:inspections.unknown_item', 'refused:inspections.grade',
  'refused:inspections.not_applicable_ground', 'refused:inspections.unknown_examiner', 'refused:inspections.photo_missing',
  'refused:inspections.figures', 'refused:inspections.reason_missing', 'refused:inspections.not_lead',
  'refused:inspections.version', 'refused:inspections.incomplete', 'refused:inspections.snapshot', 'refused:inspections.ink',
  'refused:badges.outcome', 'refused:badges.override',
  'storage.unreadable', 'file.missing_here', 'entry.unknown_key', 'entry.signature', 'entry.journal', 'entry.too_large', 'http.413', 'http.404',
] as const

/** Bytes the centre could not read, one by one different, for a person the same. */
const UNREADABLE = [
  'entry.format', 'entry.algorithm', 'entry.key', 'entry.too_deep', 'entry.json', 'entry.duplicate_key', 'entry.text', 'entry.members',
]

/** Why it is not with the centre, and what to do; an unknown code is named beside the sentence, never alone. */
export function reasonOf(code: string): string {
  const known = REASONS.find((name) => name === code)
  if (known) return t(`why.${known}`)
  if (UNREADABLE.includes(code)) return t('why.entry.data')
  if (code.startsWith('refused:')) return t('why.refused', { code: code.slice('refused:'.length) })
  if (code.startsWith('waiting:')) return t('why.waiting')
  return t('why.other', { code })
}
