import { afterEach, describe, expect, it } from 'vitest'

import { enter, type Me } from '@/app/session'
import { req } from '@/testing/req'

import type { Account } from '../types'
import { purposesFor } from './codes'

const account = (more: Partial<Account>): Account =>
  ({ id: 'a', kind: 'field', state: 'active', ...more }) as Account
const sign = (...permissions: string[]) => enter({ permissions, account: { id: 'me', username: 'duty' } } as unknown as Me)
const DUTY = ['account.code', 'account.activate', 'account.enrol_code', 'account.reset_field']

describe('codes an official may give', () => {
  afterEach(() => enter(null))

  it('offers the first code to a new account and a fresh start to an active one', () => {
    sign(...DUTY)
    expect(purposesFor(account({ state: 'new' }), false)).toEqual(['activation', 'enrol'])
    expect(purposesFor(account({}), false)).toEqual(['reset', 'enrol'])
  })

  it('resets office accounts only with the right to', () => {
    sign(...DUTY)
    expect(purposesFor(account({ kind: 'office' }), false)).toEqual(['enrol'])
    sign('account.code', 'account.reset_office')
    expect(purposesFor(account({ kind: 'office' }), false)).toEqual(['reset'])
  })

  it(req('S-1', 'gives no code to an administrator, to oneself or without the permission'), () => {
    sign(...DUTY)
    expect(purposesFor(account({ kind: 'admin' }), false)).toEqual([])
    expect(purposesFor(account({}), true)).toEqual([])
    expect(purposesFor(account({ state: 'disabled' }), false)).toEqual([])
    sign('account.read')
    expect(purposesFor(account({}), false)).toEqual([])
  })
})
