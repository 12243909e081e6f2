"""What does not fit the annex goes whole onto numbered pages, and the annex says where (A11-f3b)."""

import io
import re

import pytest
from PIL import Image
from pypdf import PdfReader

from backend.inspections.paper import render_form
from backend.inspections.paper.overflow import beginning, breakable, lines_of

from . import paper_samples as sample

LONG = "候考室与抽考室之间没有分开的安全通道，考生从同一走廊来回，" * 4 + "已要求整改。"


def printed(form, photos=None):
    pdf = render_form(form, sample.signatures(form), photos or {}, sample.verification(form))
    reader = PdfReader(io.BytesIO(pdf))
    texts = [re.sub(r"[\s\u200b]+", "", page.extract_text()) for page in reader.pages]
    return texts, reader


@pytest.mark.req("A11-f3b")
def test_a_long_remark_prints_its_beginning_and_whole_on_the_named_page():
    form = sample.snapshot()
    sample.answer(form, 3, grade="B", remark=LONG)
    texts, _ = printed(form)
    assert LONG[:20] in texts[0]
    assert LONG not in texts[0]
    assert "（见附页1）" in texts[0]
    assert "附页1" in texts[2]
    assert "第3项备注" + LONG in texts[2]


def test_a_remark_of_sixty_characters_stays_in_its_cell():
    form = sample.snapshot()
    words = "安全通道未标示，" * 7 + "已贴标示"
    sample.answer(form, 3, remark=words)
    texts, _ = printed(form)
    assert words in texts[0]
    assert len(texts) == 3


def test_long_advice_and_exceptions_go_on_attached_pages_too():
    form = sample.snapshot(exceptions="\n".join(f"YC-{n:03} 当场制止并记录。" for n in range(25)))
    sample.answer(form, 38, text="建议增设巡视人员。" * 40)
    texts, _ = printed(form)
    assert texts[1].count("（见附页1）") == 2
    assert "YC-024" not in texts[1]
    assert "YC-024当场制止并记录。" in texts[2]


@pytest.mark.req("A11-h2")
def test_the_fifth_project_goes_on_the_continuation_sheet():
    names = ["乌龙茶初制", "茶艺冲泡", "寿山石雕刻", "沙县小吃制作", "漆器髹饰"]
    form = sample.snapshot(figures=[sample.project(name, 30, 29) for name in names])
    texts, _ = printed(form)
    for name in names[:4]:
        assert f"{name}" in texts[0]
    assert "漆器髹饰" not in texts[0]
    assert "余1行见附页1" in texts[0]
    assert "鉴定情况续表" in texts[2]
    assert "5漆器髹饰—30291" in texts[2]


@pytest.mark.req("A11-f3a")
def test_the_explanation_of_different_numbers_stands_on_an_attached_page():
    words = "理论应考32实考31；技能应考32实考30"
    texts, _ = printed(sample.snapshot(explanation=words))
    assert "说明见附页1" in texts[0]
    assert words in texts[2]


def test_thirty_examiners_go_on_a_separate_sheet():
    form = sample.snapshot()
    grades = ["优秀", "良好", "一般"]
    form["items"][33]["ratings"] = [
        sample.rating(f"考评员{n:02}", grades[n % 3]) for n in range(30)
    ]
    texts, _ = printed(form)
    assert "优秀：10人（名单见附页1）" in texts[1]
    for n in range(30):
        assert f"考评员{n:02}{grades[n % 3]}" in texts[2]


def test_extra_sheets_are_printed_with_their_titles():
    texts, _ = printed(
        sample.snapshot(extra=[{"title": "补充情况", "text": "一、有序。\n二、备电。"}])
    )
    assert "补充情况一、有序。二、备电。" in texts[2]


def test_photographs_stand_four_on_a_page_with_caption_and_item():
    form = sample.snapshot()
    photos = sample.with_photos(form, [1, 1, 5, 12, 21])
    texts, reader = printed(form, photos)
    assert len(texts) == 5
    assert "附页1" in texts[2]
    assert "附页2" in texts[3]
    assert [len(page.images) for page in reader.pages][2:4] == [4, 1]
    assert "照片3（第5项）" in texts[2]
    assert "现场照片5" in texts[3]
    for sha in photos:
        assert sha in texts[4]


