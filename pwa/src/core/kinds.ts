/** Kinds this client seals, with their version: compared with docs/contracts.md §5 by a server test. */
export const KINDS = {
  'accounts.enrol': 1,
  'staffing.reply': 1,
  'staffing.check': 1,
  'findings.raise': 1,
  'inspections.answer': 1,
  'inspections.sign': 1,
  'inspections.cosign': 1,
  'badges.scan': 1,
  'badges.guard': 1,
  'badges.shown': 1,
  'custody.offer': 1,
  'custody.answer': 1,
  'custody.recall': 1,
  'custody.confirm': 1,
  'custody.store': 1,
  'custody.open': 1,
  'custody.count': 1,
  'custody.collect': 1,
  'custody.seal': 1,
  'custody.except': 1,
} as const

export type Kind = keyof typeof KINDS
