"""From a frame with a badge in it to the verdict on the screen: the real gate page with a fake camera."""

from __future__ import annotations

import os
import statistics
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import quote

from playwright.sync_api import Page, Playwright

from . import brake
from .cordon import made_beside
from .phone import spin
from .pictures import clip
from .report import Part, percentile
from .server import Server

RATES = (1, 4, 6)
BADGES = int(os.environ.get("DUKAO_BENCH_CLIP", "16"))
OPENINGS, VERDICTS = 5, 40
PATIENCE_MS = 180_000
MOST_MS, LEAST_FRAMES = 100.0, 10.0
FIRST_MS = {1: 500.0, 6: 1000.0}
MARK = "--dukao-bench-gate"

# Notes frames, questions to the decoder and their answers, and the verdicts drawn, without changing any of them.
_NOTE = """() => {
  const seen = (window.benchGate = { opened: [], answers: [], verdicts: [], trouble: [] })
  const media = navigator.mediaDevices
  const ask = media.getUserMedia.bind(media)
  media.getUserMedia = async (...given) => {
    const stream = await ask(...given)
    seen.opened.push(performance.now())
    return stream
  }
  let frame = 0
  const announce = HTMLVideoElement.prototype.requestVideoFrameCallback
  HTMLVideoElement.prototype.requestVideoFrameCallback = function (call) {
    return announce.call(this, (now, facts) => { frame = facts.presentationTime; call(now, facts) })
  }
  // The frame a question was asked about is the last one announced before it was taken.
  const asked = new Map(), watched = new WeakSet()
  let taken = 0, begun = 0, fresh = null, text = ''
  const note = (source) => { if (source instanceof HTMLVideoElement) { taken = frame; begun = performance.now() } }
  const take = window.createImageBitmap
  window.createImageBitmap = (source, ...more) => { note(source); return take.call(window, source, ...more) }
  const Raw = window.VideoFrame
  window.VideoFrame = class extends Raw { constructor(source, ...more) { note(source); super(source, ...more) } }
  const post = Worker.prototype.postMessage
  Worker.prototype.postMessage = function (said, ...more) {
    if (said && typeof said === 'object' && 'frame' in said) {
      asked.set(said.id, { frame: taken, begun })
      if (!watched.has(this)) {
        watched.add(this)
        this.addEventListener('message', ({ data }) => {
          const question = asked.get(data.id)
          asked.delete(data.id)
          if (!question || !question.frame) return
          const answer = { ...question, at: performance.now(), ms: data.ms, found: data.text !== null }
          seen.answers.push(answer)
          // The first answer that says so; while a badge stays in view more of them come.
          if (answer.found && data.text !== text) fresh = answer
          if (answer.found) text = data.text
          if (data.error) seen.trouble.push(data.error)
        })
      }
    }
    return post.call(this, said, ...more)
  }
  let before = ''
  const look = () => {
    const panel = document.querySelector('[data-testid=verdict]')
    const now = panel ? `${panel.dataset.outcome} ${panel.querySelector('.nm')?.textContent ?? ''}` : ''
    if (now === before) return
    before = now
    if (!panel) return
    const drawn = performance.now(), outcome = panel.dataset.outcome
    requestAnimationFrame(() => {
      const after = new MessageChannel()
      after.port1.onmessage = () => {
        // Looked up this late: the page may have drawn before this listener heard of the answer.
        if (fresh) seen.verdicts.push({ ...fresh, drawn, outcome, shown: performance.now() })
        fresh = null
      }
      after.port2.postMessage(0)
    })
    // A refusal waits for a person: the next one, please.
    if (panel.dataset.tone !== 'a') setTimeout(() => document.querySelector('[data-testid=verdict] .acts .obtn:last-child')?.click(), 400)
  }
  new MutationObserver(look).observe(document, { subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ['data-outcome', 'data-tone'] })
}"""


def measure(playwright: Playwright, chromium: str, folder: Path) -> Part:
    """One gate for each speed, all looking at the same clip."""
    part = Part(
        "scan-gate", "Frame → verdict at the gate",
        f"The gate page as built, enrolled by a day pass, its list of 114 badges on the phone; Chromium plays a clip of 1280 × 720 "
        f"at 30 frames/s as its camera: {BADGES} badges are moved in, held by a moving hand and taken away, drawn by bench/pictures.py from "
        "the tokens the server issued. From the frame that held the code (presentation time of the last one announced before "
        "it was taken) until the verdict's own frame is drawn: taking, decoding in the Worker, signature, list, presence. "
        "Slowed: the browser's renderer, Workers and WebCrypto included, stands still most of the time (bench/brake.py); "
        "camera and server are not slowed. First verdict: from the camera's opening, page loaded anew, the badge in view from the first frame.",
    )  # fmt: skip
    server = Server(folder / "scan", supervisors=1)
    server.prepare()
    server.start()
    try:
        made = made_beside(server, len(RATES), "out")
        event = server.event
        film = folder / "gate.mjpeg"
        seconds = clip(film, made["tokens"][event][:BADGES])
        for rate, gate in zip(RATES, made["gates"][event], strict=True):
            with _page(playwright, chromium, film) as page:
                _enrol(page, server.url, gate["pass"])
                _rate(part, page, rate, seconds)
        part.add("errors 500 in the server's log", server.failures(), "", most=0)
    finally:
        server.stop()
    return part


