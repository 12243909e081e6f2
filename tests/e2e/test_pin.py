"""A phone in wrong hands: the slot locks, the work still reaches the centre (S-4, architecture 5)."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import expect

from tests.e2e.books import book
from tests.e2e.house import House
from tests.e2e.phone import Phone
from tests.e2e.proxy import Link
from tests.e2e.stories import ready_phone

NAME = "林望舒"
WRONG = "975310"


def test_ten_wrong_pins_lock_the_slot_and_lose_nothing(
    house: House, make_link: Callable[[], Link], make_phone: Callable[..., Phone]
) -> None:
    dispatch = house.load(book("闽鉴督派〔2026〕0804号", "宁川市锁钥职业技能鉴定站", team=[NAME]))
    link = make_link()
    phone = make_phone(link.url)
    ready_phone(phone, dispatch, NAME)
    phone.all_sent()
    link.cut()
    phone.button(re.compile("^开始评这|^打开督导表")).tap()
    for no in (1, 2, 3):
        phone.grade(no, "A")
    phone.overview()
    expect(phone.page.get_by_test_id("waiting")).to_have_text("3")

    page = phone.page
    page.reload()
    for left in range(9, -1, -1):
        phone.type_pin(WRONG)
        said = f"还可试 {left} 次" if left else "输错 10 次，已锁住"
        if left < 6:
            expect(page.get_by_text(said)).to_be_visible(timeout=30_000)
        else:
            expect(page.get_by_text("PIN 不对").first).to_be_visible(timeout=30_000)
    expect(page.get_by_role("button", name="输入完毕")).to_have_count(0)
    # The right PIN has no pad to be typed on any more, cold start or not.
    page.reload()
    expect(page.get_by_text("输错 10 次，已锁住")).to_be_visible()
    expect(phone.button("待上传 3")).to_be_visible()

    link.restore()
    phone.button("待上传 3").tap()
    page.get_by_role("button", name=re.compile("立即重试")).tap()
    expect(page.locator(".sums b").nth(1)).to_have_text("0", timeout=40_000)
    own = [line for line in house.lines(dispatch.event) if line["kid"]]
    assert [line["outcome"] for line in own] == ["accepted"] * len(own)
    assert len(house.entries(dispatch.event, "inspections.answer")) == 3
