"""Badges on paper: the codes read, what is missing has a place, what cannot print stops the job."""

from __future__ import annotations

import io
import resource
import sys
from dataclasses import replace
from random import Random

import pytest
from PIL import Image
from pypdf import PdfReader

from backend.badges.cards import Card
from backend.badges.print import LAYOUTS, Head, render, unprintable
from backend.badges.print.faces import short_batch
from backend.core.documents import MissingGlyph
from tests.badges.reader import ALPHABET, codes_in

HEAD = Head("闽安市茶业职业技能鉴定站", "2026年第6批次", "2026-11-19 15:20", "王秀英（wang）", 0)
DAY = 86_400_000
BEGIN = 1_795_104_000_000  # 2026-11-20 00:00 in Beijing
UNKNOWN = "\U0003106c"
ROLES = ("chief", "invigilator", "staff", "examiner", "team_leader", "supervisor", "candidate")
draw = Random(4)


def token() -> str:
    """As long as a real one, and like it without meaning."""
    return "DK1:" + "".join(draw.choices(ALPHABET, k=204))


def portrait(shade: int = 120) -> bytes:
    """A drawn picture of nobody."""
    made = io.BytesIO()
    Image.new("RGB", (120, 160), (shade, 150, 190)).save(made, "JPEG", quality=80)
    return made.getvalue()


def card(number: int = 1, role: str = "staff", **more) -> Card:
    """A badge of nobody."""
    candidate = role == "candidate"
    facts = {
        "badge": f"badge{number:07}",
        "subject": "candidate" if candidate else "person",
        "holder": f"{number:032x}",
        "role": role,
        "name": "郑书岚",
        "post": "警戒线值守" if role == "staff" else "",
        "room": "第3考场",
        "station": HEAD.station,
        "batch": HEAD.batch,
        "not_before": BEGIN,
        "not_after": BEGIN + 3 * DAY,
        "serial": f"MA26-0612-{number:02}",
        "code": "K73M",
        "token": token(),
        "state": "issued",
        "photo": portrait(),
        "card_number": "FJ-DD-0427" if role == "supervisor" else "",
        "card_until": "2028-06" if role == "supervisor" else "",
        "ticket": "202611200008" if candidate else "",
        "project": "乌龙茶初制" if candidate else "",
    }
    return Card(**facts | more)


def pages(pdf: bytes) -> list[str]:
    """What is written on every page, without spaces."""
    return ["".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages]


@pytest.mark.req("N1.7-3")
def test_a_sheet_has_eight_cards_and_its_codes_read_as_their_tokens():
    cards = [card(n, ROLES[n % len(ROLES)]) for n in range(9)]
    pdf = render("sheet", cards, HEAD)
    first, second = pages(pdf)
    assert codes_in(pdf) == [one.token for one in cards]
    assert first.count("卡号") == 8
    assert second.count("卡号") == 1
    assert "证卡9张·闽安市茶业职业技能鉴定站2026年第6批次" in first
    assert "2026-11-19 15:20打印·王秀英（wang）·第1张，共2张".replace(" ", "") in first
    assert "2026-11-20至11-22有效" in first
    size = PdfReader(io.BytesIO(pdf)).pages[0].mediabox
    assert (round(size.width), round(size.height)) == (595, 842)


@pytest.mark.parametrize(
    ("layout", "width", "height"), [("single", 85.6, 54), ("lanyard", 105, 148)]
)
def test_single_cards_have_their_size_and_a_page_each(layout, width, height):
    cards = [card(n, ROLES[n % len(ROLES)]) for n in range(7)]
    pdf = render(layout, cards, HEAD)
    found = PdfReader(io.BytesIO(pdf)).pages
    assert len(found) == 7
    assert codes_in(pdf) == [one.token for one in cards]
    for page in found:
        assert float(page.mediabox.width) == pytest.approx(width / 25.4 * 72, abs=0.1)
        assert float(page.mediabox.height) == pytest.approx(height / 25.4 * 72, abs=0.1)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_role_is_always_a_word(layout):
    words = ("主考", "监考员", "工作人员", "考评员", "考评组长", "质量督导员", "考生")
    for role, word in zip(ROLES, words, strict=True):
        assert word in pages(render(layout, [card(1, role)], HEAD))[0]


