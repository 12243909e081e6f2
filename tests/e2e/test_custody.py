"""Exam papers from hand to hand: two phones that see each other's screens, with and without network."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.e2e.cordon import picture
from tests.e2e.desk import Desk
from tests.e2e.house import House
from tests.e2e.papers import Carrier, PaperDay, make_paper_day
from tests.e2e.phone import PUSH, Phone
from tests.e2e.proxy import Link

pytestmark = pytest.mark.timeout(420)
PAPERS = re.compile(r"/papers(\?event=\w+)?$")


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
    expect(card).to_be_visible()
    me.phone.button("核对并签收").tap()
    me.tick_all()
    me.phone.button(re.compile("^签收 \\d 袋$")).tap()
    me.sign()
    expect(page.get_by_text("双方已签字，试卷已交出。")).to_be_visible()
    me.phone.button("去试卷页").tap()


def offline_exchange(giver: Carrier, taker: Carrier) -> None:
    """From the composed handover to both signatures on both phones, without any network."""
    giver.tick_all()
    giver.phone.button(re.compile("^交出 \\d 袋$")).tap()
    giver.sign()
    giver.phone.button("出示二维码").tap()
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
    giver.page.evaluate("window.holdUp(null)")


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
    for one in (giver, taker):
        # Strokes lie on the phone that drew them until that phone has network.
        one.phone.watch.expected.add(404)
    today.wait("01", "with_supervisor", "郑书岚")
    giver.phone.go("/papers")
    expect(giver.row("01")).to_have_attribute("data-state", "with_supervisor")

    # A pack's label says who has it and what comes next, on any phone.
    taker.phone.go("/papers/scan")
    label = next(one["pack"] for one in today.counter()["packs"] if one["number"] == "02")
    taker.page.evaluate("url => window.holdUp(url)", picture(f"DKP1:{label.upper()}"))
    expect(taker.page.get_by_test_id("pack")).to_contain_text("在 郑书岚 手里")
    expect(taker.page.get_by_test_id("pack")).to_contain_text("下一步：交给主考")
    taker.page.evaluate("window.holdUp(null)")
    taker.phone.go("/papers")

    for link in links:
        link.cut()
    began = time.monotonic()
    giver.phone.button(re.compile("^交给主考")).tap()
    offline_exchange(giver, taker)
    print(f"offline exchange, driven by a machine: {time.monotonic() - began:.1f} s")

    # The taker's phone comes back first and delivers both; the giver's later changes nothing.
    assert today.states()["01"][0] == "with_supervisor"
    links[1].restore()
    taker.page.evaluate("dispatchEvent(new Event('online'))")
    today.wait("01", "on_site", "陈建国")
    assert {state for state, _, _ in today.states().values()} == {"on_site"}
    links[0].restore()
    giver.page.evaluate("dispatchEvent(new Event('online'))")
    giver.phone.go("/papers")
    expect(giver.page.get_by_test_id("waiting")).to_have_text("0")
    expect(giver.row("01")).to_contain_text("在 陈建国 手里")

    # And once more the other way round: back to the supervisor, and the giver delivers both.
    for link in links:
        link.cut()
    taker.phone.go("/papers")
    taker.row("01").tap()
    taker.phone.button("交给监考员").tap()
    taker.choose("交接目的", "交回主考或督导员")
    giver.phone.go("/papers")
    offline_exchange(taker, giver)
    links[1].restore()
    taker.page.evaluate("dispatchEvent(new Event('online'))")
    today.wait("01", "on_site", "郑书岚")
    links[0].restore()
    giver.page.evaluate("dispatchEvent(new Event('online'))")
    giver.phone.go("/papers")
    expect(giver.page.get_by_test_id("waiting")).to_have_text("0")
    today.house.flask("journal", "verify")
    today.house.flask("journal", "rebuild", "--check")
    for link in links:
        link.cut()


def badge_held(carrier: Carrier, today: PaperDay, name: str) -> None:
    """Whoever signs shows the own badge to this phone, then signs on it."""
    expect(carrier.page.get_by_test_id("signer")).to_be_visible()
    expect(carrier.page.locator("[data-camera=live]")).to_be_visible()
    token = today.office.badge(name)["token"]
    carrier.page.evaluate("url => window.holdUp(url)", picture(token))
    expect(carrier.page.get_by_test_id("signer")).to_have_count(0)
    # Taken away again: the next sheet that asks for a badge would read it before it is seen to ask.
    carrier.page.evaluate("window.holdUp(null)")


def handed_here(carrier: Carrier, today: PaperDay, *, giver: str = "", receiver: str = "") -> None:
    """A handover on one phone: whoever has no phone here signs after showing the badge."""
    phone, page = carrier.phone, carrier.page
    carrier.tick_all()
    phone.button(re.compile("^交出 \\d 袋$")).tap()
    if giver:
        badge_held(carrier, today, giver)
    carrier.sign()
    if receiver and not giver:
        expect(page.get_by_text(f"等 {receiver} 签收")).to_be_visible()
        page.get_by_role("button", name=re.compile("^接收人")).tap()
        carrier.tick_all()
        page.get_by_role("button", name=re.compile("^接收人")).tap()
    else:
        carrier.tick_all()
        phone.button(re.compile("^签收 \\d 袋$")).tap()
    if receiver:
        badge_held(carrier, today, receiver)
    carrier.sign()
    expect(page.get_by_text(re.compile("^双方已签字"))).to_be_visible()


def signed_by_two(carrier: Carrier, today: PaperDay, other: str) -> None:
    """Both are chosen first, then both sign the same."""
    page = carrier.page
    page.locator(".signbox").nth(1).tap()
    badge_held(carrier, today, other)
    for n in (0, 1):
        page.locator(".signbox").nth(n).tap()
        carrier.sign()
    expect(page.locator(".signbox.done")).to_have_count(2)


@pytest.mark.req("A3-4c", "A7-3", "A7-11", "8.5b")
def test_a_pack_from_the_centre_to_the_room_and_back(
    house: House,
    day: Callable[..., PaperDay],
    make_phone: Callable[..., Phone],
) -> None:
    today = day("闽鉴督派〔2026〕0922号", "宁川市白塔中药学校职业技能鉴定站", ["许知远"])
    today.prepare("BT")
    lead = Carrier(make_phone(house.url), "许知远")
    lead.start(today.codes["许知远"])
    collected(today, lead)
    chief = Carrier(make_phone(house.url), "陈建国")
    for one in (lead, chief):
        # A phone may ask for strokes that are still on their way from the other.
        one.phone.watch.expected.add(404)
    chief.start(today.phone_for("陈建国"), papers_only=True)
    expect(chief.page.locator("nav.tabs a")).to_have_count(3)

    # Online: the offer shows on the other phone by itself; one pack is received, the other is not.
    lead.phone.button(re.compile("^交给主考")).tap()
    lead.tick_all()
    lead.phone.button("交出 2 袋").tap()
    lead.sign()
    began = time.monotonic()
    expect(chief.page.locator("[data-offer]")).to_be_visible()
    print(f"an offer showed on the other phone after {time.monotonic() - began:.1f} s")
    chief.phone.button("核对并签收").tap()
    chief.tick_all()
    chief.phone.button("有不符").tap()
    refused = chief.page.locator("[data-differs]").nth(1)
    refused.get_by_text("拒收", exact=True).tap()
    refused.get_by_label("写明情况").fill("技能卷先放在督导员处")
    refused.get_by_label("哪里不符").select_option("none")
    chief.phone.button("按此处理").tap()
    chief.phone.button("签收 1 袋，拒收 1 袋").tap()
    chief.sign()
    expect(chief.page.get_by_text("双方已签字，试卷已交出。")).to_be_visible()
    today.wait("01", "on_site", "陈建国")
    assert today.states()["02"][:2] == ("with_supervisor", "许知远")

    # On one phone: by badge and strokes it stays unconfirmed until the own phone says yes.
    lead.phone.go("/papers")
    expect(lead.row("02")).to_contain_text("在 许知远 手里")
    lead.phone.button("交给主考 1 袋").tap()
    handed_here(lead, today, receiver="陈建国")
    expect(lead.page.get_by_text("陈建国 还没有用自己的手机或登录确认")).to_be_visible()
    today.wait("02", "on_site", "陈建国")
    assert today.states()["02"][2] == 1
    chief.phone.go("/papers")
    expect(chief.page.get_by_text("请确认您的签名")).to_be_visible()
    chief.phone.button("是我签的，确认").tap()
    for _ in range(100):
        if today.states()["02"][2] == 0:
            break
        time.sleep(0.2)
    assert today.states()["02"] == ("on_site", "陈建国", 0)

    # On paper, typed in by the supervisor's phone alone: words, but nobody's proof.
    pack = next(one["pack"] for one in today.counter()["packs"] if one["number"] == "02")
    lead.phone.go("/papers")
    lead.page.evaluate(PUSH, f"/papers/handover?event={today.event}&packs={pack}&purpose=room")
    lead.choose("选接收人", "曾建辉")
    lead.page.get_by_role("switch", name="这一步签在纸上，这里补录").tap()
    lead.phone.button("拍纸质记录").tap()
    lead.page.get_by_role("button", name="拍一张").tap()
    expect(lead.page.get_by_role("dialog")).to_have_count(0)
    for words in ("交出 1 袋", "签收 1 袋"):
        lead.tick_all()
        lead.phone.button(words).tap()
        on_paper = lead.page.get_by_role("button", name="签在纸上")
        expect(on_paper).to_be_visible()
        # A sheet that is drawn again under the finger is tapped where it is then.
        on_paper.dispatch_event("click")
    expect(lead.page.get_by_text(re.compile("^双方已签字"))).to_be_visible()
    today.wait("02", "with_invigilators", "曾建辉")
    assert today.states()["02"][2] == 2

    # To the room, where invigilators have no phone.
    chief.row("01").tap()
    chief.phone.button("交给监考员").tap()
    chief.choose("选接收人", "何雪梅")
    handed_here(chief, today, receiver="何雪梅")
    today.wait("01", "with_invigilators", "何雪梅")

    # Two people open it, before candidates; a strip typed wrong is not accepted.
    chief.phone.go("/papers")
    chief.row("01").tap()
    chief.phone.button(re.compile("在本机代记下一步|^拆封$")).tap()
    page = chief.page
    expect(page.get_by_test_id("offset")).to_be_visible()
    page.get_by_label("封条号（照袋上输入）").fill("BT-2270")
    expect(page.get_by_text("封条号与记录不符")).to_be_visible()
    page.get_by_label("封条号（照袋上输入）").fill("BT-2207")
    page.get_by_label("清点份数").fill("38")
    page.get_by_role("switch", name="已向考生展示封条完好").tap()
    page.wait_for_timeout(400)
    # The system takes the tab away: what was typed is still there behind the PIN.
    page.reload()
    chief.phone.unlock()
    expect(page.get_by_label("封条号（照袋上输入）")).to_have_value("BT-2207")
    if page.get_by_label("原因").count():
        page.get_by_label("原因").fill("演练时间")
    assert page.get_by_role("button", name="拍照").count() == 0
    signed_by_two(chief, today, "何雪梅")
    chief.phone.button("记录拆封 1 袋").tap()
    page.wait_for_url("**/papers/count**")

    # The counts must add up, on the way out and on the way back.
    page.get_by_label("发出", exact=True).fill("35")
    page.get_by_label("备用", exact=True).fill("2")
    expect(page.get_by_test_id("sum")).to_contain_text("差 1 份")
    chief.phone.button("记录发卷 1 袋").tap()
    expect(page.get_by_text("份数对不上（附件7第11条）")).to_be_visible()
    page.get_by_label("作废", exact=True).fill("1")
    expect(page.get_by_test_id("sum")).to_contain_text("对得上")
    chief.phone.button("记录发卷 1 袋").tap()
    page.wait_for_url(PAPERS)
    chief.row("01").tap()
    chief.phone.button(re.compile("在本机代记下一步|^收卷清点$")).tap()
    page.get_by_label("收回", exact=True).fill("34")
    page.get_by_label("缺少", exact=True).fill("1")
    chief.phone.button("记录收卷 1 袋").tap()
    expect(page.get_by_text("必须写明").last).to_be_visible()
    page.get_by_label("缺在哪里、怎样找的").fill("18号座位试卷被雨打湿，残片已装袋")
    page.get_by_label("提前收卷的原因").fill("考生已全部交卷")
    chief.phone.button("记录收卷 1 袋").tap()
    page.wait_for_url("**/papers/seal**")
    page.get_by_label("新封条号").fill("BT-2207")
    expect(page.get_by_text("这个封条号已经用过")).to_be_visible()
    page.get_by_label("新封条号").fill("BT-9907")
    signed_by_two(chief, today, "何雪梅")
    chief.phone.button("记录封装 1 袋").tap()
    page.wait_for_url(PAPERS)
    today.wait("01", "resealed", "何雪梅")

    # Back through the same hands to the centre.
    chief.row("01").tap()
    chief.phone.button(re.compile("在本机代记下一步|^交回主考或督导员$")).tap()
    chief.choose("选接收人", "陈建国")
    handed_here(chief, today, giver="何雪梅")
    today.wait("01", "resealed", "陈建国")
    chief.phone.go("/papers")
    chief.row("01").tap()
    expect(page.get_by_text("封装，新封条 BT-9907，37 份")).to_be_visible()
    chief.phone.button("交回归档").tap()
    chief.choose("选接收人", "陈佩瑜")
    chief.tick_all()
    chief.phone.button("交出 1 袋").tap()
    chief.sign()
    expect(page.get_by_text("等 陈佩瑜 签收")).to_be_visible()
    today.take_back()
    today.wait("01", "returned", "陈佩瑜")
    house.flask("journal", "verify")
    house.flask("journal", "rebuild", "--check")
