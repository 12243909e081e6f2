import { computed, reactive, ref, watch } from 'vue'

/** What a person chose for this browser (U-1, U-2). Kept in localStorage: read before anything is drawn. */
export type Scheme = 'auto' | 'light' | 'dark' | 'outdoor'
export type Scale = 1 | 1.2 | 1.4
export type Lang = 'zh' | 'en'

export interface Settings {
  scheme: Scheme
  scale: Scale
  lang: Lang
  leftHand: boolean
  sound: boolean
  /** The offer of 户外 is made once, when the light sensor says so. */
  outdoorOffered: boolean
}

export const SETTINGS_KEY = 'dukao.settings'

const DEFAULTS: Settings = {
  scheme: 'auto',
  scale: 1,
  lang: 'zh',
  leftHand: false,
  sound: true,
  outdoorOffered: false,
}

const SCHEMES: readonly Scheme[] = ['auto', 'light', 'dark', 'outdoor']
const SCALES: readonly Scale[] = [1, 1.2, 1.4]

function oneOf<T>(allowed: readonly T[], value: unknown, otherwise: T): T {
  return allowed.includes(value as T) ? (value as T) : otherwise
}

/** Whatever stands in storage, settings come out whole: an older or damaged record costs one choice, not the start. */
export function parseSettings(text: string | null): Settings {
  let stored: Record<string, unknown> = {}
  try {
    const read: unknown = JSON.parse(text ?? '{}')
    if (read && typeof read === 'object') stored = read as Record<string, unknown>
  } catch {
    stored = {}
  }
  return {
    scheme: oneOf(SCHEMES, stored.scheme, DEFAULTS.scheme),
    scale: oneOf(SCALES, stored.scale, DEFAULTS.scale),
    lang: oneOf(['zh', 'en'] as const, stored.lang, DEFAULTS.lang),
    leftHand: stored.leftHand === true,
    sound: stored.sound !== false,
    outdoorOffered: stored.outdoorOffered === true,
  }
}

function read(): string | null {
  try {
    return localStorage.getItem(SETTINGS_KEY)
  } catch {
    return null
  }
}

export const settings: Settings = reactive(parseSettings(read()))

const dark = typeof matchMedia === 'function' ? matchMedia('(prefers-color-scheme: dark)') : null
const systemIsDark = ref(dark?.matches ?? false)
dark?.addEventListener?.('change', (event) => (systemIsDark.value = event.matches))

export const scheme = computed<'light' | 'dark' | 'outdoor'>(() =>
  settings.scheme === 'auto' ? (systemIsDark.value ? 'dark' : 'light') : settings.scheme,
)

/** 户外 in and out again: leaving it goes back to what was chosen before. */
let before: Scheme = settings.scheme === 'outdoor' ? 'auto' : settings.scheme
export function toggleOutdoor(): void {
  if (settings.scheme === 'outdoor') settings.scheme = before
  else {
    before = settings.scheme
    settings.scheme = 'outdoor'
  }
}

function apply(): void {
  const page = document.documentElement
  page.dataset.scheme = scheme.value
  page.dataset.hand = settings.leftHand ? 'left' : 'right'
  page.dataset.scale = String(settings.scale)
  page.style.setProperty('--k', String(settings.scale))
  page.lang = settings.lang === 'en' ? 'en' : 'zh-CN'
  const paper = { light: '#F5F2EA', dark: '#11161D', outdoor: '#FFFFFF' }[scheme.value]
  document.querySelector('meta[name=theme-color]')?.setAttribute('content', paper)
  // Read by the server for the texts of its problems.
  document.cookie = `lang=${page.lang}; Path=/; SameSite=Lax; Max-Age=31536000`
}

export function startSettings(): void {
  watch([settings, scheme], apply, { immediate: true, flush: 'sync' })
  watch(settings, () => {
    try {
      localStorage.setItem(SETTINGS_KEY, JSON.stringify(settings))
    } catch {
      // A browser that refuses localStorage keeps the choice for this visit.
    }
  })
}
