"""The guard's phone: opened by a day pass, judging alone, learning from the centre."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.e2e.cordon import GatePhone, make_cordon
from tests.e2e.desk import Desk
from tests.e2e.house import House
from tests.e2e.phone import Phone
from tests.e2e.proxy import Link

STATION = "宁川市山海烹饪学校职业技能鉴定站"


@pytest.mark.req("N1.5-3b", "S-12")
def test_a_guards_phone_judges_alone_and_learns(
    house: House,
    make_link: Callable[[], Link],
    make_phone: Callable[..., Phone],
    make_desk: Callable[..., Desk],
) -> None:
    cordon = make_cordon(house, make_desk("dispatch"), "闽鉴督派〔2026〕0861号", STATION)
    he, zhou = cordon.badge("何雪梅"), cordon.badge("周德福")
    printed = cordon.printed(he["badge"])
    gate, token = cordon.gate("一号门")
    link = make_link()
    guard = GatePhone(make_phone(link.url))
    guard.open(token)
    page = guard.page
    errand = page.get_by_test_id("errand")
    expect(errand).to_contain_text("请先扫值守人员自己的证卡")
    assert page.evaluate("location.hash") == "", "the pass stays in no history"
    guard.hold_up(zhou["token"])
    expect(page.get_by_text("周德福 开始值守")).to_be_visible()
    guard.phone.wait_for_worker()

    # In flight mode, cold: the gate opens by itself and the verdict is the phone's own.
    link.cut()
    page.reload()
    expect(page.get_by_text("把证卡二维码放进框里")).to_be_visible()
    guard.hold_photo(printed)
    guard.says("b", "admitted")
    expect(page.get_by_alt_text("何雪梅 的照片")).to_be_visible()
    page.wait_for_timeout(300)
    guard.phone.button("是本人").tap()
    guard.says("a", "admitted")
    guard.recorded()
    expect(page.get_by_test_id("inside")).to_contain_text("1")
    expect(page.get_by_test_id("verdict")).to_have_count(0)
    guard.hold_up(None)

    for held, outcome, words in (
        ("https://example.org/poster", "unreadable", "不是证卡码"),
        ("🎫" * 40, "unreadable", "不是证卡码"),
        (bytes(range(256)), "unreadable", "不是证卡码"),
        (he["token"][:-1] + ("0" if he["token"][-1] != "0" else "1"), "forged", "证卡核实不通过"),
        (he["token"], "already_inside", "已在场内"),
    ):
        guard.hold_up(held)
        guard.says("c", outcome)
        expect(page.get_by_text(words).first).to_be_visible()
        guard.recorded()
        guard.put_away()

    # Taken by another app, and back.
    page.evaluate("window.cameraFails = 'NotReadableError'; window.lastTrack.onended()")
    expect(
        page.get_by_text("相机正被别的程序使用").or_(page.get_by_text("相机断开了"))
    ).to_be_visible()
    page.evaluate("window.cameraFails = ''")
    expect(page.locator("[data-camera=live]")).to_be_visible()

    # A code read aloud: amber at best.
    guard.phone.button("输短码").tap()
    page.get_by_label("四位短码").fill(cordon.badge("曾建辉")["code"].lower())
    guard.phone.button("查这张证卡").tap()
    guard.says("b", "admitted")
    page.wait_for_timeout(300)
    guard.phone.button(
        "不是",
    ).tap()
    guard.says("c", "admitted")
    guard.recorded()
    guard.put_away()

    # The network is back: everything goes out, and a revocation arrives by itself.
    sealed = 1 + 5 + 1
    link.restore()
    page.evaluate("dispatchEvent(new Event('online'))")
    arrived = "SELECT COUNT(*) FROM gate_scan WHERE gate = ?"
    for _ in range(100):
        if house.count(arrived, gate) == sealed:
            break
        page.wait_for_timeout(200)
    assert house.count(arrived, gate) == sealed
    assert house.count(f"{arrived} AND badge IS NULL AND outcome = 'unreadable'", gate) == 3
    assert house.count(f"{arrived} AND guard = ?", gate, zhou["badge"]) == sealed
    cordon.revoke("曾建辉", "临时改派")
    page.wait_for_timeout(2_500)
    guard.hold_up(cordon.badge("曾建辉")["token"])
    guard.says("c", "revoked")
    expect(page.get_by_role("link", name=re.compile("打电话给主考"))).to_be_visible()
    guard.recorded()
    for _ in range(100):
        if house.count(arrived, gate) == sealed + 1:
            break
        page.wait_for_timeout(200)
    house.flask("journal", "verify")
    house.flask("journal", "rebuild", "--check")
    link.cut()
