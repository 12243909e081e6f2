"""What happens to a phone's storage in the field, done to the real one in a real browser.

A script put before the page's own wraps IndexedDB and WebCrypto. Unarmed it passes everything
through. Armed with a number it stops the page for ever at that step of the save path, or at the
step of that kind when one is named, having said what stood on the screen; the test then kills the tab. Armed with a fault it spoils writes.
"""

from __future__ import annotations

import contextlib
import json
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from playwright.sync_api import BrowserContext, CDPSession, Page, expect
from playwright.sync_api import Error as BrowserError

from tests.e2e.house import Dispatch, House
from tests.e2e.phone import PIN, Phone
from tests.e2e.proxy import Link

SCRIPT = """(() => {
  const damage = { left: 0, only: '', names: [], lax: [], fault: null }
  window.__damage = damage
  const screen = () => ({
    strip: document.querySelector('[data-testid=strip]')?.innerText ?? '',
    broken: document.querySelector('.alarm')?.innerText ?? '',
    graded: Object.fromEntries([...document.querySelectorAll('[data-no]')].flatMap((card) => {
      const on = card.querySelector('fieldset.grade:not(.small) label.on input')
      return on ? [[card.dataset.no, on.value]] : []
    })),
    thumbs: document.querySelectorAll('.photos img').length,
    counted: document.querySelector('dialog.camera [role=status]')?.innerText ?? '',
  })
  damage.say = (more) => {
    damage.words = JSON.stringify({ ...screen(), ...more, names: damage.names, lax: damage.lax })
    // The test's debugger holds the page here: nothing of it runs any more until the tab is killed.
    debugger
  }
  const step = (name) => {
    if (!damage.left) return
    damage.names.push(name)
    if (damage.only && name !== damage.only) return
    if (--damage.left) return
    damage.say({ died: name })
  }
  damage.arm = (n, only = '') => { Object.assign(damage, { left: n, only, names: [] }) }
  const wrap = (proto, name, before) => {
    const real = proto[name]
    proto[name] = function (...args) { return before.call(this, real, args) }
  }
  if (!window.SubtleCrypto) return
  for (const name of ['digest', 'encrypt', 'sign'])
    wrap(SubtleCrypto.prototype, name, function (real, args) { step(name); return real.apply(this, args) })
  wrap(IDBDatabase.prototype, 'transaction', function (real, args) {
    const stores = [].concat(args[0])
    const writes = args[1] === 'readwrite'
    if (damage.fault?.startsWith('closed')) this.close()
    if (damage.fault === 'closed once') damage.fault = null
    // A write that need not have reached the disk when it is called done.
    if (writes && args[2]?.durability !== 'strict') damage.lax.push(...stores)
    const made = real.apply(this, args)
    // Counting the queue for the screen is no part of saving.
    if (writes) {
      step(`write ${stores.join('+')}`)
      made.addEventListener('complete', () => step('committed'))
    }
    return made
  })
  wrap(IDBObjectStore.prototype, 'get', function (real, args) {
    if (this.transaction.mode === 'readonly') step(`read ${this.name}`)
    return real.apply(this, args)
  })
  wrap(IDBObjectStore.prototype, 'put', function (real, args) {
    step(`put ${this.name}`)
    const fault = damage.fault
    if (fault === `lie ${this.name}`) {
      // The disk keeps zeros and says nothing.
      return real.call(this, { ...args[0], box: new ArrayBuffer(args[0].box.byteLength) })
    }
    const request = real.apply(this, args)
    if (fault === 'failing') this.transaction.abort()
    if (fault === `slow ${this.name}`) {
      const end = performance.now() + 3000
      const again = () => { if (performance.now() < end) this.get('none').onsuccess = again }
      again()
    }
    return request
  })
  wrap(IDBObjectStore.prototype, 'delete', function (real, args) { step(`delete ${this.name}`); return real.apply(this, args) })
  wrap(HTMLInputElement.prototype, 'click', function (real, args) {
    if (this.type === 'file') step('picker')
    return real.apply(this, args)
  })
  addEventListener('change', (event) => event.target.type === 'file' && step('picked'), true)
  if (navigator.mediaDevices)
    wrap(MediaDevices.prototype, 'getUserMedia', function (real, args) { step('camera'); return real.apply(this, args) })
})()"""

