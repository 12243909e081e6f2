"""Files that would hurt are refused before they are parsed; good ones read the same as JSON."""

import io
import json
import zipfile

import pytest
import xlsxwriter

from backend.core.errors import Problem
from backend.staffing import sheets
from backend.staffing.columns import GUIDE, HEAD, SHEETS
from backend.staffing.plan import make_plan
from backend.staffing.reader import Fault
from backend.staffing.template import template_xlsx
from tests.factories.staffing import book


def code_of(data):
    with pytest.raises(Problem) as refused:
        sheets.read_book(data, HEAD)
    return refused.value.code


def filled(**changes):
    rows = {name: rows if isinstance(rows, list) else [rows] for name, rows in book().items()}
    rows.update(changes)
    return template_xlsx(rows)


def rezip(data, change):
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        parts = {part.filename: source.read(part) for part in source.infolist()}
        change(parts)
        for name, content in parts.items():
            target.writestr(name, content)
    return out.getvalue()


def test_the_filled_template_reads_like_the_json_file():
    from_xlsx, faults = make_plan(sheets.read_book(filled(), HEAD))
    assert faults == []
    from_json, _ = make_plan(sheets.read_book(sheets.as_json(book()), HEAD))
    for part in ("head", "projects", "rooms", "sessions", "examiners", "supervisors", "contacts"):
        assert getattr(from_xlsx, part) == getattr(from_json, part)


def test_the_template_has_every_sheet_and_a_guide():
    found = sheets.read_book(template_xlsx(), HEAD)
    assert set(SHEETS) | {GUIDE} == set(found)


def test_an_empty_template_names_what_is_missing():
    plan, faults = make_plan(sheets.read_book(template_xlsx(), HEAD))
    assert plan is None
    assert {f.sheet for f in faults} >= {"派遣", "项目", "考场", "场次", "考评员", "督导员"}


def test_a_row_of_a_workbook_is_named_by_its_number_there():
    bad = filled(项目=[{"名称": "茶叶加工", "应考数": 3, "理论应考": 9}])
    assert make_plan(sheets.read_book(bad, HEAD))[1] == [Fault("项目", 2, "理论应考", "too_many")]
    head = book(主考电话="1")["派遣"]
    assert make_plan(sheets.read_book(filled(派遣=[head]), HEAD))[1] == [
        Fault("派遣", 8, "主考电话", "phone")
    ]


def test_the_dispatch_sheet_may_also_be_one_line_under_headings():
    out = io.BytesIO()
    workbook = xlsxwriter.Workbook(out, {"in_memory": True})
    for name, found in book().items():
        sheet = workbook.add_worksheet(name)
        rows = found if isinstance(found, list) else [found]
        columns = list(dict.fromkeys(key for row in rows for key in row))
        sheet.write_row(0, 0, columns)
        for number, row in enumerate(rows, start=1):
            for place, column in enumerate(columns):
                cell = row.get(column, "")
                sheet.write(number, place, "；".join(cell) if isinstance(cell, list) else cell)
    workbook.close()
    assert make_plan(sheets.read_book(out.getvalue(), HEAD))[1] == []


def test_a_file_over_5_mb_is_refused():
    assert code_of(b"PK\x03\x04" + b"0" * sheets.MOST_BYTES) == "staffing.file_too_large"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"[]",
        b'{"a": 1}',
        b"\xff\xfe",
        b"PK\x03\x04junk",
        b"\xd0\xcf\x11\xe0old xls",
        b"[" * 100,
    ],
)
def test_what_is_no_dispatch_file(data):
    assert code_of(data) == "staffing.file_unreadable"


def test_a_zip_that_unpacks_to_too_much_is_refused_before_it_is_parsed():
    def bomb(parts):
        parts["xl/media/zeros.bin"] = b"0" * (21 * 1024 * 1024)

    data = rezip(filled(), bomb)
    assert len(data) < 100_000
    assert code_of(data) == "staffing.file_bomb"


def test_a_ratio_no_workbook_has_is_refused():
    def bomb(parts):
        parts["xl/worksheets/sheet9.xml"] = b"<worksheet>" + b" " * 8_000_000 + b"</worksheet>"

    assert code_of(rezip(filled(), bomb)) == "staffing.file_bomb"


def test_a_directory_that_lies_about_sizes_is_refused():
    data = bytearray(rezip(filled(), lambda parts: parts.update({"xl/lie.xml": b"<a/>" * 4000})))
    place = data.rfind(b"xl/lie.xml") - 46
    assert data[place : place + 4] == b"PK\x01\x02"
    data[place + 24 : place + 28] = (4).to_bytes(4, "little")
    assert code_of(bytes(data)) in {"staffing.file_bomb", "staffing.file_unreadable"}


def test_nested_archives_are_refused():
    data = rezip(filled(), lambda parts: parts.update({"xl/inner.xml": b"PK\x03\x04..."}))
    assert code_of(data) == "staffing.file_bomb"


def test_a_cell_far_away_is_refused():
    def far(parts):
        name = "xl/worksheets/sheet2.xml"
        parts[name] = parts[name].replace(
            b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
        )

    assert code_of(rezip(filled(), far)) == "staffing.file_bomb"


def test_too_many_cells_are_refused():
    cells = b"".join(b'<c r="A1"><v>1</v></c>' for _ in range(sheets.MOST_CELLS + 1))

    def many(parts):
        name = "xl/worksheets/sheet2.xml"
        parts[name] = parts[name].replace(
            b"</sheetData>", b'<row r="9">' + cells + b"</row></sheetData>"
        )

    assert code_of(rezip(filled(), many)) == "staffing.file_bomb"


def test_a_long_shared_string_is_refused():
    head = book(备注="长" * 2001)["派遣"]
    assert code_of(filled(派遣=[head])) == "staffing.file_bomb"


def test_a_document_type_is_refused():
    def doctype(parts):
        name = "xl/sharedStrings.xml"
        parts[name] = parts[name].replace(b"<sst", b'<!DOCTYPE sst [<!ENTITY a "b">]><sst', 1)

    assert code_of(rezip(filled(), doctype)) == "staffing.file_bomb"


def test_json_with_a_repeated_key_is_refused():
    text = json.dumps(book(), ensure_ascii=False)
    twice = text.replace('"项目"', '"考场"', 1)
    assert code_of(twice.encode()) == "staffing.file_unreadable"
