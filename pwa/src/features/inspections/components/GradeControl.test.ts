import { mount } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'

import { req } from '@/testing/req'

import GradeControl from './GradeControl.vue'

const control = (grade: 'A' | 'B' | 'C' | null = null, disabled = false) =>
  mount(GradeControl, { props: { grade, name: '第12项', disabled } })

describe('the grade control', () => {
  it(req('U-3', 'one tap grades A'), async () => {
    const page = control()
    await page.findAll('input')[0]?.setValue(true)
    expect(page.emitted('grade')).toEqual([['A']])
  })

  it(req('A11-f1', 'shows letter, shape and word for each grade, in native radios'), () => {
    const page = control('B')
    expect(page.findAll('label').map((one) => one.text().replace(/\s+/g, ''))).toEqual([
      'A全部符合',
      'B部分符合',
      'C不符合',
    ])
    expect(page.findAll('input[type=radio]')).toHaveLength(3)
    expect(page.find('circle').exists() && page.findAll('path').length >= 2).toBe(true)
    expect(page.findAll('input')[1]?.attributes('aria-label')).toBe('第12项，部分符合，B')
    expect((page.findAll('input')[1]?.element as HTMLInputElement).checked).toBe(true)
    expect(page.find('legend').text()).toBe('第12项 评价')
  })

  it('turns solid only when the answer is kept', async () => {
    const page = control()
    await page.findAll('input')[2]?.setValue(true)
    expect(page.findAll('label')[2]?.classes()).not.toContain('on')
    await page.setProps({ grade: 'C' })
    expect(page.findAll('label')[2]?.classes()).toContain('on')
  })

  it('a second tap on the same grade does nothing, and a locked form takes none', async () => {
    const same = control('A')
    await same.findAll('input')[0]?.trigger('change')
    expect(same.emitted('grade')).toBeUndefined()
    expect(control('A', true).find('fieldset').attributes('disabled')).toBeDefined()
  })
})
