"""A phone in wrong hands: the slot locks, the work still reaches the centre (S-4, architecture 5)."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import expect

from tests.e2e.books import book
from tests.e2e.desk import Desk
from tests.e2e.house import Codes, House
from tests.e2e.phone import PIN, Phone
from tests.e2e.proxy import Fault, Link

NAME = "林望舒"
WRONG = "975310"


def new_codes(desk: Desk, name: str) -> Codes:
    """人员与手机: a new start for somebody whose PIN is lost."""
    page = desk.page
    page.goto(f"{desk.url}/desk/people")
    page.get_by_role("searchbox").fill(name)
    row = page.get_by_role("row").filter(has_text=name)
    expect(row).to_have_count(1)
    row.get_by_role("button").first.click()
    page.get_by_role("dialog").get_by_role("button", name="发码、换手机").click()
    page.get_by_role("dialog").get_by_text("换了手机，或忘了密码、PIN").click()
    desk.hold("发码")
    codes = page.get_by_role("dialog").locator(".code .num")
    expect(codes).to_have_count(2)
    return Codes(name, *codes.all_inner_texts())


def enrol_although_answers_are_lost(phone: Phone, link: Link, codes: Codes) -> None:
    """The centre has enrolled the phone, three answers never come, the page is closed: the same
    two codes on the same phone lead on to the PIN that was chosen."""
    page = phone.page
    lost = Fault("lose_reply", r"^POST /api/v1/devices ")
    link.faults.extend([lost] * 3)
    page.get_by_label("激活码").fill(codes.activation)
    page.get_by_label("绑定码").fill(codes.enrol)
    phone.button("下一步").tap()
    phone.confirm_notice()
    phone.button("是本人").tap()
    phone.type_pin(PIN)
    expect(page.get_by_role("heading", name="再输一遍")).to_be_visible()
    phone.type_pin(PIN)
    expect(page.get_by_text("没有连上中心")).to_be_visible()
    assert link.happened == ["lose_reply after 201"] * 3
    page.reload()
    page.get_by_label("激活码").fill(codes.activation)
    page.get_by_label("绑定码").fill(codes.enrol)
    phone.watch.expected.add(422)  # the code is spent, as the first step says
    phone.button("下一步").tap()
    page.wait_for_url("**/unlock**")
    phone.unlock()


def test_ten_wrong_pins_lock_the_slot_and_lose_nothing(
    house: House,
    make_link: Callable[[], Link],
    make_phone: Callable[..., Phone],
    make_desk: Callable[..., Desk],
) -> None:
    dispatch = house.load(book("闽鉴督派〔2026〕0804号", "宁川市锁钥职业技能鉴定站", team=[NAME]))
    link = make_link()
    phone = make_phone(link.url)
    phone.open("/start")
    enrol_although_answers_are_lost(phone, link, dispatch.codes[NAME])
    phone.go("/")
    phone.accept()
    # Ill the evening before, well again in the morning: the answer may change until work begins.
    phone.button("改为不能前往").tap()
    phone.page.get_by_role("dialog").get_by_role("button", name="身体不适").tap()
    phone.page.get_by_role("dialog").get_by_role("button", name="回复不能前往").tap()
    expect(phone.page.get_by_text("已回复不能前往")).to_be_visible()
    phone.button("改为接受").tap()
    expect(phone.page.get_by_text("已接受派遣")).to_be_visible()
    phone.fetch_kit()
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
            expect(page.get_by_text(said)).to_be_visible()
        else:
            expect(page.get_by_text("PIN 不对").first).to_be_visible()
    expect(page.get_by_role("button", name="输入完毕")).to_have_count(0)
    # The right PIN has no pad to be typed on any more, cold start or not.
    page.reload()
    expect(page.get_by_text("输错 10 次，已锁住")).to_be_visible()
    expect(phone.button("待上传 3")).to_be_visible()

    # To the page first: with a network the work goes out by itself, and the button with it.
    phone.button("待上传 3").tap()
    page.wait_for_url("**/sync")
    link.restore()
    page.get_by_role("button", name=re.compile("立即重试")).tap()
    expect(page.locator(".sums b").nth(1)).to_have_text("0")
    own = [line for line in house.lines(dispatch.event) if line["kid"]]
    assert [line["outcome"] for line in own] == ["accepted"] * len(own)
    assert len(house.entries(dispatch.event, "inspections.answer")) == 3

    # New codes by the duty officer: the same phone, another key, and the work goes on.
    desk = make_desk("duty")
    codes = new_codes(desk, NAME)
    page.goto(f"{link.url}/unlock")
    phone.button("已拿到新代码，重新登记").tap()
    phone.enrol(codes)
    phone.go("/")
    phone.fetch_kit()
    phone.go(f"/e/{dispatch.event}/form/all")
    expect(page.get_by_role("link", name="第3项，全部符合")).to_be_visible()
