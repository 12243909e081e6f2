import { beforeEach, describe, expect, it } from 'vitest'

import { settings } from '@/app/settings'

import { addDays, checkDue, dayRange, deadline, monthsAround, timeNear } from './when'

const at = (text: string) => Date.parse(`${text}+08:00`)

describe('times at the desk', () => {
  beforeEach(() => (settings.lang = 'zh'))

  it('writes a deadline at the end of its day as 24:00', () => {
    expect(deadline(at('2026-11-23T23:59:59.999'))).toBe('11-23（周一）24:00')
    expect(deadline(at('2026-11-23T12:00:00.000'))).toBe('11-23（周一）12:00')
  })

  it('leaves the day out only on the day everybody looks at', () => {
    expect(timeNear(at('2026-11-21T08:49:31'), '2026-11-21')).toBe('08:49:31')
    expect(timeNear(at('2026-11-20T17:05:20'), '2026-11-21')).toBe('11-20 17:05:20')
  })

  it('shows one day with its weekday and several as a span', () => {
    expect(dayRange('2026-11-21', '2026-11-21')).toBe('11-21 周六')
    expect(dayRange('2026-11-21', '2026-11-22')).toBe('11-21 – 11-22')
    settings.lang = 'en'
    expect(dayRange('2026-11-21', '2026-11-21')).toBe('21 Nov Sat')
  })

  it('asks for the check before leaving by noon of the day before', () => {
    expect(checkDue('2026-11-21')).toBe(at('2026-11-20T12:00:00'))
  })

  it('steps over months and years', () => {
    expect(addDays('2026-12-31', 1)).toBe('2027-01-01')
    const months = monthsAround(at('2026-12-15T08:00:00'))
    expect(months.slice(0, 3)).toEqual(['2027-01', '2026-12', '2026-11'])
    expect(months).toHaveLength(14)
  })
})