# Everything that lies in the phone's database, opened with the browser's own key.
READ = """async () => {
  const db = await new Promise((done, fail) => {
    const asked = indexedDB.open('dukao')
    asked.onsuccess = () => done(asked.result)
    asked.onerror = () => fail(asked.error)
  })
  const names = ['browser', 'drafts', 'outbox', 'files']
  // One moment for all of it: what moves from a draft to an entry meanwhile is in one of them.
  const transaction = db.transaction(names)
  const all = (store) => new Promise((done, fail) => {
    const asked = transaction.objectStore(store).getAll()
    asked.onsuccess = () => done(asked.result)
    asked.onerror = () => fail(asked.error)
  })
  const [browser, drafts, outbox, files] = await Promise.all(names.map(all))
  db.close()
  const key = browser.find((row) => row.id === 'store')?.key
  const utf8 = new TextEncoder()
  const open = async (where, box) => new Uint8Array(await crypto.subtle.decrypt(
    { name: 'AES-GCM', iv: new Uint8Array(box, 0, 12), additionalData: utf8.encode(where) }, key, new Uint8Array(box, 12)))
  const json = (bytes) => JSON.parse(new TextDecoder().decode(bytes))
  const hex = (bytes) => [...new Uint8Array(bytes)].map((b) => b.toString(16).padStart(2, '0')).join('')
  const b64 = (text) => Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (c) => c.charCodeAt(0))
  const found = { drafts: [], sealed: [], whole: [], spoiled: [], texts: [], unreadable: [] }
  for (const row of drafts) {
    const draft = await open(`drafts/${row.person}/${row.journal}/${row.field}`, row.box).then(json, () => null)
    if (draft === null) continue
    const { value, files: named } = draft
    found.drafts.push({ field: row.field, value, files: named.map((one) => one.sha256) })
  }
  for (const row of outbox) {
    const compact = await open(`outbox/${row.hash}`, row.box).then(json, () => null)
    if (compact === null) {
      found.unreadable.push(row.hash)
      continue
    }
    const payload = json(b64(compact.split('.')[1]))
    found.sealed.push({ hash: row.hash, kid: row.kid, person: row.person, journal: row.journal, outcome: row.outcome, n: payload.n, prev: payload.prev,
      kind: payload.kind, field: payload.data.field, value: payload.data.value, files: row.files })
  }
  for (const row of files) {
    const bytes = await open(`files/${row.sha256}`, row.box).catch(() => null)
    const name = bytes && hex(await crypto.subtle.digest('SHA-256', bytes))
    ;(name === row.sha256 ? found.whole : found.spoiled).push(row.sha256)
    if (bytes) found.texts.push([row.type, hex(bytes.subarray(Math.floor(bytes.length / 2), Math.floor(bytes.length / 2) + 48))])
  }
  return found
}"""

CLEAR = """async (stores) => {
  const db = await new Promise((done) => (indexedDB.open('dukao').onsuccess = (event) => done(event.target.result)))
  const transaction = db.transaction(stores, 'readwrite')
  for (const store of stores) transaction.objectStore(store).clear()
  await new Promise((done) => (transaction.oncomplete = done))
  db.close()
}"""

DROP = """async () => {
  for (const { name } of await indexedDB.databases())
    await new Promise((done) => { const asked = indexedDB.deleteDatabase(name); asked.onsuccess = asked.onblocked = done })
  for (const name of await caches.keys()) await caches.delete(name)
  localStorage.clear()
}"""

# Holds every store in one transaction that never ends, as a dying process does.
HOLD = """async () => {
  const db = await new Promise((done) => (indexedDB.open('dukao').onsuccess = (event) => done(event.target.result)))
  const stores = [...db.objectStoreNames]
  const store = db.transaction(stores, 'readwrite').objectStore(stores[0])
  const again = () => { store.get('none').onsuccess = again }
  again()
}"""

