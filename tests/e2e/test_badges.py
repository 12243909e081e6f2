"""Badges at the desk and on the own phone: issued, printed, changed, shown without a network."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.badges.reader import codes_in
from tests.e2e import house as houses
from tests.e2e.books import book
from tests.e2e.conftest import ARTEFACTS
from tests.e2e.cordon import staffed
from tests.e2e.desk import Desk
from tests.e2e.house import House
from tests.e2e.phone import Phone
from tests.e2e.proxy import Link
from tests.e2e.stories import ready_phone
from tests.e2e.test_pages import axe_on

NUMBER = "闽鉴督派〔2026〕0862号"
STATION = "宁川市山海烹饪学校职业技能鉴定站"
NAME = "骆清野"
PICTURES = ARTEFACTS / "badges"


def dispatched(house: House) -> houses.Dispatch:
    """An exam with people, candidates and their photos, and the codes of its supervisor."""
    found, faces = staffed(book(NUMBER, STATION, team=[NAME]))
    house.books.append(found)
    file, zipped = house.instance / "0871.json", house.instance / "0871.zip"
    file.write_text(json.dumps(found, ensure_ascii=False), encoding="utf-8")
    zipped.write_bytes(faces)
    done = house.flask("import", "dispatch", file, "--photos", zipped).stdout
    codes = {name: houses.Codes(name, *rest) for name, *rest in houses._CODES.findall(done)}
    return houses.Dispatch(houses._EVENT.findall(done)[0], NUMBER, STATION, codes)


def keep(page: Page, name: str) -> None:
    """A picture to look at; axe finds nothing on what it shows, and nothing lies beside the page."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.evaluate("document.fonts.ready.then(() => true)")
    page.wait_for_timeout(250)
    page.screenshot(path=PICTURES / f"{name}.png")
    found = axe_on(page, name, ("light", "dark") if "/desk" in page.url else ("light",))
    wide = page.evaluate(
        "document.scrollingElement.scrollWidth - document.documentElement.clientWidth"
    )
    assert (found, wide) == ([], 0)


@pytest.mark.req("N1.7-3", "N1.6-0")
def test_badges_are_issued_printed_and_shown(
    house: House,
    make_link: Callable[[], Link],
    make_phone: Callable[..., Phone],
    make_desk: Callable[..., Desk],
    tmp_path: Path,
) -> None:
    dispatch = dispatched(house)
    desk = make_desk("dispatch")
    page = desk.page
    page.goto(f"{house.url}/desk/badges")
    page.get_by_text(STATION).first.wait_for()
    keep(page, "01-events")
    page.goto(f"{house.url}/desk/badges/{dispatch.event}")
    issue = page.get_by_role("button", name=re.compile(r"^发放全部证卡（\d+）$"))
    keep_count = int(re.findall(r"\d+", issue.inner_text())[0])
    keep(page, "02-nobody-yet")
    issue.click()
    expect(page.get_by_text(f"已发放 {keep_count} 张")).to_be_visible()
    expect(page.get_by_role("row")).to_have_count(keep_count + 1)
    keep(page, "03-issued")

    page.get_by_role("button", name="打印", exact=True).click()
    sheet = page.get_by_role("dialog")
    sheet.get_by_text("全部有效证卡").click()
    keep(page, "04-print")
    sheet.get_by_role("button", name=f"打印 {keep_count} 张").click()
    expect(page.get_by_role("heading", name="打印进度")).to_be_visible()
    with page.expect_download() as caught:
        page.get_by_role("button", name="下载").click()
    file = tmp_path / "badges.pdf"
    caught.value.save_as(file)
    (PICTURES / "badges.pdf").write_bytes(file.read_bytes())
    assert len(set(codes_in(file.read_bytes()))) == keep_count
    keep(page, "05-printed")

    row = page.get_by_role("row").filter(has_text="宋晓蕾")
    row.locator("summary").click()
    keep(page, "06-acts")
    row.get_by_role("button", name="暂停证卡").click()
    sheet = page.get_by_role("dialog")
    act = sheet.get_by_role("button", name="暂停证卡")
    expect(act).to_be_disabled()
    sheet.get_by_label("原因").fill("未到岗")
    keep(page, "07-suspend")
    act.click()
    expect(row.get_by_text("已暂停")).to_be_visible()

    # A8: another person takes over in one step.
    row = page.get_by_role("row").filter(has_text="何雪梅")
    row.locator("summary").click()
    row.get_by_role("button", name="换人").click()
    sheet = page.get_by_role("dialog")
    sheet.get_by_label("由谁接替").select_option(label="周德福，工作人员（已有证卡，将换发）")
    sheet.get_by_label("原因").fill("当即撤换")
    keep(page, "08-person-replaced")
    desk.hold("换人（当即撤换）")
    expect(page.get_by_text(re.compile(r"^新卡 NC26-"))).to_be_visible()
    expect(row.get_by_text("已撤销")).to_be_visible()
    expect(page.get_by_role("row").filter(has_text="周德福").get_by_text("已换发")).to_be_visible()
    keep(page, "08-taken-over")

    page.goto(f"{house.url}/desk/badges/{dispatch.event}?tab=gates")
    page.get_by_role("button", name="新设门岗").click()
    sheet = page.get_by_role("dialog")
    sheet.get_by_label("门岗名称").fill("一号门")
    keep(page, "09-new-gate")
    sheet.get_by_role("button", name="设立门岗").click()
    expect(page.get_by_alt_text("一号门的当日通行码")).to_be_visible()
    keep(page, "10-day-pass")
    page.keyboard.press("Escape")
    expect(page.get_by_text("等手机扫码")).to_be_visible()
    keep(page, "11-gates")
    page.get_by_role("button", name="在场与未到").click()
    expect(page.get_by_text("应于").or_(page.get_by_text("未到")).first).to_be_visible()
    keep(page, "12-presence")
    page.get_by_role("button", name="门岗记录").click()
    expect(page.get_by_text("门岗还没有记录")).to_be_visible()
    keep(page, "13-log")
    page.set_viewport_size({"width": 390, "height": 844})
    page.get_by_role("button", name="证卡", exact=True).click()
    page.get_by_text("何雪梅").first.wait_for()
    keep(page, "14-narrow")
    page.set_viewport_size({"width": 1440, "height": 900})
    page.get_by_role("button", name="换成英文").click()
    page.get_by_role("button", name="Check and issue").wait_for()
    page.get_by_role("button", name="切换明暗").or_(
        page.locator(".tools button").nth(1)
    ).first.click()
    keep(page, "16-english-dark")

    link = make_link()
    phone = make_phone(link.url)
    ready_phone(phone, dispatch, NAME)
    link.cut()
    phone.go("/me/badge")
    page = phone.page
    expect(page.get_by_role("heading", name="质量督导员")).to_be_visible()
    expect(page.get_by_role("img", name=re.compile("证卡二维码"))).to_be_visible()
    keep(page, "15-my-badge")
