import { beforeEach, describe, expect, it } from 'vitest'

import { settings } from './settings'
import { fill, languageReady, texts, type Dictionary } from './texts'

const dictionaries = import.meta.glob<Dictionary>('../**/texts.*.ts', { import: 'default', eager: true })
const places = (sentence: string) => (sentence.match(/\{\w+\}/g) ?? []).sort()

describe('texts', () => {
  beforeEach(() => (settings.lang = 'zh'))

  it('fills the marked places and leaves unknown ones visible', () => {
    expect(fill('还有 {n} 分钟，{x}', { n: 4 })).toBe('还有 4 分钟，{x}')
  })

  it('answers in Chinese until English is there, then in English', async () => {
    const t = texts({ hello: '您好 {name}' }, () => Promise.resolve({ default: { hello: 'Good day {name}' } }))
    settings.lang = 'en'
    expect(t('hello', { name: '林' })).toBe('您好 林')
    await languageReady()
    expect(t('hello', { name: '林' })).toBe('Good day 林')
  })

  it('keeps Chinese when English cannot be fetched', async () => {
    const t = texts({ hello: '您好' }, () => Promise.reject(new Error('offline')))
    settings.lang = 'en'
    await languageReady()
    expect(t('hello')).toBe('您好')
  })

  const chinese = Object.keys(dictionaries).filter((file) => file.endsWith('.zh.ts'))
  it.each(chinese)('%s and its English have the same keys and places', (file) => {
    const zh = dictionaries[file]!
    const en = dictionaries[file.replace('.zh.ts', '.en.ts')]
    expect(en, 'English file').toBeDefined()
    expect(Object.keys(en!).sort()).toEqual(Object.keys(zh).sort())
    for (const key of Object.keys(zh)) expect(places(en![key]!), key).toEqual(places(zh[key]!))
  })

  it.each(chinese)('%s follows the house words: no exclamation marks, no Latin verbs of machines', (file) => {
    for (const [key, sentence] of Object.entries(dictionaries[file]!)) {
      expect(sentence, key).not.toMatch(/[!！]|亲|网络异常/)
    }
  })
})
