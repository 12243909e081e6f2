import { describe, expect, it } from 'vitest'

import { nextStrip, runOn, wrongs } from './strips'

describe('strips of a roll', () => {
  it('run on in their last digits and keep their width', () => {
    expect(nextStrip('FJ26-2207')).toBe('FJ26-2208')
    expect(nextStrip('0099')).toBe('0100')
    expect(nextStrip('A-9-')).toBe('A-10-')
    expect(nextStrip('99999999999999999999')).toBe('100000000000000000000')
    expect(nextStrip('甲')).toBe('')
  })

  it('fill what is empty below and keep what is typed', () => {
    expect(runOn(['2207', '', ' ', '3001', ''])).toEqual(['2207', '2208', '2209', '3001', '3002'])
    expect(runOn(['', '5'])).toEqual(['', '5'])
  })
})

describe('a table of packs', () => {
  const row = { number: '01', strip: '2207', copies: 30, withdrawn: false }

  it('says what keeps a row from being saved', () => {
    expect(wrongs([row])).toEqual([{}])
    expect(wrongs([row, { ...row, number: ' ' , strip: '' , copies: '' }])).toEqual([{}, { number: 'number', strip: 'strip', copies: 'copies' }])
    expect(wrongs([{ ...row, strip: 'f１13' }, { ...row, number: '02', strip: ' F113' }])).toEqual([{ strip: 'stripTwice' }, { strip: 'stripTwice' }])
    expect(wrongs([row, row])).toEqual([{ number: 'numberTwice', strip: 'stripTwice' }, { number: 'numberTwice', strip: 'stripTwice' }])
  })

  it('lets a withdrawn pack share its number, never its strip', () => {
    expect(wrongs([{ ...row, withdrawn: true }, row])).toEqual([{ strip: 'stripTwice' }, { strip: 'stripTwice' }])
    expect(wrongs([{ ...row, withdrawn: true, strip: '1' }, row])).toEqual([{}, {}])
  })
})
