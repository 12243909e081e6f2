import { onMounted, shallowRef } from 'vue'

import { sayClause } from '@/app/problem'

import { listViolations } from '../api'
import type { Violation } from '../types'
import { inEnglish } from '../words'

const catalogue = shallowRef<Violation[]>([])

/** Reads once what the codes of findings are called; for a page that shows findings. */
export function useFindingNames(): void {
  onMounted(async () => {
    if (catalogue.value.length) return
    const answer = await listViolations()
    if (answer.ok) catalogue.value = answer.data.violations
  })
}

/** 「未按规定拆封、回收试卷，或不制止违纪（附件8第2条）」; the code itself until the catalogue is here. */
export function findingName(code: string, known: readonly Violation[] = catalogue.value): string {
  const row = known.find((one) => one.code === code)
  if (!row) return code
  const clause = sayClause(row.clause ?? '')
  if (inEnglish()) return clause ? `${row.en} (${clause})` : row.en
  return clause ? `${row.title}（${clause}）` : row.title
}
