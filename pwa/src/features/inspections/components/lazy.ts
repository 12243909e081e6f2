/**
 * Parts that are not needed for the first look at the form. They are fetched when the page is idle,
 * long before anybody needs them, so that no network is asked for in the middle of an item.
 */

import { fetched } from '@/app/fetched'
import { idle } from '@/app/idle'

const parts = {
  details: () => import('./ItemDetails.vue'),
  phrases: () => import('./QuickPhrases.vue'),
  photos: () => import('./PhotoRow.vue'),
  ratings: () => import('./RatingsCard.vue'),
  free: () => import('./FreeTextCard.vue'),
  rooms: () => import('./RoomNotes.vue'),
  finding: () => import('./FindingBox.vue'),
  clash: () => import('./ClashCard.vue'),
  camera: () => import('./CameraView.vue'),
  photo: () => import('./PhotoView.vue'),
  order: () => import('./OrderSheet.vue'),
  basis: () => import('./BasisSheet.vue'),
  gate: () => import('@/features/badges').then(({ GateFacts }) => GateFacts),
  papers: () => import('@/features/custody').then(({ PaperFacts }) => PaperFacts),
}

export const ItemDetails = fetched(parts.details)
export const QuickPhrases = fetched(parts.phrases)
export const PhotoRow = fetched(parts.photos)
export const RatingsCard = fetched(parts.ratings)
export const FreeTextCard = fetched(parts.free)
export const RoomNotes = fetched(parts.rooms)
export const FindingBox = fetched(parts.finding)
export const ClashCard = fetched(parts.clash)
export const CameraView = fetched(parts.camera)
export const PhotoView = fetched(parts.photo)
export const OrderSheet = fetched(parts.order)
export const BasisSheet = fetched(parts.basis)
/** On the page of head and figures. */
export const GateCount = fetched(() => import('@/features/badges').then((badges) => badges.GateCount))
/** Beside few items, below the buttons: an item is graded before they are asked for. */
export const GateFacts = fetched(() => idle().then(parts.gate))
export const PaperFacts = fetched(() => idle().then(parts.papers))
export const PaperCount = fetched(() => import('@/features/custody').then((custody) => custody.PaperCount))
/** Beside the items on a tablet; a phone has it as a page of its own. */
export const FormMap = fetched(() => import('./FormMap.vue'))

/** What an open card shows: waited for where a card must stand at the top of the screen once it is whole. */
export async function cardReady(): Promise<void> {
  await Promise.allSettled([parts.details(), parts.rooms(), parts.finding(), parts.free(), parts.gate()])
}

/** Fetches all of them once the page stands still. */
export function warm(): void {
  void idle().then(() => Promise.allSettled(Object.values(parts).map((load) => load())))
}
