"""A real browser as a supervisor's phone: activated, with a kit, slowed, killed and opened again."""

from __future__ import annotations

import os
import signal
import time
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import BrowserContext, CDPSession, Page, Playwright
from playwright.sync_api import TimeoutError as NotSeen

PIN = "284617"
SLOWED = 4
FORM = ".grade label.g"
START = "input[name=activation]"
# The same work in every renderer: tells how much slower the page really runs.
_SPIN = """() => { const begun = performance.now(); let x = 0
  for (let i = 0; i < 6e6; i++) x = (x * 31 + i) % 1000003
  return performance.now() - begun + x * 0 }"""

_FETCH = """(button) => new Promise((done, fail) => {
  const begun = performance.now()
  button.click()
  const look = () => {
    const spent = performance.now() - begun
    if (!button.isConnected && document.querySelector('main .card')) return done(spent)
    if (spent > 60000) return fail(new Error('the kit did not come'))
    setTimeout(look, 4)
  }
  look()
})"""


@dataclass
class Phone:
    """A browser profile that is kept between starts."""

    playwright: Playwright
    chromium: str
    profile: Path
    url: str
    context: BrowserContext | None = None

    def open(self) -> Page:
        """Start the browser with this profile; an empty page."""
        self.context = self.playwright.chromium.launch_persistent_context(
            str(self.profile), executable_path=self.chromium, headless=True,
            args=["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream",
                  "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking"],
            viewport={"width": 390, "height": 844}, device_scale_factor=2, is_mobile=True,
            has_touch=True, locale="zh-CN", timezone_id="Asia/Shanghai",
        )  # fmt: skip
        self.context.set_default_timeout(30_000)
        return self.context.pages[0]

    def close(self) -> None:
        """End it politely: everything is on disk."""
        if self.context is not None:
            self.context.close()
            self.context = None

    def kill(self) -> None:
        """End it as a phone out of memory does."""
        mark = f"--user-data-dir={self.profile}".encode()
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                words = (folder / "cmdline").read_bytes().split(b"\0")
            except OSError:
                continue
            if mark in words and not any(word.startswith(b"--type=") for word in words):
                os.kill(int(folder.name), signal.SIGKILL)
        self.context = None
        time.sleep(1)
        # The dead browser's lock would refuse the next start.
        for name in ("SingletonLock", "SingletonSocket", "SingletonCookie"):
            (self.profile / name).unlink(missing_ok=True)

    def session(self, page: Page) -> CDPSession:
        """The developer tools of a page."""
        assert self.context is not None
        return self.context.new_cdp_session(page)

    def activate(self, page: Page, activation: str, enrol: str) -> None:
        """First use: codes, name, PIN; without camera and desktop icon."""
        page.goto(f"{self.url}/start")
        page.locator(START).fill(activation)
        page.locator("input[name=enrol]").fill(enrol)
        page.locator("button[type=submit]").click()
        # What is done with one's data comes first: every switch is one consent.
        page.locator(".step [role=switch]").first.wait_for()
        for switch in page.locator(".step [role=switch]").all():
            switch.tap()
        page.locator(".step .btn.pri").click()
        type_pin(page)
        page.wait_for_timeout(500)
        type_pin(page)
        page.locator(".pin").wait_for(state="detached")
        page.wait_for_timeout(1500)

    def fetch_kit(self, page: Page, event: str) -> float:
        """取工作包 on the brief's page; milliseconds from the tap until it says it is stored."""
        page.goto(f"{self.url}/e/{event}/brief")
        unlock(page)
        button = page.get_by_role("button", name="取工作包").first
        button.wait_for()
        page.wait_for_timeout(1000)
        return float(page.evaluate(_FETCH, button.element_handle()))

    def open_form(self, page: Page, event: str) -> None:
        """The form behind the PIN."""
        page.goto(f"{self.url}/e/{event}/form")
        unlock(page)
        page.locator(FORM).first.wait_for()


def type_pin(page: Page) -> None:
    """The keys of the PIN pad."""
    for digit in PIN:
        page.get_by_role("button", name=digit, exact=True).click()
    page.locator(".pin .go").click()


def unlock(page: Page) -> None:
    """The PIN, where the page asks for it."""
    try:
        page.locator(".pin .go").wait_for(timeout=8000)
    except NotSeen:
        return
    type_pin(page)
    page.locator(".pin").wait_for(state="detached")


def slow(session: CDPSession, rate: int = SLOWED) -> None:
    """Slow the page's main thread; workers, WebCrypto and the database process keep their speed."""
    session.send("Emulation.setCPUThrottlingRate", {"rate": rate})


def spin(page: Page) -> float:
    """Milliseconds of a fixed piece of work: the best of three."""
    return min(float(page.evaluate(_SPIN)) for _ in range(3))
