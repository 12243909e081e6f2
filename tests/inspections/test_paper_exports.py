"""The workbook of the answers and the fields for the province's system."""

import io
import zipfile

import pytest
from python_calamine import CalamineWorkbook

from backend.core.workbook import defused
from backend.inspections.paper import province_fields, render_xlsx
from backend.inspections.paper.template import annex

from . import paper_samples as sample

WATERMARK = {"name": "周敏", "account": "zhoumin", "time": "2026-11-22 09:10"}


def cells(data, sheet):
    return CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_name(sheet).to_python()


@pytest.mark.parametrize("start", list("=+-@\t\r＝＋－＠"))
@pytest.mark.req("S-11")
def test_a_text_that_starts_a_formula_is_defused(start):
    assert defused(f"{start}1+1") == f"'{start}1+1"
    assert defused(f" {start}1+1") == f"' {start}1+1"


@pytest.mark.parametrize("text", ["", "正常备注", "—", "/", "a=b", "0590-5550126"])
def test_other_texts_are_left_alone(text):
    assert defused(text) == text


def test_the_workbook_holds_every_answer_under_the_watermark():
    rows = cells(render_xlsx(sample.snapshot(), WATERMARK), "督导情况表")
    assert rows[0][0] == "导出：周敏　zhoumin　2026-11-22 09:10"
    answers = {int(row[0]): row for row in rows[2:] if row[0] != ""}
    assert sorted(answers) == list(range(1, 39))
    for item in annex()["items"]:
        assert answers[item["no"]][1] == item["text_zh"]
    assert answers[15][2:4] == ["C", "第2考场未提醒，监考员杨立群确认。"]
    assert answers[24][2:4] == ["/", "未安排一级技术总结答辩"]
    assert answers[12][5] == "是"
    assert answers[8][4] == "抽查2间"


def test_no_cell_of_the_workbook_is_a_formula_and_long_numbers_stay_texts():
    form = sample.snapshot(exceptions="@SUM(A1)")
    sample.answer(form, 1, remark='=HYPERLINK("http://x","y")')
    sample.answer(form, 2, remark="11010519491231002X")
    sample.answer(form, 3, remark="350102199001011234")
    sample.answer(form, 4, remark="https://example.cn")
    data = render_xlsx(form, WATERMARK)
    rows = cells(data, "督导情况表")
    remarks = {int(row[0]): row[3] for row in rows[2:] if row[0] != ""}
    assert remarks[1] == '\'=HYPERLINK("http://x","y")'
    assert remarks[3] == "350102199001011234"
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        sheets = [book.read(name) for name in book.namelist() if "worksheets/sheet" in name]
        assert not any(b"<f>" in sheet or b"<hyperlink" in sheet for sheet in sheets)


def test_figures_are_numbers_and_ratings_are_sorted():
    data = render_xlsx(sample.snapshot(), WATERMARK)
    assert cells(data, "鉴定情况")[2] == ["乌龙茶初制", "—", 32.0, 30.0, 2.0]
    assert [row[1:] for row in cells(data, "考评员评价")[2:]] == [
        ["吴立言", "优秀"],
        ["邱亦文", "优秀"],
        ["蔡明霞", "良好"],
    ]


def test_the_same_form_gives_the_same_workbook():
    assert render_xlsx(sample.snapshot(), WATERMARK) == render_xlsx(sample.snapshot(), WATERMARK)


@pytest.mark.req("Q-24")
def test_the_province_gets_header_figures_items_exceptions_supervisors_date_in_this_order():
    fields = province_fields(sample.snapshot())
    names = [one["field"] for one in fields]
    assert names[:5] == ["鉴定时间", "鉴定站", "考务负责人", "鉴定地点", "联系电话"]
    assert names[5] == "鉴定情况1 职业名称"
    assert names[-3:] == ["异常情况 处理记录", "质量督导员", "日期"]
    grades = [name for name in names if name.endswith("项 评价")]
    numbers = [item["no"] for item in annex()["items"] if item["kind"] == "graded"]
    assert grades == [f"第{number}项 评价" for number in numbers]
    assert all(set(one) == {"field", "value"} and isinstance(one["value"], str) for one in fields)


def test_the_provinces_values_are_those_of_the_form():
    values = {one["field"]: one["value"] for one in province_fields(sample.snapshot())}
    assert values["鉴定站"] == "闽安市茶业职业技能鉴定站"
    assert values["鉴定情况1 缺考数"] == "2"
    assert values["第15项 评价"] == "C"
    assert values["第24项 评价"] == "/"
    assert values["第29项 试卷建议"] == "茶艺冲泡技能卷建议统一水温单位写法。"
    assert values["第34项 优秀"] == "吴立言、邱亦文"
    assert values["第38项 工作建议"].startswith("建议增设")
    assert values["日期"] == "2026-11-21"
