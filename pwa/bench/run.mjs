// Lighthouse on one address of a kept browser profile: storage stays, the HTTP cache is emptied.
// Usage: node run.mjs '{"url", "profile", "chromium", "runs", "pin", "ready"}' — prints JSON.
// With a PIN, the page's own PIN pad is tapped as soon as it is drawn, so that the form behind it
// is what is measured; such taps are scripted and do not end the search for the largest paint.
import { createRequire } from 'node:module'

import * as chromeLauncher from 'chrome-launcher'
import lighthouse from 'lighthouse'
import puppeteer from 'puppeteer-core'

const { url, profile, chromium, runs, pin, ready } = JSON.parse(process.argv[2])
const { version } = createRequire(import.meta.url)('lighthouse/package.json')

function tapPin(digits) {
  const look = () => {
    const keys = [...document.querySelectorAll('.pin .keys button')]
    if (!keys.length) return setTimeout(look, 20)
    const press = (at) => {
      if (at === digits.length) return document.querySelector('.pin .go').click()
      keys.find((key) => key.textContent.trim() === digits[at]).click()
      setTimeout(press, 0, at + 1)
    }
    press(0)
  }
  look()
}

async function once() {
  const chrome = await chromeLauncher.launch({
    chromePath: chromium,
    userDataDir: profile,
    chromeFlags: ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--lang=zh-CN'],
  })
  const browser = await puppeteer.connect({ browserURL: `http://127.0.0.1:${chrome.port}`, defaultViewport: null })
  try {
    const page = await browser.newPage()
    const session = await page.createCDPSession()
    await session.send('Network.clearBrowserCache')
    if (pin) await page.evaluateOnNewDocument(tapPin, pin)
    const flags = { port: chrome.port, disableStorageReset: true, onlyCategories: ['performance'], logLevel: 'error' }
    const { lhr } = await lighthouse(url, flags, undefined, page)
    if (lhr.runtimeError) throw new Error(lhr.runtimeError.message)
    const found = ready ? await page.$(ready) : true
    if (!found) throw new Error(`the page does not show ${ready} but: ${await page.evaluate(() => document.body.innerText.slice(0, 200))}`)
    const of = (name) => lhr.audits[name].numericValue
    return {
      score: lhr.categories.performance.score * 100,
      fcp: of('first-contentful-paint'),
      lcp: of('largest-contentful-paint'),
      tbt: of('total-blocking-time'),
      cls: of('cumulative-layout-shift'),
      si: of('speed-index'),
      benchmark: lhr.environment.benchmarkIndex,
    }
  } finally {
    await browser.disconnect()
    await chrome.kill()
  }
}

/** Chromium now and then loses a trace's beginning (NO_NAVSTART); such a run has no figures and is made again. */
async function twice() {
  try {
    return await once()
  } catch (error) {
    console.error(error.message)
    return once()
  }
}

const results = []
for (let i = 0; i < runs; i++) results.push(await twice())
console.log(JSON.stringify({ version, node: process.version, results }))
