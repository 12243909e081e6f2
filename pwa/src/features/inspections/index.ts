/** What other features may use of the form: when things are due, and what state it is in. */

export { anchorsOf, dueItems, nextAnchor, reachedAnchor, type Anchor, type Due } from './anchors'
export { useForm, type Form } from './store'
export { glossOf, loadTemplate } from './template'
export { dueNow } from './timeline'
export { versionsOf, findingsOf, type Version } from './versions'
