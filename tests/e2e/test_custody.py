"""Exam papers from hand to hand: two phones that see each other's screens, with and without network."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.e2e.desk import Desk
from tests.e2e.house import House
from tests.e2e.papers import Carrier, PaperDay, make_paper_day
from tests.e2e.phone import Phone
from tests.e2e.proxy import Link

pytestmark = pytest.mark.timeout(420)


@pytest.fixture
def day(house: House, make_desk: Callable[..., Desk]) -> Callable[..., PaperDay]:
    """An event with papers of its own."""

    def make(number: str, station: str, team: list[str]) -> PaperDay:
        return make_paper_day(house, make_desk("dispatch"), make_desk, number, station, team)

    return make


def collected(today: PaperDay, me: Carrier, *numbers: str) -> None:
    """The keeper gave packs at the desk; the supervisor receives them on the phone."""
    today.give(me.name, *numbers)
    page = me.page
    card = page.locator("[data-offer]")
    expect(card).to_be_visible(timeout=10_000)
    me.phone.button("核对并签收").tap()
    me.tick_all()
    me.phone.button(re.compile("^签收 \\d 袋$")).tap()
    me.sign()
    expect(page.get_by_text("双方已签字，试卷已交出。")).to_be_visible()
    me.phone.button("去试卷页").tap()


@pytest.mark.req("A3-4c", "8.5b")
def test_two_phones_without_network_by_codes_and_either_may_deliver(
    day: Callable[..., PaperDay],
    make_link: Callable[[], Link],
    make_phone: Callable[..., Phone],
) -> None:
    today = day("闽鉴督派〔2026〕0921号", "宁川市闽江茶艺学校职业技能鉴定站", ["郑书岚"])
    today.prepare("LX")
    links = [make_link(), make_link()]
    giver = Carrier(make_phone(links[0].url), "郑书岚")
    giver.start(today.codes["郑书岚"])
    collected(today, giver)
    taker = Carrier(make_phone(links[1].url), "陈建国")
    taker.start(today.phone_for("陈建国"), papers_only=True)
    today.wait("01", "with_supervisor", "郑书岚")
    giver.phone.go("/papers")
    expect(giver.row("01")).to_have_attribute("data-state", "with_supervisor")

    for link in links:
        link.cut()
    began = time.monotonic()
    giver.phone.button(re.compile("^交给主考")).tap()
    giver.tick_all()
    giver.phone.button(re.compile("^交出 \\d 袋$")).tap()
    giver.sign()
    giver.phone.button("没有网络：出示二维码").tap()
    taker.phone.button("扫码").tap()
    expect(taker.page.locator("[data-camera=live]")).to_be_visible()
    taker.look_at(giver.turn_codes())
    expect(taker.page.get_by_test_id("handover")).to_be_visible()
    taker.page.evaluate("window.holdUp(null)")
    taker.tick_all()
    taker.phone.button(re.compile("^签收 \\d 袋$")).tap()
    taker.sign()
    expect(taker.page.get_by_text("双方已签字，试卷已交出。")).to_be_visible()
    taker.phone.button("对方扫我").tap()
    giver.phone.button("对方已签，去扫码").tap()
    expect(giver.page.locator("[data-camera=live]")).to_be_visible()
    giver.look_at(taker.turn_codes())
    expect(giver.page.get_by_text("双方已签字，试卷已交出。")).to_be_visible()
    print(f"offline exchange by a machine: {time.monotonic() - began:.1f} s")

    # The taker's phone comes back first and delivers both; the giver's later changes nothing.
    assert today.states()["01"][0] == "with_supervisor"
    links[1].restore()
    taker.page.evaluate("dispatchEvent(new Event('online'))")
    today.wait("01", "on_site", "陈建国")
    assert {state for state, _, _ in today.states().values()} == {"on_site"}
    links[0].restore()
    giver.page.evaluate("dispatchEvent(new Event('online'))")
    giver.phone.go("/papers")
    expect(giver.page.get_by_test_id("waiting")).to_have_text("0", timeout=20_000)
    today.house.flask("journal", "verify")
    today.house.flask("journal", "rebuild", "--check")
    for link in links:
        link.cut()
