"""The keeper's desk in a browser: packs prepared, handed out, followed, settled; documents looked at."""

from __future__ import annotations

import json
import os
import re
import sqlite3
import sys
import time
import zipfile
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.e2e.books import SHANGHAI, book
from tests.e2e.conftest import ARTEFACTS
from tests.e2e.cordon import staffed
from tests.e2e.desk import Desk
from tests.e2e.house import House
from tests.e2e.test_pages import axe_on

NUMBER = "闽鉴督派〔2026〕0873号"
STATION = "宁川市闽江烹饪学校职业技能鉴定站"
NAME = "林岚清"
PICTURES = Path(os.environ.get("DUKAO_SHOTS") or ARTEFACTS / "papers")
PAPER_TEXT = re.compile(r"\s+")


def dispatched(house: House) -> str:
    """An exam of tomorrow, so that today is the day to collect; returns its event."""
    found = book(NUMBER, STATION, team=[NAME, "许木生"])
    tomorrow = (datetime.now(SHANGHAI).date() + timedelta(days=1)).isoformat()
    for row, (start, end) in zip(
        found["场次"], (("09:00", "10:30"), ("14:00", "16:30")), strict=True
    ):
        row["日期"], row["开考"], row["结束"] = tomorrow, start, end
    found, faces = staffed(found)
    house.books.append(found)
    file, zipped = house.instance / "papers.json", house.instance / "papers.zip"
    file.write_text(json.dumps(found, ensure_ascii=False), encoding="utf-8")
    zipped.write_bytes(faces)
    house.flask("import", "dispatch", file, "--photos", zipped)
    with sqlite3.connect(house.database) as base:
        query = "SELECT event_id FROM dispatch WHERE number = ?"
        return str(base.execute(query, (NUMBER,)).fetchone()[0])


def phone(house: House, event: str, *what: str) -> None:
    """What the supervisor's phone does."""
    house.run(sys.executable, "-m", "tests.e2e.paper_scripts", event, *what)


