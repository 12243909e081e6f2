"""JavaScript and CSS a phone fetches before a page can be used, gzip, nothing cached."""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass

from playwright.sync_api import Page

from .phone import FORM, START, Phone, unlock
from .report import ROOT, Part

DIST = ROOT / "pwa" / "dist"
MOST_KB = 80.0


# Notes the moment the page can be used, and holds back what a page fetches only when it is idle.
_NOTE = """(ready) => {
  window.requestIdleCallback = () => 0
  const look = () => {
    if (!document.querySelector(ready)) return
    window.benchReady ??= performance.now()
    watch.disconnect()
  }
  const watch = new MutationObserver(look)
  watch.observe(document, { childList: true, subtree: true })
}"""
# What was asked for up to that moment, and after it.
_ASKED = """() => performance.getEntriesByType('resource')
  .map(({ name, startTime }) => [new URL(name).pathname, startTime <= window.benchReady])"""


@dataclass(frozen=True)
class Visit:
    """The files of one visit: needed before the page could be used, and fetched after that."""

    needed: frozenset[str]
    after: frozenset[str]


def kilobytes(names: frozenset[str], kind: str) -> float:
    """Gzip size of the files of a kind, kB = 1000 bytes."""
    return sum(gzipped(name) for name in names if name.endswith(f".{kind}")) / 1000


def measure(phone: Phone, page: Page, event: str) -> Part:
    """Record the network of first visits."""
    part = Part(
        "sizes", "First route: JavaScript and CSS",
        "Every script and style Chromium asks for until the page can be used, HTTP cache empty, "
        "service worker passed by, gzip -9 sizes (with Brotli about 12 % less), kB = 1000 bytes. "
        "Left out, and given apart: what is fetched after that moment (sending, notices, rare parts; "
        "the service worker then keeps all of it for the next start). A fresh page is locked: the "
        "form's figure holds the PIN pad's page and the 38 texts.",
    )  # fmt: skip
    assert phone.context is not None
    for name, path, ready in (
        ("sign-in of a new phone (/start)", "/start", START),
        ("sign-in of the office (/signin)", "/signin", "input[type=password]"),
        ("the form, PIN pad included", f"/e/{event}/form", FORM),
    ):
        visit = _visit(phone, phone.url + path, ready)
        script, style = kilobytes(visit.needed, "js"), kilobytes(visit.needed, "css")
        note = f"JS {script:.1f} + CSS {style:.1f} in {len(visit.needed)} files"
        part.add(name, script + style, "kB", most=MOST_KB, note=note)
        more = kilobytes(visit.after, "js") + kilobytes(visit.after, "css")
        part.add("— fetched after it can be used", more, "kB")
    page.bring_to_front()
    return part


def _visit(phone: Phone, address: str, ready: str) -> Visit:
    assert phone.context is not None
    page = phone.context.new_page()
    session = phone.session(page)
    session.send("Network.enable")
    session.send("Network.setBypassServiceWorker", {"bypass": True})
    session.send("Network.clearBrowserCache")
    page.add_init_script(f"({_NOTE})({json.dumps(ready)})")
    page.goto(address)
    if ready == FORM:
        unlock(page)
    page.wait_for_function("() => window.benchReady")
    page.wait_for_timeout(3000)
    asked: list[tuple[str, bool]] = page.evaluate(_ASKED)
    page.close()
    files = [(name, early) for name, early in asked if name.endswith((".js", ".css"))]
    needed = frozenset(name for name, early in files if early)
    return Visit(needed, frozenset(name for name, _ in files) - needed - {"/sw.js"})


def gzipped(path: str) -> int:
    """The bytes sent for a built file to a browser that takes gzip."""
    file = DIST / path.lstrip("/")
    packed = file.with_name(f"{file.name}.gz")
    if packed.exists():
        return packed.stat().st_size
    return min(len(gzip.compress(file.read_bytes(), 9)), file.stat().st_size)
