"""The pictures of the README, taken from the running product; kept small on purpose."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, expect

from tests.e2e.books import book
from tests.e2e.conftest import ARTEFACTS
from tests.e2e.desk import Desk
from tests.e2e.house import House
from tests.e2e.phone import LANDSCAPE, Phone
from tests.e2e.proxy import Link
from tests.e2e.stories import complete, ready_phone, rest_is_a, signature_arrived

FOLDER = ARTEFACTS / "screenshots"
MOST_BYTES = 250_000
STATION = "宁川市榕城烹饪学校职业技能鉴定站"
NAME = "林清和"


def keep(page: Page, name: str) -> None:
    """The page as it stands, when its fonts are there."""
    page.evaluate("document.fonts.ready.then(() => true)")
    page.wait_for_timeout(400)
    save(Image.open(io.BytesIO(page.screenshot())), name)


def save(picture: Image.Image, name: str) -> None:
    """As it is while that is small enough; else with the colours a palette holds."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    target = FOLDER / f"{name}.png"
    picture.convert("RGB").save(target, optimize=True)
    if target.stat().st_size > MOST_BYTES:
        picture.convert("RGB").quantize(256, dither=Image.Dither.NONE).save(target, optimize=True)
    assert target.stat().st_size <= MOST_BYTES, f"{name}: {target.stat().st_size} bytes"


def test_pictures_of_the_main_pages(
    house: House,
    make_link: Callable[[], Link],
    make_phone: Callable[..., Phone],
    make_desk: Callable[..., Desk],
    tmp_path: Path,
) -> None:
    dispatch = house.load(book("闽鉴督派〔2026〕0812号", STATION, team=[NAME]))
    link = make_link()
    phone = make_phone(link.url)
    ready_phone(phone, dispatch, NAME)
    phone.all_sent()
    page = phone.page
    link.cut()
    phone.go(f"/e/{dispatch.event}/form")
    phone.grade(21, "A")
    phone.go("/")
    refuse = page.get_by_role("button", name="不用", exact=True)
    if refuse.count():
        refuse.tap()
    keep(page, "01-today")

    phone.go(f"/e/{dispatch.event}/form?item=22")
    phone.grade(22, "B")
    phone.remark(22, "第2考场一名考生迟到六分钟，未按规定引导入场")
    phone.photograph(22)
    page.locator('[data-no="22"]').evaluate("(card) => { scrollTo(0, card.offsetTop - 170) }")
    keep(page, "02-form")

    phone.overview()
    for _ in range(2):
        page.get_by_role("button", name="其余").first.tap()
        page.get_by_role("dialog").get_by_role("button", name="其余").tap()
        expect(page.get_by_role("dialog")).to_have_count(0)
    page.evaluate("scrollTo(0, 0)")
    keep(page, "03-overview")

    rest_is_a(phone)
    phone.grade(33, "C")
    phone.remark(33, "一名考评员评分记录未签名")
    complete(phone, {"蔡明辉": "优秀", "杨秀英": "良好"})
    phone.preview()
    phone.open_pad()
    phone.draw_name()
    phone.turn(LANDSCAPE)
    keep(page, "04-sign")
    phone.confirm_signature()
    expect(page.get_by_test_id("waiting")).not_to_have_text("0")
    page.get_by_test_id("strip").tap()
    expect(page.get_by_role("heading", name="上传情况")).to_be_visible()
    keep(page, "05-sync")
    page.get_by_role("button", name="返回").tap()
    link.restore()
    phone.go("/sync")
    page.get_by_role("button", name="立即重试").tap()
    phone.go(f"/e/{dispatch.event}/sign")
    signature_arrived(phone)
    house.anchor()

    desk = make_desk("quality")
    keep(desk.page, "20-forms")
    desk.open_form(STATION)
    expect(desk.page.get_by_text("签名后没有改动")).to_be_visible()
    keep(desk.page, "21-form")
    paper = desk.download("官方 PDF", tmp_path / "form.pdf")
    if house.run("pdftoppm", "-v", check=False).returncode == 0:
        house.run(
            "pdftoppm",
            "-r",
            "96",
            "-png",
            "-f",
            "1",
            "-l",
            "1",
            "-singlefile",
            paper,
            tmp_path / "paper",
        )
        save(Image.open(tmp_path / "paper.png"), "40-annex11")
