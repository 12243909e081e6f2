"""Emptied, shared, locked out, replaced: what was sealed arrives, or somebody is told that it is gone."""

from __future__ import annotations

import json
import re
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.e2e import damage
from tests.e2e.books import book
from tests.e2e.damage import Lab
from tests.e2e.desk import Desk
from tests.e2e.house import Codes, Dispatch, House
from tests.e2e.phone import PIN, Phone
from tests.e2e.proxy import Link
from tests.e2e.stories import complete, ready_phone, rest_is_a, sign, signature_arrived

THREE_MINUTES = 180
# After a while without network a phone tries once a minute (R9).
SENT_SECONDS = 100
FIRST, OTHER = "骆清寒", "傅知远"


def seal_offline(lab: Lab, letter: str, *numbers: int) -> None:
    """Grade and leave, without network; the entries wait on the phone."""
    lab.link.cut()
    for no in numbers:
        lab.phone.go(f"/e/{lab.dispatch.event}/form?item={no}")
        lab.phone.page.locator(f'[data-no="{no}"] label.g{letter.lower()}').first.tap()
        lab.phone.page.wait_for_function(
            "([no, letter]) => document.querySelector(`[data-no=\"${no}\"] label.g${letter}`)?.classList.contains('on')"
            " || document.querySelector(`[data-no=\"${no}\"]`)?.classList.contains('done')",
            arg=[no, letter.lower()],
        )
        # Going on leaves the item, and an item that is left seals.
        lab.page.locator("footer .btn.pri").tap()
    # By the entries themselves: a push that was under way when the network went may still lower the number.
    fields = {f"item/{no}" for no in numbers}
    unsent = [
        row for row in lab.wait(lambda now: fields <= waiting(now))["sealed"] if not row["outcome"]
    ]
    lab.page.wait_for_function(
        "n => Number(document.querySelector('[data-testid=waiting]')?.innerText) >= n",
        arg=len(unsent),
        timeout=60_000,
    )


def waiting(store: dict[str, Any]) -> set[str]:
    """Fields whose sealed answer has no line yet."""
    return {row["field"] for row in store["sealed"] if not row["outcome"]}


def new_codes(desk: Desk, name: str) -> Codes:
    """The duty officer's three minutes: 换了手机 at the desk, codes read out by telephone."""
    page = desk.page
    page.goto(f"{desk.url}/desk/people?q={name}")
    page.get_by_role("button", name=name).first.click()
    page.get_by_role("button", name="发码、换手机").click()
    page.get_by_text("换了手机，或忘了密码、PIN").click()
    sheet = page.get_by_role("dialog")
    desk.hold("发码")
    shown = sheet.locator(".codes .code b")
    expect(shown).to_have_count(2)
    activation, enrol = shown.all_inner_texts()
    return Codes(name, activation, enrol)


def vouch(desk: Desk, name: str) -> None:
    """Another colleague says that the new phone is the person's own."""
    desk.page.goto(f"{desk.url}/desk/people?tab=devices&show=waiting&q={name}")
    desk.page.get_by_role("button", name="确认是本人").first.click()
    desk.page.get_by_role("dialog").get_by_role("button", name="确认是本人").click()
    expect(desk.page.get_by_role("dialog")).to_have_count(0)


def alarm_at(desk: Desk, name: str, words: str, count: int) -> None:
    """The desk shows it on the board of forms and under held work, and has a message."""
    for path in ("/desk/forms", "/desk/held"):
        desk.page.goto(desk.url + path)
        card = desk.page.get_by_test_id("phone-alarms")
        row = card.locator(".one").filter(has_text=name).filter(has_text=words)
        expect(row).to_contain_text(f"缺 {count} 条")
    desk.page.get_by_role("button", name=re.compile("消息")).first.click()
    expect(desk.page.get_by_text("未上传的工作不见了，请立即联系本人").first).to_be_visible()


