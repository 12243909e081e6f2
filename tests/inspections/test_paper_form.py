"""The official form: what stands on it, and what stops it (issue 2, section 5)."""

import io
import re
import shutil
import subprocess

import pytest
from pypdf import PdfReader

from backend.inspections.paper import (
    MissingGlyph,
    render_blank,
    render_form,
    render_prefilled,
)
from backend.inspections.paper.template import annex

from . import paper_samples as sample


def render(form, photos=None, **more):
    return render_form(
        form, sample.signatures(form), photos or {}, sample.verification(form), **more
    )


def pages(pdf):
    """Text of each page without spaces, line ends and break points."""
    return [squeezed(page.extract_text()) for page in PdfReader(io.BytesIO(pdf)).pages]


def squeezed(text):
    return re.sub(r"[\s\u200b]+", "", text)


@pytest.fixture(scope="module")
def filled():
    form = sample.snapshot()
    return form, render(form)


@pytest.mark.req("A11-p1")
@pytest.mark.req("A11-h1")
def test_every_word_of_the_annex_is_printed_in_its_order(filled):
    text = "".join(pages(filled[1])[:2])
    place = text.index(annex()["title_zh"])
    for field in ("exam_time", "station", "exam_lead", "exam_place", "phone"):
        words = next(f["zh"] for f in annex()["header_fields"] if f["key"] == field)
        place = text.index(words, place)
    for item in annex()["items"]:
        place = text.index(squeezed(item["printed_zh"]), place)
    place = text.index(annex()["exception_block"]["label_zh"], place)
    for note in annex()["footnotes"]:
        place = text.index(squeezed(note["text_zh"]), place)
    assert text.index(annex()["signature"]["label_zh"], place)


@pytest.mark.req("A11-p1")
def test_each_item_is_followed_by_its_grade_and_remark(filled):
    form, pdf = filled
    text = "".join(pages(pdf)[:2])
    graded = [item for item in form["items"] if item["kind"] == "graded"]
    printed = {item["no"]: squeezed(item["printed_zh"]) for item in annex()["items"]}
    for item in graded:
        after = text.split(printed[item["no"]], 1)[1]
        assert after.startswith(item["grade"] + squeezed(item["remark"])), item["no"]


@pytest.mark.req("A11-f1c")
def test_an_item_that_does_not_apply_prints_a_slash_and_its_ground_on_the_proof_page(filled):
    annex_text, proof = "".join(pages(filled[1])[:2]), pages(filled[1])[-1]
    assert "24、如有安排一级技术总结答辩，应符合考务工作要求。/" in annex_text
    assert "第24项不适用「/」：未安排一级技术总结答辩" in proof
    assert "未安排一级" not in annex_text


def test_basis_and_correction_on_site_stand_in_the_remark_column(filled):
    text = "".join(pages(filled[1])[:2])
    assert "照明设施、监控设备等完好。A抽查2间" in text
    assert "当场提醒后已存放。现场已纠正。" in text


def test_the_pdf_says_it_is_pdf_a_and_carries_its_own_fonts(filled):
    reader = PdfReader(io.BytesIO(filled[1]))
    packet = reader.root_object["/Metadata"].get_data().decode()
    assert re.search(r"pdfaid:part\W+2\b", packet)
    assert re.search(r"pdfaid:conformance\W+B\b", packet)
    for page in reader.pages:
        for font in page["/Resources"].get("/Font", {}).values():
            descendant = font.get_object()["/DescendantFonts"][0].get_object()
            assert "/FontFile2" in descendant["/FontDescriptor"]


def test_the_same_values_give_the_same_bytes():
    form = sample.snapshot()
    assert render(form) == render(sample.snapshot())
    form["items"][0]["grade"] = "C"
    assert render(form) != render(sample.snapshot())


def test_pages_are_a4_and_the_standard_form_is_two_pages_and_the_proof(filled):
    reader = PdfReader(io.BytesIO(filled[1]))
    assert len(reader.pages) == 3
    for page in reader.pages:
        assert (round(page.mediabox.width), round(page.mediabox.height)) == (595, 842)


def test_the_annex_pages_carry_nothing_of_the_proof(filled):
    form, pdf = filled
    first, second, proof = pages(pdf)
    block = sample.verification(form)
    for words in (block["snapshot_sha256"], block["head"], block["root"], block["form_number"]):
        assert words in proof
        assert words not in first + second
    assert block["url"] in proof
    assert "校验页" not in first + second


def test_the_proof_page_tells_stated_from_proven_times():
    form = sample.snapshot()
    signed = [
        {"name": "郑书岚", "at": sample.MADE_AT, "earliest": None, "latest": None},
        {"name": "许木生", "at": sample.MADE_AT, "earliest": sample.MADE_AT - 1000, "latest": None},
    ]
    block = sample.verification(form, signed=signed, checkpoint=None, seq=None, head=None)
    proof = pages(render_form(form, sample.signatures(form), {}, block))[-1]
    assert "郑书岚2026-11-2117:22:11未证明" in proof
    assert "许木生2026-11-2117:22:11不早于2026-11-2117:22:10" in proof
    assert "尚无检查点" in proof


def test_a_corrected_header_keeps_its_original_and_reason_on_the_proof_page():
    form = sample.snapshot()
    form["header"]["station"] = sample.fact("闽安市茶业鉴定站", "闽安市茶叶鉴定站", "站名已改")
    first, *_, proof = pages(render(form))
    assert "闽安市茶业鉴定站" in first
    assert "闽安市茶叶鉴定站" not in first
    assert "原为：闽安市茶叶鉴定站" in proof
    assert "理由：站名已改" in proof


