/** What every page of a step needs: the board of the event, its packs, what went wrong, and one act at a time. */
import { computed, onMounted, ref, watch } from 'vue'
import { useRoute } from 'vue-router'

import { boards, packOf, reload, useBoards, type Board, type Pack } from './board'
import { say } from './words'

/** `fits`: whether a pack is in a state for the step; others are said so, and nothing can be typed. */
export function usePapers(fits: (board: Board, pack: Pack) => boolean = () => true) {
  const route = useRoute()
  const event = String(route.query.event ?? '')
  const ids = String(route.query.packs ?? '').split(',').filter(Boolean)
  const board = computed<Board | null>(() => boards.get(event) ?? null)
  const packs = computed<Pack[]>(() => {
    const found = board.value
    return found ? ids.flatMap((id) => packOf(found, id) ?? []) : []
  })
  const blocked = computed(() => packs.value.some((pack) => board.value !== null && !fits(board.value, pack)))
  /** The way back: to the papers of this event. */
  const home = `/papers?event=${event}`
  const ready = ref(false)
  const said = ref('')
  const busy = ref(false)
  useBoards(() => (event ? [event] : []))
  onMounted(async () => {
    await reload(event).catch((error: unknown) => (said.value = say(error)))
    ready.value = true
  })

  /** What was said of a form is past as soon as it changes. */
  const clearOn = (form: object) => watch(form, () => (said.value = ''), { deep: true })

  /** Runs one act; false and words when it was not possible. */
  async function run(work: (board: Board) => Promise<unknown>): Promise<boolean> {
    if (busy.value || !board.value) return false
    busy.value = true
    said.value = ''
    try {
      await work(board.value)
      return true
    } catch (error) {
      said.value = say(error)
      return false
    } finally {
      busy.value = false
    }
  }
  /** What `StepPage` shows. */
  const frame = computed(() => ({ home, board: board.value, packs: packs.value, ready: ready.value, blocked: blocked.value, busy: busy.value, said: said.value }))
  return { event, ids, home, board, packs, ready, said, busy, frame, clearOn, run }
}
