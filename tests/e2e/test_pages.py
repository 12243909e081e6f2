"""Every page: no violation of WCAG, the chosen language only, nothing cut or too small to touch."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect

from tests.e2e import house as houses
from tests.e2e.desk import Desk
from tests.e2e.house import ROOT, House
from tests.e2e.pages import AXE, DESK_PAGES, WECHAT, Reader, make_reader, stranger, walk_desk
from tests.e2e.phone import PORTRAIT

SCHEMES = ("light", "dark", "outdoor")
SMALL = (360, 640)
TABLET = (1024, 768)
FINGER = 44
CHINESE = re.compile(r"[\u3400-\u9fff]+")
# Single letters are grades; what remains must be one of these.
LATIN = re.compile(r"[A-Za-z]{2,}")
LATIN_ALLOWED = {
    "PIN", "PDF", "XLSX", "JSON", "MB", "KB", "kB", "GB", "iPhone", "iPad", "iOS", "OPPO", "vivo", "Safari",
    "Chrome", "Edge", "Firefox", "English", "Language", "EN", "QR", "https", "http",
}  # fmt: skip

# axe's own rules, all of them; a page that is not drawn whole would pass for the wrong reason.
RUN_AXE = """async (scheme) => {
  document.documentElement.dataset.scheme = scheme
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))
  const found = await axe.run(document, { resultTypes: ['violations'] })
  return found.violations.flatMap((rule) => rule.nodes.map((node) =>
    `${rule.id}: ${node.target.join(' ')} — ${(node.any[0] ?? node.all[0] ?? node.none[0])?.message ?? rule.help}`))
}"""
# Words drawn on the page with the language their element declares.
WORDS = """() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  const found = []
  const seen = (element) => element && element.checkVisibility() && !element.closest('script,style,[hidden]')
  while (walker.nextNode()) {
    const { parentElement: element, data } = walker.currentNode
    if (data.trim() && seen(element))
      found.push({ text: data.trim(), lang: element.closest('[lang]')?.lang ?? '', where: element.className || element.tagName,
        beside: (element.closest('h1,h2,h3,p,li,dt,dd,td,a,button,label,legend') ?? element).textContent })
  }
  for (const element of document.querySelectorAll('[aria-label],[placeholder],[title],[alt]')) {
    if (!seen(element)) continue
    for (const name of ['aria-label', 'placeholder', 'title', 'alt']) {
      const text = element.getAttribute(name)
      if (text) found.push({ text, lang: element.closest('[lang]')?.lang ?? '', where: `${name} of ${element.className || element.tagName}`, beside: text })
    }
  }
  return found
}"""
SIDE_BAR = "innerHeight - document.querySelector('.desk .side').getBoundingClientRect().bottom"
SIZES = """(finger) => {
  const page = document.scrollingElement
  const said = []
  if (page.scrollWidth > page.clientWidth) {
    const wide = [...document.querySelectorAll('body *')].filter((one) => one.checkVisibility()
      && one.getBoundingClientRect().right > page.clientWidth + 1 && !one.closest('.paper-box, .table-box'))
    said.push(`overflows by ${page.scrollWidth - page.clientWidth}: ${wide.slice(0, 4).map((one) => one.className || one.tagName)}`)
  }
  const targets = 'button, a[href], summary, select, textarea, input:not([type=file]):not([hidden]), label.g'
  for (const element of document.querySelectorAll(targets)) {
    if (!element.checkVisibility() || element.closest('.unseen, .skip')) continue
    // A radio or tick is touched by its label; a link inside a sentence is read, not aimed at.
    const radio = element.matches('input[type=radio], input[type=checkbox]')
    const target = radio ? element.closest('label') ?? element : element
    if (element.matches('p a, q a')) continue
    const box = target.getBoundingClientRect()
    if (box.width >= finger - 0.5 && box.height >= finger - 0.5) continue
    // Some are drawn smaller than they are touched: what counts is what a finger hits.
    target.scrollIntoView({ block: 'center' })
    const { left, top, width, height } = target.getBoundingClientRect()
    const hits = (x, y) => target.contains(document.elementFromPoint(x, y))
    const reach = (dx, dy) => {
      const [x, y] = [left + width / 2, top + height / 2]
      let far = 0
      while (far < finger && hits(x + dx * (far + 1), y + dy * (far + 1))) far += 1
      return far
    }
    if (reach(0, 1) + reach(0, -1) < finger - 2 || reach(1, 0) + reach(-1, 0) < finger - 2)
      said.push(`${Math.round(box.width)}×${Math.round(box.height)}: ${target.className || target.tagName} ${(target.getAttribute('aria-label') ?? target.textContent).trim().slice(0, 20)}`)
  }
  const main = [...document.querySelectorAll('.foot .btn.pri')].filter((one) => one.checkVisibility())
  for (const one of main) {
    const box = one.getBoundingClientRect()
    if (box.top < 0 || box.bottom > innerHeight + 1 || box.right > innerWidth + 1) said.push(`out of sight: ${one.textContent.trim()}`)
  }
  return said
}"""


@pytest.fixture(scope="module")
def house(drive: Playwright, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house of its own: words that other tests left behind are not read here."""
    with houses.running(tmp_path_factory.mktemp("pages")) as made:
        yield made


