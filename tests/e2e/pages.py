"""Every page of the phone and of the desk, in the state people meet it in, for looks at all of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, Playwright, expect

from tests.e2e.books import PRACTICAL, book
from tests.e2e.desk import Desk
from tests.e2e.house import Dispatch, House
from tests.e2e.phone import LANDSCAPE, PORTRAIT, Phone
from tests.e2e.stories import complete, ready_phone, rest_is_a

NAME = "沈听澜"
STATION = "宁川市阅览职业技能鉴定站"
AXE = Path(__file__).parent.parent.parent / "pwa" / "node_modules" / "axe-core" / "axe.min.js"
WECHAT = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/116 MicroMessenger/8.0.47"


@dataclass
class Reader:
    """A phone whose form is whole but for one item, so that every page has something on it."""

    phone: Phone
    dispatch: Dispatch

    @property
    def page(self) -> Page:
        """Its page."""
        return self.phone.page

    def walk(self) -> Iterator[str]:
        """Opens one page after the other and names it; the caller looks at it meanwhile."""
        event = f"/e/{self.dispatch.event}"
        for name, path in (
            ("today", "/"),
            ("forms", "/forms"),
            ("brief", f"{event}/brief"),
            ("form", f"{event}/form?item=19"),
            ("overview", f"{event}/form/all"),
            ("head", f"{event}/form/head"),
            ("examiners", f"{event}/form/34"),
            ("paper", f"{event}/form/paper"),
            ("gate-paper", f"{event}/paper/gate"),
            ("preview", f"{event}/form/preview"),
            ("sync", "/sync"),
            ("me", "/me"),
            ("messages", "/me/messages"),
            ("my-badge", "/me/badge"),
            ("devices", "/me/devices"),
            ("change-pin", "/me/pin"),
            ("check", "/check"),
            ("papers", "/papers"),
            ("report", "/report"),
        ):
            self.phone.go(path)
            self.settle(name)
            yield name
        yield from self._pad(event)

    def _pad(self, event: str) -> Iterator[str]:
        self.phone.go(f"{event}/sign")
        self.phone.turn(LANDSCAPE)
        expect(self.page.locator(".pad-ink")).to_be_visible()
        yield "sign"
        self.phone.turn(self.phone.size)
        self.settle("turn")
        yield "turn"
        self.phone.go("/")

    def settle(self, name: str) -> None:
        """Until the page stands still: data read, fonts there."""
        page = self.page
        page.wait_for_load_state(
            "networkidle" if name in ("devices", "messages", "today") else "load"
        )
        page.evaluate("document.fonts.ready.then(() => true)")
        page.wait_for_timeout(250)


def make_reader(drive: Playwright, house: House, folder: Path) -> Reader:
    """Enrolled, form whole, one item B with remark; its browser knows axe from the start."""
    contents = book(
        "闽鉴督派〔2026〕0805号",
        STATION,
        team=[NAME],
        kinds=(PRACTICAL,),
        over=True,
        projects=[("茶叶加工（白茶萎凋与干燥）", 28)],
    )
    dispatch = house.load(contents)
    phone = Phone(drive, house.url, folder / "reader", size=PORTRAIT)
    ready_phone(phone, dispatch, NAME)
    phone.go(f"/e/{dispatch.event}/form/all")
    rest_is_a(phone)
    complete(phone, {"蔡明辉": "优秀", "杨秀英": "良好"})
    phone.grade(19, "B")
    phone.remark(19, "缺灶具一台")
    phone.photograph(19)
    phone.all_sent()
    return Reader(phone, dispatch)


def stranger(browser: Browser, url: str, path: str, **options: Any) -> Desk:
    """A browser nobody has signed in to; whoever asked for it closes it."""
    guest = Desk(browser, url, "", "", options=options)
    settings: dict[str, Any] = {
        "viewport": {"width": PORTRAIT[0], "height": PORTRAIT[1]},
        "locale": "zh-CN",
        "timezone_id": "Asia/Shanghai",
        "reduced_motion": "reduce",
    }
    guest.context = browser.new_context(**(settings | options))
    guest.watch.over(guest.context)
    guest.context.new_page().goto(url + path)
    guest.page.wait_for_timeout(500)
    return guest


DESK_PAGES = {
    "quality": ["/desk/forms", "/desk/forms/{event}", "/desk/held", "/desk/calendar"],
    "dispatch": [
        "/desk/dispatch",
        "/desk/dispatch/{event}",
        "/desk/badges",
        "/desk/badges/{event}",
        "/desk/badges/{event}?tab=gates",
        "/desk/badges/{event}?tab=presence",
        "/desk/badges/{event}?tab=log",
    ],
    "keeper": [
        "/desk/papers",
        "/desk/papers/{event}",
        "/desk/papers/{event}?view=packs",
        "/desk/papers/{event}?view=totals",
    ],
    "sysadmin": ["/desk/people"],
    "auditadmin": ["/desk/audit"],
}


def walk_desk(desk: Desk, event: str) -> Iterator[str]:
    """The pages of one official."""
    for path in DESK_PAGES[desk.username]:
        desk.page.goto(desk.url + path.format(event=event))
        desk.page.wait_for_load_state("networkidle")
        expect(desk.page.locator("main h1").first).to_be_visible()
        desk.page.wait_for_timeout(250)
        yield path
