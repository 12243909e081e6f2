/** Signing a form: all drafts sealed, one snapshot, strokes bound to its hash, one entry (A11-s1, U-6). */

import { sha256 } from '@/core/bytes'
import { canonical } from '@/core/canonical'
import { now } from '@/core/clock'
import { readFile, storeBytes } from '@/core/files'
import { apiBytes } from '@/core/http'
import { seal } from '@/core/seal'
import { flush } from '@/core/sync'
import type { Ink } from '@/ui/ink/ink'
import { storeStrokes } from '@/ui/ink/store'

import { AMEND } from './page'
import { buildSnapshot, type Snapshot } from './snapshot'
import type { Form } from './store'
import type { Version } from './versions'

export class SigningError extends Error {
  constructor(readonly code: 'gaps' | 'drafts' | 'locked') {
    super(code)
    this.name = 'SigningError'
  }
}

export function draftSnapshot(form: Form, latest: Version | null, at = now()): Snapshot | null {
  if (!form.template || !form.brief) return null
  const reason = form.value<{ reason: string }>(AMEND)?.reason ?? null
  return buildSnapshot(
    {
      template: form.template,
      brief: form.brief,
      facts: form.facts,
      heads: form.heads,
      sealed: form.sealed,
      sheets: form.sheets,
      fileOf: form.fileOf,
    },
    {
      version: (latest?.number ?? 0) + 1,
      previous: latest?.hash ?? null,
      amend_reason: latest ? reason : null,
      at,
    },
  )
}

/** The lead signs: a new version of the form. */
export async function signForm(form: Form, latest: Version | null, ink: Ink): Promise<string> {
  await form.leaveAll()
  if ([...form.drafts.keys()].some((field) => !field.startsWith('local/'))) {
    throw new SigningError('drafts')
  }
  if (form.gaps.length) throw new SigningError('gaps')
  const snapshot = draftSnapshot(form, latest)
  if (!snapshot || !form.me) throw new SigningError('locked')
  const content = await storeBytes(canonical(snapshot), 'application/json')
  const strokes = await storeStrokes(ink, content.sha256)
  const previous = latest?.hash ?? null
  const hash = await seal(
    form.event,
    'inspections.sign',
    {
      version: snapshot.version,
      previous,
      snapshot: content.sha256,
      strokes: strokes.sha256,
      signer: form.me.id,
      assurance: 'key',
    },
    {
      parents: previous ? [previous] : [],
      files: [
        { ...content, role: 'snapshot' },
        { ...strokes, role: 'strokes' },
      ],
    },
  )
  if (form.value(AMEND)) await form.undo(AMEND)
  await form.readEntries()
  void flush()
  return hash
}

/** Another supervisor signs the same content: on the own phone (key) or here, in the holder's presence (strokes). */
export async function cosignForm(form: Form, version: Version, ink: Ink, signer: string): Promise<string> {
  const strokes = await storeStrokes(ink, version.snapshot)
  const hash = await seal(
    form.event,
    'inspections.cosign',
    {
      sign: version.hash,
      snapshot: version.snapshot,
      strokes: strokes.sha256,
      signer,
      assurance: signer === form.me?.id ? 'key' : 'strokes',
    },
    { parents: [version.hash], files: [{ ...strokes, role: 'strokes' }] },
  )
  await form.readEntries()
  void flush()
  return hash
}

/** Why a signed file is not here: nobody uploaded it yet, no network, no session, or other bytes came. */
export type Missing = 'absent' | 'network' | 'session' | 'content'
export type Found<T> = { value: T; missing: null } | { value: null; missing: Missing }

const lacking = (missing: Missing) => ({ value: null, missing }) as const

/** A signed file: from this phone, else from the centre and only if its hash is right; kept for the way without network. */
async function signedFile<T>(form: Form, entry: string, digest: string): Promise<Found<T>> {
  const own = await readFile(digest)
  if (own) return { value: JSON.parse(await own.text()) as T, missing: null }
  const path = { journal_id: form.event, entry, sha256: digest }
  const answer = await apiBytes('/journals/{journal_id}/entries/{entry}/files/{sha256}', { path })
  if (!answer.ok) {
    if (answer.status === 404) return lacking('absent')
    return lacking(answer.status === 401 ? 'session' : 'network')
  }
  if ((await sha256(answer.data)) !== digest) return lacking('content')
  // A full phone can still show what it holds.
  await storeBytes(answer.data, 'application/json').catch(() => undefined)
  return { value: JSON.parse(new TextDecoder().decode(answer.data)) as T, missing: null }
}

export function readSnapshot(form: Form, version: Version): Promise<Found<Snapshot>> {
  return signedFile(form, version.hash, version.snapshot)
}

export function readInk(form: Form, entry: string, digest: string): Promise<Found<Ink>> {
  return signedFile(form, entry, digest)
}
