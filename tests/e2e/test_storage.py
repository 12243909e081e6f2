"""Bad phones: the tab dies, storage lies, fills up or is gone; what was called saved is there."""

from __future__ import annotations

import contextlib
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Error as BrowserError
from playwright.sync_api import Locator, Page, Playwright, expect

from tests.e2e import damage
from tests.e2e.books import book
from tests.e2e.damage import Lab
from tests.e2e.house import House
from tests.e2e.phone import Phone
from tests.e2e.proxy import Fault, Link
from tests.e2e.stories import ready_phone

NAME = "秦若水"
STATION = "宁川市风浪职业技能鉴定站"
NOT_KEPT = "没有存住，请勿离开本页"
# A file of a modern camera.
LARGE = 12_000_000


@pytest.fixture(scope="module")
def lab(drive: Playwright, house: House, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """One enrolled phone for the whole module: every case begins with a fresh tab."""
    dispatch = house.load(book("闽鉴督派〔2026〕0810号", STATION, team=[NAME], over=True))
    link = Link(house.port)
    phone = Phone(drive, link.url, tmp_path_factory.mktemp("lab") / "profile")
    ready_phone(phone, dispatch, NAME)
    phone.all_sent()
    assert phone.context is not None
    phone.context.add_init_script(damage.SCRIPT)
    # A tab killed in mid-push: the door takes one push of an account at a time, the next waits.
    phone.watch.expected.add(429)
    yield Lab(house, link, phone, dispatch)
    noise = phone.watch.said
    phone.close()
    link.close()
    assert not noise, "the browser said:\n" + "\n".join(dict.fromkeys(noise))


def items() -> list[int]:
    """Items that are graded in an event without a defence."""
    return [no for no in range(1, 38) if no not in (24, 29, 34)]


def grades(page: Page, no: int) -> None:
    """The item's buttons are there."""
    expect(page.locator(f'[data-no="{no}"] fieldset.grade').first).to_be_visible()


def button_of(page: Page, no: int, letter: str) -> Locator:
    """One of the three big buttons of an item."""
    return page.locator(f'[data-no="{no}"] fieldset.grade:not(.small) label.g{letter.lower()}')


def on(page: Page, no: int, letter: str) -> None:
    """The screen says that the answer is kept."""
    expect(button_of(page, no, letter)).to_have_class(re.compile(r"\bon\b"))


def tap(page: Page, no: int, letter: str) -> None:
    """Grade without waiting for what becomes of it."""
    button_of(page, no, letter).tap()


@pytest.mark.timeout(600)
def test_a_tab_killed_at_every_await_of_an_answer(lab: Lab) -> None:
    """Draft and seal: whatever the screen called saved when the tab died is there afterwards."""
    lab.link.cut()
    # Each item with C or B; a second time round with the other letter.
    cases = ((no, "CB"[(i + turn) % 2]) for turn in range(4) for i, no in enumerate(items()))

    def killed_at(step: int, only: str = "") -> str | None:
        """One answer and the death of its tab: at which step, None when it came to its end."""
        no, letter = next(cases)
        lab.tab(lab.form(no))
        grades(lab.page, no)
        lab.page.evaluate(damage.ANSWER, [no, letter, step, only])
        words = lab.last_words()
        lab.kill_tab()
        lab.tab("/unlock", unlock=False)
        store = lab.read()
        lab.check_store(store)
        told = words["graded"].get(str(no)) == letter and not words["broken"]
        assert not told or lab.kept(store, no, letter), f"said saved at {words['died']}, is gone"
        assert told or words["died"], "the answer is not on the screen at the end"
        print(words["died"], flush=True)
        return words["died"]  # type: ignore[no-any-return]

    # Draft, its read-back, signature, entry, its read-back: none was left out.
    wanted = [
        "encrypt",
        "put drafts",
        "committed",
        "read drafts",
        "sign",
        "put outbox",
        "read outbox",
    ]
    every_step(killed_at, wanted)
    lab.deliver()


def every_step(killed_at: Callable[..., str | None], wanted: list[str]) -> None:
    """Die at the first step, the second and so on to the end; then at each wanted one by its name.

    What the page does beside saving comes between the steps, now here, now there: counting alone
    may pass one over.
    """
    points: list[str] = []
    for step in range(1, 60):
        died = killed_at(step)
        if died is None:
            break
        points.append(died)
    else:
        pytest.fail("the save path has no end")
    for name in wanted:
        assert name in points or killed_at(1, name) == name, f"nothing was ever saved by {name}"


def photos_of(store: dict[str, list[dict[str, object]]], no: int) -> int:
    """How many photos the newest answer of an item names, wherever it lies."""
    rows = [row for row in (*store["drafts"], *store["sealed"]) if row["field"] == f"item/{no}"]
    return max((len(row["files"]) for row in rows), default=0)  # type: ignore[arg-type]


@pytest.mark.timeout(600)
def test_a_tab_killed_at_every_await_of_a_photo_and_at_the_camera(lab: Lab, tmp_path: Path) -> None:
    """A photo on the screen is on the phone, whole; what was typed before the camera stays."""
    lab.link.cut()
    no, remark = 2, "警戒线无人值守"
    lab.tab(lab.form(no))
    grades(lab.page, no)
    tap(lab.page, no, "B")
    on(lab.page, no, "B")
    picture = tmp_path / "album.jpg"
    Image.effect_mandelbrot((800, 600), (-2, -1.2, 0.8, 1.2), 60).convert("RGB").save(picture)

    def remark_is_kept(store: dict[str, Any]) -> None:
        values = [
            row["value"]
            for row in (*store["drafts"], *store["sealed"])
            if row["field"] == f"item/{no}"
        ]
        assert any((value or {}).get("remark") == remark for value in values)

    # At once, without leaving the field: the camera may be the end of the page (R2).
    for wanted in ("camera", "picker", "picked"):
        if wanted == "camera":
            lab.page.get_by_label(f"第{no}项 备注").evaluate(damage.OPEN_CAMERA, remark)
        else:
            lab.tab(lab.form(no))
            lab.page.locator(".add-photo").tap()
            expect(lab.page.locator("dialog.camera .shutter")).to_be_enabled()
        if wanted == "picker":
            lab.page.evaluate(damage.OPEN_PICKER)
        elif wanted == "picked":
            lab.page.evaluate("window.__damage.arm(1, 'picked')")
            # The page stops before it can answer.
            with contextlib.suppress(BrowserError):
                lab.page.locator("dialog.camera input[type=file]").set_input_files(
                    picture, timeout=5_000
                )
        assert lab.last_words()["died"] == wanted
        lab.kill_tab()
        lab.tab("/unlock", unlock=False)
        store = lab.read()
        lab.check_store(store)
        remark_is_kept(store)

    def killed_at(step: int, only: str = "") -> str | None:
        """One picture and the death of its tab."""
        lab.tab(lab.form(no))
        lab.page.locator(".add-photo").tap()
        expect(lab.page.locator("dialog.camera .shutter")).to_be_enabled()
        lab.page.evaluate(damage.SHOOT, [step, only])
        words = lab.last_words()
        lab.kill_tab()
        lab.tab("/unlock", unlock=False)
        store = lab.read()
        lab.check_store(store)
        remark_is_kept(store)
        counted = int((re.findall(r"\d+", words["counted"]) or ["0"])[0])
        assert photos_of(store, no) >= words["thumbs"], f"a photo shown at {words['died']} is gone"
        assert len(store["whole"]) >= words["thumbs"] + (
            1 if counted and not words["thumbs"] else 0
        )
        assert words["thumbs"] or words["died"], "no photo is on the screen at the end"
        print(words["died"], flush=True)
        return words["died"]  # type: ignore[no-any-return]

    every_step(killed_at, ["put files", "read files", "put drafts", "read drafts", "committed"])
    lab.deliver()


def refusal(page: Page, no: int) -> Locator:
    """「没有存住」 on the card of an item: its own tap came to nothing."""
    return page.locator(f'[data-no="{no}"]').get_by_text("没有存住")


def alarm(page: Page) -> Locator:
    """The red bar that stands on every page."""
    return page.get_by_role("alert").filter(has_text=NOT_KEPT)


def not_saved(lab: Lab, no: int, letter: str) -> None:
    """Nothing says saved, the red bar offers the way out, the button stays empty."""
    # The tap's own end first: the bar may come from something else that was written meanwhile.
    expect(refusal(lab.page, no)).to_be_visible(timeout=60_000)
    shouted(lab)
    expect(button_of(lab.page, no, letter)).not_to_have_class(re.compile(r"\bon\b"))


def shouted(lab: Lab) -> None:
    """The red bar with the way out stands where otherwise 已存手机 does."""
    expect(alarm(lab.page)).to_be_visible(timeout=60_000)
    expect(lab.page.get_by_test_id("strip")).to_have_count(0)
    expect(lab.page.get_by_role("button", name="存救援文件")).to_be_visible()


def well_again(lab: Lab, no: int, letter: str) -> None:
    """重试 takes the bar away, and the same tap is kept now."""
    strip = lab.page.get_by_test_id("strip")
    # Whoever sees the bar still there presses once more.
    for _ in range(4):
        with contextlib.suppress(BrowserError):
            lab.page.get_by_role("button", name="重试").tap()
        with contextlib.suppress(AssertionError):
            expect(strip).to_be_visible()
            break
    expect(strip).to_contain_text("已存手机", timeout=60_000)
    tap(lab.page, no, letter)
    on(lab.page, no, letter)
    expect(strip).to_contain_text("已存手机")
    store = lab.read()
    lab.check_store(store)
    assert lab.kept(store, no, letter)


def nothing_unsealed(store: dict[str, Any]) -> bool:
    """No draft waits for its ten seconds."""
    return not store["drafts"]


@pytest.mark.timeout(600)
def test_storage_that_is_closed_fails_hangs_is_full_or_lies(lab: Lab) -> None:
    """R1, R10: each failure is noticed, never called saved, and passes when storage is well again."""
    lab.link.cut()
    # Closed once: opened again, and the person sees nothing of it.
    page = lab.tab(lab.form(10))
    grades(page, 10)
    letter = lab.other(10)
    lab.spoil("closed once")
    tap(page, 10, letter)
    on(page, 10, letter)
    expect(page.get_by_test_id("strip")).to_contain_text("已存手机")
    assert page.evaluate("window.__damage.fault") is None, "nothing was closed"
    assert lab.kept(lab.read(), 10, letter)

    cases = {10: "closed", 11: "failing", 12: "lie drafts"}
    for no, fault in cases.items():
        page = lab.tab(lab.form(no))
        grades(page, no)
        letter = lab.other(no)
        lab.spoil(fault)
        tap(page, no, letter)
        not_saved(lab, no, letter)
        if fault == "lie drafts":
            # The answer before seals meanwhile: well written elsewhere is no answer kept here.
            lab.wait(nothing_unsealed)
            page.wait_for_timeout(500)
            not_saved(lab, no, letter)
        lab.spoil(None)
        assert not lab.kept(lab.read(), no, letter)
        well_again(lab, no, letter)

    # Full: the browser itself refuses, by its own quota.
    page = lab.tab(lab.form(13))
    grades(page, 13)
    letter = lab.other(13)
    quota = lab.context.new_cdp_session(page)
    quota.send("Storage.overrideQuotaForOrigin", {"origin": lab.phone.url, "quotaSize": 1})
    # The browser's own idea of what is free is up to half a minute old: until then writes are kept.
    end = time.monotonic() + 120
    while True:
        tap(page, 13, letter)
        taken = button_of(page, 13, letter).and_(page.locator(".on"))
        expect(taken.or_(refusal(page, 13)).first).to_be_visible(timeout=60_000)
        if refusal(page, 13).count():
            break
        assert time.monotonic() < end, "the disk never filled up"
        letter = "B" if letter == "C" else "C"
        page.wait_for_timeout(500)
    not_saved(lab, 13, letter)
    quota.send("Storage.overrideQuotaForOrigin", {"origin": lab.phone.url})
    assert not lab.kept(lab.read(), 13, letter)
    well_again(lab, 13, letter)

    # Hanging: another process holds every store and never lets go.
    page = lab.tab(lab.form(14))
    grades(page, 14)
    letter = lab.other(14)
    holder = lab.context.new_page()
    holder.goto(lab.phone.url + "/licences.txt")
    holder.evaluate(damage.HOLD)
    tap(page, 14, letter)
    not_saved(lab, 14, letter)
    # What was held up may still be written now: kept and not told is no lie.
    holder.close()
    well_again(lab, 14, letter)

    # The entry itself is swallowed while it seals: the words go back to being a draft.
    page = lab.tab(lab.form(15))
    grades(page, 15)
    lab.wait(nothing_unsealed)
    letter = lab.other(15)
    before = len(lab.read()["unreadable"])
    lab.spoil("lie outbox")
    tap(page, 15, letter)
    on(page, 15, letter)
    page.locator("footer .btn.pri").tap()

    def given_back(store: dict[str, Any]) -> bool:
        own = [row["value"]["grade"] for row in store["drafts"] if row["field"] == "item/15"]
        return len(store["unreadable"]) > before and own == [letter]

    lab.wait(given_back)
    shouted(lab)
    lab.spoil(None)

    # A photo the disk did not keep never reaches the form.
    page = lab.tab(lab.form(9))
    grades(page, 9)
    letter = lab.other(9)
    tap(page, 9, letter)
    on(page, 9, letter)
    page.locator(".add-photo").tap()
    before = page.locator(".photos img").count()
    expect(page.locator("dialog.camera .shutter")).to_be_enabled()
    lab.spoil("lie files")
    page.locator("dialog.camera .shutter").tap()
    expect(page.locator("dialog.camera").get_by_role("alert")).to_contain_text(
        "没有存住", timeout=60_000
    )
    lab.spoil(None)
    assert page.locator(".photos img").count() == before
    lab.check_store(lab.read())
    page.locator("dialog.camera .shutter").tap()
    expect(page.locator("dialog.camera [role=status]")).to_contain_text("已存 1 张")
    page.locator("dialog.camera footer .btn.pri").tap()
    expect(page.locator(".photos img")).to_have_count(before + 1)
    lab.check_store(lab.read())


@pytest.mark.timeout(400)
def test_twenty_photos_of_twelve_megabytes_and_ten_times_away_from_the_camera(
    lab: Lab, tmp_path: Path
) -> None:
    """All twenty are there after the browser was killed; the camera comes back each time."""
    lab.link.cut()
    no = 3
    page = lab.tab(lab.form(no))
    grades(page, no)
    tap(page, no, "B")
    on(page, no, "B")
    for i in range(20):
        # 2000 × 2000 pixels without compression: 12 MB each, no two alike.
        Image.new("RGB", (2000, 2000), (i * 12, 90, 160)).save(tmp_path / f"{i}.bmp")
    files = sorted(tmp_path.glob("*.bmp"))
    assert min(file.stat().st_size for file in files) >= LARGE
    page.locator(".add-photo").tap()
    expect(page.locator("dialog.camera .shutter")).to_be_enabled()
    page.locator("dialog.camera input[type=file]").set_input_files(files)
    said = page.locator("dialog.camera [role=status]")
    expect(said).to_contain_text("已存 20 张", timeout=180_000)

    for turn in range(1, 11):
        page.evaluate(AWAY, "hidden")
        expect(page.locator("dialog.camera .shutter")).to_be_disabled()
        page.evaluate(AWAY, "visible")
        expect(page.locator("dialog.camera .shutter")).to_be_enabled()
        if turn in (1, 10):
            page.locator("dialog.camera .shutter").tap()
            expect(said).to_contain_text(f"已存 {21 if turn == 1 else 22} 张")
    page.locator("dialog.camera footer .btn.pri").tap()
    expect(page.locator(".photos img")).to_have_count(22, timeout=60_000)

    lab.phone.kill()
    lab.phone.open(lab.form(no))
    assert lab.phone.context is not None
    lab.phone.context.add_init_script(damage.SCRIPT)
    lab.unlock(lab.page)
    expect(lab.page.locator(".photos img")).to_have_count(22, timeout=60_000)
    store = lab.read()
    lab.check_store(store)
    assert photos_of(store, no) == 22
    lab.tab("/sync", unlock=False)
    lab.deliver(180)


# What a phone does to a page behind another application.
AWAY = """(state) => {
  Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => state })
  document.dispatchEvent(new Event('visibilitychange'))
}"""


# The tab behind another draws no frame, and its timers wait for the full second.
HIDDEN = """() => {
  const later = window.setTimeout
  window.setTimeout = (work, ms = 0, ...more) => later(work, ms < 10 ? ms : Math.max(ms, 1000), ...more)
  window.requestAnimationFrame = () => 0
}"""


def test_two_tabs_seal_at_once(lab: Lab) -> None:
    """One chain without gap or fork, one entry for each answer, the newest word of both."""
    lab.link.cut()
    first = lab.tab(lab.form(16))
    second = lab.context.new_page()
    second.goto(lab.phone.url + lab.form(16))
    lab.unlock(second)
    first.evaluate(HIDDEN)
    before = len(lab.read()["sealed"])
    for no in (16, 17, 18, 19, 20):
        for page in (first, second):
            page.evaluate(PUSH_TO, lab.form(no))
            grades(page, no)
        for page, letter in ((first, "B"), (second, "C")):
            page.evaluate(CLICK, [no, letter.lower()])
        on(first, no, "B")
        on(second, no, "C")
        for page in (first, second):
            page.evaluate("setTimeout(() => document.querySelector('footer .btn.pri').click(), 0)")
        # Sealing comes before the next card: only then the page may be sent elsewhere.
        for page in (first, second):
            expect(page.locator(f'[data-no="{no}"].brandline')).to_have_count(0)
    # What followed the tap a second late does not call back the card that was left.
    first.wait_for_timeout(1_500)
    expect(first.locator('[data-no="20"].brandline')).to_have_count(0)
    # Nor does an answer that is still being written when the next card is asked for.
    second.evaluate(PUSH_TO, lab.form(21))
    grades(second, 21)
    second.evaluate(CLICK, [21, "b"])
    second.evaluate("setTimeout(() => document.querySelector('footer .btn.pri').click(), 0)")
    on(second, 21, "B")
    second.wait_for_timeout(500)
    expect(second.locator('[data-no="21"].brandline')).to_have_count(0)
    expect(first.get_by_test_id("strip")).to_contain_text("已存手机")
    store = lab.wait(lambda now: not now["drafts"] and len(now["sealed"]) >= before + 6)
    lab.check_store(store)
    for no in (16, 17, 18, 19, 20):
        assert lab.kept(store, no, "B") or lab.kept(store, no, "C")
    second.close()
    lab.deliver()


PUSH_TO = (
    "path => document.querySelector('#app').__vue_app__.config.globalProperties.$router.push(path)"
)
CLICK = """([no, letter]) => void setTimeout(() =>
  document.querySelector(`[data-no="${no}"] fieldset.grade:not(.small) label.g${letter} input`).click(), 0)"""


def test_the_app_is_updated_while_entries_wait(lab: Lab) -> None:
    """A new version is offered; taking it loses no entry, no draft, and nothing is sent twice."""
    lab.link.restore(*[Fault("portal")] * 60)
    page = lab.tab(lab.form(21))
    grades(page, 21)
    letter = lab.other(21)
    tap(page, 21, letter)
    on(page, 21, letter)
    page.locator("footer .btn.pri").tap()
    expect(page.get_by_test_id("waiting")).not_to_have_text("0")
    before = {row["hash"] for row in lab.read()["sealed"]}
    lab.link.newer = True
    page.goto(lab.phone.url + "/")
    lab.unlock(page)
    page.evaluate("navigator.serviceWorker.getRegistration().then((one) => one.update())")
    with page.expect_navigation(timeout=60_000):
        page.get_by_role("button", name="现在更新").tap(timeout=60_000)
    lab.unlock(page)
    assert before <= {row["hash"] for row in lab.read()["sealed"]}
    expect(page.get_by_test_id("waiting")).not_to_have_text("0")
    lab.deliver()