@pytest.fixture(scope="module")
def reader(
    drive: Playwright, house: House, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Reader]:
    """One phone for all looks at its pages."""
    made = make_reader(drive, house, tmp_path_factory.mktemp("reader"))
    yield made
    made.phone.close()


@pytest.fixture(scope="module")
def desks(office: Browser, house: House) -> Iterator[list[Desk]]:
    """The officials whose pages are looked at."""
    made = []
    for username in DESK_PAGES:
        desk = Desk(office, house.url, username, house.accounts()[username]["password"])
        desk.sign_in()
        made.append(desk)
    yield made
    for desk in made:
        desk.close()


def axe_on(page: Page, name: str, schemes: tuple[str, ...]) -> list[str]:
    """Violations of a page in each scheme, once each."""
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(AXE.read_text("utf-8") + "; true")
    before = page.evaluate("document.documentElement.dataset.scheme")
    found = [
        f"{name} {scheme}: {said}" for scheme in schemes for said in page.evaluate(RUN_AXE, scheme)
    ]
    page.evaluate("(scheme) => { document.documentElement.dataset.scheme = scheme }", before)
    return found


@pytest.mark.req("U-2")
def test_axe_finds_nothing_on_the_phone(reader: Reader) -> None:
    found = [said for name in reader.walk() for said in axe_on(reader.page, name, SCHEMES)]
    assert not found, "\n".join(found)
    assert not reader.phone.watch.said


def test_axe_finds_nothing_before_the_slot_is_open(
    office: Browser, house: House, reader: Reader
) -> None:
    found = []
    for name, path, options in (
        ("start", "/start", {}),
        ("browser door", "/browser", {}),
        ("wechat door", "/", {"user_agent": WECHAT}),
        ("sign in", "/signin", {}),
    ):
        guest = stranger(office, house.url, path, **options)
        found += axe_on(guest.page, name, SCHEMES)
        found += guest.watch.said
        guest.close()
    reader.page.goto(reader.phone.url + "/")
    expect(reader.phone.button("输入完毕")).to_be_visible()
    found += axe_on(reader.page, "unlock", SCHEMES)
    reader.phone.unlock()
    assert not found, "\n".join(found)


def test_axe_finds_nothing_at_the_desk(reader: Reader, desks: list[Desk]) -> None:
    found = []
    for desk in desks:
        for path in walk_desk(desk, reader.dispatch.event):
            found += axe_on(desk.page, path, ("light", "dark"))
            # A style of the phone's pages once cut the side bar short.
            if desk.page.evaluate(SIDE_BAR) > 1:
                found.append(f"{path}: the side bar does not reach the lower edge")
        found += desk.watch.said
    assert not found, "\n".join(found)


# --- language ----------------------------------------------------------------------------------


def known_words(house: House) -> list[str]:
    """Names and data of the events and people, longest first."""
    found: set[str] = set()

    def collect(value: Any) -> None:
        if isinstance(value, dict):
            for one in value.values():
                collect(one)
        elif isinstance(value, list):
            for one in value:
                collect(one)
        elif isinstance(value, str):
            found.add(value)

    collect(house.books)
    for file in ("tea", "cooking", "four-projects", "practice"):
        collect(json.loads((ROOT / "examples" / f"{file}.json").read_text("utf-8")))
    collect([account["name"] for account in house.accounts().values()])
    # Numbers alone are in every date.
    words = (word for word in found if word not in KINDS and not word.isdigit())
    return sorted(words, key=len, reverse=True)


# Cells of a dispatch that are words of the interface too.
KINDS = {"理论", "操作技能", "是", "否", "练习"}
# Data too, but made of the event's: shortened batches, dates of the form, numbers of demo dispatches.
DATA = re.compile(
    r"\d{4}年第\d+批次|\d{4}年\d+月\d+日|演示〔\d{4}〕[\d-]+|（演示）|福建省职业技能鉴定指导中心|电脑|演示|一号门"
)
# Names of holidays are data of the calendar, numbers of strips data of the centre; the audit shows
# its details as they are stored.
DATA_PLACES = re.compile(r"^title of (off )?special|^sub detail$|\bhash\b|\bsealno\b")


def without(text: str, words: list[str]) -> str:
    for word in words:
        text = text.replace(word, " ")
    return DATA.sub(" ", text)


