"""Bad phones: the tab dies, storage lies, fills up or is gone; what was called saved is there."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Error as BrowserError
from playwright.sync_api import Page, Playwright, expect

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
    phone.wait_for_worker()
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
    expect(page.locator(f'[data-no="{no}"] fieldset.grade').first).to_be_visible(timeout=30_000)


def on(page: Page, no: int, letter: str) -> None:
    """The screen says that the answer is kept."""
    button = page.locator(f'[data-no="{no}"] fieldset.grade:not(.small) label.g{letter.lower()}')
    expect(button).to_have_class(re.compile(r"\bon\b"), timeout=30_000)


def tap(page: Page, no: int, letter: str) -> None:
    """Grade without waiting for what becomes of it."""
    page.locator(f'[data-no="{no}"] fieldset.grade:not(.small) label.g{letter.lower()}').tap()


@pytest.mark.timeout(600)
def test_a_tab_killed_at_every_await_of_an_answer(lab: Lab) -> None:
    """Draft and seal: whatever the screen called saved when the tab died is there afterwards."""
    lab.link.cut()
    points: list[str] = []
    numbers = iter(items() * 2)
    for step in range(1, 60):
        no, letter = next(numbers), "BC"[step % 2]
        lab.tab(lab.form(no))
        grades(lab.page, no)
        lab.page.evaluate(damage.ANSWER, [no, letter, step])
        words = lab.last_words()
        lab.kill_tab()
        lab.tab("/unlock", unlock=False)
        store = lab.read()
        lab.check_store(store)
        told = words["graded"].get(str(no)) == letter and not words["broken"]
        assert not told or lab.kept(store, no, letter), f"said saved at {words['died']}, is gone"
        if words["died"] is None:
            break
        points.append(words["died"])
        print(points[-1], flush=True)
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
    assert [one for one in wanted if one not in points] == [], points
    assert words["died"] is None, "the save path has no end"
    assert told
    lab.deliver()


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
    lab.page.get_by_label(f"第{no}项 备注").fill(remark)
    picture = tmp_path / "album.jpg"
    Image.effect_mandelbrot((800, 600), (-2, -1.2, 0.8, 1.2), 60).convert("RGB").save(picture)

    def remark_is_kept() -> None:
        values = [
            row["value"]
            for row in (*store["drafts"], *store["sealed"])
            if row["field"] == f"item/{no}"
        ]
        assert any((value or {}).get("remark") == remark for value in values)

    # At once, without leaving the field: the camera may be the end of the page (R2).
    for asks, wanted in (
        (damage.OPEN_CAMERA, "camera"),
        (damage.OPEN_PICKER, "picker"),
        (None, "picked"),
    ):
        if wanted != "camera":
            lab.tab(lab.form(no))
            lab.page.locator(".add-photo").tap()
            expect(lab.page.locator("dialog.camera .shutter")).to_be_enabled(timeout=30_000)
        if asks:
            lab.page.evaluate(asks, 1)
        else:
            lab.page.evaluate("window.__damage.arm(1)")
            with contextlib.suppress(BrowserError):
                lab.page.locator("dialog.camera input[type=file]").set_input_files(
                    picture, timeout=2_000
                )
        assert lab.last_words()["died"] == wanted
        lab.kill_tab()
        lab.tab("/unlock", unlock=False)
        store = lab.read()
        lab.check_store(store)
        remark_is_kept()

    points: list[str] = []
    for step in range(1, 60):
        lab.tab(lab.form(no))
        lab.page.locator(".add-photo").tap()
        expect(lab.page.locator("dialog.camera .shutter")).to_be_enabled(timeout=30_000)
        lab.page.evaluate(damage.SHOOT, step)
        words = lab.last_words()
        lab.kill_tab()
        lab.tab("/unlock", unlock=False)
        store = lab.read()
        lab.check_store(store)
        remark_is_kept()
        counted = int((re.findall(r"\d+", words["counted"]) or ["0"])[0])
        assert photos_of(store, no) >= words["thumbs"], f"a photo shown at {words['died']} is gone"
        assert len(store["whole"]) >= words["thumbs"] + (
            1 if counted and not words["thumbs"] else 0
        )
        if words["died"] is None:
            break
        points.append(words["died"])
        print(points[-1], flush=True)
    wanted_points = ["put files", "read files", "put drafts", "read drafts", "committed"]
    assert [one for one in wanted_points if one not in points] == [], points
    assert words["died"] is None
    assert words["thumbs"]
    lab.deliver()


def not_saved(lab: Lab, no: int, letter: str) -> None:
    """Nothing says saved, the red bar offers the way out, the button stays empty."""
    expect(lab.page.get_by_role("alert").filter(has_text=NOT_KEPT)).to_be_visible(timeout=60_000)
    expect(lab.page.get_by_test_id("strip")).to_have_count(0)
    expect(lab.page.get_by_role("button", name="存救援文件")).to_be_visible()
    button = lab.page.locator(
        f'[data-no="{no}"] fieldset.grade:not(.small) label.g{letter.lower()}'
    )
    expect(button).not_to_have_class(re.compile(r"\bon\b"))


def well_again(lab: Lab, no: int, letter: str) -> None:
    """重试 takes the bar away, and the same tap is kept now."""
    # A write of the page's own may have succeeded meanwhile: then there is nothing to press.
    with contextlib.suppress(BrowserError):
        lab.page.get_by_role("button", name="重试").tap(timeout=3_000)
    expect(lab.page.get_by_test_id("strip")).to_contain_text("已存手机", timeout=60_000)
    tap(lab.page, no, letter)
    on(lab.page, no, letter)
    store = lab.read()
    lab.check_store(store)
    assert lab.kept(store, no, letter)


@pytest.mark.thorough  # one case still depends on timing: docs/state.md
@pytest.mark.timeout(600)
def test_storage_that_is_closed_fails_hangs_is_full_or_lies(lab: Lab) -> None:
    """R1, R10: each failure is noticed, never called saved, and passes when storage is well again."""
    lab.link.cut()
    cases = {10: "closed", 11: "failing", 12: "lie drafts"}
    for no, fault in cases.items():
        page = lab.tab(lab.form(no))
        grades(page, no)
        lab.spoil(fault)
        tap(page, no, "C")
        not_saved(lab, no, "C")
        lab.spoil(None)
        assert not lab.kept(lab.read(), no, "C")
        well_again(lab, no, "C")

    # Full: the browser itself refuses, by its own quota.
    page = lab.tab(lab.form(13))
    grades(page, 13)
    quota = lab.context.new_cdp_session(page)
    quota.send("Storage.overrideQuotaForOrigin", {"origin": lab.phone.url, "quotaSize": 1})
    # The browser's own idea of what is free is up to half a minute old: until then writes are kept.
    alarm = page.get_by_role("alert").filter(has_text=NOT_KEPT)
    for attempt in range(40):
        tap(page, 13, "BC"[attempt % 2])
        page.wait_for_timeout(1_500)
        if alarm.count():
            break
    tap(page, 13, "A")
    expect(page.locator('[data-no="13"]').get_by_text("没有存住")).to_be_visible(timeout=60_000)
    not_saved(lab, 13, "A")
    quota.send("Storage.overrideQuotaForOrigin", {"origin": lab.phone.url})
    assert not lab.kept(lab.read(), 13, "A")
    well_again(lab, 13, "C")

    # Hanging: another process holds every store and never lets go.
    page = lab.tab(lab.form(14))
    grades(page, 14)
    holder = lab.context.new_page()
    holder.goto(lab.phone.url + "/licences.txt")
    holder.evaluate(damage.HOLD)
    tap(page, 14, "C")
    not_saved(lab, 14, "C")
    # What was held up may still be written now: kept and not told is no lie.
    holder.close()
    well_again(lab, 14, "C")

    # The entry itself is swallowed while it seals: the words go back to being a draft.
    page = lab.tab(lab.form(15))
    grades(page, 15)
    tap(page, 15, "C")
    on(page, 15, "C")
    lab.spoil("lie outbox")
    page.locator("footer .btn.pri").tap()
    for _ in range(60):
        store = lab.read()
        if store["unreadable"] and any(row["field"] == "item/15" for row in store["drafts"]):
            break
        page.wait_for_timeout(500)
    lab.spoil(None)
    assert any(
        row["field"] == "item/15" and row["value"]["grade"] == "C" for row in store["drafts"]
    )

    # A photo the disk did not keep never reaches the form.
    page = lab.tab(lab.form(9))
    grades(page, 9)
    tap(page, 9, "B")
    on(page, 9, "B")
    page.locator(".add-photo").tap()
    before = page.locator(".photos img").count()
    expect(page.locator("dialog.camera .shutter")).to_be_enabled(timeout=30_000)
    lab.spoil("lie files")
    page.locator("dialog.camera .shutter").tap()
    expect(page.locator("dialog.camera").get_by_role("alert")).to_contain_text(
        "没有存住", timeout=60_000
    )
    lab.spoil(None)
    assert page.locator(".photos img").count() == before
    lab.check_store(lab.read())
    page.locator("dialog.camera .shutter").tap()
    expect(page.locator("dialog.camera [role=status]")).to_contain_text("已存 1 张", timeout=30_000)
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
    expect(page.locator("dialog.camera .shutter")).to_be_enabled(timeout=30_000)
    page.locator("dialog.camera input[type=file]").set_input_files(files)
    said = page.locator("dialog.camera [role=status]")
    expect(said).to_contain_text("已存 20 张", timeout=180_000)

    for turn in range(1, 11):
        page.evaluate(AWAY, "hidden")
        expect(page.locator("dialog.camera .shutter")).to_be_disabled()
        page.evaluate(AWAY, "visible")
        expect(page.locator("dialog.camera .shutter")).to_be_enabled(timeout=30_000)
        if turn in (1, 10):
            page.locator("dialog.camera .shutter").tap()
            expect(said).to_contain_text(f"已存 {21 if turn == 1 else 22} 张", timeout=30_000)
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


def test_two_tabs_seal_at_once(lab: Lab) -> None:
    """One chain without gap or fork, one entry for each answer, the newest word of both."""
    lab.link.cut()
    first = lab.tab(lab.form(16))
    second = lab.context.new_page()
    second.goto(lab.phone.url + lab.form(16))
    lab.unlock(second)
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
    expect(first.get_by_test_id("strip")).to_contain_text("已存手机")
    second.wait_for_timeout(1_500)
    store = lab.read()
    lab.check_store(store)
    for no in (16, 17, 18, 19, 20):
        assert lab.kept(store, no, "B") or lab.kept(store, no, "C")
    assert len(store["sealed"]) >= before + 5
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
    tap(page, 21, "B")
    on(page, 21, "B")
    page.locator("footer .btn.pri").tap()
    expect(page.get_by_test_id("waiting")).not_to_have_text("0", timeout=30_000)
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
