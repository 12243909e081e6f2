"""How much of a set of hard pictures each decoder reads, and how long it takes, all in one run."""

from __future__ import annotations

import http.server
import os
import statistics
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, Playwright

from devtools.environment import PWA, ensure_client_packages, node_environment
from devtools.steps import run_logged

from . import brake
from .phone import spin
from .pictures import KINDS, Picture, hard
from .report import Part, percentile

EACH = int(os.environ.get("DUKAO_BENCH_PICTURES", "24"))
EMPTIES = int(os.environ.get("DUKAO_BENCH_EMPTY", "60"))
OURS, AGAIN = "zxing-wasm", "zxing-wasm careful"
INFORMATION = {"zxing-wasm default", AGAIN}
SLOWED, SLOW_PICTURES = 6, 28
VERDICTS, MOST_VERDICT_MS = 300, 5.0
MARK = "--dukao-bench-decoders"
_HOME = PWA / "bench" / "decoders"
Looks = list[dict[str, dict[str, Any]]]


def measure(playwright: Playwright, chromium: str, folder: Path, texts: Sequence[str]) -> Part:
    """Every decoder on every picture; then a part of them with the page slowed."""
    pictures = list(hard(texts, EACH, EMPTIES))
    part = Part(
        "scan-decoders", "Decoders on hard pictures of badges",
        f"{len(pictures)} pictures of 1280 × 720 drawn by bench/pictures.py from {len(set(texts))} badge tokens: {EACH} each "
        f"{', '.join(KINDS)}, from a little to more than anybody can read, and {EMPTIES} of clutter with bars, "
        "chequers, lone finder marks and halves of codes. One look at each; exact text required. Decoding "
        "alone, without drawing the frame, in the page's main thread (qr-scanner brings a Worker). "
        f"`{OURS}` is what the gate uses for each frame (READER_OPTIONS), `careful` what it tries now and then. "
        f"Slowed {SLOWED}×: every process that draws pages stands still five sixths of the time (bench/brake.py). "
        "The verdict alone is judged with a list of a thousand badges, half of them inside.",
    )  # fmt: skip
    with (
        _built(folder) as site,
        _served(site, pictures) as address,
        _page(playwright, chromium) as page,
    ):
        page.goto(f"{address}/index.html")
        page.wait_for_function("() => window.bench")
        names: list[str] = page.evaluate("() => window.bench.names")
        _look(page, [0, 1, 2], names)
        looks = _look(page, range(len(pictures)), names)
        _rates(part, pictures, looks, names)
        _verdicts(part, page)
        _slowed(part, page, pictures, names)
    return part


def _rates(part: Part, pictures: Sequence[Picture], looks: Looks, names: Sequence[str]) -> None:
    read = {
        name: [look[name]["text"] == picture.text for picture, look in zip(pictures, looks, strict=True) if picture.text]
        for name in names
    }  # fmt: skip
    share = {name: 100 * sum(right) / len(right) for name, right in read.items()}
    others = [name for name in names if name != OURS and name not in INFORMATION]
    best = max(others, key=lambda name: share[name])
    part.add(f"{OURS} − best of the others ({best})", share[OURS] - share[best], "points", least=0)
    for name in names:
        times = [look[name]["ms"] for look in looks]
        by_kind = ", ".join(f"{kind} {_count(pictures, looks, name, kind)}" for kind in KINDS)
        part.add(f"{name}: read", share[name], "%", note=f"of {EACH} each: {by_kind}")
        part.add(f"{name}: ms a picture, median", statistics.median(times), "ms",
                 note=f"p95 {percentile(times, 95):.1f} ms")  # fmt: skip
    for name in names:
        aim = 0 if name in {OURS, AGAIN} else None
        found = [
            (look[name]["text"], picture.text)
            for look, picture in zip(looks, pictures, strict=True)
        ]
        nothing = sum(text is not None for text, there in found if there is None)
        wrong = sum(text not in {None, there} for text, there in found if there is not None)
        part.add(
            f"{name}: verdicts on frames without a code",
            nothing,
            "",
            most=aim,
            note=f"n = {EMPTIES}",
        )
        part.add(f"{name}: another text than the code's", wrong, "", most=aim)


