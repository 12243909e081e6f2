/* First script of the page, in the oldest dialect: it must run where nothing else does.
   It paints the chosen colours before the first frame and, in a browser that cannot keep work safe
   (WeChat, QQ, DingTalk) or cannot run the application at all, puts up the page that leads out. U-1 */
;(function () {
  var page = document.documentElement
  var agent = navigator.userAgent

  try {
    var stored = JSON.parse(localStorage.getItem('dukao.settings') || '{}')
    var dark = window.matchMedia && matchMedia('(prefers-color-scheme: dark)').matches
    var scheme = stored.scheme && stored.scheme !== 'auto' ? stored.scheme : dark ? 'dark' : 'light'
    page.setAttribute('data-scheme', scheme)
    if (stored.scale) page.style.setProperty('--k', String(stored.scale))
    if (stored.lang === 'en') page.lang = 'en'
  } catch (_) {
    page.setAttribute('data-scheme', 'light')
  }

  function insideAnotherApp() {
    if (/MicroMessenger/i.test(agent)) return 'wechat'
    if (/\bQQ\/\d/.test(agent)) return 'wechat'
    if (/DingTalk|Lark|Feishu|Weibo|AlipayClient/i.test(agent)) return 'wechat'
    return ''
  }

  function missing() {
    var script = document.createElement('script')
    if (!window.isSecureContext && location.hostname !== 'localhost' && location.hostname !== '127.0.0.1') return 'insecure'
    if (!('noModule' in script)) return 'old'
    if (!window.Promise || !window.fetch || !window.Proxy || !window.TextEncoder || !window.BigInt) return 'old'
    if (!window.crypto || !window.crypto.subtle || !window.indexedDB) return 'old'
    if (!Object.fromEntries || !window.globalThis) return 'old'
    return ''
  }

  /* Reading at the desk and answering from a message create no unsent work: they may stay where they are. */
  var readingOnly = /^\/(desk|signin|a|verify|wall)(\/|$)/.test(location.pathname)
  var asked = /^\/browser\/?$/.test(location.pathname)
  var door = missing() || (readingOnly ? '' : insideAnotherApp()) || (asked ? 'wechat' : '')
  if (!door) return
  page.setAttribute('data-door', door)

  function copy(text, done) {
    function byHand() {
      var field = document.createElement('textarea')
      field.value = text
      field.setAttribute('readonly', '')
      field.className = 'door-copy'
      document.body.appendChild(field)
      field.select()
      field.setSelectionRange(0, text.length)
      var worked = false
      try {
        worked = document.execCommand('copy')
      } catch (_) {
        worked = false
      }
      document.body.removeChild(field)
      done(worked)
    }
    if (navigator.clipboard && navigator.clipboard.writeText) {
      navigator.clipboard.writeText(text).then(function () {
        done(true)
      }, byHand)
    } else byHand()
  }

  document.addEventListener('DOMContentLoaded', function () {
    var style = document.createElement('link')
    style.rel = 'stylesheet'
    style.href = '/door.css'
    document.head.appendChild(style)
    var box = document.getElementById('door')
    var parts = box.querySelectorAll('[data-for]')
    for (var i = 0; i < parts.length; i += 1) {
      var wanted = parts[i].getAttribute('data-for').split(' ')
      if (wanted.indexOf(door) < 0) parts[i].parentNode.removeChild(parts[i])
    }
    var address = asked ? location.protocol + '//' + location.host + '/' : location.href
    document.getElementById('door-address').textContent = address
    var answer = document.getElementById('door-copied')
    document.getElementById('door-button').onclick = function () {
      copy(address, function (worked) {
        answer.textContent = worked ? '已复制。请打开手机自带的浏览器，粘贴到地址栏。' : '请长按上面的网址，选“复制”。'
      })
    }
    box.removeAttribute('hidden')
  })
})()
