/** Strokes as the file that is signed with an entry (contracts §6). */
import { canonical } from '@/core/canonical'
import { storeBytes } from '@/core/files'
import type { Hash, StoredFile } from '@/core/types'

import { fromFirst, type Ink, type StrokesFile } from './ink'

/** Keeps the strokes bound to the hash of what they sign. */
export async function storeStrokes({ strokes, width, height }: Ink, content: Hash): Promise<StoredFile> {
  const file: StrokesFile = { v: 1, width, height, content, strokes: fromFirst(strokes) }
  return storeBytes(canonical(file, true), 'application/json')
}