@pytest.mark.timeout(600)
def test_a_wiped_phone_rings_and_goes_on_elsewhere_within_three_minutes(
    house: House,
    make_link: Callable[[], Link],
    make_phone: Callable[..., Phone],
    make_desk: Callable[..., Desk],
    tmp_path: Path,
) -> None:
    name = "简从云"
    dispatch = house.load(
        book("闽鉴督派〔2026〕0811号", "宁川市空谷职业技能鉴定站", team=[name], over=True)
    )
    link = make_link()
    phone = make_phone(link.url)
    ready_phone(phone, dispatch, name)
    lab = Lab(house, link, phone, dispatch)
    quality, duty, handler = (make_desk(one) for one in ("quality", "dispatch", "duty"))

    # What the centre already has: an answer with a photo.
    phone.go(f"/e/{dispatch.event}/form?item=1")
    phone.grade(1, "B")
    phone.remark(1, "警戒线外无公告")
    phone.photograph(1)
    phone.overview()
    until(lambda: photos_at(house, dispatch) == 1)
    phone.all_sent(SENT_SECONDS)

    # Only the photos are deleted: the entry goes out, the missing picture is named, nothing is dropped.
    link.cut()
    phone.go(f"/e/{dispatch.event}/form?item=2")
    phone.grade(2, "B")
    phone.remark(2, "值守记录缺一页")
    phone.photograph(2)
    phone.overview()
    phone.page.evaluate(damage.CLEAR, ["files"])
    link.restore()
    phone.page.get_by_test_id("strip").tap()
    phone.page.get_by_role("button", name=re.compile("立即重试")).tap()
    expect(phone.page.locator(".sums b").first).to_have_text("1")
    alarm_at(quality, name, "照片原件在手机里读不出", 1)
    fresh = [one for one in lab.read()["sealed"] if one["field"] == "item/2"]
    assert fresh
    assert {one["hash"] for one in fresh} <= set(
        house.entries(dispatch.event, "inspections.answer")
    )

    # Only the queue is deleted, offline: the screen says so before any network is there.
    phone.page.get_by_role("button", name="返回").tap()
    seal_offline(lab, "A", 3, 4, 5)
    phone.page.evaluate(damage.CLEAR, ["outbox", "uploads"])
    phone.page.goto(phone.url + "/")
    lost = phone.page.get_by_test_id("lost")
    expect(lost).to_be_visible()
    lab.unlock(phone.page)
    expect(lost).to_contain_text(re.compile("有 [34] 条未上传的工作不在手机里"))
    link.restore()
    phone.page.get_by_test_id("strip").tap()
    phone.page.get_by_role("button", name=re.compile("立即重试")).tap()
    expect(phone.page.get_by_text(re.compile("已联系中心")).first).to_be_visible()
    rung(quality, name, "手机存储被清空")
    quality.page.get_by_test_id("phone-alarms").locator(".one").filter(
        has_text="手机存储被清空"
    ).get_by_role("button").click()
    quality.page.get_by_role("dialog").get_by_label("处理结果").fill("已电话核实，本人重评第3至5项")
    quality.page.get_by_role("dialog").get_by_role("button", name="记录处理结果").click()
    expect(quality.page.get_by_text("手机存储被清空")).to_have_count(0)

    # Everything is deleted: the browser keeps its cookies, and the phone is known by them.
    phone.page.get_by_role("button", name="返回").tap()
    seal_offline(lab, "A", 6, 7)
    phone.page.goto(phone.url + "/licences.txt")
    phone.page.evaluate(damage.DROP)
    link.restore()
    phone.page.goto(phone.url + "/")
    phone.page.wait_for_url("**/start**")
    expect(phone.page.get_by_test_id("lost")).to_be_visible()
    rung(quality, name, "手机存储被清空")

    # Another phone takes over: codes by telephone, PIN, kit; what the centre has is there again.
    begun = time.monotonic()
    second = make_phone(make_link().url)
    codes = new_codes(duty, name)
    second.open("/start")
    second.enrol(codes, PIN)
    second.go("/")
    second.fetch_kit()
    second.go(f"/e/{dispatch.event}/form?item=1")
    expect(second.page.get_by_label("第1项 备注")).to_have_value("警戒线外无公告")
    second.grade(8, "B")
    took = time.monotonic() - begun
    assert took < THREE_MINUTES, f"{took:.0f} s"
    expect(second.page.get_by_test_id("lost")).to_be_visible(timeout=60_000)
    # Long enough for the browser to note what stands in the page's fields, for its next start.
    second.page.wait_for_timeout(8_000)
    second.remark(8, "证书原件未查")
    second.photograph(8)
    vouch(handler, name)

    # It is signed there; then nothing on that phone's disk can be read by who finds it.
    second.go(f"/e/{dispatch.event}/form/all")
    second.all_sent(SENT_SECONDS)
    rest_is_a(second)
    complete(second, {"蔡明辉": "优秀", "杨秀英": "良好"})
    sign(second)
    signature_arrived(second)
    nothing_in_clear(
        Lab(house, link, second, dispatch),
        [name, "空谷", "警戒线外无公告", "证书原件未查", "陈建国", "蔡明辉"],
    )


