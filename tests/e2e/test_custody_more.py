"""Papers on one phone: a night, a recall, a keeper's own sign-in, candidates who watch, machines."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import ARTEFACTS
from tests.e2e.cordon import picture
from tests.e2e.desk import Desk
from tests.e2e.house import House
from tests.e2e.papers import Carrier, PaperDay, make_paper_day
from tests.e2e.phone import PUSH, Phone
from tests.e2e.test_custody import PAPERS, badge_held, collected, handed_here, signed_by_two

pytestmark = pytest.mark.timeout(420)
PICTURES = Path(os.environ.get("DUKAO_SHOTS") or ARTEFACTS / "papers-more")
# Letters nobody translates: names of the programme, strips, versions.
LATIN = re.compile(r"[A-Za-z]{2,}")
MADE_UP = re.compile(r"[A-Z]{2}-\d+|ZX-\d+|sha256:\w+|KSXT \d\.\d|PIN|U盘")


def look(carrier: Carrier, name: str) -> None:
    """A picture of the page as it stands; nothing is cut off sideways, and it speaks Chinese only."""
    page = carrier.page
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=PICTURES / f"{name}.png", full_page=True)
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0, f"{name} is {wide} px too wide"
    words = MADE_UP.sub(" ", page.inner_text("body"))
    assert not LATIN.findall(words), f"{name}: {LATIN.findall(words)}"


def go_on(carrier: Carrier, today: PaperDay, page: str, *numbers: str, more: str = "") -> None:
    """To a page of papers about packs of these numbers."""
    packs = [one["pack"] for one in today.counter()["packs"] if one["number"] in numbers]
    path = f"/papers/{page}?event={today.event}&packs={','.join(packs)}{more}"
    carrier.phone.go("/papers")
    carrier.page.evaluate(PUSH, path)


@pytest.fixture
def day(house: House, make_desk: Callable[..., Desk]) -> Callable[..., PaperDay]:
    """An event with papers of its own."""

    def make(number: str, station: str, name: str, **more: bool) -> PaperDay:
        desk = make_desk("dispatch")
        return make_paper_day(house, desk, make_desk, number, station, [name], **more)

    return make


@pytest.mark.req("A3-4c", "8.5b", "A10-8", "Q-4")
def test_a_night_a_recall_and_a_keeper_who_signs_in_on_the_supervisors_phone(
    house: House, day: Callable[..., PaperDay], make_phone: Callable[..., Phone]
) -> None:
    name = "柳含章"
    today = day("闽鉴督派〔2026〕0941号", "宁川市夜航职业技能鉴定站", name)
    today.prepare("YH")
    me = Carrier(make_phone(house.url), name)
    me.start(today.codes[name])
    page = me.page
    collected(today, me)

    # A night: nothing is kept without a place and a lock; then it stands in the life of the pack.
    go_on(me, today, "store", "01", "02")
    me.phone.button("登记过夜保管 2 袋").tap()
    expect(page.get_by_text("请填写存放地点。")).to_be_visible()
    page.get_by_label("存放在哪里").fill("酒店 1208 房保险柜")
    page.get_by_label("怎样上锁").fill("密码锁，钥匙在本人")
    page.get_by_label("见证人姓名").fill("许木生")
    page.get_by_label("见证人电话").fill("10000000088")
    page.locator(".signbox").tap()
    me.sign()
    look(me, "store")
    me.phone.button("登记过夜保管 2 袋").tap()
    page.wait_for_url(PAPERS)
    today.wait("01", "stored_overnight", name)
    assert today.states()["02"] == ("stored_overnight", name, 0)
    expect(me.row("01")).to_contain_text("已过夜保管")
    look(me, "papers")
    me.row("01").tap()
    expect(page.get_by_text("过夜保管：酒店 1208 房保险柜")).to_be_visible()
    expect(page.get_by_text("见证人 许木生")).to_be_visible()
    look(me, "pack")

    # An offer nobody answers is taken back, with a reason; the packs never left.
    go_on(me, today, "handover", "01", "02", more="&purpose=site")
    expect(page.get_by_test_id("handover")).to_be_visible()
    me.tick_all()
    me.phone.button("交出 2 袋").tap()
    me.sign()
    expect(page.get_by_text("等 陈建国 签收")).to_be_visible()
    look(me, "waiting")
    me.phone.button("收回").tap()
    sheet = page.get_by_role("dialog", name="收回交接")
    sheet.get_by_label("收回的原因").fill("主考还没有到")
    look(me, "recall")
    sheet.get_by_role("button", name="收回交接").tap()
    page.wait_for_url(PAPERS)
    expect(page.locator("[data-offer]")).to_have_count(0)
    for _ in range(100):
        handovers = today.counter()["handovers"]
        states = {
            pack["state"] for one in handovers if one["purpose"] == "site" for pack in one["packs"]
        }
        if states == {"recalled"}:
            break
        page.wait_for_timeout(200)
    assert states == {"recalled"}
    assert today.states()["01"][:2] == ("stored_overnight", name)

    # The keeper has no phone here: signs on this one, and proves it by the own sign-in.
    go_on(me, today, "handover", "02", more="&purpose=return")
    me.choose("选接收人", "陈佩瑜")
    me.tick_all()
    me.phone.button("交出 1 袋").tap()
    me.sign()
    page.get_by_role("button", name=re.compile("^接收人")).tap()
    me.tick_all()
    page.get_by_role("button", name=re.compile("^接收人")).tap()
    expect(page.get_by_test_id("signer")).to_be_visible()
    page.get_by_role("button", name="没带证卡").tap()
    look(me, "no-badge")
    page.get_by_role("dialog").get_by_role("button", name=re.compile("陈佩瑜")).tap()
    me.sign()
    expect(page.get_by_text("陈佩瑜 还没有用自己的手机或登录确认")).to_be_visible()
    today.wait("02", "returned", "陈佩瑜")
    assert today.states()["02"][2] == 1
    me.phone.watch.expected.add(401)
    me.phone.button("对方登录确认").tap()
    sheet = page.get_by_role("dialog", name="陈佩瑜 登录确认")
    account = house.accounts()["keeper"]
    sheet.get_by_label("用户名").fill(account["username"])
    sheet.get_by_label("密码").fill("wrong-1A")
    sheet.get_by_role("button", name="对方登录确认").tap()
    expect(sheet.get_by_role("alert")).to_be_visible()
    expect(sheet.get_by_label("密码")).to_have_value("")
    look(me, "sign-in")
    sheet.get_by_label("密码").fill(account["password"])
    sheet.get_by_role("button", name="对方登录确认").tap()
    expect(page.get_by_text("双方已签字，试卷已交出。")).to_be_visible()
    assert today.states()["02"] == ("returned", "陈佩瑜", 0)
    look(me, "returned")
    house.flask("journal", "verify")
    house.flask("journal", "rebuild", "--check")


def to_the_room(today: PaperDay, me: Carrier) -> None:
    """The first pack, with an invigilator who has no phone here."""
    go_on(me, today, "handover", "01", more="&purpose=room")
    me.choose("选接收人", "何雪梅")
    handed_here(me, today, receiver="何雪梅")
    today.wait("01", "with_invigilators", "何雪梅")


def cut(me: Carrier, strip: str, copies: str) -> None:
    """What every opening asks for."""
    page = me.page
    expect(page.get_by_test_id("offset")).to_be_visible()
    page.get_by_label("封条号（照袋上输入）").fill(strip)
    page.get_by_label("清点份数").fill(copies)
    page.get_by_role("switch", name="已向考生展示封条完好").tap()


def excused(me: Carrier) -> None:
    """On a slow machine the opening is late, and says why."""
    if me.page.get_by_label("原因", exact=True).count():
        me.page.get_by_label("原因", exact=True).fill("演练时间")


@pytest.mark.req("A11-i14", "A11-i28", "8.5", "A7-3")
def test_two_candidates_watch_an_opening_and_sign_it(
    house: House, day: Callable[..., PaperDay], make_phone: Callable[..., Phone]
) -> None:
    name = "顾明远"
    today = day("闽鉴督派〔2026〕0942号", "宁川市见证职业技能鉴定站", name)
    today.prepare("JZ")
    me = Carrier(make_phone(house.url), name)
    me.start(today.codes[name])
    page = me.page
    collected(today, me)
    to_the_room(today, me)

    go_on(me, today, "open", "01")
    cut(me, "JZ-2207", "38")
    excused(me)
    page.locator(".signbox").nth(1).tap()
    badge_held(me, today, "何雪梅")
    # Whoever is no candidate of this exam, or is one already, is no witness.
    for candidate in ("赵一凡", "钱二妹"):
        me.phone.button("扫考生准考证，加见证人").tap()
        expect(page.locator("[data-camera=live]")).to_be_visible()
        if candidate == "赵一凡":
            shown = today.office.badge("何雪梅")["token"]
            page.evaluate("url => window.holdUp(url)", picture(shown))
            expect(page.get_by_text("这不是本次考核考生的码。")).to_be_visible()
            look(me, "candidate")
        shown = today.office.badge(candidate)["token"]
        page.evaluate("url => window.holdUp(url)", picture(shown))
        expect(page.get_by_test_id("candidate")).to_have_count(0)
        page.evaluate("window.holdUp(null)")
    expect(page.get_by_role("button", name="扫考生准考证，加见证人")).to_have_count(0)
    for n in range(4):
        page.locator(".signbox").nth(n).tap()
        me.sign()
    expect(page.locator(".signbox.done")).to_have_count(4)
    look(me, "witnessed")
    me.phone.button("记录拆封 1 袋").tap()
    page.wait_for_url("**/papers/count**")
    look(me, "count")
    today.wait("01", "opened", "何雪梅")
    lines = house.entries(today.event, "custody.open")
    assert len(lines) == 1

    # An erratum says which page and what, and stands beside item 28.
    for _ in range(2):
        me.phone.button("加一处勘误").tap()
    page.get_by_label("第几页").first.fill("2")
    me.phone.button("记录发卷 1 袋").tap()
    expect(page.get_by_text("勘误要写明第几页和勘误内容；不需要的请去掉。")).to_be_visible()
    page.get_by_label("勘误内容").first.fill("第12题选项乙、丙印反")
    page.get_by_role("button", name="去掉").last.tap()
    look(me, "erratum")
    me.phone.button("记录发卷 1 袋").tap()
    page.wait_for_url(PAPERS)
    today.wait("01", "issued", "何雪梅")
    me.phone.go(f"/e/{today.event}/form?item=28")
    facts = page.locator('[data-no="28"]').get_by_test_id("paper-facts")
    expect(facts).to_contain_text("01 号袋第 2 页有勘误")
    look(me, "item-28")
    me.phone.go("/papers")
    me.row("01").tap()
    expect(page.get_by_text("清点 38 份")).to_be_visible()
    look(me, "opened")
    house.flask("journal", "verify")


@pytest.mark.req("Q-37")
def test_a_computer_room_says_what_was_installed_and_where_results_are_saved(
    house: House, day: Callable[..., PaperDay], make_phone: Callable[..., Phone]
) -> None:
    name = "方启航"
    today = day("闽鉴督派〔2026〕0943号", "宁川市机考职业技能鉴定站", name, computer=True)
    [pack, _] = today.prepare("JK")
    assert pack["computer"]
    me = Carrier(make_phone(house.url), name)
    me.start(today.codes[name])
    page = me.page
    collected(today, me)
    expect(me.row("01")).to_contain_text("机考")
    to_the_room(today, me)

    # Opening is installing: machines, version, installer, checksum, and nothing left over.
    go_on(me, today, "open", "01")
    cut(me, "JK-2207", "38")
    excused(me)
    page.locator(".signbox").nth(1).tap()
    badge_held(me, today, "何雪梅")
    for n in (0, 1):
        page.locator(".signbox").nth(n).tap()
        me.sign()
    me.phone.button("记录拆封 1 袋").tap()
    expect(page.get_by_text("请填写机器台数、软件版本、安装人和安装包校验值。")).to_be_visible()
    page.get_by_label("机器台数").fill("38")
    page.get_by_label("软件版本").fill("KSXT 3.2")
    page.get_by_label("安装人").fill("曾建辉")
    page.get_by_label("安装包校验值").fill("sha256:9f2c")
    page.get_by_role("switch", name="机器无残留文件").tap()
    expect(page.get_by_text("内容改了，请重新签名。")).to_be_visible()
    look(me, "installation")
    for n in (0, 1):
        page.locator(".signbox").nth(n).tap()
        me.sign()
    me.phone.button("记录拆封 1 袋").tap()
    page.wait_for_url("**/papers/count**")
    page.get_by_label("发出", exact=True).fill("36")
    page.get_by_label("备用", exact=True).fill("2")
    page.get_by_label("作废", exact=True).fill("0")
    me.phone.button("记录发卷 1 袋").tap()
    page.wait_for_url(PAPERS)
    today.wait("01", "issued", "何雪梅")

    # The form says what the records say, and what a computer room does not have.
    me.phone.go(f"/e/{today.event}/form?item=27")
    facts = page.locator('[data-no="27"]').get_by_test_id("paper-facts")
    expect(facts).to_contain_text("机考安装 38 台，无残留文件")
    look(me, "item-27")
    me.phone.go(f"/e/{today.event}/form/all")
    for no, words in ((14, "不适用"), (15, "未评"), (16, "不适用")):
        expect(page.locator("a.cell").filter(has_text=f"第{no}项，{words}")).to_have_count(1)
    look(me, "overview")
    me.phone.go("/papers")

    go_on(me, today, "collect", "01")
    page.get_by_label("收回", exact=True).fill("36")
    page.get_by_label("提前收卷的原因").fill("考生已全部交卷")
    look(me, "collect")
    me.phone.button("记录收卷 1 袋").tap()
    page.wait_for_url("**/papers/seal**")
    page.get_by_label("新封条号").fill("JK-9907")
    signed_by_two(me, today, "何雪梅")
    me.phone.button("记录封装 1 袋").tap()
    expect(page.get_by_text("请填写备份介质、文件数和备份校验值。")).to_be_visible()
    page.get_by_label("备份介质").fill("加密U盘")
    page.get_by_label("文件数").fill("36")
    page.get_by_label("备份校验值").fill("sha256:77aa")
    look(me, "backup")
    for n in (0, 1):
        page.locator(".signbox").nth(n).tap()
        me.sign()
    me.phone.button("记录封装 1 袋").tap()
    page.wait_for_url(PAPERS)
    today.wait("01", "resealed", "何雪梅")
    house.flask("journal", "verify")
    house.flask("journal", "rebuild", "--check")
