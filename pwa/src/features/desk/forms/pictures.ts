/** Photos of signed forms, fetched once a page with the session's cookie and kept as blobs while the page lives. */
import { getPhoto } from '../api'

const kept = new Map<string, Promise<string | null>>()
/** More than a form holds; the oldest go first. */
const MOST = 200

async function fetchOne(event: string, sha256: string): Promise<string | null> {
  const answer = await getPhoto(event, sha256)
  return answer.ok ? URL.createObjectURL(new Blob([answer.data], { type: 'image/jpeg' })) : null
}

/** Address of the picture, or null when it cannot be had now. */
export function picture(event: string, sha256: string): Promise<string | null> {
  const key = `${event}/${sha256}`
  const known = kept.get(key)
  if (known) return known
  const fresh = fetchOne(event, sha256)
  kept.set(key, fresh)
  void fresh.then((url) => {
    if (url === null) kept.delete(key)
  })
  for (const [old, url] of kept) {
    if (kept.size <= MOST) break
    kept.delete(old)
    void url.then((address) => address && URL.revokeObjectURL(address))
  }
  return fresh
}
