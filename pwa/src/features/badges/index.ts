/** What other features may use of badges: what the gates saw beside an item of the form. */
export { default as GateFacts } from './facts/GateFacts.vue'
