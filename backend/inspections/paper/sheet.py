"""The answers as an XLSX workbook, with no cell a spreadsheet could run as a formula (S-11)."""

import io
from datetime import UTC, datetime
from typing import Any

import xlsxwriter

from .template import annex, na_ground
from .view import RATINGS, mark_words

_STARTS_FORMULA = "=+-@\t\r\n|%＝＋－＠﹢﹣﹦﹫"
_INVISIBLE = " \u00a0\u3000\u200b\u200c\u200d\u2060\ufeff"
BASES = {"seen": "现场查看", "records": "查阅记录", "sampled": "抽查"}


def defused(value: Any) -> Any:
    """A text that would start a formula gets an apostrophe in front; numbers stay numbers.

    xlsxwriter already stores texts as texts; the apostrophe protects whoever saves the sheet as
    CSV and opens it again.
    """
    if not isinstance(value, str):
        return value
    seen = value.lstrip(_INVISIBLE)
    if value[:1] in ("\t", "\r", "\n") or seen[:1] in tuple(_STARTS_FORMULA):
        return "'" + value if seen else value
    return value


def render_xlsx(snapshot: dict[str, Any], watermark: dict[str, str]) -> bytes:
    """The answers sheet; `watermark` names who exported it: {"name", "account", "time"}."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(
        buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    # The time of the snapshot, not of the export: the same form gives the same bytes.
    made = datetime.fromtimestamp(snapshot["made_at"] / 1000, tz=UTC).replace(tzinfo=None)
    book.set_properties({"title": annex()["title_zh"], "created": made})
    writer = _Writer(
        book, f"导出：{watermark['name']}　{watermark['account']}　{watermark['time']}"
    )
    _answers(writer, snapshot)
    _figures(writer, snapshot)
    _ratings(writer, snapshot)
    _files(writer, snapshot)
    book.close()
    return buffer.getvalue()


class _Writer:
    """Sheets of one look: watermark above, headings, texts as texts."""

    def __init__(self, book: xlsxwriter.Workbook, watermark: str) -> None:
        self.book = book
        self.watermark = defused(watermark)
        self.mark = book.add_format({"font_color": "#808080", "italic": True})
        self.head = book.add_format({"bold": True, "border": 1, "bg_color": "#EEEEEE"})
        self.text = book.add_format(
            {"num_format": "@", "text_wrap": True, "valign": "top", "border": 1}
        )
        self.number = book.add_format({"valign": "top", "border": 1})

    def table(self, name: str, heads: list[str], widths: list[int], rows: list[list[Any]]) -> None:
        """A sheet with the watermark, a heading row and the rows."""
        sheet = self.book.add_worksheet(name)
        sheet.write_string(0, 0, self.watermark, self.mark)
        # In header and footer "&" begins a command.
        sheet.set_footer("&L" + self.watermark.replace("&", "&&") + "&R&P / &N")
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        for column, title in enumerate(heads):
            sheet.write_string(1, column, title, self.head)
        for place, row in enumerate(rows, 2):
            for column, value in enumerate(row):
                if isinstance(value, int) and not isinstance(value, bool):
                    sheet.write_number(place, column, value, self.number)
                else:
                    sheet.write_string(place, column, defused(value or ""), self.text)
        sheet.freeze_panes(2, 0)


def _answers(writer: _Writer, snapshot: dict[str, Any]) -> None:
    answers = {item["no"]: item for item in snapshot["items"]}
    rows: list[list[Any]] = [["", "表格", mark_words(snapshot), snapshot["dispatch"]["number"]]]
    for field in annex()["header_fields"]:
        value = (snapshot["header"].get(field["key"]) or {}).get("value", "")
        rows.append(["", field["zh"], "", value])
    rows += [
        [item["no"], item["text_zh"], *_answer(item, answers.get(item["no"], {}))]
        for item in annex()["items"]
    ]
    rows += [
        ["", annex()["exception_block"]["zh"], "", snapshot.get("exceptions") or ""],
        ["", "鉴定情况说明", "", snapshot.get("explanation") or ""],
        ["", "质量督导员", "", "、".join(one["name"] for one in snapshot["supervisors"])],
    ]
    heads = ["序号", "督导内容", "评价", "备注", "依据", "现场已纠正", "照片数"]
    writer.table("督导情况表", heads, [6, 60, 8, 50, 12, 10, 8], rows)


def _answer(item: dict[str, Any], answer: dict[str, Any]) -> list[Any]:
    photos = len(answer.get("photos", []))
    if item["kind"] == "free_text":
        return ["", answer.get("text") or "", "", "", photos]
    if item["kind"] == "evaluation":
        rated = answer.get("ratings", [])
        return ["", "；".join(f"{one['name']} {one['rating']}" for one in rated), "", "", photos]
    basis = answer.get("basis") or {}
    how = BASES.get(basis.get("how", ""), "")
    if basis.get("rooms") is not None:
        how += f"{basis['rooms']}间"
    remark = answer.get("remark") or na_ground(answer.get("na_reason"))
    corrected = "是" if answer.get("corrected") else ""
    return [answer.get("grade") or "", remark, how, corrected, photos]


def _figures(writer: _Writer, snapshot: dict[str, Any]) -> None:
    heads = [column["zh"] for column in annex()["session_table"]["columns"]]
    keys = ("occupation", "level", "due", "present", "absent")
    rows = [[row.get(key) for key in keys] for row in snapshot["figures"]]
    writer.table("鉴定情况", heads, [40, 8, 10, 10, 10], rows)


def _ratings(writer: _Writer, snapshot: dict[str, Any]) -> None:
    rated = [one for item in snapshot["items"] for one in item.get("ratings", [])]
    order = {grade: n for n, grade in enumerate(RATINGS)}
    rated.sort(key=lambda one: order.get(one["rating"], len(order)))
    rows = [[n, one["name"], one["rating"]] for n, one in enumerate(rated, 1)]
    writer.table("考评员评价", ["序号", "姓名", "评价"], [8, 24, 10], rows)


def _files(writer: _Writer, snapshot: dict[str, Any]) -> None:
    rows: list[list[Any]] = [
        [n, file.get("role"), file.get("item"), file.get("caption"), file["sha256"]]
        for n, file in enumerate(snapshot.get("files", []), 1)
    ]
    for n, sheet in enumerate(snapshot.get("extra", []), 1):
        rows.append([n, "附纸", None, sheet.get("title"), sheet.get("text")])
    writer.table("附件", ["序号", "类别", "项", "说明", "SHA-256 或正文"], [8, 12, 6, 40, 70], rows)
