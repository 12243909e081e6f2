import { texts } from '@/app/texts'

import zh from './texts.zh'

export type Key = keyof typeof zh
export const known = (key: string): key is Key => key in zh
export const t = texts(zh, () => import('./texts.en'))
