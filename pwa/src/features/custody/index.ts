/** What other features may use of papers: what waits for me, and what they say beside an item of the form. */
export { paperEvents } from './board'
export { default as PaperCount } from './facts/PaperCount.vue'
export { default as PaperFacts } from './facts/PaperFacts.vue'
export { default as OfferCards } from './components/OfferCards.vue'
