"""Hostile text in every field people fill freely, seen on phone, desk, PDF and verification page.

It is shown as the letters it is. Nothing runs, nothing is fetched, and the content policy has
nothing to report: `watch` fails a test on a single report.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Playwright, expect
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from tests.e2e import house as houses
from tests.e2e.books import PRACTICAL, book
from tests.e2e.desk import Desk
from tests.e2e.house import House
from tests.e2e.pages import stranger
from tests.e2e.phone import Phone
from tests.e2e.stories import complete, rest_is_a, sign, signature_arrived, words_of

TAG = '"><img src=x onerror=hit()>'
SVG = "<svg/onload=hit()>"
LATE = "{{constructor.constructor('hit()')()}}"
LINK = "javascript:hit()"
TYPST = '#read("/etc/passwd") #panic("hit") $x$ `a` \\u{41} @hit <hit>'
NAME = f"钱{SVG}"
STATION = f"宁川市青石鉴定站{TAG}"
# What a payload would leave behind on any page: a call, an element, a handler, a fetch.
TRACES = """() => [
  ...(window.__hits ?? []),
  ...[...document.querySelectorAll('img[src="x"], svg[onload], [onerror], [onclick], iframe, object, embed')]
    .map((one) => one.outerHTML.slice(0, 80)),
  ...[...document.querySelectorAll('a[href], form[action]')].map((one) => one.getAttribute('href') ?? one.action)
    .filter((way) => /^\\s*(javascript|data|vbscript):/i.test(way)),
]"""
SHOWN = """() => [document.body.innerText,
  ...[...document.querySelectorAll('input, textarea')].map((one) => one.value)].join('\\n')"""
HIT = "window.__hits = []; window.hit = () => window.__hits.push(location.pathname)"


def clean(page: Page, seen: str) -> None:
    """The text is on the page as text, and left no trace of having run."""
    page.wait_for_timeout(150)
    assert page.evaluate(TRACES) == [], page.url
    assert seen in page.evaluate(SHOWN), f"{page.url} does not show {seen}"


def hostile_book() -> dict[str, Any]:
    """Every free text of a dispatch file."""
    made = book("〔2026〕0866号", STATION, team=[NAME], kinds=(PRACTICAL,), over=True,
                projects=[(f"茶艺{TAG}", 28)])  # fmt: skip
    made["派遣"] |= {
        "派遣号": f"督派{TAG}866号",
        "考核地点": f"学院路{TYPST}{TAG}",
        "主考": f"陈{LATE}",
        "批次名称": f"第12批次{TAG}",
        "签发人": f"王{SVG}",
        "备注": f"{LINK} {TAG} {LATE} {TYPST}",
    }
    for row, text in zip(made["考评员"], (f"蔡{SVG}", f"杨{LINK}"), strict=True):
        row["姓名"] = text
    made["联系人"] = [{"称谓": f"考务{SVG}", "姓名": f"苏{LATE}", "电话": "10000000014"}]
    made["考场"] = [{"名称": f"第2考场{SVG}", "类型": PRACTICAL}]
    for session in made["场次"]:
        session["考场"] = [f"第2考场{SVG}"]
    return made


def act(desk: Desk, path: str, body: dict[str, Any], method: str = "POST") -> Any:
    """What the page itself would send."""
    assert desk.context is not None
    cookies = {one["name"]: one["value"] for one in desk.context.cookies()}
    answer = desk.context.request.fetch(
        f"{desk.url}/api/v1{path}",
        method=method,
        data=body,
        headers={"X-CSRF-TOKEN": cookies["csrf_access_token"]},
    )
    assert answer.ok, (path, answer.status, answer.text())
    return answer.json()


@pytest.fixture(scope="module")
def house(drive: Playwright, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house of its own: what is written here is read aloud nowhere else."""
    with houses.running(tmp_path_factory.mktemp("hostile")) as made:
        yield made


@pytest.mark.timeout(360)
@pytest.mark.req("S-10")
def test_hostile_text_is_only_text_everywhere(
    house: House,
    make_phone: Callable[..., Phone],
    make_desk: Callable[..., Desk],
    office: Any,
    tmp_path: Path,
) -> None:
    dispatch = house.load(hostile_book())
    event = dispatch.event
    phone = make_phone(house.url)
    phone.open("/start")
    phone.context.add_init_script(HIT)
    ready_phone_again(phone, dispatch)
    fill(phone, event)
    look_at_the_phone(phone, event)
    phone.go(f"/e/{event}/form/all")
    sign(phone)
    signature_arrived(phone)
    desk_acts(make_desk, event)
    look_at_the_desk(make_desk, event)
    the_paper_is_paper(make_desk, house, event, office, tmp_path)
    assert not phone.watch.said


def ready_phone_again(phone: Phone, dispatch: Any) -> None:
    """From the codes to the kit, on a page already open."""
    phone.page.reload()
    phone.enrol(dispatch.codes[NAME])
    phone.go("/")
    phone.accept()
    phone.fetch_kit()


