import { texts } from './texts'
import zh from './texts.zh'

/** Texts of the shell itself: notices, offers, the page that is not there. */
export const t = texts(zh, () => import('./texts.en'))
