/**
 * The form of one event on this phone: what is sealed (received and own entries), overlaid by
 * drafts. A change is a verified draft before the screen shows it; it seals when the field is left
 * or after ten seconds without change, and can be undone until then (architecture §4).
 */

import { computed, reactive, ref, shallowReactive, shallowRef, triggerRef } from 'vue'

import { canonicalText } from '@/core/canonical'
import { now } from '@/core/clock'
import { readDrafts, saveDraft, sealDraft, undo as dropDraft } from '@/core/drafts'
import { CoreError } from '@/core/errors'
import { fold, type Head } from '@/core/fold'
import { entriesOf, kit, type RosterRow } from '@/core/kit'
import { status, unlocked } from '@/core/status'
import type { FileRef, PlainEntry, StoredFile } from '@/core/types'

import type { Days } from './anchors'
import { oneByOne } from './queue'
import { factsOf, gapsOf, progressOf, type Facts } from './rules'
import { loadTemplate } from './template'
import type { Day } from './timeline'
import type { Brief, Scope, Template } from './types'

export const SEAL_AFTER_MS = 10_000

export type Trouble = 'no_kit' | 'locked' | 'storage'

export interface Draft {
  value: unknown
  files: FileRef[]
  savedAt: number
}

/** Photos a value names, wherever its shape keeps them. */
export function photosIn(value: unknown): string[] {
  const { photos, pages, before, after } = (value ?? {}) as Record<string, unknown>
  const named = [...[photos, pages].flatMap((list) => (Array.isArray(list) ? (list as unknown[]) : [])), before, after]
  return named.filter((one): one is string => typeof one === 'string' && one !== '')
}

const same = (one: unknown, other: unknown) => canonicalText(one) === canonicalText(other)

