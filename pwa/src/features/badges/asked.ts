import { shallowRef } from 'vue'

import type { BadgeRow } from './types'

/** Whom the people page wants judged by the list; taken up by the gate page. */
export const asked = shallowRef<BadgeRow | null>(null)
