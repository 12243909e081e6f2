"""Cold start without network: from opening the page to a form one can tap, CPU slowed."""

from __future__ import annotations

import statistics

from playwright.sync_api import Page

from .phone import FORM, PIN, SLOWED, Phone, slow, spin
from .report import Part
from .server import Server

ROUNDS, MOST_S = 7, 1.5

_PAD = """() => new Promise((done) => { const look = () => {
  if (document.querySelector('.pin .keys button')) requestAnimationFrame(() => setTimeout(() => done(performance.now())))
  else setTimeout(look, 4) }; look() })"""

# Digits first, then the clock starts with the tick; ends with the frame that draws the grades.
_OPEN = """async ([pin, form]) => {
  const pause = (ms) => new Promise((done) => setTimeout(done, ms))
  const keys = [...document.querySelectorAll('.pin .keys button')]
  for (const digit of pin) { keys.find((key) => key.textContent.trim() === digit).click(); await pause(60) }
  let derived = 0
  const derive = crypto.subtle.deriveBits.bind(crypto.subtle)
  crypto.subtle.deriveBits = async (...given) => {
    const begun = performance.now()
    try { return await derive(...given) } finally { derived = performance.now() - begun } }
  const begun = performance.now()
  document.querySelector('.pin .go').click()
  while (!document.querySelector(form)) await pause(4)
  await new Promise((done) => requestAnimationFrame(() => setTimeout(done)))
  return { all: performance.now() - begun, derived }
}"""


def measure(phone: Phone, server: Server, event: str) -> Part:
    """Kill, cut, open, several times."""
    part = Part(
        "cold", "Cold start without network → form usable",
        f"Browser killed (SIGKILL) before every round, {ROUNDS} rounds, the server frozen so that "
        "connections hang without an answer (worse than a refused one), 300 sealed answers and one "
        f"kit on the phone, main thread slowed {SLOWED}×. Sum of: opening the page → PIN pad drawn "
        "(counted from navigation start; the browser's own start is not in it), and the tick after "
        "the last digit → grades drawn, without PBKDF2 (600 000 rounds, which is meant to cost "
        "time, does not run on the main thread and is not slowed; reported apart) and without the "
        "time a person types.",
    )  # fmt: skip
    pads: list[float] = []
    opens: list[float] = []
    derived: list[float] = []
    factors: list[float] = []
    server.freeze()
    try:
        for _ in range(ROUNDS):
            phone.kill()
            page = phone.open()
            pad, opened = _round(phone, page, event, factors)
            pads.append(pad)
            opens.append(opened["all"] - opened["derived"])
            derived.append(opened["derived"])
    finally:
        server.thaw()
    total = [one + other for one, other in zip(pads, opens, strict=True)]
    part.add("form usable, median", statistics.median(total) / 1000, "s", most=MOST_S)
    part.add("form usable, worst", max(total) / 1000, "s")
    part.add("of it: page opened → PIN pad, median", statistics.median(pads) / 1000, "s")
    part.add("of it: PIN entered → form, median", statistics.median(opens) / 1000, "s")
    part.add("apart: PBKDF2, median", statistics.median(derived) / 1000, "s")
    part.add("slowed by, measured", statistics.median(factors), "×")
    return part


def _round(
    phone: Phone, page: Page, event: str, factors: list[float]
) -> tuple[float, dict[str, float]]:
    quick = spin(page)
    session = phone.session(page)
    slow(session)
    page.goto(f"{phone.url}/e/{event}/form", wait_until="commit")
    pad = float(page.evaluate(_PAD))
    factors.append(spin(page) / quick)
    opened = page.evaluate(_OPEN, [PIN, FORM])
    return pad, opened
