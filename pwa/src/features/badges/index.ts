/** What other features may use of badges: what the gates saw, beside an item and beside the figures. */
export { shortBatch, shownCode } from './shown'
export { default as GateCount } from './facts/GateCount.vue'
export { default as GateFacts } from './facts/GateFacts.vue'
