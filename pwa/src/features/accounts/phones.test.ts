import { describe, expect, it } from 'vitest'

import { brandOf, phoneLabel } from './phones'

const AGENTS: [string, string | null, string][] = [
  ['Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Version/17.5 Mobile Safari/604.1', 'iphone', 'iPhone'],
  ['Mozilla/5.0 (Linux; Android 12; HarmonyOS; ALN-AL00; HMSCore 6) HuaweiBrowser/15.0 Mobile Safari/537.36', 'huawei', '华为手机 HarmonyOS'],
  ['Mozilla/5.0 (Linux; U; Android 14; zh-cn; 23127PN0CC Build/UKQ1) XiaoMi/MiuiBrowser/18.6', 'xiaomi', '小米手机'],
  ['Mozilla/5.0 (Linux; Android 13; V2243A Build/TP1A) VivoBrowser/22.0', 'vivo', 'vivo 手机 V2243A'],
  ['Mozilla/5.0 (Linux; Android 13; PHM110 Build/TP1A) HeyTapBrowser/45', 'oppo', 'OPPO 手机 PHM110'],
  ['Mozilla/5.0 (Linux; Android 10; K) Chrome/120 Mobile Safari/537.36', null, '安卓手机'],
  ['Mozilla/5.0 (X11; Linux x86_64) Chrome/120 Safari/537.36', null, '电脑'],
]

describe('phones', () => {
  it.each(AGENTS)('%s', (agent, brand, label) => {
    expect(brandOf(agent)).toBe(brand)
    expect(phoneLabel(agent).startsWith(label.split(' ')[0]!)).toBe(true)
  })
})
