/** What is burned into every photo, so that a print of it still says where it belongs (U-5). */

export interface WatermarkFacts {
  station: string
  batch: string
  item: number | null
  supervisor: string
  at: number
  /** The phone's clock was compared with the server's in this visit. */
  checked: boolean
  /** Word before the first line on practice and demonstration forms. */
  mark: string
}

const two = (n: number) => String(n).padStart(2, '0')

/** `2026-11-21 08:48:16` in Shanghai, whatever zone the phone is set to. */
export function stamp(at: number): string {
  const d = new Date(at + 8 * 3_600_000)
  const day = `${d.getUTCFullYear()}-${two(d.getUTCMonth() + 1)}-${two(d.getUTCDate())}`
  return `${day} ${two(d.getUTCHours())}:${two(d.getUTCMinutes())}:${two(d.getUTCSeconds())}`
}

export function watermarkLines(facts: WatermarkFacts): string[] {
  const where = [facts.station, facts.batch].filter(Boolean).join(' · ')
  const item = facts.item === null ? '' : `第${facts.item}项`
  const who = [item, facts.supervisor].filter(Boolean).join(' · ')
  return [
    facts.mark ? `【${facts.mark}】${where}` : where,
    who,
    `${stamp(facts.at)} ${facts.checked ? '已核对' : '未核对'}`,
  ]
}