@contextmanager
def _page(playwright: Playwright, chromium: str, film: Path) -> Iterator[Page]:
    browser = playwright.chromium.launch(
        executable_path=chromium, headless=True,
        args=["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream",
              f"--use-file-for-fake-video-capture={film}", "--disable-gpu", "--disable-dev-shm-usage",
              "--autoplay-policy=no-user-gesture-required", MARK],
    )  # fmt: skip
    try:
        context = browser.new_context(
            viewport={"width": 390, "height": 844}, device_scale_factor=2, is_mobile=True,
            has_touch=True, locale="zh-CN", timezone_id="Asia/Shanghai",
        )  # fmt: skip
        context.set_default_timeout(60_000)
        context.add_init_script(f"({_NOTE})()")
        yield context.new_page()
    finally:
        browser.close()


def _enrol(page: Page, url: str, day_pass: str) -> None:
    """The day pass, then the guard's own badge: the clip's first one."""
    page.goto(f"{url}/gate#{quote(day_pass, safe='')}")
    page.get_by_test_id("list").wait_for()
    page.get_by_test_id("errand").wait_for(state="detached")
    page.wait_for_timeout(1500)


def _rate(part: Part, page: Page, rate: int, seconds: float) -> None:
    word = f"{rate}×"
    quick = spin(page)
    with brake.slowed(MARK, rate):
        firsts = [_first(page) for _ in range(OPENINGS)]
        factor = spin(page) / quick
        page.wait_for_function(
            "(n) => window.benchGate.verdicts.length >= n", arg=VERDICTS, polling=1000,
            timeout=PATIENCE_MS + 1000 * seconds,
        )  # fmt: skip
        seen: dict[str, Any] = page.evaluate("() => window.benchGate")
    if seen["trouble"]:
        raise RuntimeError(f"the decoder said {seen['trouble'][0]}")
    # The very first holds the page's start, and is reported as such.
    verdicts = seen["verdicts"][1:]
    whole = [one["shown"] - one["frame"] for one in verdicts]
    part.add(f"{word}: frame → verdict shown, p95", percentile(whole, 95), "ms",
             most=MOST_MS if rate == 4 else None, note=f"n = {len(whole)}")  # fmt: skip
    part.add(f"{word}: frame → verdict shown, median", statistics.median(whole), "ms")
    part.add(f"{word}: of it until the frame is taken, median",
             statistics.median(one["begun"] - one["frame"] for one in verdicts), "ms")  # fmt: skip
    part.add(f"{word}: of it the decoder in its Worker, median",
             statistics.median(one["ms"] for one in verdicts), "ms")  # fmt: skip
    part.add(f"{word}: of it until the page is painted, median",
             statistics.median(one["shown"] - one["drawn"] for one in verdicts), "ms")  # fmt: skip
    part.add(f"{word}: frames looked at", _frames(seen["answers"]), "/s",
             least=LEAST_FRAMES if rate == 6 else None)  # fmt: skip
    part.add(f"{word}: first verdict after the camera opens, median", statistics.median(firsts), "ms",
             most=FIRST_MS.get(rate), note=f"worst {max(firsts):.0f} ms, n = {len(firsts)}")  # fmt: skip
    part.add(f"{word}: slowed by, measured", factor, "×")


def _first(page: Page) -> float:
    """Milliseconds from the open camera to the first verdict, from a page loaded anew."""
    page.reload(wait_until="commit")
    page.wait_for_function("() => window.benchGate?.verdicts.length > 0", polling=200)
    seen = page.evaluate("() => ({ opened: benchGate.opened, first: benchGate.verdicts[0] })")
    return float(seen["first"]["shown"] - seen["opened"][0])


def _frames(answers: list[dict[str, Any]]) -> float:
    """Frames looked at a second, while it looks: pauses for a person are left out."""
    gaps = [later["at"] - one["at"] for one, later in pairwise(answers)]
    busy = [gap for gap in gaps if gap < 700]
    return 1000 * len(busy) / sum(busy)
