/** What somebody's phone is for: the form of a supervisor, or only the papers of a chief or invigilator. */
import { watch } from 'vue'

import { kits } from '@/core/kit'
import { keepOwn, readOwn } from '@/core/own'
import { status, unlocked } from '@/core/status'
import type { Part } from '@/core/status'

import { me, ownSession } from './session'

const KEPT = 'part'
const PAPERS = ['chief', 'invigilator']

let known: string | null = null
watch(unlocked, (slot) => {
  if (slot?.id !== known) status.part = 'form'
  known = null
})

function partOf(roles: string[]): Part {
  return roles.some((role) => PAPERS.includes(role)) && !roles.includes('supervisor') ? 'papers' : 'form'
}

/** Known once per opened slot: from the phone, and the first time from the session. */
export async function learnPart(): Promise<Part> {
  const slot = unlocked.value
  if (!slot || slot.use === 'gate') return 'form'
  if (known === slot.id) return status.part
  let part = await readOwn<Part>(KEPT).catch(() => null)
  // A phone with kits was a supervisor's before there were others: it does not wait for the network.
  if (!part && !(await kits()).length && (await ownSession())) {
    part = partOf((me.value?.roles ?? []).map(({ role }) => role))
    await keepOwn(KEPT, part).catch(() => undefined)
  }
  if (slot !== unlocked.value) return 'form'
  known = part ? slot.id : null
  status.part = part ?? 'form'
  return status.part
}
