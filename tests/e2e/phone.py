"""A supervisor's phone: a browser with a profile that outlives being killed, driven by its own words."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Locator, Page, Playwright, expect
from playwright.sync_api import Error as BrowserError

from tests.e2e.house import Codes
from tests.e2e.watch import PATIENCE_MS, Watch

PIN = "284617"
PORTRAIT = (390, 844)
LANDSCAPE = (844, 390)
WORDS = {"A": "全部符合", "B": "部分符合", "C": "不符合"}
CAMERA = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
GRADED = """([no, letter]) => {
  const card = document.querySelector(`[data-no="${no}"]`)
  return card && (card.classList.contains('done') || card.querySelector(`.g${letter.toLowerCase()}.on`))
}"""
# Turning the pages like a link would: for walks over many pages that are not about the way there.
PUSH = (
    "path => document.querySelector('#app').__vue_app__.config.globalProperties.$router.push(path)"
)


def kill_browser(profile: Path) -> None:
    """End the browser of this profile the way the system does: at once, nothing said before."""
    listed = subprocess.run(
        ["ps", "-axwwo", "pid=,args="], capture_output=True, text=True, check=True
    )
    for line in listed.stdout.splitlines():
        number, _, command = line.strip().partition(" ")
        if f"--user-data-dir={profile}" in command and "--type=" not in command:
            with contextlib.suppress(ProcessLookupError):
                os.kill(int(number), signal.SIGKILL)


@dataclass
class Phone:
    """Acts named as the person would name them; every act waits for what the person would see."""

    drive: Playwright
    url: str
    profile: Path
    size: tuple[int, int] = PORTRAIT
    options: dict[str, Any] = field(default_factory=dict)
    watch: Watch = field(default_factory=Watch)
    context: BrowserContext | None = None

    @property
    def page(self) -> Page:
        """The one page of the phone."""
        assert self.context is not None
        return self.context.pages[0]

    # --- the device ----------------------------------------------------------------------------

    def open(self, path: str = "/") -> None:
        """Start the browser, cold, at a page."""
        width, height = self.size
        settings: dict[str, Any] = {
            "viewport": {"width": width, "height": height},
            "device_scale_factor": 2,
            "is_mobile": True,
            "has_touch": True,
            "locale": "zh-CN",
            "timezone_id": "Asia/Shanghai",
            "permissions": ["camera"],
            "reduced_motion": "reduce",
        }
        self.context = self.drive.chromium.launch_persistent_context(
            self.profile,
            executable_path=os.environ["DUKAO_CHROMIUM"],
            headless=True,
            args=CAMERA,
            **(settings | self.options),
        )
        self.context.set_default_timeout(PATIENCE_MS)
        self.watch.over(self.context)
        self.page.goto(self.url + path)

    def kill(self) -> None:
        """The system takes the browser away."""
        context, self.context = self.context, None
        kill_browser(self.profile)
        if context is not None:
            with contextlib.suppress(BrowserError):
                context.close()

    def close(self) -> None:
        """Put the phone away."""
        if self.context is not None:
            with contextlib.suppress(BrowserError):
                self.context.close()
            self.context = None

    def turn(self, size: tuple[int, int]) -> None:
        """Hold it the other way round."""
        self.page.set_viewport_size({"width": size[0], "height": size[1]})

    def go(self, path: str) -> None:
        """To a page of the application without loading it anew (the slot stays open)."""
        self.page.evaluate(PUSH, path)
        self.page.wait_for_url(self.url + path)

    def button(self, name: str | re.Pattern[str], *, exact: bool = True) -> Locator:
        """A button or a link drawn as one, by its words."""
        exact = exact and isinstance(name, str)
        return self.page.get_by_role("button", name=name, exact=exact).or_(
            self.page.get_by_role("link", name=name, exact=exact)
        )

    # --- first use -----------------------------------------------------------------------------

    def enrol(self, codes: Codes, pin: str = PIN) -> None:
        """首次使用: codes, name, PIN, camera, desktop; ends at the check before leaving."""
        page = self.page
        page.get_by_label("激活码").fill(codes.activation)
        page.get_by_label("绑定码").fill(codes.enrol)
        self.button("下一步").tap()
        expect(page.get_by_text(codes.name, exact=True)).to_be_visible()
        self.confirm_notice()
        self.button("是本人").tap()
        self.type_pin(pin)
        expect(page.get_by_role("heading", name="再输一遍")).to_be_visible()
        self.type_pin(pin)
        self.button("试相机").tap()
        expect(page.get_by_text("看得到画面，相机可用")).to_be_visible()
        self.button("下一步").tap()
        self.button("去出发前体检").tap()
        page.wait_for_url("**/check")

    def confirm_notice(self) -> None:
        """个人信息处理告知: read, and separately the sensitive part; nothing goes on without."""
        expect(self.page.get_by_role("heading", name="个人信息处理告知")).to_be_visible()
        expect(self.button("是本人")).to_be_disabled()
        for words in (
            "我已阅读《个人信息处理告知》",
            "我单独同意处理身份证件号码、证卡照片、手写签名和现场照片",
        ):
            self.page.get_by_role("switch", name=words).tap()

    def type_pin(self, pin: str) -> None:
        """The digits on the pad, then the tick."""
        pad = self.page.get_by_role("group").filter(
            has=self.page.get_by_role("button", name="输入完毕")
        )
        for digit in pin:
            pad.get_by_role("button", name=digit, exact=True).tap()
        pad.get_by_role("button", name="输入完毕").tap()

    def unlock(self, pin: str = PIN) -> None:
        """Behind the PIN, wherever that leads."""
        self.type_pin(pin)
        self.page.wait_for_url(re.compile(r"^(?!.*/unlock)"))

    def wait_for_worker(self) -> None:
        """The application is stored whole in this browser."""
        self.page.evaluate("navigator.serviceWorker.ready.then(() => true)")

    def accept(self) -> None:
        """今日: accept the one dispatch."""
        self.button("接受派遣").tap()
        expect(self.page.get_by_text("已接受派遣")).to_be_visible()

    def fetch_kit(self) -> None:
        """今日: 取工作包."""
        self.button("取工作包").first.tap()
        expect(self.page.get_by_text(re.compile("工作包(在手机里|已存)")).first).to_be_visible()

    def check_before_leaving(self) -> None:
        """出发前体检 until it says 可以出发."""
        page = self.page
        self.button("开始体检").tap()
        again = self.button("再检一次")
        expect(again).to_be_enabled()
        if page.get_by_text("请刷新本页一次再检").or_(page.get_by_text("半分钟后再检")).count():
            self.wait_for_worker()
            page.reload()
            self.unlock()
            self.button("开始体检").tap()
            expect(again).to_be_enabled()
        expect(self.button("可以出发")).to_be_visible()

    # --- the form ------------------------------------------------------------------------------

    def card(self, no: int) -> Locator:
        """The card of an item; opened from the overview where the page does not show it open."""
        card = self.page.locator(f'[data-no="{no}"]')
        if not card.count() or "done" in (card.get_attribute("class") or ""):
            self.overview()
            self.page.locator("a.cell").filter(has_text=re.compile(rf"^第{no}项，")).tap()
            self.page.wait_for_url("**/form?item=*")
        expect(card).to_be_visible()
        return card

    def overview(self) -> None:
        """督导表总览."""
        here = self.page.get_by_role("heading", name="督导表总览")
        way = self.page.get_by_role("link", name="督导表总览")
        expect(here.or_(way).first).to_be_visible()
        if way.count():
            way.tap()
        expect(here).to_be_visible()

    def grade(self, no: int, letter: str) -> None:
        """One tap on the letter; ends when the phone says it is kept."""
        self.card(no).locator(f"label.g{letter.lower()}").tap()
        self.page.wait_for_function(GRADED, arg=[no, letter])

    def remark(self, no: int, text: str) -> None:
        """Type into 备注."""
        self.page.get_by_label(f"第{no}项 备注").fill(text)

    def phrase(self, no: int, text: str) -> None:
        """Tap a 常用语."""
        self.page.locator(f'[data-no="{no}"]').get_by_role("button", name=text, exact=True).tap()
        expect(self.page.get_by_label(f"第{no}项 备注")).to_have_value(re.compile(re.escape(text)))

    def photograph(self, no: int, file: Path | None = None) -> None:
        """A picture by the camera in the page, or one from the phone's album."""
        card = self.page.locator(f'[data-no="{no}"]')
        before = card.locator("img").count()
        card.get_by_role("button", name="拍照").tap()
        dialog = self.page.get_by_role("dialog", name=f"第{no}项 拍照")
        if file is None:
            dialog.get_by_role("button", name="拍一张").tap()
        else:
            dialog.locator("input[type=file]").set_input_files(file)
        dialog.get_by_role("button", name="完成 1 张").tap()
        expect(card.locator("img")).to_have_count(before + 1)

    def write(self, no: int, text: str) -> None:
        """29 and 38: free text, or 没有建议."""
        card = self.card(no)
        if text:
            self.page.get_by_label(f"第{no}项", exact=True).fill(text)
        else:
            card.get_by_role("button", name="没有建议", exact=True).last.tap()
        expect(card.get_by_text("已存手机，10 秒内可撤销")).to_be_visible()

    def rate(self, ratings: dict[str, str]) -> None:
        """第34项: each examiner once, from the overview and back to it."""
        self.overview()
        self.page.locator("nav").get_by_role("link", name="考评员评价").tap()
        for name, word in ratings.items():
            expect(self.page.get_by_role("heading", name=name)).to_be_visible()
            choice = self.page.locator("label.g").filter(has_text=word)
            choice.tap()
            expect(choice).to_have_class(re.compile(r"\bon\b"))
            self.button(re.compile("^下一位|^评完，回总览")).tap()
        expect(self.page.get_by_role("heading", name="督导表总览")).to_be_visible()

    def correct_header(self, name: str, value: str, reason: str) -> None:
        """表头: another value with its reason."""
        self.button(f"更正{name}").tap()
        sheet = self.page.get_by_role("dialog")
        sheet.get_by_label(name, exact=True).fill(value)
        sheet.get_by_label("更正理由").fill(reason)
        sheet.get_by_role("button", name=f"存{name}").tap()
        expect(sheet).to_have_count(0)
        expect(self.page.get_by_text(f"理由：{reason}")).to_be_visible()

    def figures(self, project: str, present: int) -> None:
        """鉴定情况: how many came."""
        row = self.page.locator("section").filter(
            has=self.page.get_by_role("heading", name=project)
        )
        field_ = row.get_by_label("实考数").first
        field_.fill(str(present))
        field_.blur()
        expect(row.get_by_text("人数已填")).to_be_visible()

    def open_head(self) -> None:
        """表头与鉴定情况, from the overview."""
        self.overview()
        self.page.locator("nav").get_by_role("link", name="表头与鉴定情况").tap()
        expect(self.page.get_by_role("heading", name="表头与鉴定情况")).to_be_visible()

    # --- signing and sending -------------------------------------------------------------------

    def preview(self) -> None:
        """From the overview without gaps to the paper form."""
        self.overview()
        self.button("去签名").tap()
        expect(self.page.get_by_label("督导情况表")).to_be_visible()

    def open_pad(self) -> None:
        """From the preview to the pad; the phone is turned as the page asks."""
        self.button("去签名").tap()
        expect(self.page.get_by_role("heading", name="请横过手机")).to_be_visible()
        self.turn(LANDSCAPE)
        expect(self.page.locator(".pad-ink")).to_be_visible()

    def draw_name(self) -> None:
        """Two strokes with a finger, as slow as a hand writes."""
        box = self.page.locator(".pad-ink").bounding_box()
        assert box is not None
        assert self.context is not None
        touch = self.context.new_cdp_session(self.page)
        for row in (0.35, 0.6):
            path = [
                (
                    box["x"] + box["width"] * (0.15 + 0.06 * i),
                    box["y"] + box["height"] * (row + (0.12 if i % 2 else -0.12)),
                )
                for i in range(11)
            ]
            for i, (x, y) in enumerate(path):
                kind = "touchMove" if i else "touchStart"
                touch.send(
                    "Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y}]}
                )
                time.sleep(0.04)
            touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        touch.detach()

    def confirm_signature(self, pin: str = PIN) -> None:
        """确认签名并上交 with the PIN; the phone is held upright again afterwards."""
        self.button("确认签名并上交").tap()
        sheet = self.page.get_by_role("dialog")
        sheet.get_by_label("PIN").fill(pin)
        sheet.get_by_role("button", name="确认签名并上交").tap()
        expect(self.page.locator(".pad-ink")).to_have_count(0)
        self.turn(self.size)

    def waiting(self) -> int:
        """待上传 n, as the strip says it."""
        return int(self.page.get_by_test_id("waiting").inner_text())

    def attention(self) -> int:
        """需处理 n."""
        return int(self.page.get_by_test_id("attention").inner_text())

    def all_sent(self, seconds: float = 40) -> None:
        """待上传 0: every entry and every file has its receipt."""
        expect(self.page.get_by_test_id("waiting")).to_have_text("0", timeout=seconds * 1000)