@pytest.mark.parametrize("data", [None, b"<html>not a picture</html>", b"\xff\xd8\xff\xe0broken"])
def test_a_lost_or_broken_photograph_keeps_its_place_with_a_word(data):
    form = sample.snapshot()
    (sha,) = sample.with_photos(form, [7])
    texts, reader = printed(form, {} if data is None else {sha: data})
    assert "照片1（第7项）" in texts[2]
    assert ("未随本表提供" if data is None else "无法读取") in texts[2]
    assert len(reader.pages[2].images) == 0


def test_a_form_where_every_remark_is_long_still_prints_whole():
    form = sample.snapshot()
    for item in form["items"]:
        if item["kind"] == "graded":
            item.update(grade="C", remark=f"第{item['no']}项：" + LONG)
    texts, _ = printed(form)
    whole = "".join(texts)
    for number in (1, 18, 19, 37):
        assert f"第{number}项备注第{number}项：{LONG}" in whole
    # Side labels come again on every page their section runs over.
    assert sum("考试现场督考" in text for text in texts) >= 2
    signed = next(text for text in texts if "质量督导员签名" in text)
    assert "处理记录：" in signed


def test_lines_are_counted_in_full_width_characters():
    assert lines_of("四个汉字", 4) == 1
    assert lines_of("五个汉字呀", 4) == 2
    assert lines_of("上\n\n下", 4) == 3
    assert beginning("一二三四五六七八", 4, 1) == "一二三……"


def test_a_run_without_breaks_gets_break_points_only_when_it_is_too_long():
    assert breakable("0590-5550126", 12) == "0590-5550126"
    assert breakable("a" * 30, 10).replace("\u200b", "") == "a" * 30
    assert "\u200b" in breakable("a" * 30, 10)


@pytest.mark.parametrize("mode", ["RGB", "L", "CMYK", "RGBA", "P", "I;16"])
def test_pictures_of_every_colour_model_are_printed(mode):
    buffer = io.BytesIO()
    picture = Image.new(mode, (40, 30))
    picture.save(buffer, "JPEG" if mode in {"RGB", "L", "CMYK"} else "PNG")
    form = sample.snapshot()
    (sha,) = sample.with_photos(form, [7])
    _, reader = printed(form, {sha: buffer.getvalue()})
    assert len(reader.pages[2].images) == 1


def test_a_truncated_photograph_does_not_stop_the_form():
    form = sample.snapshot()
    ((sha, data),) = sample.with_photos(form, [7]).items()
    texts, _ = printed(form, {sha: data[: len(data) // 2]})
    assert "无法读取" in texts[2]


def test_many_signers_stand_below_the_notes_without_covering_them():
    form = sample.snapshot()
    for n in range(7):
        form["supervisors"].append({"person": f"p{n}", "name": f"督导员{n}", "lead": False})
    texts, reader = printed(form)
    assert all(f"督导员{n}" in texts[1] for n in range(7))
    heights = {}

    def note(text, cm, tm, *_):
        # Where the text stands on the page: its own matrix within the current one.
        heights.setdefault(text.strip(), tm[4] * cm[1] + tm[5] * cm[3] + cm[5])

    reader.pages[1].extract_text(visitor_text=note)
    notes = [y for text, y in heights.items() if "派遣科室" in text]
    names = [y for text, y in heights.items() if "督导员0" in text or text == "郑书岚"]
    assert notes
    assert names
    assert max(names) < min(notes)


def test_a_long_caption_is_short_under_the_picture_and_whole_in_the_file_list():
    form = sample.snapshot()
    photos = sample.with_photos(form, [7])
    form["files"][0]["caption"] = LONG
    texts, _ = printed(form, photos)
    assert LONG not in texts[2]
    assert LONG[:30] in texts[2]
    assert LONG in texts[3]