function createForm(event: string) {
  const template = shallowRef<Template | null>(null)
  const brief = shallowRef<Brief | null>(null)
  const roster = shallowRef<RosterRow[]>([])
  const entries = shallowRef<PlainEntry[]>([])
  const drafts = shallowReactive(new Map<string, Draft>())
  const known = new Map<string, StoredFile>()
  const trouble = ref<Trouble | null>(null)
  const ready = ref(false)
  /** Fields whose last write failed: their screen says so until a write succeeds. */
  const failed = reactive(new Set<string>())

  const sealed = computed(() =>
    fold(entries.value.filter((one) => one.kind === 'inspections.answer')),
  )
  const sheets = computed(
    () => new Set(entries.value.filter((one) => one.data.field === 'paper').map((one) => one.hash)),
  )
  const heads = computed(() => {
    const values = new Map<string, readonly unknown[]>()
    for (const [field, found] of sealed.value) values.set(field, found.map((one) => one.value))
    for (const [field, draft] of drafts) values.set(field, [draft.value])
    return values
  })
  const facts = computed<Facts>(() =>
    brief.value
      ? factsOf(brief.value)
      : { rooms: [], technical_defence: false, examiners: [], projects: [], header: {} },
  )
  const scope = computed(() => value<Scope>('scope') ?? facts.value)
  const day = computed<Day>(() => {
    const days: Days = brief.value ? { 'END+1wd': brief.value.deadline } : {}
    return { sessions: brief.value?.sessions ?? [], days }
  })
  const gaps = computed(() =>
    template.value ? gapsOf(template.value, facts.value, heads.value) : [],
  )
  const progress = computed(() =>
    template.value ? progressOf(template.value, facts.value, heads.value) : { done: 0, due: 0 },
  )

  /* ---- reading ---- */

  function remember(files: readonly StoredFile[]): void {
    for (const { sha256, size, type } of files) known.set(sha256, { sha256, size, type })
  }

  /** Counts what this page sealed: a reading that began before must not hide it. */
  let adopted = 0

  async function readEntries(): Promise<void> {
    let found: PlainEntry[]
    let before: number
    do {
      before = adopted
      found = await entriesOf(event)
    } while (before !== adopted)
    entries.value = found.filter((one) => !one.outcome.startsWith('refused'))
    for (const entry of found) remember(entry.files)
    countClashes()
  }

  function countClashes(): void {
    status.clashes[event] = [...sealed.value.values()].filter((found) => found.length > 1).length
  }

  async function load(): Promise<void> {
    trouble.value = null
    try {
      const [form, work] = await Promise.all([loadTemplate(), kit<Brief>(event)])
      template.value = form
      if (!work) {
        trouble.value = 'no_kit'
        return
      }
      brief.value = work.brief
      roster.value = work.roster
      await readEntries()
      if (!ready.value) await takeUpDrafts()
      ready.value = true
      // What a locked phone could not seal gets its ten seconds again.
      for (const field of drafts.keys()) if (!isLocal(field) && !timers.has(field)) waitToSeal(field)
    } catch (error) {
      trouble.value =
        error instanceof CoreError && error.code === 'slot.locked' ? 'locked' : 'storage'
    }
  }

  /** Drafts that outlived a reload or a kill. */
  async function takeUpDrafts(): Promise<void> {
    for (const draft of await readDrafts(event)) {
      remember(draft.files)
      drafts.set(draft.field, draft)
    }
  }

  /* ---- writing ---- */

  const newest = new Map<string, unknown>()
  const writing = new Map<string, Promise<void>>()
  const timers = new Map<string, ReturnType<typeof setTimeout>>()

  /** Fields that only this phone keeps: never sealed. */
  function isLocal(field: string): boolean {
    return field.startsWith('local/')
  }

  /** Of its own draft and entries alone: a card that reads it is not drawn anew by every other answer. */
  function value<T>(field: string): T | undefined {
    const draft = drafts.get(field)
    if (draft) return draft.value as T
    const found = sealed.value.get(field)
    return found?.length === 1 ? (found[0]?.value as T) : undefined
  }

  function filesOf(next: unknown): FileRef[] {
    return photosIn(next).flatMap((sha256) => {
      const file = known.get(sha256)
      return file ? [{ ...file, role: 'photo' as const }] : []
    })
  }

  async function write(field: string): Promise<void> {
    while (newest.has(field)) {
      const next = newest.get(field)
      const before = sealed.value.get(field)
      if (before?.length === 1 && same(before[0]?.value, next)) {
        await dropDraft(event, field)
        drafts.delete(field)
      } else {
        const files = filesOf(next)
        await saveDraft(event, field, next, files)
        drafts.set(field, { value: next, files, savedAt: now() })
      }
      // Typing goes on during a write: the newest value is written next, in one go.
      if (newest.get(field) === next) newest.delete(field)
    }
  }

  /** Applies a change to the newest value of a field; resolves when it is verified on this phone. */
  async function change<T>(field: string, start: () => T, update: (value: T) => T): Promise<void> {
    const current = (newest.get(field) ?? value<T>(field) ?? start()) as T
    newest.set(field, update(current))
    clearTimeout(timers.get(field))
    if (!writing.has(field)) {
      writing.set(
        field,
        write(field).finally(() => writing.delete(field)),
      )
    }
    try {
      await writing.get(field)
      failed.delete(field)
    } catch (error) {
      newest.delete(field)
      failed.add(field)
      throw error
    }
    if (!isLocal(field)) waitToSeal(field)
  }

  /** Everything typed so far is verified on this phone: before the camera opens (R2). */
  async function settle(): Promise<void> {
    await Promise.allSettled(writing.values())
  }

  function set<T>(field: string, next: T): Promise<void> {
    return change<T>(field, () => next, () => next)
  }

  function waitToSeal(field: string): void {
    clearTimeout(timers.get(field))
    timers.set(
      field,
      setTimeout(() => void leave(field), SEAL_AFTER_MS),
    )
  }

  /**
   * The field is left: its draft becomes an entry. A second seal beside the first would not know it
   * as its parent, and one person would clash with himself.
   */
  const leave = oneByOne(sealField)

  /** What is typed before the signature while the form is taken from paper names its sheet. */
  function sheetFor(field: string): string[] {
    if (field === 'paper' || entries.value.some((one) => one.kind === 'inspections.sign')) return []
    return (sealed.value.get('paper') ?? []).map((one) => one.hash)
  }

  /** A locked phone keeps the draft for later. */
  async function sealField(field: string): Promise<void> {
    clearTimeout(timers.get(field))
    timers.delete(field)
    await writing.get(field)?.catch(() => undefined)
    const draft = drafts.get(field)
    if (!draft || isLocal(field)) return
    const before = (sealed.value.get(field) ?? []).map((one) => one.hash)
    const parents = [...before, ...sheetFor(field)]
    try {
      const hash = await sealDraft(event, field, parents)
      if (hash) adopt(hash, field, draft, parents)
      // What was typed while it was sealed is a new draft and stays; what another tab sealed is read.
      else if (drafts.get(field) === draft) await readEntries()
      if (drafts.get(field) === draft) drafts.delete(field)
    } catch (error) {
      if (!(error instanceof CoreError) || error.code !== 'slot.locked') failed.add(field)
    }
  }

  /** The entry just sealed, as the next reading will find it. */
  function adopt(hash: string, field: string, draft: Draft, parents: string[]): void {
    adopted += 1
    entries.value.push({
      hash,
      kind: 'inspections.answer',
      v: 1,
      journal: event,
      n: null,
      prev: null,
      parents,
      happened: { at: now() },
      data: { field, value: draft.value },
      files: draft.files,
      kid: unlocked.value?.kid ?? null,
      actor: unlocked.value?.person.id ?? null,
      seq: null,
      received: null,
      outcome: 'local',
      own: true,
    })
    triggerRef(entries)
    countClashes()
  }

  async function leaveAll(): Promise<void> {
    for (const field of [...drafts.keys()]) await leave(field)
  }

  async function undo(field: string): Promise<void> {
    clearTimeout(timers.get(field))
    timers.delete(field)
    await writing.get(field)?.catch(() => undefined)
    await dropDraft(event, field)
    drafts.delete(field)
  }

  /* ---- people ---- */

  const me = computed(() => unlocked.value?.person ?? null)
  const isLead = computed(() =>
    Boolean(brief.value?.team.find((one) => one.person === me.value?.id)?.lead),
  )

  function nameOf(person: string | null): string {
    const inTeam = brief.value?.team.find((one) => one.person === person)
    return inTeam?.name ?? roster.value.find((one) => one.person === person)?.name ?? ''
  }

  /** Who gave the current answer, if it was not this phone's holder. */
  function otherAuthor(field: string): string {
    if (drafts.has(field)) return ''
    const found = sealed.value.get(field)
    const author = found?.length === 1 ? (found[0]?.actor ?? null) : null
    return author === null || author === me.value?.id ? '' : nameOf(author)
  }

  function clash(field: string): Head[] {
    const found = sealed.value.get(field) ?? []
    return found.length > 1 && !drafts.has(field) ? found : []
  }

  return reactive({
    event,
    template,
    brief,
    entries,
    drafts,
    ready,
    trouble,
    failed,
    sealed,
    sheets,
    heads,
    facts,
    scope,
    day,
    gaps,
    progress,
    me,
    isLead,
    load,
    readEntries,
    remember,
    value,
    change,
    set,
    settle,
    leave,
    leaveAll,
    undo,
    nameOf,
    otherAuthor,
    clash,
    fileOf: (sha256: string) => known.get(sha256) ?? null,
  })
}

export type Form = ReturnType<typeof createForm>

const forms = new Map<string, Form>()

/** One store per event and person: pages of the form share it. */
export function useForm(event: string): Form {
  const key = `${unlocked.value?.id ?? ''}/${event}`
  let form = forms.get(key)
  if (!form) {
    form = createForm(event)
    forms.set(key, form)
  }
  return form
}

/** For tests, and when a slot is signed out. */
export function forgetForms(): void {
  forms.clear()
}
