/** Whose phone this is, told from the browser's own description; only for pictures and a name in a list. */
export const BRANDS = ['huawei', 'xiaomi', 'oppo', 'vivo', 'honor', 'iphone'] as const
export type Brand = (typeof BRANDS)[number]

const SIGNS: [Brand, RegExp][] = [
  ['iphone', /iPhone|iPad/],
  ['honor', /HONOR|HonorBrowser/i],
  ['huawei', /HUAWEI|HuaweiBrowser|HarmonyOS|ArkWeb/i],
  ['xiaomi', /MiuiBrowser|Xiaomi|Redmi|; (Mi|MI) |\bM2\d{3}/],
  ['oppo', /HeyTapBrowser|OPPO|OnePlus|realme|\bP[A-Z]{2}[MT]\d{2}\b/i],
  ['vivo', /VivoBrowser|vivo|iQOO/i],
]

export function brandOf(agent: string): Brand | null {
  return SIGNS.find(([, sign]) => sign.test(agent))?.[0] ?? null
}

const NAMES: Record<Brand, string> = {
  huawei: '华为手机',
  xiaomi: '小米手机',
  oppo: 'OPPO 手机',
  vivo: 'vivo 手机',
  honor: '荣耀手机',
  iphone: 'iPhone',
}

/** What the list of devices calls this phone; the same words for the person and the centre. */
export function phoneLabel(agent: string): string {
  if (/iPad/.test(agent)) return 'iPad'
  const brand = brandOf(agent)
  const model = /Android[^;)]*; ([^;)]{2,40}?)(?: Build|\))/.exec(agent)?.[1]?.trim()
  if (brand && brand !== 'iphone' && model && model !== 'K') return `${NAMES[brand]} ${model}`
  if (brand) return NAMES[brand]
  if (/Android/.test(agent)) return model && model !== 'K' ? `安卓手机 ${model}` : '安卓手机'
  return '电脑'
}
