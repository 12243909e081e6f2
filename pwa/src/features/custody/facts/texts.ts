import { texts } from '@/app/texts'

import zh from './texts.zh'

export const t = texts(zh, () => import('./texts.en'))
