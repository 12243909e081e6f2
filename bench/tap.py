"""From the tap on A/B/C to 「已存手机」, with 300 answers stored and the CPU slowed."""

from __future__ import annotations

import statistics
from typing import Any

from playwright.sync_api import CDPSession, Page

from .phone import FORM, SLOWED, Phone, slow, spin
from .report import Part
from .server import Server

STORED, TAPS, MOST_MS = 300, 60, 50.0

# Watches the tapped group and the strip: `kept` when both say it, `shown` after the frame with it.
_WATCH = """() => {
  window.benchTaps = []
  let watching = null
  const strip = () => document.querySelector('[data-testid=strip] span.ok')
  addEventListener('click', (event) => {
    const label = event.target.closest?.('.grade label.g')
    // A label hands its click on to the radio in it: one tap, two events.
    if (!label || watching === label) return
    watching = label
    const begun = event.timeStamp, group = label.closest('fieldset')
    const tap = { handled: performance.now() - begun, grade: label.querySelector('input').value }
    let off = false
    const look = () => {
      if (!strip()) off = true
      if (!label.isConnected || (label.classList.contains('on') && off && strip())) {
        watch.disconnect()
        watching = null
        tap.kept = performance.now() - begun
        requestAnimationFrame(() => {
          const after = new MessageChannel()
          after.port1.onmessage = () => { tap.shown = performance.now() - begun; window.benchTaps.push(tap) }
          after.port2.postMessage(0)
        })
      }
    }
    const watch = new MutationObserver(look)
    watch.observe(group, { subtree: true, attributes: true, childList: true })
    watch.observe(document.querySelector('[data-testid=strip]'), { subtree: true, attributes: true, characterData: true })
  }, { capture: true })
}"""

# The same durable write and reading back, with nothing around it.
_RAW = """async (rounds) => {
  const ask = (request) => new Promise((done, fail) => {
    request.onsuccess = () => done(request.result); request.onerror = () => fail(request.error) })
  const opening = indexedDB.open('bench-raw', 1)
  opening.onupgradeneeded = () => opening.result.createObjectStore('rows')
  const db = await ask(opening)
  const times = []
  for (let i = 0; i < rounds; i++) {
    const begun = performance.now()
    const writing = db.transaction('rows', 'readwrite', { durability: 'strict' })
    writing.objectStore('rows').put(new ArrayBuffer(420), 'one')
    await new Promise((done, fail) => { writing.oncomplete = done; writing.onerror = fail })
    await ask(db.transaction('rows').objectStore('rows').get('one'))
    times.push(performance.now() - begun)
    await new Promise((done) => setTimeout(done, 60))
  }
  db.close()
  indexedDB.deleteDatabase('bench-raw')
  return times
}"""


def measure(phone: Phone, page: Page, server: Server, event: str) -> Part:
    """Fill the phone, slow it, tap."""
    part = Part(
        "tap", "Tap → 已存手机",
        f"{STORED} own answers sealed on this phone and not yet sent (link cut), main thread slowed "
        f"{SLOWED}× (CDP; WebCrypto and the browser's database process are not slowed). From the "
        "click event's own time stamp until the button is solid and the strip says 已存手机, which "
        "is after encryption, a strict transaction, and reading back in a second one; `shown` "
        "adds the frame that draws it.",
    )  # fmt: skip
    server.freeze()
    try:
        phone.open_form(page, event)
        page.wait_for_timeout(3000)
        fill(page, STORED)
        _measure(phone, page, part)
    finally:
        server.thaw()
    return part


def _measure(phone: Phone, page: Page, part: Part) -> None:
    page.evaluate(_WATCH)
    quick = spin(page)
    session = phone.session(page)
    slow(session)
    factor = spin(page) / quick
    raw = page.evaluate(_RAW, TAPS)
    _tap(page, session)
    slow(session, 1)
    taps = page.evaluate("() => window.benchTaps")
    kept, shown = [one["kept"] for one in taps], [one["shown"] for one in taps]
    part.add_times("tap → 已存手机", kept, most=MOST_MS)
    part.add("of them A, median", _middle(taps, "kept", "A"), "ms")
    part.add("of them B or C (the card opens), median", _middle(taps, "kept", "BC"), "ms")
    part.add_times("tap → 已存手机 shown on the screen", shown)
    part.add("of it until our code runs, median", _middle(taps, "handled", "ABC"), "ms")
    part.add_times("raw: one strict write and reading back in IndexedDB", raw)
    part.add("tap ÷ raw, medians", statistics.median(kept) / statistics.median(raw), "")
    part.add("slowed by, measured", factor, "×")


def _middle(taps: list[dict[str, Any]], name: str, grades: str) -> float:
    return statistics.median(one[name] for one in taps if one["grade"] in grades)


def fill(page: Page, count: int) -> None:
    """Seal answers by hand: B on one card seals the one before it."""
    cards = page.locator(f"article.item {FORM}:nth-of-type(2)").count()
    if cards < 2:
        raise SystemExit("the form shows fewer than two open items: no session is running")
    page.evaluate(
        """async ([count]) => {
          const groups = [...document.querySelectorAll('article.item .grade')].filter((g) => g.offsetParent)
          for (let i = 0; i <= count; i++) {
            const group = groups[i % groups.length], letter = Math.floor(i / groups.length) % 2 ? 'gc' : 'gb'
            const label = group.querySelector('label.' + letter)
            label.click()
            for (let n = 0; n < 400 && !label.classList.contains('on'); n++) await new Promise((r) => setTimeout(r, 5))
            if (!label.classList.contains('on')) throw new Error('tap ' + i + ' was not stored')
          }
        }""",
        [count],
    )
    page.wait_for_timeout(2000)
    waiting = int(page.get_by_test_id("waiting").inner_text())
    if waiting < count:
        raise SystemExit(f"only {waiting} answers are stored, {count} wanted")


def _tap(page: Page, session: CDPSession) -> None:
    """Touches as a finger makes them, one every half second: B or C on each card, then A on each.

    Sent by the developer tools themselves: Playwright's own tap looks around in the page first,
    and at this speed one would measure its looking.
    """
    for wanted in ("label.g:not(.on):not(.ga)", "label.ga:not(.on)"):
        for number in range(TAPS // 2):
            groups = page.locator("article.item .grade", has=page.locator(wanted))
            free = groups.nth(number % groups.count() if "not(.ga)" in wanted else 0).locator(
                wanted
            )
            free.first.evaluate("(label) => label.scrollIntoView({ block: 'center' })")
            page.wait_for_timeout(450)
            box = free.first.bounding_box()
            assert box is not None
            before = int(page.evaluate("() => window.benchTaps.length"))
            point = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}
            session.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [point]})
            session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
            # At every frame, as is the default, Playwright's own looking would be measured with it.
            page.wait_for_function("(n) => window.benchTaps.length > n", arg=before, polling=200)
            page.wait_for_timeout(600)
