"""When every phone failed: the day on paper, typed afterwards, ends in the same form, marked so."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from PIL import Image, ImageDraw
from playwright.sync_api import expect

from tests.e2e.books import PRACTICAL, SHANGHAI, book
from tests.e2e.desk import Desk
from tests.e2e.house import House
from tests.e2e.phone import Phone
from tests.e2e.proxy import Link
from tests.e2e.stories import complete, ready_phone, rest_is_a, sign, signature_arrived, words_of

NAME = "章书禾"
WHY = "手机摔坏，现场改用纸质"


def scan(path: Path, words: str) -> Path:
    """A photographed sheet: larger than the phone keeps it."""
    page = Image.new("RGB", (2480, 3508), "white")
    ImageDraw.Draw(page).text((200, 200), words, fill="black", font_size=120)
    page.save(path, "JPEG")
    return path


def test_a_day_on_paper_ends_in_the_official_form(
    house: House,
    make_link: Callable[[], Link],
    make_phone: Callable[..., Phone],
    make_desk: Callable[..., Desk],
    tmp_path: Path,
) -> None:
    station = "宁川市纸坊职业技能鉴定站"
    number = "闽鉴督派〔2026〕0871号"
    wanted = book(number, station, team=[NAME], kinds=(PRACTICAL,), over=True)
    dispatch = house.load(wanted)

    # D-1: one click at the desk.
    desk = make_desk("dispatch")
    desk.page.goto(f"{house.url}/desk/dispatch/{dispatch.event}")
    kit = words_of(desk.download("应急包", tmp_path / "kit.pdf"))
    for one in ("应急电话", "督导人员派遣表", NAME, station, "120", "督导内容"):
        assert one in kit

    # Afterwards: the sheets, when and by whom they were signed, then the values.
    phone = make_phone(make_link().url)
    ready_phone(phone, dispatch, NAME)
    page = phone.page
    phone.go(f"/e/{dispatch.event}/form/all")
    page.get_by_role("link", name="纸质补录").tap()
    phone.button("封存并开始录入").tap()
    expect(page.get_by_text("请先拍纸质件，每页一张")).to_be_visible()
    page.get_by_role("button", name="拍照").tap()
    sheets = [scan(tmp_path / f"{n}.jpg", f"sheet {n}") for n in (1, 2)]
    page.locator("input[type=file]").set_input_files(sheets)
    phone.button("完成 2 张").tap()
    yesterday = datetime.now(SHANGHAI) - timedelta(days=1)
    page.get_by_label("纸质件上的签名时间").fill(f"{yesterday:%Y-%m-%d}T16:40")
    page.get_by_role("button", name=NAME).tap()
    page.get_by_label("为什么用纸质").fill(WHY)
    phone.button("封存并开始录入").tap()
    page.wait_for_url("**/form/all")
    expect(page.get_by_text(f"据纸质：按 {yesterday:%Y-%m-%d} 16:40")).to_be_visible()
    expect(page.locator(".gap1").first).to_be_visible()  # what is not typed yet is listed

    rest_is_a(phone)
    complete(phone, {"蔡明辉": "优秀", "杨秀英": "良好"})
    sign(phone)
    signature_arrived(phone)

    desk.open_form(station)
    expect(desk.page.get_by_text(re.compile(f"签名人：{NAME}。{WHY}"))).to_be_visible()
    words = words_of(desk.download("官方 PDF", tmp_path / "form.pdf"))
    assert "据手写的纸质件补录，扫描件共2页" in words
    assert "据纸质录入的项：1—23、25—38" in words
    assert "纸质件第2页，共2页" in words
