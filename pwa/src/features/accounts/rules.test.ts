import { describe, expect, it } from 'vitest'

import { groupedCode, normalCode, passwordFaults, pinFault } from './rules'

describe('pinFault', () => {
  it.each([
    ['', 'short'],
    ['12345', 'short'],
    ['12a456', 'digits'],
    ['１２３４５６', 'digits'],
    ['123456', 'weak'],
    ['987654', 'weak'],
    ['111111', 'weak'],
    ['121212', 'weak'],
    ['123123', 'weak'],
    ['00000000', 'weak'],
    ['271828', null],
    ['19990512', null],
  ])('%s: %s', (pin, fault) => expect(pinFault(pin)).toBe(fault))
})

describe('codes', () => {
  it('are read in any width, case and grouping', () => {
    expect(normalCode(' ａ7k4-9mqx ')).toBe('A7K49MQX')
  })
  it('are shown in two groups while they are typed', () => {
    expect(groupedCode('a7k')).toBe('A7K')
    expect(groupedCode('a7k49mqx11')).toBe('A7K4-9MQX')
  })
})

describe('passwordFaults', () => {
  it.each([
    ['Abcdef1', ['length']],
    ['abcdefgh', ['kinds']],
    ['Tea-1234', ['username']],
    ['Harvest-2026', []],
  ])('%s', (password, faults) => expect(passwordFaults(password, 'tea-1234')).toEqual(faults))
})
