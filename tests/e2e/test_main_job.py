"""Issue 2, section 8: from the activation code to the official form that proves itself, without network."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import expect
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from tests.e2e.books import book
from tests.e2e.desk import Desk
from tests.e2e.house import ROOT, Dispatch, House
from tests.e2e.phone import Phone
from tests.e2e.proxy import Fault, Link
from tests.e2e.stories import squeezed, words_of

ANNEX = json.loads((ROOT / "backend" / "inspections" / "annex11.json").read_text("utf-8"))
STATION = "宁川市海峡烹饪职业培训学校职业技能鉴定站"
NAME = "许若岚"
PHRASED, TYPED, REFUSED = 2, 19, 33
REMARKS = {
    PHRASED: "警戒线无专人值守",
    TYPED: "第2考场缺灶具一台，主考当场调入备用灶具。",
    REFUSED: "考评员杨秀英的评分记录未签名。",
}
GRADES = {PHRASED: "B", TYPED: "B", REFUSED: "C"}
ADVICE = "建议统一计量单位写法。"
PRESENT = 34


def applicable() -> list[int]:
    """Graded items of an event with theory and practical rooms and no defence."""
    return [item["no"] for item in ANNEX["items"] if item["kind"] == "graded" and item["no"] != 24]


@pytest.mark.timeout(360)
@pytest.mark.req("A11-o1")
@pytest.mark.req("A11-s1")
@pytest.mark.req("A11-s2")
@pytest.mark.req("A11-p1")
@pytest.mark.req("U-3")
@pytest.mark.req("U-6")
def test_whole_form_offline_then_proven_at_the_centre(
    house: House,
    make_link: Callable[[], Link],
    make_phone: Callable[..., Phone],
    make_desk: Callable[..., Desk],
    tmp_path: Path,
) -> None:
    projects = [("闽菜制作（佛跳墙）", 36)]
    dispatch = house.load(book("闽鉴督派〔2026〕0801号", STATION, team=[NAME], projects=projects))
    link = make_link()
    phone = make_phone(link.url)

    prepare(phone, dispatch)
    link.cut()
    phone.kill()
    grade_everything_offline(phone, tmp_path)
    sign(phone)
    deliver_through_bad_network(phone, link)
    every_entry_once(house, dispatch, phone)
    read_at_the_centre(house, make_desk, dispatch, tmp_path)
    prove(house, make_desk, dispatch, tmp_path)


def prepare(phone: Phone, dispatch: Dispatch) -> None:
    """Online, the evening before: codes, PIN, accept, kit, check."""
    phone.open("/start")
    phone.enrol(dispatch.codes[NAME])
    phone.page.get_by_role("button", name="返回").tap()
    phone.go("/")
    phone.accept()
    phone.fetch_kit()
    phone.go("/check")
    phone.check_before_leaving()
    phone.go("/")
    phone.all_sent()


def grade_everything_offline(phone: Phone, folder: Path) -> None:
    """Cold start behind the PIN, all items, two photos, ratings, header, figures; a reload in the middle."""
    page_of = phone.open
    page_of("/")
    phone.unlock()
    page = phone.page
    expect(page.get_by_text(STATION).first).to_be_visible()
    phone.button(re.compile("^开始评这|^打开督导表")).tap()

    numbers = applicable()
    for no in numbers[: len(numbers) // 2]:
        grade(phone, no, folder)
    # The page may go at any moment; here it goes with drafts that are seconds old.
    page.reload()
    phone.unlock()
    expect(page.get_by_test_id("progress")).to_contain_text(f"已评 {len(numbers) // 2} /")
    expect(page.get_by_test_id("waiting")).not_to_have_text("0")
    for no in numbers[len(numbers) // 2 :]:
        grade(phone, no, folder)

    phone.write(29, ADVICE)
    phone.write(38, "")
    phone.rate({"蔡明辉": "优秀", "杨秀英": "一般"})
    # Gaps are named with a way to each until the figures are in (A11-s2).
    expect(page.get_by_text("还差 1 处，补齐后可签名")).to_be_visible()
    page.locator(".gap1").tap()
    expect(page.get_by_role("heading", name="表头与鉴定情况")).to_be_visible()
    phone.correct_header("考务负责人", "陈建明", "主考临时更换")
    phone.figures("闽菜制作", PRESENT)
    phone.button("存表头与鉴定情况").tap()
    page.wait_for_url("**/form/all")
    expect(page.locator(".gap1")).to_have_count(0)
    expect(page.get_by_role("link", name="未评")).to_have_count(0)


def grade(phone: Phone, no: int, folder: Path) -> None:
    """One item as this story has it."""
    phone.grade(no, GRADES.get(no, "A"))
    if no == PHRASED:
        phone.phrase(no, REMARKS[no])
        phone.photograph(no)
    elif no in REMARKS:
        phone.remark(no, REMARKS[no])
    if no == TYPED:
        picture = folder / "album.jpg"
        Image.effect_mandelbrot((1600, 1200), (-2, -1.2, 0.8, 1.2), 60).convert("RGB").save(picture)
        phone.photograph(no, picture)
    if no == REFUSED:
        phone.page.get_by_role("button", name="不用").tap()


def sign(phone: Phone) -> None:
    """Preview, pad in landscape, too little ink refused, PIN."""
    page = phone.page
    phone.preview()
    paper = page.get_by_label("督导情况表")
    for item in ANNEX["items"]:
        expect(paper).to_contain_text(item["text_zh"][:20])
    phone.open_pad()
    phone.button("确认签名并上交").tap()
    expect(page.get_by_text("笔迹太少，请重新签名")).to_be_visible()
    phone.draw_name()
    phone.confirm_signature()
    expect(page.get_by_text("第 1 版已签名")).to_be_visible()
    expect(page.get_by_text("已存手机，有网络会自动上传。")).to_be_visible()
    expect(page.get_by_test_id("strip")).to_contain_text("已存手机")
    assert phone.waiting() >= len(applicable())


def deliver_through_bad_network(phone: Phone, link: Link) -> None:
    """Nothing counts as sent before a receipt says so, whatever the network answers."""
    page = phone.page
    before = phone.waiting()
    page.get_by_test_id("strip").tap()
    expect(page.get_by_role("heading", name="上传情况")).to_be_visible()
    link.restore(
        Fault("portal"),
        Fault("lose_reply"),
        Fault("truncate"),
        Fault("delay", seconds=2),
        Fault("lose_reply", r"^(PUT|PATCH) .*/files/"),
        Fault("truncate", r"^(PUT|PATCH) .*/files/"),
    )
    retry = page.get_by_role("button", name=re.compile("立即重试"))
    retry.tap()
    expect(page.get_by_text("这个网络要先登录才能上网")).to_be_visible()
    waiting = page.locator(".sums div").nth(1).locator("b")
    assert int(waiting.inner_text()) >= before
    for _ in range(12):
        if waiting.inner_text() == "0":
            break
        if retry.count() and retry.is_enabled():
            retry.tap()
        page.wait_for_timeout(1_500)
    expect(waiting).to_have_text("0", timeout=60_000)
    assert not link.faults, f"{link.faults} did not happen; {link.happened}"
    assert any(one.startswith("lose_reply after 20") for one in link.happened), link.happened
    page.get_by_role("button", name="返回").tap()
    expect(page.get_by_text("中心已收到。")).to_be_visible()
    assert phone.attention() == 0


def every_entry_once(house: House, dispatch: Dispatch, phone: Phone) -> None:
    """Lost replies and repeats have one effect: one line per entry, no gap, no fork, nothing refused."""
    lines = [line for line in house.lines(dispatch.event) if line["kid"]]
    assert {line["outcome"] for line in lines} == {"accepted"}
    assert len({line["entry"] for line in lines}) == len(lines)
    numbers = (
        "SELECT COUNT(DISTINCT n), MAX(n) FROM journal_entry WHERE journal = ? AND kid IS NOT NULL"
    )
    assert house.count(numbers, dispatch.event) == len(lines)
    stored = "SELECT COUNT(*) FROM journal_file WHERE journal = ? AND stored IS NULL"
    assert house.count(stored, dispatch.event) == 0
    assert int(phone.page.get_by_test_id("received").inner_text()) >= len(lines)


def read_at_the_centre(
    house: House, make_desk: Callable[..., Desk], dispatch: Dispatch, folder: Path
) -> None:
    """Both inboxes open the form, take the papers and confirm receipt."""
    quality = make_desk("quality")
    # The list says what the phone last announced: nothing is left on it.
    expect(quality.find(STATION)).to_contain_text("未传 0")
    quality.open_form(STATION)
    expect(
        quality.page.get_by_text("签名后没有改动").or_(quality.page.get_by_text("自身一致"))
    ).to_be_visible()
    pdf = quality.download("官方 PDF", folder / "form.pdf")
    the_paper_says_it_all(pdf)
    quality.page.get_by_text("更多", exact=True).click()
    workbook = CalamineWorkbook.from_path(
        str(quality.download(re.compile("XLSX"), folder / "form.xlsx"))
    )
    cells = [
        str(cell)
        for name in workbook.sheet_names
        for row in workbook.get_sheet_by_name(name).to_python()
        for cell in row
    ]
    for remark in REMARKS.values():
        assert any(remark in cell for cell in cells), remark
    quality.page.keyboard.press("Escape")
    confirm_receipt(quality, "确认收到（复印件）")

    office = make_desk("dispatch")
    office.open_form(STATION)
    confirm_receipt(office, "确认收到（原件）")
    receipts = (
        "SELECT COUNT(*) FROM journal_entry WHERE journal = ? AND kind = 'inspections.received'"
    )
    assert house.count(receipts, dispatch.event) == 2


def confirm_receipt(desk: Desk, act: str) -> None:
    """The sheet repeats what is confirmed; its button does it."""
    desk.button(act).click()
    desk.page.get_by_role("dialog").get_by_role("button", name=act).click()
    expect(desk.page.get_by_role("dialog")).to_have_count(0)
    expect(desk.button(act)).to_have_count(0)


def the_paper_says_it_all(pdf: Path) -> None:
    """All 38 sentences, each grade and remark, the names, the signature page."""
    text = words_of(pdf)
    plain = subprocess.run(
        ["pdftotext", "-layout", pdf, "-"], capture_output=True, text=True, check=False
    )
    if plain.returncode == 0:
        text += squeezed(plain.stdout)
    for item in ANNEX["items"]:
        assert squeezed(item["text_zh"]) in text, f"item {item['no']}"
    for remark in REMARKS.values():
        assert squeezed(remark) in text, remark
    for words in (ADVICE, "陈建明", "蔡明辉", "杨秀英", NAME, STATION, "校验页"):
        assert squeezed(words) in text, words
    assert str(PRESENT) in text
    images = [image for page in PdfReader(pdf).pages for image in page.images]
    assert len(images) >= 2, "both photos are on the paper"


def prove(house: House, make_desk: Callable[..., Desk], dispatch: Dispatch, folder: Path) -> None:
    """Anchored by a checkpoint; the bundle proves itself alone; one changed byte is found where it is."""
    house.flask("journal", "checkpoint")
    desk = make_desk("quality")
    desk.open_form(STATION)
    expect(desk.page.get_by_text("自身一致，检查点还没有外部见证")).to_be_visible()
    house.anchor()
    desk.page.reload()
    expect(desk.page.get_by_text("签名后没有改动")).to_be_visible()
    bundle = desk.download("下载核验包", folder / "bundle.zip")
    verifier = folder / "verify.py"
    root = house.flask("keys", "init").stdout.rsplit("fingerprint ", 1)[1].split()[0]
    house.run(
        "python3",
        "-c",
        f"import zipfile; zipfile.ZipFile({str(bundle)!r}).extractall({str(folder)!r}, "
        "['verify.py', 'checkpoints.txt'])",
    )
    alone = house.run("python3", verifier, bundle, "--root", root, check=False)
    assert alone.stdout.startswith("CONSISTENT WITH ITSELF"), alone.stdout + alone.stderr
    assert alone.returncode == 3, "its own checkpoints are no anchor"
    kept = ("--checkpoints", folder / "checkpoints.txt")
    answer = house.run("python3", verifier, bundle, "--root", root, *kept, check=False)
    assert answer.stdout.startswith("ANCHORED"), answer.stdout + answer.stderr
    assert answer.returncode == 0
    assert house.run(
        "python3", verifier, bundle, "--root", "A" * 43, check=False
    ).returncode not in (0, 3)

    seq = next(
        i for i, line in enumerate(house.lines(dispatch.event), start=1) if line["kid"] and i > 10
    )
    with house.one_byte_changed(dispatch.event, seq):
        told = house.flask("journal", "verify", dispatch.event, check=False)
        assert f"BROKEN at line {seq}:" in told.stdout, told.stdout + told.stderr
        assert told.returncode == 1
        desk.page.reload()
        expect(desk.page.get_by_text(re.compile(f"第 ?{seq} ?行断开"))).to_be_visible()
    desk.page.reload()
    expect(desk.page.get_by_text("签名后没有改动")).to_be_visible()