def until(test: Callable[[], bool], seconds: float = 60) -> None:
    """Wait for what the server does by itself."""
    end = time.monotonic() + seconds
    while not test():
        assert time.monotonic() < end, "did not happen"
        time.sleep(0.3)


def photos_at(house: House, dispatch: Dispatch) -> int:
    """Files the centre has whole."""
    query = "SELECT COUNT(*) FROM journal_file WHERE journal = ? AND stored IS NOT NULL"
    return house.count(query, dispatch.event)


def quality_row(desk: Desk, name: str, words: str) -> Any:
    """The alarm on the board of forms."""
    desk.page.goto(desk.url + "/desk/forms")
    return (
        desk.page.get_by_test_id("phone-alarms")
        .locator(".one")
        .filter(has_text=name)
        .filter(has_text=words)
    )


def rung(desk: Desk, name: str, words: str, seconds: float = 90) -> None:
    """The alarm is there for whoever looks: the phone tells it when its next try comes through."""
    end = time.monotonic() + seconds
    while True:
        try:
            expect(quality_row(desk, name, words)).to_be_visible()
        except AssertionError:
            assert time.monotonic() < end, "nothing rang"
        else:
            return


def nothing_in_clear(lab: Lab, words: list[str]) -> None:
    """No name, remark, stroke or photo: neither in the database as read nor in the profile's files."""
    store = lab.read()
    samples = {text: bytes.fromhex(sample) for text, sample in store["texts"]}
    assert {"image/jpeg", "application/json"} <= set(samples), "photo and strokes are on the phone"
    dump = lab.page.evaluate(DUMP)
    for word in words:
        assert word not in dump, word
    lab.phone.close()
    needles = [*samples.values()]
    for word in words:
        needles += [word.encode("utf-8"), word.encode("utf-16-le")]
    known = lab.dispatch.event.encode()
    seen, found = False, []
    for path in lab.phone.profile.rglob("*"):
        if not path.is_file():
            continue
        data = path.read_bytes()
        seen = seen or known in data or known.decode().encode("utf-16-le") in data
        found += [(path.name, needle) for needle in needles if needle in data]
    assert seen, "the search finds what lies in the clear"
    assert found == []


DUMP = """async () => {
  const db = await new Promise((done) => (indexedDB.open('dukao').onsuccess = (event) => done(event.target.result)))
  const parts = [JSON.stringify(localStorage), JSON.stringify(sessionStorage), document.cookie]
  const decode = (value) => value instanceof ArrayBuffer ? new TextDecoder().decode(value) : value
  for (const name of db.objectStoreNames) {
    const rows = await new Promise((done) => (db.transaction(name).objectStore(name).getAll().onsuccess = (event) => done(event.target.result)))
    for (const row of rows) {
      parts.push(JSON.stringify(row, (_, value) => decode(value)))
      for (const value of Object.values(row))
        if (typeof value === 'string')
          for (const piece of value.split('.')) try { parts.push(atob(piece.replace(/-/g, '+').replace(/_/g, '/'))) } catch { /* not base64 */ }
    }
  }
  for (const name of await caches.keys())
    for (const request of await (await caches.open(name)).keys()) if (/api/.test(request.url)) parts.push(request.url)
  db.close()
  return parts.join('\\n')
}"""


