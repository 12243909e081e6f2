/** What others may use of staffing: my dispatches and their kits. */
export { fetchKit, fetching, answer, assignments, askServer, heard, loaded, loadAssignments, stored } from './store'
export { isOpen, leading, type Assignment } from './rules'
export { default as DispatchCard } from './components/DispatchCard.vue'
