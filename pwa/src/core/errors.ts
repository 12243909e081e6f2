/** What can go wrong on the phone itself; pages choose the words by `code`. */
export type CoreCode =
  | 'storage.dead' // the database handle stayed dead after three tries
  | 'storage.quota' // no space left
  | 'storage.verify' // what was read back is not what was written
  | 'storage.unreadable' // a row can no longer be decrypted
  | 'storage.unsupported' // no IndexedDB or no WebCrypto: read only
  | 'slot.locked' // no key is unlocked
  | 'slot.pin' // PIN too short or not digits
  | 'slot.unknown'
  | 'keys.other_root' // this phone is pinned to another server
  | 'keys.untrusted' // a signed answer does not verify
  | 'keys.missing' // no key list was ever received
  | 'entry.too_large'
  | 'entry.too_deep'
  | 'entry.json'
  | 'entry.text'
  | 'entry.members'
  | 'entry.photo_unreadable' // a file of the manifest is not whole on this phone
  | 'seal.crowded' // another tab kept sealing in between
  | 'kit.gone'
  | 'kit.incomplete'
  | 'network'

export class CoreError extends Error {
  constructor(
    readonly code: CoreCode,
    cause?: unknown,
  ) {
    super(code, { cause })
    this.name = 'CoreError'
  }
}
