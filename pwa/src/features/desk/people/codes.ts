/** Which one-time codes an official may give to which account (the server decides again). */
import { may } from '@/app/session'

import type { Account } from '../types'

export type Purpose = 'activation' | 'enrol' | 'reset'

const NEEDS: Record<Purpose, (account: Account) => string> = {
  activation: () => 'account.activate',
  enrol: () => 'account.enrol_code',
  reset: (account) => (account.kind === 'field' ? 'account.reset_field' : 'account.reset_office'),
}

const FITS: Record<Purpose, (account: Account) => boolean> = {
  activation: (account) => account.state === 'new',
  enrol: (account) => account.kind === 'field' || account.state === 'active',
  reset: (account) => account.state === 'active',
}

/** In the order they are needed: first use, another phone, a new start. Administrators are reset on the server only. */
export function purposesFor(account: Account, own: boolean): Purpose[] {
  if (own || account.kind === 'admin' || account.state === 'disabled' || !may('account.code')) return []
  return (['activation', 'reset', 'enrol'] as const).filter((one) => FITS[one](account) && may(NEEDS[one](account)))
}
