"""Two supervisors on one dispatch, and a form the centre asks back about."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.e2e.books import PRACTICAL, THEORY, book
from tests.e2e.desk import Desk
from tests.e2e.house import House
from tests.e2e.phone import Phone
from tests.e2e.proxy import Link
from tests.e2e.stories import complete, ready_phone, rest_is_a, sign, signature_arrived, words_of

LEAD, SECOND, ALONE = "方远山", "叶知秋", "江晓月"
RATINGS = {"蔡明辉": "优秀", "杨秀英": "良好"}
CLASH = "第31项：两位督导员的填写不一致，请定一个。"


def at_the_form(phone: Phone) -> None:
    """From 今日 to the form."""
    phone.button(re.compile("^开始评这|^打开督导表")).tap()
    expect(phone.page.get_by_role("heading", name="现场质量督导")).to_be_visible()


def send_now(phone: Phone) -> None:
    """上传情况, once more by hand, and back."""
    phone.page.get_by_test_id("strip").tap()
    phone.page.get_by_role("button", name=re.compile("立即重试")).tap()
    expect(phone.page.locator(".sums b").nth(1)).to_have_text("0")
    phone.page.get_by_role("button", name="返回").tap()


@pytest.mark.req("U-4")
def test_two_supervisors_clash_settle_and_sign_together(
    house: House,
    make_link: Callable[[], Link],
    make_phone: Callable[..., Phone],
    make_desk: Callable[..., Desk],
) -> None:
    station = "宁川市双桥职业技能鉴定站"
    kinds = (PRACTICAL, THEORY)
    dispatch = house.load(book("闽鉴督派〔2026〕0802号", station, team=[LEAD, SECOND], kinds=kinds))
    links = [make_link(), make_link()]
    lead, second = (make_phone(link.url) for link in links)
    ready_phone(lead, dispatch, LEAD)
    ready_phone(second, dispatch, SECOND)
    for phone in (lead, second):
        # The other's signature may be here before its pictures: the phone asks, and asks again.
        phone.watch.expected.add(404)
        at_the_form(phone)
        phone.all_sent()
    for link in links:
        link.cut()

    lead.grade(31, "A")
    lead.overview()
    second.grade(31, "B")
    second.remark(31, "一名考评员迟到五分钟")
    second.overview()
    for phone in (lead, second):
        expect(phone.page.get_by_test_id("waiting")).not_to_have_text("0")
    for link, phone in zip(links, (lead, second), strict=True):
        link.restore()
        send_now(phone)

    # Each sees both answers; the overview names the clash as what keeps the form from being signed.
    for phone in (lead, second):
        phone.go(f"/e/{dispatch.event}/form")
        expect(phone.page.get_by_text(CLASH)).to_be_visible()
        expect(phone.page.get_by_test_id("attention")).to_have_text("1")
        assert {LEAD, SECOND} <= set(
            re.findall(r"[\u4e00-\u9fff]{3}", phone.page.locator(".clash").inner_text())
        )
    lead.button("取较低评价，合并备注和照片").tap()
    for phone in (lead, second):
        expect(phone.page.get_by_text(CLASH)).to_have_count(0)
        expect(phone.page.get_by_test_id("attention")).to_have_text("0")
    second.overview()
    expect(second.page.get_by_role("link", name="第31项，部分符合")).to_be_visible()

    progress_and_filters(lead)
    listed = rest_is_a(lead)
    graded = {no for part in listed for no in part}
    # Only inside one part, never what is graded already or what the hour has not opened.
    assert all(max(part) - min(part) < 12 for part in listed)
    assert 31 not in graded
    later = [no for no in range(1, 38) if no not in {*graded, 24, 29, 31, 34}]
    assert 16 in later, "its window opens when the theory session ends"
    for no in later:
        lead.grade(no, "A")
    complete(lead, RATINGS)
    sign(lead)
    signature_arrived(lead)
    expect(lead.page.get_by_text(f"{SECOND} · 待签")).to_be_visible()

    second.go(f"/e/{dispatch.event}/sign")
    second.button("我来签").tap()
    second.turn((844, 390))
    second.draw_name()
    second.confirm_signature()
    second.all_sent()
    expect(second.page.get_by_text("待签")).to_have_count(0)

    desk = make_desk("quality")
    desk.open_form(station)
    desk.page.get_by_role("tab", name="版本").click()
    expect(desk.page.get_by_text("共同签名").first).to_be_visible()
    expect(desk.page.get_by_text("本人手机签名")).to_have_count(2)


def progress_and_filters(phone: Phone) -> None:
    """「已评 x / 应评 y」 and the filters of the overview (U-4)."""
    page = phone.page
    phone.overview()
    expect(page.locator(".nav")).to_contain_text(re.compile(r"已评 1 / 应评\s37"))
    page.get_by_role("button", name=re.compile("^B、C 1$")).tap()
    expect(page.locator("a.cell")).to_have_count(1)
    page.get_by_role("button", name=re.compile("^未评 36$")).tap()
    expect(page.locator("a.cell")).to_have_count(36)
    page.get_by_role("button", name="全部", exact=True).tap()


@pytest.mark.req("A11-s1")
def test_question_of_the_centre_leads_to_an_amended_version(
    house: House,
    make_link: Callable[[], Link],
    make_phone: Callable[..., Phone],
    make_desk: Callable[..., Desk],
    tmp_path: Path,
) -> None:
    station = "宁川市白茶加工职业技能鉴定站"
    projects = [("茶叶加工（白茶萎凋与干燥）", 28)]
    dispatch = house.load(
        book(
            "闽鉴督派〔2026〕0803号",
            station,
            team=[ALONE],
            kinds=(PRACTICAL,),
            projects=projects,
            over=True,
        )
    )
    link = make_link()
    phone = make_phone(link.url)
    ready_phone(phone, dispatch, ALONE)
    phone.go(f"/e/{dispatch.event}/form/all")
    rest_is_a(phone)
    # No theory room: eleven items are one line, confirmed once (A11-f1c).
    expect(phone.page.get_by_text("理论考场情况 8–18 不适用")).to_be_visible()
    complete(phone, RATINGS)
    sign(phone)
    signature_arrived(phone)

    desk = make_desk("quality")
    desk.open_form(station)
    question = "第19项：备用灶具何时到位？"
    desk.button("退回提问").click()
    desk.page.get_by_role("dialog").get_by_label("问题").fill(question)
    desk.hold("退回提问")
    expect(desk.page.get_by_role("dialog")).to_have_count(0)

    # 消息: told on the phone, still there without network, and a tap leads to the form with the question.
    page = phone.page
    told = page.get_by_role("button", name=f"{station}的督导情况表被退回提问")
    phone.go("/me/messages")
    expect(told).to_have_accessible_name(re.compile("^未读"))
    link.cut()
    phone.go("/")
    expect(page.get_by_role("link", name="我的")).to_have_accessible_name(re.compile("未读"))
    phone.go("/me/messages")
    expect(page.get_by_text(re.compile("^取自"))).to_be_visible()
    link.restore()
    told.tap()
    page.wait_for_url(f"**/e/{dispatch.event}/form")
    expect(page.get_by_text(question)).to_be_visible()
    phone.go("/me/messages")
    expect(told).to_be_visible()
    expect(told).not_to_have_accessible_name(re.compile("^未读"))

    phone.go(f"/e/{dispatch.event}/form/all")
    phone.button("出修订版").tap()
    phone.button("出修订版").tap()
    sheet = page.get_by_role("dialog")
    sheet.get_by_label("修订理由").fill("按中心提问补充第19项")
    sheet.get_by_role("button", name="开始第 2 版").tap()
    phone.grade(19, "B")
    phone.remark(19, "备用设备开考前十分钟到位")
    expect(
        phone.page.locator('[data-no="19"]').get_by_role("button", name="记为事件")
    ).to_be_visible()
    sign(phone)
    expect(page.get_by_text("第 2 版已签名")).to_be_visible()
    signature_arrived(phone)

    signs = house.entries(dispatch.event, "inspections.sign")
    assert len(signs) == 2
    desk.page.reload()
    second = words_of(desk.download("官方 PDF", tmp_path / "second.pdf"))
    assert "备用设备开考前十分钟到位" in second
    assert "更正本，取代前一版" in second
    assert signs[0] in second
    desk.page.get_by_role("tab", name="版本").click()
    expect(desk.page.get_by_text("第 1 版", exact=False).first).to_be_visible()
    first = words_of(desk.download(re.compile("^PDF$"), tmp_path / "listed.pdf"))
    assert first
    versions = desk.page.get_by_role("button", name="PDF", exact=True)
    expect(versions).to_have_count(2)
