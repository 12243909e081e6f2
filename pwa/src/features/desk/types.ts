/** Names of the desk for what the server answers; the shapes are those of the API. Times are ms, days YYYY-MM-DD. */
import type { Schemas } from '@/core/http'

import type { Values } from './shared/filters'

export type Named = Schemas['Named']

/* ---- forms ---- */

export type Form = Schemas['FormOut']
export type FormRow = Schemas['FormRow']
export type Verdict = Schemas['DeadlineOut']['verdict']
export type Inbox = keyof Schemas['InboxStates']
export type Phone = Schemas['Phone']
export const TABS = ['all', 'to_receive', 'unsigned', 'late', 'unproven'] as const
export type Tab = (typeof TABS)[number]
/** What the list of forms can be asked for, kept in the URL. */
export const FORM_FILTERS = {
  state: TABS, station: '', month: '', grade: ['', 'B', 'C', 'BC'], q: '', practice: ['', '1'], page: '1',
  sort: ['-day', 'day', 'station', '-station', 'submitted', '-submitted', 'deadline', '-deadline'],
} as const
export type FormFilters = Values<typeof FORM_FILTERS>
export type Photo = Schemas['PhotoOut']
export type Item = Schemas['ItemOut']
export type Version = Schemas['VersionOut']
export type HistoryRow = Schemas['HistoryRow']
export type KitTaken = Schemas['KitOut']
export type Verification = Schemas['VerificationOut']
export type Violation = Schemas['Violation']

/* ---- held ---- */

export type HeldRow = Schemas['HeldRow']
export type Advice = Pick<HeldRow, 'code' | 'title' | 'clause' | 'todo'>

/* ---- offices ---- */

export type Dispatch = Schemas['Dispatch']
export type Supervisor = Schemas['Supervisor']
export type ImportResult = Schemas['ImportResult'] | Schemas['AccountImport']
export type Account = Schemas['Account']
export const ACCOUNT_STATES = ['', 'active', 'new', 'disabled'] as const
export type RoleName = Schemas['RoleRequest']['role']
export type Device = Schemas['Device']
export type PhoneAlarm = Schemas['Alarm']
export type IssuedCode = Schemas['IssuedCode']
export type Grant = Schemas['Grant']
export type SpecialDay = Schemas['SpecialDay']
export type AuditLine = Schemas['Audit']
