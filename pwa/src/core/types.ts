/** The nouns everyone shares: what is sealed, received and shown (contracts §1–4). */

/** Milliseconds since 1970-01-01 UTC. */
export type Instant = number
/** SHA-256 as 64 lower-case hex characters. */
export type Hash = string
/** 32 lower-case hex characters. */
export type Id = string

export type FileRole = 'photo' | 'snapshot' | 'strokes'

/** Bytes kept on this phone, named by their hash. */
export interface StoredFile {
  sha256: Hash
  size: number
  type: string
}

/** A file in an entry's manifest. */
export interface FileRef extends StoredFile {
  role: FileRole
}

/** [number, hash] of a checkpoint. */
export type CheckpointName = [number, Hash]

export interface Happened {
  wall: Instant
  at: Instant
  after: CheckpointName | null
}

export type Data = Record<string, unknown>

/** The signed members of an entry, exactly these (contracts §3). */
export interface Payload {
  kind: string
  v: number
  journal: Id
  n: number
  prev: Hash | null
  parents: Hash[]
  happened: Happened
  data: Data
  files: FileRef[]
  salt: string
}

/** The exact members of a journal line (contracts §4). */
export interface Line {
  v: number
  journal: Id
  seq: number
  entry: Hash
  actor: Id | null
  kid: string | null
  received: Instant
  outcome: string
  rules: number
}

/** One thing that happened, as pages read it: received lines and own unsent entries alike. */
export interface PlainEntry {
  hash: Hash
  kind: string
  v: number
  journal: Id
  n: number | null
  prev: Hash | null
  parents: Hash[]
  happened: Partial<Happened> & { at: Instant }
  data: Data
  files: FileRef[]
  kid: string | null
  actor: Id | null
  seq: number | null
  received: Instant | null
  /** `local` as long as no line is known here. */
  outcome: string
  /** Sealed on this phone. */
  own: boolean
}

export interface Person {
  id: Id
  name: string
}

/** A person's key slot on this phone, without its secrets. */
export interface Slot {
  id: Id
  person: Person
  centre: Id
  kid: string
  label: string
  device: Id | null
  state: 'pending' | 'ready' | 'locked'
  wrong: number
  created: Instant
  /** A gate's own slot, which nobody opens by PIN. */
  use?: 'gate'
}

export interface Jwk {
  crv: 'P-256'
  kty: 'EC'
  x: string
  y: string
}