def test_the_official_card_stands_on_the_badge():
    written = pages(render("sheet", [card(1, "supervisor")], HEAD))[0]
    assert "督导员证FJ-DD-0427" in written
    assert "证件有效至2028-06" in written


def test_the_guard_list_has_photos_codes_and_who_printed_it():
    cards = [card(n, "staff", code=f"K{n % 8 + 2}3M") for n in range(30)]
    pdf = render("guards", cards, HEAD)
    written = pages(pdf)
    assert len(written) == 3
    assert "K2-3M" in written[0]
    assert all("序照片姓名、角色、岗位短码有效日期进出备注" in page for page in written)
    assert all("王秀英（wang）2026-11-19" in page for page in written)
    assert codes_in(pdf) == []


@pytest.mark.parametrize("photo", [None, b"", b"GIF89a", b"\xff\xd8\xff broken"])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_missing_photograph_has_a_neutral_frame(layout, photo):
    written = pages(render(layout, [card(1, photo=photo)], HEAD))[0]
    assert "贴照片处" in written
    assert "贴照片处" not in pages(render(layout, [card(1)], HEAD))[0]


def test_a_rare_character_prints_and_an_unknown_one_stops_with_its_row():
    rare = card(1, name="欧阳𠮷堃", post="堃管")
    assert "欧阳𠮷堃" in pages(render("sheet", [rare], HEAD))[0]
    cards = [card(1), card(2, name=f"李{UNKNOWN}"), card(3, room=f"{UNKNOWN}考场")]
    assert [(one["row"], one["serial"], one["field"]) for one in unprintable(cards)] == [
        (2, "MA26-0612-02", "姓名"),
        (3, "MA26-0612-03", "考场"),
    ]
    with pytest.raises(MissingGlyph) as stopped:
        render("sheet", cards, HEAD)
    assert stopped.value.field == "cards.2.name"
    assert stopped.value.codepoint == "U+3106C"


def test_long_names_and_places_stay_on_the_card_whole():
    long = card(1, name="阿卜杜热西提·买买提吐尔逊", post="第三教学楼二层西侧走廊警戒线值守及引导")
    for layout in ("sheet", "single", "lanyard"):
        written = pages(render(layout, [long], HEAD))[0]
        assert long.name in written
        assert long.post in written


def test_a_card_of_the_demonstration_says_so():
    for layout in ("sheet", "single", "lanyard"):
        assert "演示·不作正式证件" in pages(render(layout, [card()], replace(HEAD, demo=True)))[0]


@pytest.mark.parametrize(
    ("batch", "shown"),
    [
        ("2026年第6批次", "2026年第6批次"),
        (f"{HEAD.station}2026年第6批次专项职业能力考核", "2026年第6批次"),
        (
            "闽安市茶业站2026年第6批次专项职业能力考核、闽安市茶业站2026年第7批次",
            "2026年第6批次、2026年第7批次",
        ),
        ("考核站试点", "考核站试点"),
    ],
)
def test_a_batch_is_written_without_what_stands_beside_it(batch, shown):
    assert short_batch(batch, HEAD.station) == shown


def test_what_a_person_wrote_is_text_and_never_a_command():
    written = pages(render("sheet", [card(1, name="#panic()", post="*a*_b_$c$")], HEAD))[0]
    assert "#panic()" in written
    assert "*a*_b_$c$" in written


def test_the_same_cards_give_the_same_bytes():
    cards = [card(n) for n in range(3)]
    assert render("sheet", cards, HEAD) == render("sheet", cards, HEAD)


@pytest.mark.slow
def test_a_thousand_cards_do_not_fill_the_memory():
    render("sheet", [card()], HEAD)  # fonts and compiler are there before we look
    cards = [card(n, photo=portrait(n % 250)) for n in range(1000)]
    unit = 1024 if sys.platform == "linux" else 1
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
    pdf = render("sheet", cards, HEAD)
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit - before
    assert len(PdfReader(io.BytesIO(pdf)).pages) == 125
    assert grown < 600 * 1024 * 1024