# Grades an item, waits until the screen says so, goes on to the next one and waits for the seal.
ANSWER = """([no, letter, n, only]) => {
  const until = async (test) => { for (let i = 0; i < 1500 && !test(); i++) await new Promise((done) => setTimeout(done, 20)) }
  const waiting = () => Number(document.querySelector('[data-testid=waiting]')?.innerText ?? 0)
  const button = document.querySelector(`[data-no="${no}"] fieldset.grade:not(.small) label.g${letter.toLowerCase()}`)
  const before = waiting()
  setTimeout(async () => {
    window.__damage.arm(n, only)
    button.querySelector('input').click()
    await until(() => button.classList.contains('on'))
    document.querySelector('footer .btn.pri').click()
    await until(() => waiting() > before)
    window.__damage.say({ died: null })
  }, 0)
}"""

# Takes one picture with the camera that is open.
SHOOT = """([n, only]) => {
  const until = async (test) => { for (let i = 0; i < 1500 && !test(); i++) await new Promise((done) => setTimeout(done, 20)) }
  const thumbs = () => document.querySelectorAll('.photos img').length
  const before = thumbs()
  setTimeout(async () => {
    window.__damage.arm(n, only)
    document.querySelector('dialog.camera .shutter').click()
    await until(() => thumbs() > before)
    window.__damage.say({ died: null })
  }, 0)
}"""

# The last letter and the camera's button in one breath, on a disk that takes its time.
OPEN_CAMERA = """(area, text) => setTimeout(() => {
  window.__damage.fault = 'slow drafts'
  window.__damage.arm(1, 'camera')
  area.value = text
  area.dispatchEvent(new Event('input', { bubbles: true }))
  document.querySelector('.add-photo').click()
}, 0)"""

OPEN_PICKER = """() => setTimeout(() => {
  window.__damage.arm(1, 'picker')
  document.querySelector('dialog.camera footer .btn.sec').click()
}, 0)"""