def _count(pictures: Sequence[Picture], looks: Looks, name: str, kind: str) -> int:
    return sum(
        look[name]["text"] == picture.text
        for picture, look in zip(pictures, looks, strict=True)
        if picture.kind == kind
    )


def _slowed(part: Part, page: Page, pictures: Sequence[Picture], names: Sequence[str]) -> None:
    some = range(0, len(pictures), max(1, len(pictures) // SLOW_PICTURES))
    here = [name for name in names if name not in INFORMATION]
    quick = spin(page)
    with brake.slowed(MARK, SLOWED):
        factor = spin(page) / quick
        looks = _look(page, some, here)
    for name in here:
        times = [look[name]["ms"] for look in looks]
        part.add(f"{name}: slowed {SLOWED}×, median", statistics.median(times), "ms",
                 note=f"p95 {percentile(times, 95):.0f} ms; n = {len(times)}")  # fmt: skip
    part.add("slowed by, measured", factor, "×")


def _verdicts(part: Part, page: Page) -> None:
    """Token read, key found, signature verified, list and presence asked: without any picture."""
    for rate in (1, SLOWED):
        with brake.slowed(MARK, rate, brake.FINE_S):
            found = page.evaluate("(rounds) => window.bench.verdicts(rounds)", VERDICTS)
        if found["outcome"] != "admitted":
            raise RuntimeError(f"the verdict measured is {found['outcome']}")
        aim = MOST_VERDICT_MS if rate > 1 else None
        word = f"verdict alone, slowed {rate}×" if rate > 1 else "verdict alone"
        part.add(
            f"{word}, p95", percentile(found["times"], 95), "ms", most=aim, note=f"n = {VERDICTS}"
        )
        part.add(f"{word}, mean", found["mean"] * 1000, "µs")


def _look(page: Page, numbers: Sequence[int], names: Sequence[str]) -> Looks:
    """Each call is short: a page that is busy for long cannot be asked anything."""
    return [
        page.evaluate("([n, names]) => window.bench.look(`/pictures/${n}.jpg`, names)", [n, names])
        for n in numbers
    ]


@contextmanager
def _page(playwright: Playwright, chromium: str) -> Iterator[Page]:
    browser = playwright.chromium.launch(
        executable_path=chromium,
        headless=True,
        args=["--disable-gpu", "--disable-dev-shm-usage", MARK],
    )
    try:
        page = browser.new_page()
        page.set_default_timeout(120_000)
        yield page
    finally:
        browser.close()


@contextmanager
def _built(folder: Path) -> Iterator[Path]:
    """The page with the decoders, built anew."""
    ensure_client_packages()
    target = folder / "decoders"
    command = ["node", PWA / "node_modules" / "vite" / "bin" / "vite.js", "build", "--config",
               _HOME / "vite.config.mjs", "--outDir", target]  # fmt: skip
    run_logged("Page of the decoders", command, env=node_environment(), cwd=PWA)
    yield target


@contextmanager
def _served(site: Path, pictures: Sequence[Picture]) -> Iterator[str]:
    """The page and the pictures, from this process."""

    class Handler(http.server.SimpleHTTPRequestHandler):
        extensions_map = {**http.server.SimpleHTTPRequestHandler.extensions_map, ".js": "text/javascript", ".wasm": "application/wasm"}  # fmt: skip

        def __init__(self, *given: Any, **more: Any) -> None:
            super().__init__(*given, directory=str(site), **more)

        def do_GET(self) -> None:
            if not self.path.startswith("/pictures/"):
                super().do_GET()
                return
            data = pictures[int(Path(self.path).stem)].jpeg
            self.send_response(200)
            self.send_header("Content-Type", "image/jpeg")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: object) -> None:
            """Nothing: the terminal shows figures."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
