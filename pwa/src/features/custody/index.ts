/** What other features may use of papers: what waits for me, and what they say beside an item of the form. */
export { paperEvents } from './board'
export { default as OfferCards } from './components/OfferCards.vue'