def test_pages_speak_english_when_asked(house: House, reader: Reader, desks: list[Desk]) -> None:
    """Chinese stands only where it is official wording with its gloss beside, a name, or data."""
    words = [*known_words(house), "督考", "中文", "语言", "督"]
    found = []

    def look(page: Page, name: str) -> None:
        for one in page.evaluate(WORDS):
            left = CHINESE.findall(without(one["text"], words))
            glossed = LATIN.search(without(one["beside"], words))
            if (
                left
                and not glossed
                and not one["lang"].startswith("zh")
                and not DATA_PLACES.search(one["where"])
            ):
                found.append(f"{name}: {' '.join(left)} ({one['where']})")

    reader.phone.go("/me")
    reader.page.get_by_text("English", exact=True).tap()
    try:
        for name in reader.walk():
            look(reader.page, name)
    finally:
        reader.phone.go("/me")
        reader.page.get_by_text("中文", exact=True).tap()
    for desk in desks:
        desk.button("换成英文").click()
        for path in walk_desk(desk, reader.dispatch.event):
            look(desk.page, path)
        desk.page.locator(".tools button").filter(has_text="中").click()
    assert not found, "\n".join(dict.fromkeys(found))


def test_chinese_pages_speak_chinese_only(house: House, reader: Reader, desks: list[Desk]) -> None:
    words = [*known_words(house), *house.usernames()]
    found = []

    def look(page: Page, name: str) -> None:
        for one in page.evaluate(WORDS):
            text = re.sub(
                r"[0-9a-f]{12,}…?|[A-Za-z0-9_-]{43}|[A-Z]+-[0-9A-Z-]+",
                " ",
                without(one["text"], words),
            )
            left = [word for word in LATIN.findall(text) if word not in LATIN_ALLOWED]
            if left and not one["lang"].startswith("en") and not DATA_PLACES.search(one["where"]):
                found.append(f"{name}: {' '.join(left)} ({one['where']})")

    for name in reader.walk():
        look(reader.page, name)
    for desk in desks:
        for path in walk_desk(desk, reader.dispatch.event):
            look(desk.page, path)
    assert not found, "\n".join(dict.fromkeys(found))


# --- sizes -------------------------------------------------------------------------------------


@pytest.mark.req("U-2")
@pytest.mark.parametrize("scale", [1, 1.4])
def test_small_phones_and_large_letters_lose_nothing(reader: Reader, scale: float) -> None:
    phone, page = reader.phone, reader.page
    letters = "(k) => { document.documentElement.style.setProperty('--k', k); document.documentElement.dataset.scale = k }"
    found = []
    phone.size = SMALL
    try:
        phone.turn(SMALL)
        page.evaluate(letters, str(scale))
        for name in reader.walk():
            if name != "sign":
                found += [f"{name} ×{scale}: {said}" for said in page.evaluate(SIZES, FINGER)]
    finally:
        phone.size = PORTRAIT
        phone.turn(PORTRAIT)
        page.evaluate(letters, "1")
    assert not found, "\n".join(dict.fromkeys(found))


@pytest.mark.req("U-2")
def test_a_tablet_shows_the_form_beside_its_items(reader: Reader) -> None:
    phone, page = reader.phone, reader.page
    form = f"/e/{reader.dispatch.event}/form"
    side = page.get_by_role("complementary", name="督导表总览")
    found = []
    try:
        phone.turn(PORTRAIT)
        phone.go(f"{form}?item=19")
        expect(page.locator('[data-no="19"] textarea')).to_be_visible()
        expect(side).to_have_count(0)
        phone.turn(TABLET)
        cell = side.locator("a.cell").filter(has_text=re.compile("^第22项，"))
        cell.tap()
        expect(cell).to_have_attribute("aria-current", "true")
        expect(page.locator('[data-no="22"].brandline')).to_be_in_viewport()
        # Beside, not over: the map is left of the open item, and the address is still the one page.
        card, beside = page.locator('[data-no="22"]').bounding_box(), side.bounding_box()
        assert card
        assert beside
        assert beside["x"] + beside["width"] <= card["x"]
        found += axe_on(page, "tablet", SCHEMES)
        found += page.evaluate(SIZES, FINGER)
        for path in ("/", "/me", f"{form}/all", "/sync"):
            phone.go(path)
            reader.settle(path)
            width = page.evaluate("document.querySelector('.body > .card').offsetWidth")
            assert width <= 680, (path, width)
            found += page.evaluate(SIZES, FINGER)
    finally:
        phone.turn(PORTRAIT)
    assert not found, "\n".join(dict.fromkeys(found))


@pytest.mark.req("U-2")
def test_grade_buttons_are_tall_enough_for_gloves(reader: Reader) -> None:
    page = reader.page
    reader.phone.go(f"/e/{reader.dispatch.event}/form?item=19")
    for scheme, least in (("light", 60), ("outdoor", 64)):
        page.evaluate("(scheme) => { document.documentElement.dataset.scheme = scheme }", scheme)
        letters = page.locator('[data-no="19"] label.g')
        expect(letters).to_have_count(3)
        boxes = [one.bounding_box() for one in letters.all()]
        edges = [
            (box["x"], box["x"] + box["width"]) for box in boxes if box and box["height"] >= least
        ]
        assert len(edges) == 3, (scheme, boxes)
        if scheme == "outdoor":
            assert all(right[0] - left[1] >= 12 for left, right in pairwise(edges)), edges
    page.evaluate("document.documentElement.dataset.scheme = 'light'")
