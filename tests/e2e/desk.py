"""An official at a desk: a plain browser window straight at the server."""

from __future__ import annotations

import contextlib
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect
from playwright.sync_api import Error as BrowserError

from tests.e2e.watch import PATIENCE_MS, Watch

SIZE = (1440, 900)


@dataclass
class Desk:
    """Signs in with the demo password and works by the words on the screen."""

    browser: Browser
    url: str
    username: str
    password: str
    options: dict[str, Any] = field(default_factory=dict)
    watch: Watch = field(default_factory=Watch)
    context: BrowserContext | None = None

    @property
    def page(self) -> Page:
        """The one window."""
        assert self.context is not None
        return self.context.pages[0]

    def start(self) -> None:
        """A window of its own, at nothing yet."""
        settings: dict[str, Any] = {
            "viewport": {"width": SIZE[0], "height": SIZE[1]},
            "locale": "zh-CN",
            "timezone_id": "Asia/Shanghai",
            "reduced_motion": "reduce",
        }
        self.context = self.browser.new_context(**(settings | self.options))
        self.context.set_default_timeout(PATIENCE_MS)
        self.watch.over(self.context)
        self.context.new_page()

    def type_sign_in(self, password: str) -> None:
        """Name and password into the page of 科室人员登录."""
        self.page.get_by_label("用户名").fill(self.username)
        self.page.get_by_label("密码").fill(password)
        self.page.get_by_role("button", name="登录", exact=True).click()

    def sign_in(self) -> None:
        """科室人员登录."""
        self.start()
        self.page.goto(f"{self.url}/signin")
        self.type_sign_in(self.password)
        self.page.wait_for_url("**/desk**")

    def close(self) -> None:
        """Leave; the browser stays for the others."""
        if self.context is not None:
            with contextlib.suppress(BrowserError):
                self.context.close()
            self.context = None

    def button(self, name: str | re.Pattern[str]) -> Locator:
        """A button by its words."""
        return self.page.get_by_role("button", name=name)

    def find(self, station: str) -> Locator:
        """The row of a station in the list of forms."""
        page = self.page
        page.get_by_role("link", name="督导情况表").first.click()
        page.get_by_role("searchbox").fill(station)
        expect(page.get_by_text("共 1 条")).to_be_visible()
        return page.get_by_role("row").filter(has_text=station)

    def open_form(self, station: str) -> None:
        """From the list, found by its station, to the form."""
        self.find(station).get_by_role("link").first.click()
        expect(
            self.page.get_by_role("heading", name="专项职业能力考核现场质量督导情况表")
        ).to_be_visible()

    def download(self, name: str | re.Pattern[str], target: Path) -> Path:
        """Press the button of a paper and keep what comes."""
        with self.page.expect_download(timeout=60_000) as coming:
            self.button(name).first.click()
        coming.value.save_as(target)
        return target

    def hold(self, name: str) -> None:
        """Press for as long as a final act asks."""
        button = self.page.get_by_role("dialog").get_by_role("button", name=name)
        box = button.bounding_box()
        assert box is not None
        self.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        self.page.mouse.down()
        self.page.wait_for_timeout(1_500)
        self.page.mouse.up()