def test_an_amended_version_names_its_predecessor():
    form = sample.snapshot(
        version=2, previous=sample.digest("first"), amend_reason="第12项备注更正"
    )
    proof = pages(render(form))[-1]
    assert "第2版（更正本" in proof
    assert sample.digest("first") in proof
    assert "第12项备注更正" in proof


@pytest.mark.parametrize(("flag", "word"), [("practice", "练习"), ("demo", "演示")])
def test_practice_and_demo_forms_say_so_on_every_page(flag, word):
    form = sample.snapshot(**{flag: True}, extra=[{"title": "附纸", "text": "无"}])
    printed = pages(render(form))
    assert len(printed) == 4
    assert all(f"{word}·不作为正式文件" in page for page in printed)


def test_the_label_stands_in_the_brackets_of_the_title():
    form = sample.snapshot(label="乌龙茶初制")
    assert "督导情况表（乌龙茶初制）" in pages(render(form))[0]


def test_every_supervisor_is_drawn_named_and_the_leads_date_is_printed():
    form = sample.snapshot()
    second = pages(render(form))[1]
    assert "质量督导员签名：" in second
    assert "郑书岚" in second
    assert "许木生" in second
    assert "2026年11月21日" in second


def test_a_paper_original_leaves_the_signature_line_for_ink():
    form = sample.snapshot()
    printed = pages(render(form, electronic_original=False))
    assert "郑书岚" not in printed[1]
    assert "2026年11月21日" not in printed[1].split("质量督导员签名：")[1]
    assert "年月日" in printed[1]
    assert "纸质原件必交" in printed[-1]


def test_strokes_without_ink_are_not_drawn():
    form = sample.snapshot()
    empty = [{"name": "郑书岚", "strokes": {"strokes": [[]]}, "signed_at": sample.MADE_AT}]
    pdf = render_form(form, empty, {}, sample.verification(form))
    assert "郑书岚" not in pages(pdf)[1]


@pytest.mark.parametrize("name", ["张㛃", "陈堃喆", "林䶮", "黄𠮷", "吴𬭛"])
def test_a_rare_name_is_printed_and_can_be_copied_out_of_the_pdf(name):
    form = sample.snapshot()
    form["supervisors"][0]["name"] = name
    form["items"][33]["ratings"][0]["name"] = name
    printed = pages(render(form))
    assert f"优秀：{name}" in printed[1]
    assert name in printed[-1]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        (
            lambda form, text: form["header"]["exam_lead"].update(value=text),
            "header.exam_lead.value",
        ),
        (lambda form, text: sample.answer(form, 12, remark=text), "items.12.remark"),
        (lambda form, text: form["supervisors"][1].update(name=text), "supervisors.2.name"),
    ],
)
def test_a_character_no_font_has_stops_the_job_and_is_named(change, field):
    form = sample.snapshot()
    change(form, "张\U0003106c三")
    with pytest.raises(MissingGlyph) as stopped:
        render(form)
    assert stopped.value.field == field
    assert stopped.value.character == "\U0003106c"
    assert stopped.value.codepoint == "U+3106C"
    assert "U+3106C" in str(stopped.value)


def test_inkless_marks_and_line_ends_of_windows_do_not_stop_the_job():
    form = sample.snapshot()
    sample.answer(form, 38, text="\ufeff建议\u200b增设\r\n巡视人员\t一名\u202e")
    assert "38、工作建议：建议增设巡视人员一名" in pages(render(form))[1]


def test_text_cannot_become_a_command_of_the_typesetter():
    form = sample.snapshot()
    evil = '#panic("x") $x$ \\ #{1+1} ]'
    sample.answer(form, 29, text=evil)
    assert squeezed(evil) in pages(render(form))[1]


def test_the_blank_form_has_all_words_and_no_answers():
    first, second = pages(render_blank())
    assert "（）" in first
    for item in annex()["items"]:
        assert squeezed(item["printed_zh"]) in first + second
    assert "1、警戒线外张贴考场分布图、考试时间表、考生须知、违纪处罚规定等。2、" in first
    assert "优秀：良好：一般：" in second
    assert "年月日" in second


def test_the_prefilled_form_has_the_facts_and_empty_grades():
    facts = {
        "header": {"station": "闽安市茶业职业技能鉴定站", "exam_lead": "林国栋"},
        "figures": [{"occupation": "乌龙茶初制", "due": 32}],
        "examiners": ["吴立言", "邱亦文"],
    }
    first, second = pages(render_prefilled(facts))
    assert "闽安市茶业职业技能鉴定站" in first
    assert "乌龙茶初制—32" in first
    assert "考评员：吴立言、邱亦文优秀：良好：" in second


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler is not installed")
def test_pdftotext_finds_all_38_texts(filled, tmp_path):
    file = tmp_path / "form.pdf"
    file.write_bytes(filled[1])
    found = subprocess.run(
        ["pdftotext", "-raw", str(file), "-"], capture_output=True, check=True, text=True
    ).stdout
    for item in annex()["items"]:
        assert squeezed(item["printed_zh"]) in squeezed(found), item["no"]


@pytest.mark.skipif(
    shutil.which("zbarimg") is None or shutil.which("pdftoppm") is None,
    reason="zbar-tools or poppler is not installed",
)
def test_the_qr_of_both_annex_pages_reads_as_the_verification_address(filled, tmp_path):
    file = tmp_path / "form.pdf"
    file.write_bytes(filled[1])
    subprocess.run(["pdftoppm", "-r", "150", "-png", str(file), str(tmp_path / "page")], check=True)
    for number in (1, 2):
        seen = subprocess.run(
            ["zbarimg", "-q", "--raw", str(tmp_path / f"page-{number}.png")],
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        assert seen.strip() == sample.verification(filled[0])["url"]
