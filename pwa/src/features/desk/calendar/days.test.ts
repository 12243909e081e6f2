import { describe, expect, it } from 'vitest'

import type { SpecialDay } from '../types'
import { column, isWorking, monthDays, sameDays, turned, workdaysOf } from './days'

const none: SpecialDay[] = []
const dayOf = (day: string) => monthDays(Number(day.slice(0, 4)), Number(day.slice(5, 7))).find((one) => one.day === day)!

describe('the working-day calendar', () => {
  it('lays a month out from Monday, leap day and all', () => {
    expect(monthDays(2028, 2)).toHaveLength(29)
    expect(column(dayOf('2026-11-01'))).toBe(7)
    expect(column(dayOf('2026-11-02'))).toBe(1)
  })

  it('turns a weekday into a holiday and a Saturday into a working day, and back again', () => {
    const off = turned(none, dayOf('2026-10-01'))
    expect(off).toEqual([{ day: '2026-10-01', working: false, name: '' }])
    const on = turned(off, dayOf('2026-10-10'))
    expect(on[1]).toEqual({ day: '2026-10-10', working: true, name: '' })
    expect(turned(on, dayOf('2026-10-10'))).toEqual(off)
  })

  it('carries the name of a holiday on to the next day of it', () => {
    const named = [{ day: '2026-10-01', working: false, name: '国庆节' }]
    expect(turned(named, dayOf('2026-10-02'))[1]?.name).toBe('国庆节')
    expect(turned(named, dayOf('2026-10-10'))[1]?.name).toBe('')
  })

  it('counts working days with what differs', () => {
    expect(workdaysOf(2026, new Map())).toBe(261)
    const off = turned(none, dayOf('2026-10-01'))
    expect(workdaysOf(2026, new Map(off.map((one) => [one.day, one])))).toBe(260)
    expect(isWorking(dayOf('2026-10-01'), new Map(off.map((one) => [one.day, one])))).toBe(false)
    expect(sameDays(off, turned(none, dayOf('2026-10-01')))).toBe(true)
  })
})
