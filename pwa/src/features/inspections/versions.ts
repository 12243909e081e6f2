/** Signed versions of a form, from its entries: what was signed, by whom, and what the centre said. */

import type { PlainEntry } from '@/core/types'

export interface Version {
  hash: string
  number: number
  previous: string | null
  snapshot: string
  strokes: string
  at: number
  signer: string | null
  outcome: string
  cosigns: { hash: string; signer: string; strokes: string; at: number }[]
  /** Newest question of the centre on this version, null when none. */
  question: string | null
  replies: string[]
  received: { inbox: string; at: number }[]
  recorded: boolean
}

const text = (value: unknown) => (typeof value === 'string' ? value : '')

function about(entries: readonly PlainEntry[], kind: string, sign: string): PlainEntry[] {
  return entries.filter((entry) => entry.kind === kind && entry.data.sign === sign)
}

function versionOf(entry: PlainEntry, entries: readonly PlainEntry[]): Version {
  const returned = about(entries, 'inspections.returned', entry.hash)
  return {
    hash: entry.hash,
    number: Number(entry.data.version),
    previous: text(entry.data.previous) || null,
    snapshot: text(entry.data.snapshot),
    strokes: text(entry.data.strokes),
    at: entry.happened.at,
    signer: text(entry.data.signer) || entry.actor,
    outcome: entry.outcome,
    cosigns: about(entries, 'inspections.cosign', entry.hash).map((one) => ({
      hash: one.hash,
      signer: text(one.data.signer) || (one.actor ?? ''),
      strokes: text(one.data.strokes),
      at: one.happened.at,
    })),
    question: text(returned[returned.length - 1]?.data.question) || null,
    replies: about(entries, 'inspections.replied', entry.hash).map((one) => text(one.data.text)),
    received: about(entries, 'inspections.received', entry.hash).map((one) => ({
      inbox: text(one.data.inbox),
      at: one.happened.at,
    })),
    recorded: about(entries, 'inspections.recorded', entry.hash).length > 0,
  }
}

/** Oldest first; the last one counts. */
export function versionsOf(entries: readonly PlainEntry[]): Version[] {
  return entries
    .filter((entry) => entry.kind === 'inspections.sign')
    .map((entry) => versionOf(entry, entries))
    .sort((one, other) => one.number - other.number || one.at - other.at)
}

/** Findings that concern an item: they keep it out of 「其余评A」 and stand under 异常情况. */
export interface RaisedFinding {
  hash: string
  code: string | null
  severity: string
  item: number | null
  place: string
  facts: string
  at: number
}

export function findingsOf(entries: readonly PlainEntry[]): RaisedFinding[] {
  const replaced = new Set(
    entries.filter((one) => one.kind === 'findings.raise').flatMap((one) => one.parents),
  )
  return entries
    .filter((entry) => entry.kind === 'findings.raise' && !replaced.has(entry.hash))
    .map((entry) => ({
      hash: entry.hash,
      code: text(entry.data.code) || null,
      severity: text(entry.data.severity),
      item: typeof entry.data.item === 'number' ? entry.data.item : null,
      place: text(entry.data.place),
      facts: text(entry.data.facts),
      at: entry.happened.at,
    }))
    .sort((one, other) => one.at - other.at)
}