def fill(phone: Phone, event: str) -> None:
    """The whole form; hostile remark, free texts and a corrected head."""
    phone.go(f"/e/{event}/form/all")
    rest_is_a(phone)
    complete(phone, {f"蔡{SVG}": "优秀", f"杨{LINK}": "一般"})
    phone.write(29, f"建议{TAG}{TYPST}")
    phone.open_head()
    phone.correct_header("考务负责人", f"陈{TAG}", f"更换{LATE}{SVG}")
    phone.button("存表头与鉴定情况").tap()
    phone.grade(19, "B")
    phone.remark(19, f"缺灶具{TAG}{LATE}{TYPST}")
    phone.photograph(19)
    phone.all_sent()


def look_at_the_phone(phone: Phone, event: str) -> None:
    """Every page that shows any of it."""
    for path, seen in (
        ("/", STATION),
        (f"/e/{event}/brief", LATE),
        (f"/e/{event}/form?item=19", "缺灶具"),
        (f"/e/{event}/form/all", "督导表总览"),
        (f"/e/{event}/form/head", TAG),
        (f"/e/{event}/form/34", SVG),
        (f"/e/{event}/form/preview", TAG),
        ("/sync", "上传"),
        ("/me", NAME),
        ("/me/devices", ""),
        ("/papers", ""),
        ("/report", ""),
    ):
        phone.go(path)
        phone.page.wait_for_load_state("load")
        clean(phone.page, seen)


def desk_acts(make_desk: Callable[..., Desk], event: str) -> None:
    """Free texts of the desk and the station."""
    quality = make_desk("quality")
    act(quality, f"/forms/{event}/returns", {"question": f"为何{TAG}{LATE}？"})
    act(
        make_desk("duty"),
        "/calendar/2031",
        {"confirmed": False, "note": f"草稿{TAG}",
         "days": [{"day": "2031-01-01", "working": False, "name": f"元旦{SVG}"}]},
        "PUT",
    )  # fmt: skip
    sysadmin = make_desk("sysadmin")
    centre = next(
        row["centre"]["id"]
        for row in act(sysadmin, "/accounts?per_page=100", None, "GET")["items"]
        if row["centre"]
    )
    act(sysadmin, "/accounts", {"username": "x<svg/onload=hit()>", "kind": "office",
                                "name": f"赵{SVG}", "centre": centre})  # fmt: skip


def look_at_the_desk(make_desk: Callable[..., Desk], event: str) -> None:
    """The pages of five officials."""
    for username, pages in {
        "quality": [
            ("/desk/forms", STATION),
            (f"/desk/forms/{event}", f"为何{TAG}"),
            ("/desk/held", ""),
            ("/desk/calendar?year=2031", ""),
        ],
        "dispatch": [("/desk/dispatch?span=past", STATION), (f"/desk/dispatch/{event}", STATION)],
        "keeper": [
            ("/desk/papers?span=all", ""),
            (f"/desk/papers/{event}", STATION),
            (f"/desk/papers/{event}?view=packs", STATION),
        ],
        "sysadmin": [("/desk/people", SVG)],
        "auditadmin": [("/desk/audit", "")],
    }.items():
        desk = make_desk(username)
        desk.context.add_init_script(HIT)
        for path, seen in pages:
            desk.page.goto(desk.url + path)
            desk.page.wait_for_load_state("networkidle")
            expect(desk.page.locator("main h1").first).to_be_visible()
            if username == "sysadmin":
                desk.page.get_by_role("searchbox").first.fill("赵")
                expect(desk.page.get_by_text(f"赵{SVG}").first).to_be_visible()
            clean(desk.page, seen)
        assert not desk.watch.said


def the_paper_is_paper(
    make_desk: Callable[..., Desk], house: House, event: str, office: Any, folder: Path
) -> None:
    """The PDF prints the letters and can do nothing; the page behind its code likewise."""
    quality = make_desk("quality")
    quality.page.goto(f"{quality.url}/desk/forms/{event}")
    pdf = quality.download("官方 PDF", folder / "hostile.pdf")
    words = words_of(pdf)
    for text in (TAG, TYPST, f"蔡{SVG}", f"杨{LINK}"):
        assert re.sub(r"\s+", "", text) in words, text
    assert active_parts(PdfReader(pdf)) == set()
    import sqlite3

    with sqlite3.connect(house.database) as base:
        (token,) = base.execute(
            "SELECT token FROM form_version WHERE event_id = ?", (event,)
        ).fetchone()
    for path, seen in ((f"/verify/{token}", TAG), (f"/verify/{token}%22%3E{SVG}", "没有找到")):
        guest = stranger(office, house.url, path)
        guest.watch.expected.add(404)
        try:
            clean(guest.page, seen)
            assert not [said for said in guest.watch.said if not said.startswith("404")]
        finally:
            guest.close()


def active_parts(reader: PdfReader) -> set[str]:
    """Names in a PDF that would make a viewer act: scripts, launches, forms, links to nowhere good."""
    risky = {"/JavaScript", "/JS", "/Launch", "/OpenAction", "/AA", "/SubmitForm", "/AcroForm"}
    found = set()
    for number in range(1, reader.trailer["/Size"]):
        try:
            thing = reader.get_object(number)
        except Exception:  # noqa: BLE001 - a free object number
            continue
        if isinstance(thing, DictionaryObject):
            found |= risky & {*thing.keys(), thing.get("/S")}
            way = str(thing.get("/URI", "https://"))
            if not way.startswith(("http://", "https://")):
                found.add(way)
    return found
