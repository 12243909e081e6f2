import * as chromeLauncher from 'chrome-launcher'
import lighthouse from 'lighthouse'
import puppeteer from 'puppeteer-core'
const mode=process.argv[2]
const chrome = await chromeLauncher.launch({ chromePath:'/usr/bin/chromium', chromeFlags: (process.argv[3]||'--headless=new --no-sandbox --disable-gpu --disable-dev-shm-usage').split(' ') })
try {
  const flags={ port: chrome.port, disableStorageReset: true, onlyCategories:['performance'], logLevel:'error' }
  let lhr
  if (mode==='page') { const browser=await puppeteer.connect({ browserURL:`http://127.0.0.1:${chrome.port}`, defaultViewport:null }); const page=await browser.newPage(); ({lhr}=await lighthouse('http://127.0.0.1:8977/index.html', flags, undefined, page)); await browser.disconnect() }
  else ({lhr}=await lighthouse('http://127.0.0.1:8977/index.html', flags))
  console.log(mode, lhr.runtimeError?.code, lhr.audits['largest-contentful-paint'].numericValue, lhr.categories.performance.score)
} finally { await chrome.kill() }
