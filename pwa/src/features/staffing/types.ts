/** Names for what the server answers; the shapes are those of the API. */
import type { Schemas } from '@/core/http'

/** Section `brief` of the kit (contracts §7). */
export type Brief = Schemas['Brief']
export type BriefSession = Schemas['BriefSession']
/** A dispatch as the server lists it. */
export type Dispatch = Schemas['Dispatch']

export type Reply = 'accept' | 'decline' | null
