/** What one page of the app has loaded: the client's core, as it ships. */
import * as clock from '@/core/clock'
import * as db from '@/core/db'
import * as drafts from '@/core/drafts'
import * as files from '@/core/files'
import * as fold from '@/core/fold'
import * as http from '@/core/http'
import * as kit from '@/core/kit'
import * as outbox from '@/core/outbox'
import * as rescue from '@/core/rescue'
import * as seal from '@/core/seal'
import * as session from '@/core/session'
import * as slots from '@/core/slots'
import { status } from '@/core/status'
import * as sync from '@/core/sync'

const page = { clock, db, drafts, files, fold, http, kit, outbox, rescue, seal, session, slots, status, sync }

export type Page = typeof page
export default page
