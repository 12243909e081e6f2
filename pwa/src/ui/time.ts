import { onBeforeUnmount, onMounted, readonly, ref, type Ref } from 'vue'

import { now } from '@/core/clock'

const ZONE = 8 * 3_600_000 // Asia/Shanghai, no summer time since 1991

const two = (n: number) => String(n).padStart(2, '0')

/** Parts of an instant as the wall clock of the exam shows them, whatever zone the phone is set to. */
export function parts(at: number) {
  const d = new Date(at + ZONE)
  return {
    year: d.getUTCFullYear(),
    month: d.getUTCMonth() + 1,
    day: d.getUTCDate(),
    weekday: d.getUTCDay(),
    hour: d.getUTCHours(),
    minute: d.getUTCMinutes(),
    second: d.getUTCSeconds(),
  }
}

export function hm(at: number): string {
  const p = parts(at)
  return `${two(p.hour)}:${two(p.minute)}`
}

export function hms(at: number): string {
  return `${hm(at)}:${two(parts(at).second)}`
}

/** `YYYY-MM-DD` in Shanghai. */
export function isoDay(at: number): string {
  const p = parts(at)
  return `${p.year}-${two(p.month)}-${two(p.day)}`
}

/** The instant of 00:00 in Shanghai of a `YYYY-MM-DD`. */
export function dayStart(day: string): number {
  return Date.parse(`${day}T00:00:00Z`) - ZONE
}

const WEEKDAYS = { zh: '日一二三四五六', en: ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] } as const
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** 「11月21日 星期六」 or "Sat 21 Nov". */
export function longDay(at: number, lang: 'zh' | 'en'): string {
  const p = parts(at)
  if (lang === 'en') return `${WEEKDAYS.en[p.weekday]} ${p.day} ${MONTHS[p.month - 1]}`
  return `${p.month}月${p.day}日 星期${WEEKDAYS.zh[p.weekday]}`
}

/** 「11月21日」 or "21 Nov". */
export function shortDay(at: number, lang: 'zh' | 'en'): string {
  const p = parts(at)
  return lang === 'en' ? `${p.day} ${MONTHS[p.month - 1]}` : `${p.month}月${p.day}日`
}

/** `mm:ss` under an hour, `h:mm:ss` above. */
export function countdown(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000))
  const hours = Math.floor(seconds / 3600)
  const rest = `${two(Math.floor((seconds % 3600) / 60))}:${two(seconds % 60)}`
  return hours ? `${hours}:${rest}` : rest
}

/** 「2.1 MB」「340 kB」. */
export function bytes(size: number): string {
  if (size >= 1_000_000_000) return `${(size / 1_000_000_000).toFixed(1)} GB`
  return size >= 1_000_000 ? `${(size / 1_000_000).toFixed(1)} MB` : `${Math.max(1, Math.round(size / 1000))} kB`
}

/** The best estimate of server time, renewed every second while the page is in use. */
export function useNow(everyMs = 1000): Readonly<Ref<number>> {
  const at = ref(now())
  let timer: ReturnType<typeof setInterval> | undefined
  onMounted(() => (timer = setInterval(() => (at.value = now()), everyMs)))
  onBeforeUnmount(() => clearInterval(timer))
  return readonly(at)
}
