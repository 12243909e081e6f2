"""Tables handed out as XLSX or CSV: watermark above, nothing a spreadsheet runs as a formula (S-11)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import quote

import xlsxwriter
from flask import Response

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv"
_STARTS_FORMULA = "=+-@\t\r\n|%＝＋－＠﹢﹣﹦﹫"
_INVISIBLE = " \u00a0\u3000\u200b\u200c\u200d\u2060\ufeff"
# What a spreadsheet holds in one cell.
MOST_CHARACTERS = 32_767


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


def watermark_text(mark: dict[str, str]) -> str:
    """`{"name", "account", "time"}` of who exports, as one line."""
    return f"导出：{mark['name']}　{mark['account']}　{mark['time']}"


class TableBook:
    """A workbook whose sheets have one look: watermark above, headings, texts as texts."""

    def __init__(self, mark: dict[str, str], title: str, created: datetime | None = None) -> None:
        self.buffer = io.BytesIO()
        self.book = xlsxwriter.Workbook(
            self.buffer,
            {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False},
        )
        self.book.set_properties({"title": title, **({"created": created} if created else {})})
        self.watermark = defused(watermark_text(mark))
        self.mark = self.book.add_format({"font_color": "#808080", "italic": True})
        self.head = self.book.add_format({"bold": True, "border": 1, "bg_color": "#EEEEEE"})
        self.text = self.book.add_format(
            {"num_format": "@", "text_wrap": True, "valign": "top", "border": 1}
        )
        self.number = self.book.add_format({"valign": "top", "border": 1})

    def table(
        self, name: str, heads: list[str], widths: list[int], rows: Iterable[Sequence[Any]]
    ) -> None:
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
                    text = defused(value or "")[:MOST_CHARACTERS]
                    sheet.write_string(place, column, text, self.text)
        sheet.freeze_panes(2, 0)

    def data(self) -> bytes:
        """The finished file."""
        self.book.close()
        return self.buffer.getvalue()


def csv_table(mark: dict[str, str], heads: list[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """The same as CSV: UTF-8 with its mark, so that offices open it right; watermark first."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([watermark_text(mark)])
    writer.writerow(heads)
    writer.writerows([defused("" if value is None else value) for value in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def attachment(data: bytes, mime: str, name: str) -> Response:
    """A file under its own name."""
    disposition = f"attachment; filename*=UTF-8''{quote(name)}"
    return Response(data, mimetype=mime, headers={"Content-Disposition": disposition})