@dataclass
class Lab:
    """One enrolled phone on one event, whose tabs are killed and whose storage is spoiled."""

    house: House
    link: Link
    phone: Phone
    dispatch: Dispatch
    # The debugger of the tab, and where it stopped the page.
    line: CDPSession | None = None
    stops: list[dict[str, Any]] = field(default_factory=list)

    @property
    def page(self) -> Page:
        """The tab in use."""
        return self.phone.page

    @property
    def context(self) -> BrowserContext:
        """The browser."""
        assert self.phone.context is not None
        return self.phone.context

    def form(self, no: int | None = None) -> str:
        """Address of the form, or of one item in it."""
        return f"/e/{self.dispatch.event}/form" + (f"?item={no}" if no else "")

    def tab(self, path: str, *, unlock: bool = True) -> Page:
        """A fresh tab instead of the ones before, at a page behind the PIN."""
        before = self.context.pages
        page = self.context.new_page()
        for old in before:
            with contextlib.suppress(BrowserError):
                old.close()
        page.goto(self.phone.url + path)
        if unlock:
            self.unlock(page)
        self.stops.clear()
        self.line = self.context.new_cdp_session(page)
        self.line.on("Debugger.paused", self._stopped)
        self.line.send("Debugger.enable")
        return page

    def unlock(self, page: Page) -> None:
        """The PIN by its keys: these tests are not about the pad."""
        expect(page.get_by_role("button", name="输入完毕")).to_be_visible()
        expect(page.locator(".who .name")).not_to_be_empty()
        page.keyboard.type(PIN)
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile(r"^(?!.*/unlock)"))

    def _stopped(self, stop: dict[str, Any]) -> None:
        self.stops.append(stop)

    def kill_tab(self) -> None:
        """The system takes the tab: nothing of it runs any more, nothing is said before."""
        assert self.line is not None
        with self.page.expect_event("crash"), contextlib.suppress(BrowserError):
            self.line.send("Page.crash", timeout=500)  # the dead do not answer

    def last_words(self, seconds: float = 60) -> dict[str, Any]:
        """What stood on the screen when the page stopped."""
        assert self.line is not None
        end = time.monotonic() + seconds
        while not self.stops:
            assert time.monotonic() < end, "the page neither stopped nor came to an end"
            self.page.wait_for_timeout(20)
        where = {
            "callFrameId": self.stops[-1]["callFrames"][0]["callFrameId"],
            "expression": "window.__damage.words",
        }
        words = self.line.send("Debugger.evaluateOnCallFrame", where)
        said = dict(json.loads(words["result"]["value"]))
        lax = {"drafts", "outbox", "files"} & set(said["lax"])
        assert not lax, "written without waiting for the disk"
        return said

    def read(self) -> dict[str, Any]:
        """What is in the database, read by a tab that is not the application's business."""
        return dict(self.page.evaluate(READ))

    def spoil(self, fault: str | None) -> None:
        """From now on writes of this tab meet this fault; None: storage is well again."""
        self.page.evaluate("fault => { window.__damage.fault = fault }", fault)

    # --- the oracle ----------------------------------------------------------------------------

    def grade(self, store: dict[str, Any], no: int) -> str | None:
        """The newest grade of an item on the phone: its draft, else the last one sealed."""
        rows = [*sorted(store["sealed"], key=lambda row: row["n"]), *store["drafts"]]
        grades = [(row["value"] or {}).get("grade") for row in rows if row["field"] == f"item/{no}"]
        return grades[-1] if grades else None

    def kept(self, store: dict[str, Any], no: int, letter: str) -> bool:
        """Whether the answer lies on the phone, as a draft or sealed."""
        return self.grade(store, no) == letter

    def other(self, no: int) -> str:
        """B or C: whichever the item is not graded with now."""
        return "B" if self.kept(self.read(), no, "C") else "C"

    def wait(self, test: Callable[[dict[str, Any]], bool], seconds: float = 60) -> dict[str, Any]:
        """What is in the database once it is as the test wants it."""
        end = time.monotonic() + seconds
        while not test(store := self.read()):
            assert time.monotonic() < end, "the database never came to that"
            self.page.wait_for_timeout(200)
        return store

    def check_store(self, store: dict[str, Any]) -> None:
        """Photos named are whole; each key's chain has neither gap nor fork."""
        named = {sha for row in (*store["drafts"], *store["sealed"]) for sha in row["files"]}
        assert named <= set(store["whole"]), f"named but not whole: {named - set(store['whole'])}"
        chains: dict[tuple[str, str], list[tuple[int, str | None, str]]] = {}
        for row in store["sealed"]:
            own = chains.setdefault((row["kid"], row["journal"]), [])
            own.append((row["n"], row["prev"], row["hash"]))
        for own in chains.values():
            own.sort()
            assert len({n for n, _, _ in own}) == len(own), "two entries with one number"
            for (n, _, name), (following, prev, _) in pairwise(own):
                assert following > n + 1 or prev == name, f"entry {following} does not name {n}"

    def check_arrived(self, store: dict[str, Any]) -> None:
        """Every sealed entry has its line once; every photo named is whole at the centre."""
        lines = [line["entry"] for line in self.house.lines(self.dispatch.event) if line["kid"]]
        assert len(set(lines)) == len(lines)
        own = {row["hash"] for row in store["sealed"] if row["journal"] == self.dispatch.event}
        assert own <= set(lines), f"{len(own - set(lines))} sealed entries never arrived"
        unstored = "SELECT COUNT(*) FROM journal_file WHERE journal = ? AND stored IS NULL"
        assert self.house.count(unstored, self.dispatch.event) == 0

    def deliver(self, seconds: float = 90) -> None:
        """Network again, everything readable sent, and the journal holds it."""
        self.link.faults.clear()
        self.link.restore()
        page = self.page
        page.goto(self.phone.url + "/sync")
        page.get_by_role("button", name=re.compile("立即重试")).tap()
        self.check_store(self.read())

        def told(store: dict[str, Any]) -> bool:
            return all(row["outcome"] == "accepted" for row in store["sealed"])

        # The number on a fresh page is 0 until it has counted: the entries themselves first.
        store = self.wait(told, seconds)
        # What a lying disk swallowed stays visible under 需处理, and is never called sent.
        left = str(len(store["unreadable"]))
        expect(page.locator(".sums b").nth(1)).to_have_text(left, timeout=seconds * 1000)
        self.check_arrived(store)
