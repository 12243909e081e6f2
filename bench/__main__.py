"""`python3 dev.py bench [parts…]`: measure, say, keep; with --write also into docs/performance.md."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Playwright, sync_playwright

from devtools.check import find_browser

from . import (
    cards,
    cold,
    custody,
    decoders,
    door,
    flat,
    flood,
    gate,
    gatephone,
    kit,
    lighthouse,
    limits,
    machine,
    paper,
    pictures,
    report,
    sizes,
    tap,
)
from .phone import Phone
from .report import Part
from .server import Server, postgres
from .signer import Link, activate

# In this order: what needs a live link first, then the cut one, then what fills the journal.
PARTS = (
    "sizes", "lighthouse", "kit", "tap", "cold", "door", "paper", "cards", "scan", "gate", "custody", "limits", "flood", "flat",
)  # fmt: skip
# These need the phone of the first supervisor; `scan` starts browsers of its own.
BROWSER = {"sizes", "lighthouse", "kit", "tap", "cold"}

TOKENS = 300


def main() -> int:
    """Everything, or the parts named."""
    options = _options()
    chromium = find_browser()
    if (BROWSER | {"scan"}) & set(options.parts) and not chromium:
        print(
            "No Chromium: set DUKAO_CHROMIUM to its path, or name only: door paper", file=sys.stderr
        )
        return 1
    folder = Path(tempfile.mkdtemp(prefix="dukao-bench-"))
    server = Server(folder / "instance")
    conditions = machine.conditions(chromium)
    found: list[Part] = []
    try:
        server.prepare()
        server.start()
        with sync_playwright() as playwright:
            Run(options, server, folder, found).all(playwright, chromium)
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)
    print(f"\nkept in {report.keep(conditions, found).relative_to(report.ROOT)}")
    if options.write:
        report.write(report.markdown(conditions, found))
    return 1 if any(part.failure for part in found) else 0


def _options() -> argparse.Namespace:
    reader = argparse.ArgumentParser(prog="dev.py bench", description=__doc__)
    reader.add_argument("parts", nargs="*", help=f"only these: {', '.join(PARTS)}")
    reader.add_argument("--runs", type=int, default=5, help="Lighthouse runs (default 5)")
    reader.add_argument(
        "--write", action="store_true", help="put the figures into docs/performance.md"
    )
    options = reader.parse_args()
    unknown = set(options.parts) - set(PARTS)
    if unknown:
        reader.error(f"unknown: {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    options.parts = options.parts or list(PARTS)
    if options.write and set(options.parts) != set(PARTS):
        reader.error("--write reports one whole run; name no parts")
    return options


class Run:
    """The parts wanted, one after the other."""

    def __init__(
        self, options: argparse.Namespace, server: Server, folder: Path, found: list[Part]
    ) -> None:
        self.wanted = set(options.parts)
        self.runs: int = options.runs
        self.server, self.folder, self.found = server, folder, found

    def take(self, key: str, work: Callable[[], Part]) -> None:
        """Measure one part; its failure is reported and must not hide the others."""
        before = machine.load()
        try:
            part = work()
        except Exception as error:  # noqa: BLE001 - see above
            part = Part(key, key, "", failure=f"{type(error).__name__}: {error}"[:600])
        part.load = f"{before} before, {machine.load()} after"
        report.say(part)
        self.found.append(part)

    def browser(self, phone: Phone, link: Link) -> None:
        """What a real browser shows, while the journal is still young."""
        event = self.server.event
        page = phone.open()
        phone.activate(page, *self.server.codes[0][1:])
        phone.fetch_kit(page, event)
        if "sizes" in self.wanted:
            self.take("sizes", lambda: sizes.measure(phone, page, event))
        if "kit" in self.wanted:
            self.take("kit", lambda: kit.measure(phone, page, link, event, "new"))
        phone.close()
        if "lighthouse" in self.wanted:
            self.take("lighthouse", lambda: lighthouse.measure(phone, event, self.runs))
        if self.wanted & {"tap", "cold"}:
            busy = phone.open()
            self.take("tap", lambda: tap.measure(phone, busy, self.server, event))
        if "cold" in self.wanted:
            self.take("cold", lambda: cold.measure(phone, self.server, event))

    def all(self, playwright: Playwright, chromium: str) -> None:
        """Every part, in an order in which none disturbs the next."""
        event, port = self.server.event, self.server.port
        link = Link("127.0.0.1", port)
        signer = activate(link, *self.server.codes[1][1:])
        # Everybody else has a phone too: their keys are part of the roster every kit carries.
        for _, activation, enrol in self.server.codes[2:]:
            activate(Link("127.0.0.1", port), activation, enrol)
        phone = Phone(playwright, chromium, self.folder / "profile", self.server.url)
        if self.wanted & BROWSER:
            self.browser(phone, link)
        if self.wanted & {"door", "kit"}:
            self.take("door", lambda: door.measure(link, signer, event, self.folder))
        if "kit" in self.wanted:
            page = phone.context.pages[0] if phone.context else phone.open()
            self.take("kit", lambda: kit.measure(phone, page, link, event, "full"))
        phone.close()
        if "paper" in self.wanted:
            self.take("paper", paper.measure)
        self.houses(playwright, chromium)

    def houses(self, playwright: Playwright, chromium: str) -> None:
        """What starts servers of its own."""
        if "cards" in self.wanted:
            self.take("cards", lambda: cards.measure(self.folder))
        if "scan" in self.wanted:
            self.take(
                "scan",
                lambda: decoders.measure(
                    playwright, chromium, self.folder, pictures.tokens(TOKENS)
                ),
            )
            self.take("scan", lambda: gatephone.measure(playwright, chromium, self.folder))
        if "gate" in self.wanted:
            self.take("gate", lambda: gate.measure(self.folder))
        if "custody" in self.wanted:
            self.take("custody", lambda: custody.measure(self.folder))
        if "limits" in self.wanted:
            self.take("limits", lambda: limits.measure(self.folder))
            with postgres(self.folder) as address:
                self.take("limits", lambda: limits.measure(self.folder, address))
        if "flood" in self.wanted:
            self.take("flood", lambda: flood.measure(self.folder))
        if "flat" in self.wanted:
            self.take("flat", lambda: flat.measure(self.folder))


if __name__ == "__main__":
    os.environ.setdefault("DUKAO_ENV", "test")
    sys.exit(main())
