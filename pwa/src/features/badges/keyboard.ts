/** A hardware scanner types: a badge's text, very fast, and Enter. */
import { onBeforeUnmount, onMounted } from 'vue'

/** Between two signs of a scanner; a person is slower. */
const GAP_MS = 80
const SHORTEST = 12

/** Collects what is typed fast; `found` gets whole texts only. */
export function collect(found: (text: string) => void, clock: () => number = () => performance.now()): (key: string) => boolean {
  let text = ''
  let last = -Infinity
  return (key) => {
    const now = clock()
    if (now - last > GAP_MS) text = ''
    last = now
    if (key === 'Enter') {
      const whole = text
      text = ''
      if (whole.length < SHORTEST) return false
      found(whole)
      return true
    }
    if (Array.from(key).length === 1) text += key
    return false
  }
}

export function useKeyboardScanner(found: (text: string) => void): void {
  const take = collect(found)
  const typed = (event: KeyboardEvent): void => {
    const target = event.target
    if (event.isComposing || target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement) return
    // Enter would also press whatever button has the focus.
    if (take(event.key)) event.preventDefault()
  }
  onMounted(() => addEventListener('keydown', typed, { capture: true }))
  onBeforeUnmount(() => removeEventListener('keydown', typed, { capture: true }))
}
