"""The dispatch template as XLSX: the sheets of `columns`, a guide, and lists to choose from."""

import io
from collections.abc import Mapping, Sequence
from typing import Any

import xlsxwriter

from backend.staffing.columns import (
    GUIDE,
    HEAD,
    NO,
    PRACTICAL,
    ROLE_WORDS,
    SHEETS,
    THEORY,
    YES,
    Column,
)

_LINES = 200
_TEXT_READS = {"text", "phone", "names", "id_number", "photo"}
# xlsxwriter brings no types.
Sheet = Any
Styles = Mapping[str, Any]
Row = Mapping[str, Any]


def template_xlsx(filled: Mapping[str, Sequence[Row]] | None = None) -> bytes:
    """An empty template, or one filled with rows by column name (the example file)."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(out, options)
    styles = {
        "needed": book.add_format({"bold": True, "bg_color": "#FCE4D6", "border": 1}),
        "free": book.add_format({"bold": True, "bg_color": "#E7EEF7", "border": 1}),
        "text": book.add_format({"num_format": "@"}),
        "day": book.add_format({"num_format": "yyyy-mm-dd"}),
        "clock": book.add_format({"num_format": "hh:mm"}),
        "wrap": book.add_format({"text_wrap": True, "valign": "top"}),
    }
    for name, columns in SHEETS.items():
        rows = (filled or {}).get(name, [])
        sheet = book.add_worksheet(name)
        if name == HEAD:
            _head_sheet(sheet, columns, rows[0] if rows else {}, styles)
        else:
            _row_sheet(sheet, columns, rows, styles)
    _guide(book.add_worksheet(GUIDE), styles)
    book.close()
    return out.getvalue()


def _heading(column: Column) -> str:
    return column.name + ("*" if column.needed else "")


def _head_sheet(sheet: Sheet, columns: Sequence[Column], row: Row, styles: Styles) -> None:
    sheet.set_column(0, 0, 16)
    sheet.set_column(1, 1, 56, styles["text"])
    for number, column in enumerate(columns):
        sheet.write_string(
            number, 0, _heading(column), styles["needed" if column.needed else "free"]
        )
        if column.name in row:
            _write(sheet, number, 1, column, row[column.name], styles)
        elif column.reads == "day":
            sheet.write_blank(number, 1, None, styles["day"])
        _choices(sheet, number, number, 1, column)


def _row_sheet(
    sheet: Sheet, columns: Sequence[Column], rows: Sequence[Row], styles: Styles
) -> None:
    sheet.freeze_panes(1, 0)
    for number, column in enumerate(columns):
        style = styles.get(column.reads) or (
            styles["text"] if column.reads in _TEXT_READS else None
        )
        sheet.set_column(number, number, 26 if column.reads == "names" else 16, style)
        sheet.write_string(
            0, number, _heading(column), styles["needed" if column.needed else "free"]
        )
        _choices(sheet, 1, _LINES, number, column)
    for line, row in enumerate(rows, start=1):
        for number, column in enumerate(columns):
            if column.name in row:
                _write(sheet, line, number, column, row[column.name], styles)


def _write(
    sheet: Sheet, line: int, number: int, column: Column, value: Any, styles: Styles
) -> None:
    if column.reads == "count":
        sheet.write_number(line, number, value)
    elif isinstance(value, list):
        sheet.write_string(line, number, "；".join(value), styles["text"])
    elif isinstance(value, bool):
        sheet.write_string(line, number, YES if value else NO)
    else:
        sheet.write_string(line, number, str(value), styles["text"])


def _choices(sheet: Sheet, first: int, last: int, number: int, column: Column) -> None:
    lists = {"kind": [THEORY, PRACTICAL], "yes": [YES, NO], "role": list(ROLE_WORDS)}
    if column.reads in lists:
        sheet.data_validation(
            first, number, last, number, {"validate": "list", "source": lists[column.reads]}
        )
    elif column.reads == "count":
        rule = {
            "validate": "integer",
            "criteria": ">=",
            "value": 0,
            "error_title": column.name,
            "error_message": "须为不小于 0 的整数",
        }
        sheet.data_validation(first, number, last, number, rule)


def _guide(sheet: Sheet, styles: Styles) -> None:
    sheet.set_column(0, 1, 16)
    sheet.set_column(2, 2, 10)
    sheet.set_column(3, 3, 70, styles["wrap"])
    lines = [
        ("一个文件一份派遣；表名和列名请勿改动；带 * 的列必须填写。", "", "", ""),
        ("导入时任何一行有误，整份文件都不导入，并指出表、行、列和原因。", "", "", ""),
        ("再次导入同一派遣号为更新，不会重复。", "", "", ""),
        (
            "照片为 JPEG，每张建议 20 KB 左右、不超过 200 KB；打成一个 ZIP 与本文件一起导入，表中写文件名。",
            "",
            "",
            "",
        ),
        ("", "", "", ""),
        ("表", "列", "必填", "说明"),
        *(
            (sheet_name, column.name, YES if column.needed else NO, column.says)
            for sheet_name, columns in SHEETS.items()
            for column in columns
        ),
    ]
    for number, cells in enumerate(lines):
        for place, cell in enumerate(cells):
            sheet.write_string(number, place, cell)