def change(house: House, query: str, *values: object) -> None:
    """What time or an office does at the server while the phone is away."""
    with sqlite3.connect(house.database, timeout=20) as base:
        base.execute(query, values)


def authors(house: House, dispatch: Dispatch) -> dict[str, set[str]]:
    """Whose lines the journal has: kid → persons."""
    found: dict[str, set[str]] = {}
    for line in house.lines(dispatch.event):
        if line["kid"]:
            found.setdefault(line["kid"], set()).add(line["actor"])
    return found


@pytest.mark.timeout(600)
def test_two_people_one_phone_and_every_way_to_be_locked_out(
    house: House,
    make_link: Callable[[], Link],
    make_phone: Callable[..., Phone],
    make_desk: Callable[..., Desk],
    tmp_path: Path,
) -> None:
    number, station = "闽鉴督派〔2026〕0872号", "宁川市同舟职业技能鉴定站"
    dispatch = house.load(book(number, station, team=[FIRST, OTHER], over=True))
    link = make_link()
    phone = make_phone(link.url)
    ready_phone(phone, dispatch, FIRST)
    lab = Lab(house, link, phone, dispatch)
    page = phone.page

    # The second person on the same phone: an own PIN, an own key, an own name on the entries.
    seal_offline(lab, "A", 1, 2)
    link.restore()
    phone.go("/start")
    phone.enrol(dispatch.codes[OTHER], "739152")
    phone.go("/")
    phone.accept()
    phone.fetch_kit()
    phone.all_sent(SENT_SECONDS)  # nothing may be under way when the waiting are counted
    seal_offline(lab, "A", 3)
    link.restore()
    phone.all_sent(SENT_SECONDS)
    by_key = authors(house, dispatch)
    assert len(by_key) == 2
    assert all(len(persons) == 1 for persons in by_key.values())

    # The token runs out while the phone is away: the key asks for a new session, nobody types.
    seal_offline(lab, "A", 4)
    change(house, "UPDATE refresh_token SET expires_at = 1")
    assert phone.context is not None
    phone.context.clear_cookies(name="dukao_access")
    link.restore()
    phone.all_sent(SENT_SECONDS)

    # A relaunch from the desktop loses the cookies: locked it waits and says why, the PIN sends it.
    seal_offline(lab, "A", 5)
    phone.context.clear_cookies()
    page.goto(phone.url + "/")
    link.restore()
    expect(
        page.get_by_role("button", name="待上传 1").or_(page.get_by_role("link", name="待上传 1"))
    ).to_be_visible()
    choose(phone, OTHER)
    phone.unlock("739152")
    phone.all_sent(SENT_SECONDS)

    # A role ends while its holder is offline: what was sealed before is taken in under the own name.
    phone.go(f"/e/{dispatch.event}/form/all")
    seal_offline(lab, "A", 6)
    before = len(house.entries(dispatch.event, "inspections.answer"))
    house.load(book(number, station, team=[FIRST], over=True))
    link.restore()
    phone.watch.expected |= {403, 404, 410}
    phone.page.get_by_test_id("strip").tap()
    phone.page.get_by_role("button", name=re.compile("立即重试")).tap()
    expect(page.locator(".sums b").nth(1)).to_have_text("0", timeout=SENT_SECONDS * 1000)
    assert len(house.entries(dispatch.event, "inspections.answer")) == before + 1

    # A PIN is forgotten with work unsent: the sheet says what stays; new codes, the old work goes out.
    page.goto(phone.url + "/")
    choose(phone, FIRST)
    phone.unlock()
    seal_offline(lab, "A", 7)
    page.goto(phone.url + "/")
    page.get_by_role("button", name="忘记 PIN").tap()
    expect(page.get_by_text("已存的记录和照片都还在这部手机里")).to_be_visible()

    # The rescue file needs neither network nor PIN, and shows a finder nothing.
    page.get_by_role("link", name="看上传情况、存救援文件").or_(
        page.get_by_role("button", name="看上传情况、存救援文件")
    ).tap()
    with page.expect_download() as coming:
        page.get_by_role("button", name="存救援文件").tap()
    rescue = tmp_path / "phone.rescue"
    coming.value.save_as(rescue)
    data = rescue.read_bytes()
    assert data.startswith(b"DUKAO-RESCUE-1\n")
    for word in (FIRST, station, "inspections.answer", dispatch.event):
        assert word.encode() not in data, word

    # The account is disabled with sealed work: the phone keeps it and says so; the file carries it home.
    leader, duty = make_desk("leader"), make_desk("dispatch")
    account = next(
        one
        for one in call(leader, "GET", f"/accounts?q={FIRST}&per_page=50")["items"]
        if (one["person"] or {}).get("name") == FIRST
    )
    leader.watch.expected |= {404}
    call(leader, "POST", f"/accounts/{account['id']}/disable")
    count = len(house.entries(dispatch.event, "inspections.answer"))
    # Not even the colleague's session is left to carry it.
    phone.context.clear_cookies()
    link.restore()
    page.get_by_role("button", name=re.compile("立即重试")).tap()
    expect(page.get_by_text(re.compile("登录已过期"))).to_be_visible()
    expect(page.locator(".sums b").nth(1)).to_have_text("1")
    assert len(house.entries(dispatch.event, "inspections.answer")) == count
    for spoiled in (data[:-40], data[:200] + b"\0" + data[201:], data + b"x"):
        assert upload(duty, spoiled) == 422
    assert len(house.entries(dispatch.event, "inspections.answer")) == count
    assert upload(duty, data) == 200
    assert upload(duty, data) == 200
    assert len(house.entries(dispatch.event, "inspections.answer")) == count + 1

    # Enabled again with new codes: the old work is already there, the phone learns it by receipt.
    call(leader, "POST", f"/accounts/{account['id']}/enable")
    codes = new_codes(duty, FIRST)
    page.goto(phone.url + "/start")
    phone.enrol(codes, PIN)
    phone.go("/")
    phone.all_sent(SENT_SECONDS)
    store = lab.read()
    assert {row["outcome"] for row in store["sealed"]} == {"accepted"}, store["sealed"]
    lab.check_arrived(store)


def choose(phone: Phone, name: str) -> None:
    """换人使用."""
    phone.page.get_by_role("button", name="换人使用").tap()
    phone.page.get_by_role("dialog").get_by_role("button", name=name).tap()
    expect(phone.page.locator(".who .name")).to_have_text(name)


def _token(desk: Desk) -> dict[str, str]:
    assert desk.context is not None
    cookies = {one["name"]: one["value"] for one in desk.context.cookies()}
    return {"X-CSRF-TOKEN": cookies["csrf_access_token"]}


def call(desk: Desk, method: str, path: str) -> dict[str, Any]:
    """What a button of the desk does, without the walk to it."""
    answer = desk.page.request.fetch(
        f"{desk.url}/api/v1{path}",
        method=method,
        headers=_token(desk),
        data={} if method == "POST" else None,
    )
    assert answer.ok, answer.text()
    return dict(json.loads(answer.text()))


def upload(desk: Desk, data: bytes) -> int:
    """A rescue file handed in at the centre; the status."""
    answer = desk.page.request.post(
        f"{desk.url}/api/v1/rescue",
        data=data,
        headers={**_token(desk), "Content-Type": "application/octet-stream"},
    )
    return int(answer.status)
