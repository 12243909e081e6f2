/**
 * Parts that are not needed for the first look at the form. They are fetched when the page is idle,
 * long before anybody needs them, so that no network is asked for in the middle of an item.
 */

import { defineAsyncComponent } from 'vue'

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

export const ItemDetails = defineAsyncComponent(parts.details)
export const QuickPhrases = defineAsyncComponent(parts.phrases)
export const PhotoRow = defineAsyncComponent(parts.photos)
export const RatingsCard = defineAsyncComponent(parts.ratings)
export const FreeTextCard = defineAsyncComponent(parts.free)
export const RoomNotes = defineAsyncComponent(parts.rooms)
export const FindingBox = defineAsyncComponent(parts.finding)
export const ClashCard = defineAsyncComponent(parts.clash)
export const CameraView = defineAsyncComponent(parts.camera)
export const PhotoView = defineAsyncComponent(parts.photo)
export const OrderSheet = defineAsyncComponent(parts.order)
export const BasisSheet = defineAsyncComponent(parts.basis)
/** On the page of head and figures. */
export const GateCount = defineAsyncComponent(() => import('@/features/badges').then((badges) => badges.GateCount))
export const GateFacts = defineAsyncComponent(parts.gate)
export const PaperFacts = defineAsyncComponent(parts.papers)
export const PaperCount = defineAsyncComponent(() => import('@/features/custody').then((custody) => custody.PaperCount))
/** Beside the items on a tablet; a phone has it as a page of its own. */
export const FormMap = defineAsyncComponent(() => import('./FormMap.vue'))

/** What an open card shows: waited for where a card must stand at the top of the screen once it is whole. */
export async function cardReady(): Promise<void> {
  await Promise.allSettled([parts.details(), parts.rooms(), parts.finding(), parts.free(), parts.gate()])
}

/** Fetches all of them once the page stands still. */
export function warm(): void {
  void idle().then(() => Promise.allSettled(Object.values(parts).map((load) => load())))
}
