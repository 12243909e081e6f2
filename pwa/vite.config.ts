import { fileURLToPath, URL } from 'node:url'

import vue from '@vitejs/plugin-vue'
import { VitePWA } from 'vite-plugin-pwa'
import { defineConfig, type Plugin } from 'vitest/config'

// The oldest engines we promise: iOS 15 and the Chrome 87 inside old Android shells.
// Vite's own default (Chrome 111, Safari 16.4) leaves those phones with a blank page.
const OLDEST_ENGINES = ['es2020', 'chrome87', 'edge88', 'firefox78', 'safari15', 'ios15']

const API_SERVER = process.env.DUKAO_API_SERVER ?? 'http://127.0.0.1:8000'

// Members of annex11.json a phone reads; the rest explains the form to those who build this system.
const FORM = ['title_zh', 'header_fields', 'session_table', 'sections', 'items', 'footnotes', 'signature', 'exception_block']
const ITEM = ['no', 'section', 'subsection', 'kind', 'text_zh', 'printed_zh', 'condition', 'na_when', 'window', 'scope', 'photo_policy']

type Json = Record<string, unknown>
const pick = (source: Json, names: string[]): Json => Object.fromEntries(names.map((name) => [name, source[name]]))

/** The official form as the phone bundles it: without what it never reads, its English apart (`?gloss`). */
function annex11(): Plugin {
  return {
    name: 'dukao-annex11',
    enforce: 'pre',
    transform(code, id) {
      const [file = '', query = ''] = id.split('?')
      if (!file.endsWith('/inspections/annex11.json')) return null
      const form = JSON.parse(code) as Json & { items: Json[] }
      if (query.includes('gloss')) {
        const glosses = Object.fromEntries(form.items.map((item) => [String(item.no), item.gloss_en]))
        return { code: `export default ${JSON.stringify(glosses)}`, map: null, moduleType: 'js' }
      }
      const made = { ...pick(form, FORM), items: form.items.map((item) => pick(item, ITEM)) }
      return { code: JSON.stringify(made), map: null }
    },
  }
}

// Many small files pack worse than one: what nearly every page needs, what sealed work
// needs, and what the form needs besides, are one file each.
const SHELL =
  /\/src\/(main\.ts|App\.vue|app\/(guard|idle|problem|router|routes|session|settings|texts|words)\.ts|app\/problems\/texts(\.zh)?\.ts|ui\/(AppBar|Btn|Card|Icon|LossBar|BrokenBar|Notice|Page|SealMark|StatusStrip|TabBar)\.vue|ui\/(icons|texts|texts\.zh|time)\.ts|core\/(box|browser|bytes|canonical|clock|db|entry|errors|http|jws|keys|kitstore|pin|schema|slots|status)\.ts)/
const WORK = /\/src\/core\/(drafts|files|fold|kinds|kit|live|lost|outbox|seal|wake)\.ts/
const FORM_PAGE =
  /\/src\/(features\/inspections\/(pages\/FormPage\.vue|components\/(AnchorLine|FormFrame|GradeControl|ItemCard|ItemHead|ItemRow|UndoLine)\.vue|components\/lazy\.ts|(anchors|behind|context|defaults|facts|page|queue|rules|store|swipe|template|texts|texts\.zh|timeline|types|versions|watermark)\.ts)|ui\/(ActionBar|CountDown|Tag|Empty)\.vue)/

export default defineConfig({
  base: '/',
  plugins: [
    annex11(),
    vue(),
    VitePWA({
      strategies: 'generateSW',
      // A new version is offered, never forced over an open form.
      registerType: 'prompt',
      // The content security policy forbids inline scripts: src/ registers the worker itself.
      injectRegister: false,
      includeAssets: ['icons/*.png'],
      manifest: {
        id: '/',
        name: '督考',
        short_name: '督考',
        description: '职业技能考试督导',
        lang: 'zh-CN',
        dir: 'ltr',
        start_url: '/',
        scope: '/',
        display: 'standalone',
        theme_color: '#1B4B73',
        background_color: '#F5F2EA',
        icons: [
          { src: '/icons/seal-192.png', sizes: '192x192', type: 'image/png', purpose: 'any' },
          { src: '/icons/seal-512.png', sizes: '512x512', type: 'image/png', purpose: 'any' },
          {
            src: '/icons/seal-maskable-512.png',
            sizes: '512x512',
            type: 'image/png',
            purpose: 'maskable',
          },
        ],
      },
      workbox: {
        globPatterns: ['**/*.{js,css,html,svg,wasm,woff2}'],
        // A phone never downloads the desk; offices are online when they open it.
        globIgnores: ['assets/desk/**'],
        // Workbox leaves files above 2 MiB out without failing; a decoder in wasm comes close.
        maximumFileSizeToCacheInBytes: 4 * 1024 * 1024,
        navigateFallback: '/index.html',
        navigateFallbackDenylist: [/^\/api\//, /^\/verify\//, /^\/healthz$/, /^\/readyz$/, /^\/metrics$/],
        cleanupOutdatedCaches: true,
        clientsClaim: true,
        // Skipping the wait is the user's decision (see registerType).
        skipWaiting: false,
        // One file: a second, imported one is one more thing a cut network can lose.
        inlineWorkboxRuntime: true,
        sourcemap: false,
      },
    }),
  ],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  define: {
    __VUE_OPTIONS_API__: 'false',
    __VUE_PROD_DEVTOOLS__: 'false',
    __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'false',
  },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: OLDEST_ENGINES,
    cssTarget: OLDEST_ENGINES,
    // An inlined asset would need `data:` in the content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      treeshake: { moduleSideEffects: [{ test: /\/src\/(ui|features\/badges)\/index\.ts$/, sideEffects: false }] },
      output: {
        codeSplitting: {
          groups: [
            { name: 'vue', test: /\/node_modules\/(@vue|vue|vue-router|idb)\// },
            { name: 'shell', test: SHELL },
            { name: 'work', test: WORK },
            { name: 'form', test: FORM_PAGE },
          ],
        },
        chunkFileNames: (chunk) =>
          chunk.moduleIds.length && chunk.moduleIds.every((id) => id.includes('/features/desk/'))
            ? 'assets/desk/[name]-[hash].js'
            : 'assets/[name]-[hash].js',
      },
    },
    reportCompressedSize: false,
  },
  server: {
    proxy: { '/api': { target: API_SERVER, changeOrigin: false } },
  },
  test: {
    environment: 'happy-dom',
    include: ['src/**/*.test.ts', 'tests/**/*.test.ts'],
    passWithNoTests: true,
    restoreMocks: true,
    testTimeout: 20_000,
  },
})
