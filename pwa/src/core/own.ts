/**
 * Small things of the unlocked person beside kit and drafts, never in clear and never another person's.
 * `Own` is kept like drafts: it outlives a sign-out and a new PIN. `Copy` is what the centre told: it opens with the
 * PIN only and goes with the kits.
 */
import { sealJson, unsealJson } from './box'
import { hide, show } from './browser'
import { fact, setFact } from './db'
import { copyPlace } from './kitstore'
import { openSlot } from './slots'

const ownPlace = (name: string): string => `own/${openSlot().slot.person.id}/${name}`

export async function keepOwn(name: string, value: unknown): Promise<void> {
  const id = ownPlace(name)
  await setFact(id, await hide('meta', id, value))
}

export async function readOwn<T>(name: string): Promise<T | null> {
  const id = ownPlace(name)
  const box = await fact<ArrayBuffer>(id)
  return box && show<T>('meta', id, box)
}

export async function keepCopy(name: string, value: unknown): Promise<void> {
  const { slot, kit } = openSlot()
  const id = copyPlace(slot.id, name)
  await setFact(id, await sealJson(kit, value, id))
}

export async function readCopy<T>(name: string): Promise<T | null> {
  const { slot, kit } = openSlot()
  const id = copyPlace(slot.id, name)
  const box = await fact<ArrayBuffer>(id)
  return box && unsealJson<T>(kit, box, id)
}
