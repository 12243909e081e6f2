"""The kit of an event with 120 people: how big, how long until it is on the phone."""

from __future__ import annotations

import gzip
import json
import secrets
import statistics
import time
from dataclasses import dataclass

from playwright.sync_api import Page

from .phone import SLOWED, Phone, slow
from .report import Part
from .server import EXAMINERS, SUPERVISORS
from .signer import Body, Link

ROUNDS = 5
WHEN = {"new": "before anybody answered", "full": "after a long day"}

_FORGET = """() => new Promise((done, fail) => {
  const opening = indexedDB.open('dukao')
  opening.onerror = fail
  opening.onsuccess = () => {
    const stores = ['kits', 'sections', 'entries'], work = opening.result.transaction(stores, 'readwrite')
    for (const name of stores) work.objectStore(name).clear()
    work.oncomplete = () => { opening.result.close(); done() }
    work.onerror = fail
  } })"""


def measure(phone: Phone, page: Page, link: Link, event: str, key: str) -> Part:
    """The server's share over HTTP, then the button in the browser, quick and slowed."""
    served, whole = [], Whole()
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        whole = _whole(link, event)
        served.append((time.perf_counter() - begun) * 1000)
    part = Part(
        f"kit-{key}", f"The kit for {EXAMINERS + SUPERVISORS} people, {WHEN[key]}",
        f"{EXAMINERS} examiners, {SUPERVISORS} supervisors with their phones, 30 rooms; "
        f"{whole.entries} journal entries. Time in the browser: tap on 取工作包 → stored encrypted and read back; "
        "server, browser and network on one machine.",
    )  # fmt: skip
    part.add("size", whole.plain / 1000, "kB", note=f"{whole.packed / 1000:.1f} kB with gzip")
    part.add("server: all answers of a kit, median", statistics.median(served), "ms")
    part.add("in the browser", _fetch(phone, page, event), "ms")
    session = phone.session(page)
    slow(session)
    part.add(f"in the browser, main thread slowed {SLOWED}×", _fetch(phone, page, event), "ms")
    slow(session, 1)
    session.detach()
    return part


@dataclass
class Whole:
    """What a phone without a kit is sent."""

    plain: int = 0
    packed: int = 0
    entries: int = 0

    def take(self, body: Body, size: int) -> None:
        """One answer."""
        self.plain += size
        self.packed += len(gzip.compress(json.dumps(body, ensure_ascii=False).encode()))


def _fetch(phone: Phone, page: Page, event: str) -> float:
    """From nothing: a kit that is there is only brought up to date."""
    page.goto(f"{phone.url}/e/{event}/brief")
    page.evaluate(_FORGET)
    return phone.fetch_kit(page, event)


def _whole(link: Link, event: str) -> Whole:
    whole, after, more, sections = Whole(), 0, True, {}
    while more:
        nonce = secrets.token_hex(16)
        page, size = link.call("GET", f"/journals/{event}/changes?after={after}&nonce={nonce}")
        whole.take(page, size)
        whole.entries += len(page["entries"])
        after, more, sections = page["seq"], page["more"], page["sections"]
    for facts in sections.values():
        whole.take(*link.call("GET", f"/journals/{event}/sections/{facts['sha256']}"))
    return whole