def keep(page: Page, name: str) -> None:
    """A picture to look at; axe finds nothing on what it shows, and nothing lies beside the page."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.evaluate("document.fonts.ready.then(() => true)")
    page.wait_for_timeout(300)
    page.screenshot(path=PICTURES / f"{name}.png", full_page=True)
    wide = page.evaluate(
        "document.scrollingElement.scrollWidth - document.documentElement.clientWidth"
    )
    assert (axe_on(page, name, ("light", "dark")), wide) == ([], 0)


def draw(page: Page, place: int = 0) -> None:
    """A signature with the mouse, as slowly as a hand writes."""
    pad = page.locator(".pad-ink").nth(place)
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    assert box is not None
    left, middle = box["x"] + 60, box["y"] + box["height"] / 2
    for stroke in range(2):
        page.mouse.move(left + stroke * 170, middle)
        page.mouse.down()
        for step in range(10):
            page.mouse.move(left + stroke * 170 + step * 13, middle + (28 if step % 2 else -28))
            page.wait_for_timeout(45)
        page.mouse.up()


def text_of(file: Path) -> str:
    """The words of a PDF, closed up."""
    return PAPER_TEXT.sub("", "".join(page.extract_text() for page in PdfReader(file).pages))


def save(page: Page, name: str, target: Path) -> Path:
    """Press a download and keep it beside the pictures too."""
    with page.expect_download(timeout=60_000) as coming:
        page.get_by_role("button", name=name).first.click()
    coming.value.save_as(target)
    (PICTURES / target.name).write_bytes(target.read_bytes())
    return target


@pytest.mark.timeout(420)
@pytest.mark.req("A3-4a", "A3-4b", "A3-4c", "8.5", "8.5b")
def test_packs_are_prepared_handed_out_and_followed_at_the_desk(
    house: House, make_desk: Callable[..., Desk], tmp_path: Path
) -> None:
    event = dispatched(house)
    desk = make_desk("keeper")
    page = desk.page
    page.goto(f"{house.url}/desk/papers")
    expect(page.get_by_role("heading", name="试卷", exact=True)).to_be_visible()
    keep(page, "desk-01-board")

    # A scanner types what keys can type, and Enter.
    page.get_by_label("扫派遣表或袋上标签，或输入派遣号").fill("2026 0873")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/desk/papers/{event}")
    expect(page.get_by_text("没有要交出的试卷袋")).to_be_visible()
    page.get_by_role("button", name="去备袋").click()

    # The table by keyboard: a number, and the roll runs on.
    page.get_by_label("01 号袋 封条号").wait_for()
    keep(page, "desk-02-proposal")
    expect(page.get_by_label("01 号袋 封条号")).to_be_focused()
    page.keyboard.type("FJ26-2207")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_label("02 号袋 封条号")).to_have_value("FJ26-2208")
    page.get_by_label("02 号袋 封条号").fill("FJ26-2207")
    page.get_by_role("button", name="保存 2 袋").click()
    expect(page.get_by_text("封条号重复").first).to_be_visible()
    keep(page, "desk-03-strip-twice")
    page.get_by_label("02 号袋 封条号").fill("FJ26-2208")
    page.get_by_role("button", name="保存 2 袋").click()
    expect(page.get_by_text("已保存 2 袋")).to_be_visible()
    keep(page, "desk-04-prepared")
    labels = save(page, "打印标签", tmp_path / "labels.pdf")
    assert "FJ26-2208" in text_of(labels)

    page.get_by_role("button", name="交接", exact=True).click()
    expect(page.get_by_text("今天是考前一日")).to_be_visible()
    keep(page, "desk-05-counter")
    began = time.monotonic()
    page.get_by_role("button", name="全部相符").click()
    draw(page)
    page.get_by_role("button", name="交出 2 袋").click()
    expect(page.get_by_text(f"已交给{NAME}，等对方签收")).to_be_visible()
    assert time.monotonic() - began < 60, "A3-4: a minute for a supervisor"
    expect(page.get_by_text("等对方签收").first).to_be_visible()
    keep(page, "desk-06-waiting")

    # Another keeper's tab is told who and when.
    phone(house, event, "answer", "02")
    expect(page.get_by_text(f"{NAME}签收 1 袋，拒收 1 袋")).to_be_visible(timeout=3_000)
    expect(page.get_by_text("拒收", exact=False).first).to_be_visible()
    keep(page, "desk-07-answered")
    sheet = text_of(save(page, "试卷交接单", tmp_path / "handover.pdf"))
    for words in (
        "试卷交接单",
        "陈佩瑜",
        NAME,
        "FJ26-2207",
        "领取",
        "拒收",
        "封条破损",
        "核验地址",
    ):
        assert words in sheet, words

    page.get_by_role("link", name="试卷", exact=True).first.click()
    expect(page.get_by_role("row").filter(has_text="封条破损")).to_be_visible()
    keep(page, "desk-08-board")
    page.get_by_role("button", name=re.compile("^异常")).click()
    page.wait_for_url("**tab=exception**")
    page.reload()
    expect(page.get_by_role("row")).to_have_count(2)
    page.get_by_role("link", name=re.compile("^02")).click()
    expect(page.get_by_role("heading", name=re.compile("02 号袋"))).to_be_visible()
    keep(page, "desk-09-pack-in-exception")

    # The keeper replaces it; the centre releases what was damaged.
    page.get_by_role("link", name="做替换袋").click()
    expect(page.get_by_label("02A 号袋 封条号")).to_be_visible()
    page.get_by_label("02A 号袋 封条号").fill("FJ26-3001")
    page.get_by_role("button", name="保存 1 袋").click()
    expect(page.get_by_text("已保存 1 袋")).to_be_visible()
    keep(page, "desk-10-replacement")
    office = make_desk("duty")
    office.page.goto(page.url.split("?")[0])
    office.page.goto(f"{house.url}/desk/papers?tab=exception")
    office.page.get_by_role("link", name=re.compile("^02")).first.click()
    office.page.get_by_role("button", name="放行").click()
    dialog = office.page.get_by_role("dialog")
    dialog.get_by_label("原因").fill("已核实，重新封装留存")
    dialog.get_by_label("现在的封条号").fill("FJ26-3002")
    keep(office.page, "desk-11-release")
    dialog.get_by_role("button", name="放行").click()
    expect(office.page.get_by_text("中心放行")).to_be_visible()

    phone(house, event, "day", "01")
    page.goto(f"{house.url}/desk/papers?span=all&q=FJ26-2207")
    page.goto(f"{house.url}/desk/papers?span=all&q=0873")
    page.get_by_role("link", name=re.compile("^01")).first.click()
    expect(page.get_by_text("回收封装", exact=True)).to_be_visible()
    expect(page.get_by_text("3 个签名未确认")).to_be_visible()
    keep(page, "desk-12-life")
    opening = text_of(save(page, "拆封记录", tmp_path / "opening.pdf"))
    for words in ("拆封记录", NAME, "何雪梅", "T−", "已展示", "未扫证卡", "勘误"):
        assert words in opening, words
    recovery = text_of(save(page, "回收封装记录", tmp_path / "recovery.pdf"))
    for words in ("回收封装记录", "新封条号", "R-01", "缺少1份"):
        assert words in recovery, words

    # The centre has seen the paper and stands behind what was drawn on the other's phone.
    office.page.goto(page.url)
    office.page.get_by_role("button", name="确认签名").first.click()
    dialog = office.page.get_by_role("dialog")
    dialog.get_by_label("凭什么确认").fill("已看纸质签名，字迹一致")
    keep(office.page, "desk-13-confirm")
    dialog.get_by_role("button", name="由中心确认").click()
    expect(office.page.get_by_text("中心已看纸质确认").first).to_be_visible()

    page.goto(f"{house.url}/desk/papers/{event}?view=totals")
    expect(page.get_by_text("不符", exact=True).first).to_be_visible()
    keep(page, "desk-14-totals")
    house.anchor()
    bundle = save(page, f"{STATION}2026年第12批次专项职业能力考核", tmp_path / "bundle.zip")
    root = json.loads(zipfile.ZipFile(bundle).read("bundle.json"))["root"]
    kept = house.instance / "archive" / "checkpoints.txt"
    verify = tmp_path / "verify.py"
    verify.write_bytes(zipfile.ZipFile(bundle).read("verify.py"))
    told = house.run(
        sys.executable, verify, bundle, f"--root={root}", "--checkpoints", kept, check=False
    )
    assert told.returncode == 0, told.stdout + told.stderr
    assert "PART of the journal" in told.stdout

    page.set_viewport_size({"width": 390, "height": 844})
    for name, path in (
        ("board", "/desk/papers?span=all&q=0873"),
        ("counter", f"/desk/papers/{event}"),
        ("packs", f"/desk/papers/{event}?view=packs"),
        ("totals", f"/desk/papers/{event}?view=totals"),
    ):
        page.goto(f"{house.url}{path}")
        page.wait_for_load_state("networkidle")
        keep(page, f"desk-15-narrow-{name}")
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(f"{house.url}/desk/papers/{event}")
    page.get_by_role("button", name="换成英文").click()
    page.get_by_role("heading", name="Hand out packs").wait_for()
    keep(page, "desk-16-english")
    expect(page.get_by_text("全部相符")).to_have_count(0)
