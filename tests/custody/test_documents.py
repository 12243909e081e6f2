"""Papers of custody: what stands on them, both names beside both signatures, and what anchors them."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from pypdf import PdfReader

from backend.core import keys
from backend.core.auth import Actor
from backend.core.db import db
from backend.core.documents import MissingGlyph
from backend.core.errors import Problem
from backend.core.journal_models import Journal
from backend.custody import handing
from backend.custody import papers as custody_papers
from backend.custody.documents import (
    Anchor,
    Head,
    Label,
    Picture,
    Proof,
    Record,
    Signed,
    render_labels,
    render_record,
)
from backend.custody.documents.facts import Line
from backend.custody.pages import offset_words
from tests.badges.reader import codes_in
from tests.factories.accounts import sign_in
from tests.factories.counter import EVE, MINUTE, T0, make_papers
from tests.factories.inspections import flourish, jpeg

HEAD = Head("督派〔2026〕1号", "宁川市茶业技术学校职业技能鉴定站",
            "宁川市茶业技术学校鉴定站2026年第7批次专项职业能力考核", "2026-12-04 15:20",
            "陈佩瑜（keeper）", EVE)  # fmt: skip
LABEL = Label("0123456789ab", "01", "FJ26-2207", "福建省宁川市职业技能鉴定指导中心", HEAD.station,
              HEAD.batch, "茶叶加工（白茶萎凋与干燥）", "理论", False, "CY-1", 30,
              "12月5日 09:00—10:30", "第1考场")  # fmt: skip
PROOF = Proof("a" * 32, 41, "b" * 64, "W" * 43, (12, "c" * 64), "https://x.example/verify/papers/" + "d" * 64,
              [Anchor("交出", 38, "d" * 64, "e" * 64)])  # fmt: skip
INK = {"strokes": flourish(), "width": 800, "height": 300}
GIVER = Signed("交出人", "陈佩瑜", "中心试卷交接人员", "signin", "", INK, EVE, EVE, EVE + 1000)
TAKER = Signed("接收人", "郑书岚", "质量督导员", "strokes", "NC26-1205-03", INK, EVE, None, EVE + 9000,
               confirmed=False)  # fmt: skip
RECORD = Record("试卷交接单", "督派〔2026〕1号-交38", [("派遣号", HEAD.dispatch)],
                [("袋号", "20mm"), ("项目", "1fr")], [Line(["01", "茶叶加工"])], [GIVER, TAKER], PROOF)  # fmt: skip


def words(pdf: bytes) -> str:
    """The text of a PDF, closed up."""
    import io

    pages = PdfReader(io.BytesIO(pdf)).pages
    return re.sub(r"\s+", "", "".join(page.extract_text() for page in pages))


def pages_of(pdf: bytes) -> int:
    import io

    return len(PdfReader(io.BytesIO(pdf)).pages)


def test_a_label_has_a_code_that_only_identifies_and_the_strip_in_big():
    pdf = render_labels([replace(LABEL, number=f"{n:02}") for n in range(1, 10)], HEAD)
    assert pages_of(pdf) == 2
    text = words(pdf)
    for one in ("FJ26-2207", "30", "茶叶加工（白茶萎凋与干燥）", "第1考场", "试卷袋09", "CY-1"):
        assert one in text, one
    assert render_labels([LABEL], HEAD) == render_labels([LABEL], HEAD)


def test_the_codes_of_labels_read():
    pdf = render_labels([LABEL, replace(LABEL, pack="fedcba987654")], HEAD)
    assert codes_in(pdf, 60) == ["DKP1:0123456789AB", "DKP1:FEDCBA987654"]


def test_a_rare_character_prints_and_one_nobody_has_stops_the_paper():
    assert "𠮷" in words(render_labels([replace(LABEL, station="𠮷山职业技能鉴定站")], HEAD))
    with pytest.raises(MissingGlyph):
        render_labels([replace(LABEL, project="\U0003106c")], HEAD)
    with pytest.raises(MissingGlyph):
        render_record(replace(RECORD, number="\U0003106c"), HEAD)


@pytest.mark.req("A3-4c")
def test_both_names_stand_beside_both_signatures_with_times_in_pairs():
    text = words(render_record(RECORD, HEAD))
    for one in ("交出人", "陈佩瑜", "本人登录签名", "接收人", "郑书岚", "在对方设备上手写，证卡NC26-1205-03",
                "未确认", "所述时间：2026-12-0416:00:00", "不晚于2026-12-0416:00:09", "b" * 64,
                "第12号", "W" * 43, "截至日志第41行"):  # fmt: skip
        assert one in text, one
    both = render_record(replace(RECORD, signed=[GIVER, replace(TAKER, confirmed=True)]), HEAD)
    assert "未确认" not in words(both)
    assert render_record(RECORD, HEAD) == render_record(RECORD, HEAD)


def test_demo_and_practice_are_marked_and_a_missing_photo_says_so():
    shots = [Picture("1" * 64, "袋外照片 1", jpeg()), Picture("2" * 64, "袋外照片 2", None)]
    text = words(render_record(replace(RECORD, pictures=shots), replace(HEAD, demo=True)))
    assert "演示·不作为正式文件" in text
    assert "照片还没有到中心" in text
    assert "练习" in words(render_record(RECORD, replace(HEAD, practice=True)))


def test_what_people_typed_is_printed_and_never_read_as_a_command():
    hostile = '#panic("x") $x$ \\ *bold* <label> @ref //'
    text = words(render_labels([replace(LABEL, station=hostile, strip="#2")], HEAD))
    assert re.sub(r"\s+", "", hostile) in text
    record = replace(RECORD, facts=[("说明", hostile)], notes=[("备注", hostile)],
                     lines=[Line([hostile, hostile])], banners=[("look", hostile)])  # fmt: skip
    assert words(render_record(record, HEAD)).count(re.sub(r"\s+", "", hostile)) >= 3


@pytest.mark.parametrize(
    ("minutes", "said"),
    [(-5, "T−5（开考前5分钟）"), (0, "T0（开考时）"), (2, "T+2（开考后2分钟）")],
)
def test_the_offset_to_the_anchor_is_in_words(minutes, said):
    assert offset_words(T0 + minutes * MINUTE, T0).replace(" ", "") == said


# --- from the journal --------------------------------------------------------------------------


@pytest.fixture
def papers(session, clock_at):
    clock_at(EVE)
    made = make_papers()
    made.prepare()
    return made


def pdf_of(papers, entry: str) -> str:
    account = papers.keeper
    actor = Actor(account.id, account.person_id, account.person.name,
                  extra={"account": account})  # fmt: skip
    pdf, _ = custody_papers.record_pdf(papers.event, entry, actor)
    return words(pdf)


@pytest.mark.req("A3-4c", "A11-i09")
def test_the_handover_record_follows_the_answer(papers):
    offer = papers.give()
    text = pdf_of(papers, offer)
    assert "待接收人签字；双方都签字，试卷才算交出" in text
    assert "（待签）" in text
    refused = papers.packs[1].id
    papers.answer(offer, refuse=(refused,))
    text = pdf_of(papers, offer)
    for one in ("试卷交接单", "领取", "保密室", "FJ-2201", "签收", "拒收：封条破损，封条有裂口",
                papers.keeper.person.name, "林晓岚", "本人设备签名", "袋外照片1"):  # fmt: skip
        assert one in text, one
    assert "待接收人签字" not in text
    head = db.session.get_one(Journal, papers.case.event)
    assert head.head in text
    assert keys.root_kid() in text


@pytest.mark.req("A7-3", "A11-i14", "A11-i16")
def test_opening_and_recovery_records_have_their_fields(papers, clock_at):
    papers.answer(papers.give())
    stored = papers.store()
    clock_at(T0 - 6 * MINUTE)
    papers.case.at = T0 - 6 * MINUTE
    pack = papers.packs[1]
    papers.hand("room", papers.lead, papers.party("何雪梅"), pack.room_id, pack)
    papers.case.at = T0 - 5 * MINUTE - 1000
    done = papers.whole_day(papers.packs[1], missing=1)
    text = pdf_of(papers, stored)
    for one in ("试卷保管记录", "站保密室", "铁皮柜双锁", "许木生"):
        assert one in text, one
    text = pdf_of(papers, done["open"])
    for one in ("拆封记录", "按时", "第2考场", "距开考", "已展示", "拆封人一", "拆封人二", "何雪梅", "清点份数",
                "未扫证卡", "第2页：第8题选项重复", "未确认：何雪梅"):  # fmt: skip
        assert one in text, one
    text = pdf_of(papers, done["seal"])
    for one in ("回收封装记录", "考试结束回收封装", "发出", "收回", "R-02", "缺少1份", "封装人二"):
        assert one in text, one


def test_only_entries_that_print_have_a_record(papers):
    offer = papers.give()
    with pytest.raises(Problem):
        pdf_of(papers, "f" * 64)
    prepared = handing.story(papers.case.event)[0].entry
    with pytest.raises(Problem):
        pdf_of(papers, prepared)
    assert offer


def test_who_holds_the_paper_may_check_it_and_learns_no_name(papers, client, clock_at):
    offer = papers.give()
    db.session.commit()
    page = client.get(f"/verify/papers/{offer}")
    assert page.status_code == 200
    assert "尚未签收" in page.text
    papers.answer(offer)
    db.session.commit()
    text = client.get(f"/verify/papers/{offer}").text
    assert "有效" in text
    assert "01、02" in text
    for name in (papers.keeper.person.name, "林晓岚"):
        assert name not in text
    db.session.commit()
    for wrong in ("0" * 64, "x", offer[:-1]):
        assert client.get(f"/verify/papers/{wrong}").status_code == 404
    clock_at(EVE + 3 * 366 * 24 * 60 * MINUTE)
    assert client.get(f"/verify/papers/{offer}").status_code == 404


def test_the_papers_are_for_whoever_may_and_each_is_logged(papers, client):
    offer, name = papers.give(), papers.keeper.username
    event = papers.case.event
    db.session.commit()
    path = f"/api/v1/events/{event}/custody/records/{offer}.pdf"
    assert client.get(path).status_code == 401
    sign_in(client, name)
    assert client.get(path).data[:5] == b"%PDF-"
    assert client.get(f"/api/v1/events/{event}/custody/labels.pdf").data[:5] == b"%PDF-"
