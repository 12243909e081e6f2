"""Accounts from the sheet 账号 of a workbook: all of it or nothing, every bad row named."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass, field
from typing import Any

import xlsxwriter
from python_calamine import CalamineError, CalamineWorkbook

from backend.core.errors import language
from backend.organisations import queries as places
from backend.organisations import services as organisations
from backend.organisations.models import Centre, Station
from backend.organisations.rules import normal_name

from . import errors, queries, rules
from .models import Account
from .permissions import STATION
from .services import accounts, grants

SHEET = "账号"
COLUMNS = ("姓名", "用户名", "类别", "中心", "鉴定站", "角色", "手机")
NEEDED = ("姓名", "用户名", "类别", "中心")
KINDS = {"办公": "office", "现场": "field"}
ROLE_NAMES = {
    "省中心领导": "province_leader",
    "中心领导": "centre_leader",
    "中心经办人员": "handler",
    "派遣科室": "dispatcher",
    "质量督导科": "quality",
    "中心试卷交接人员": "paper_keeper",
    "主考": "chief",
    "鉴定站经办": "station_clerk",
    "监考员": "invigilator",
    "工作人员": "staff",
    "考评员": "examiner",
    "考评组长": "team_leader",
    "质量督导员": "supervisor",
}
REASONS = {
    "no_sheet": ("缺少工作表“账号”", "The sheet 账号 is missing"),
    "too_many": ("超过 500 行，请分成几个文件", "More than 500 rows; use several files"),
    "no_column": ("缺少这一列", "This column is missing"),
    "column": ("没有这一列，请用模板的列名", "No such column; use the headings of the template"),
    "missing": ("必填", "Needed"),
    "unknown": ("系统中没有", "Unknown here"),
    "too_long": ("太长", "Too long"),
    "username": ("用户名为 3–40 个字符，不含空格", "A user name has 3 to 40 characters, no space"),
    "phone": ("不是电话号码", "Not a telephone number"),
    "taken": ("用户名已被使用", "The user name is taken"),
    "double": ("表中重复", "Twice in this sheet"),
    "person": ("此人已有账号", "This person has an account"),
    "place": ("这个角色不在鉴定站，请留空", "This role is not held at a station; leave empty"),
    "station": ("这个角色要写明鉴定站", "This role needs its station"),
}
GUIDE = (
    "表名和列名请勿改动；带 * 的列必须填写；一行一个人。",
    "类别：办公人员用密码登录；现场人员（督导员、考评员等）用激活码和手机。",
    "中心、鉴定站：写系统中的全称；只有主考、鉴定站经办、监考员、工作人员要写鉴定站。",
    "角色可以空着；写了的，要由另一位有权人员批准后生效（S-1）。管理员不能导入。",
    "任何一处有误，整份文件都不导入，并指出表、行、列和原因。",
)
MOST_NAME = 60
_PHONE = re.compile(r"\+?[\d\- ]{5,20}")
MOST_BYTES, MOST_UNPACKED, MOST_ROWS = 1024**2, 8 * 1024**2, 500
_FAR = re.compile(rb'r="(?:[A-Z]{2,}\d+|[A-Z]\d{4,})"')


@dataclass
class Result:
    """What the import came to; with errors nothing was changed."""

    created: int = 0
    updated: int = 0
    errors: list[dict[str, Any]] = field(default_factory=list)

    def fault(self, number: int, column: str, code: str) -> None:
        """Name one bad cell without quoting it."""
        reason = REASONS[code][1 if language() == "en" else 0]
        self.errors.append(
            {"sheet": SHEET, "row": number, "column": column, "code": code, "reason": reason}
        )


@dataclass(frozen=True)
class _Row:
    """A row whose every cell holds."""

    cells: dict[str, str]
    centre: Centre
    station: Station | None
    role: str | None


class _Seen:
    """User names and people of the rows above."""

    def __init__(self) -> None:
        self.names: set[str] = set()
        self.people: set[tuple[str, ...]] = set()


def import_accounts(data: bytes, by: Account) -> Result:
    """Make the accounts of a workbook; roles wait for a second person. Every row is judged before
    the first is written, so a file with faults leaves nothing behind."""
    result, seen = Result(), _Seen()
    found = [_judged(number, cells, seen, result) for number, cells in read_rows(data, result)]
    if result.errors:
        result.errors.sort(
            key=lambda e: (e["row"], COLUMNS.index(e["column"]) if e["column"] in COLUMNS else -1)
        )
        return result
    for row in found:
        if row is not None:
            _make(row, by)
            result.created += 1
    return result


def _make(row: _Row, by: Account) -> None:
    cells = row.cells
    person = organisations.upsert_person(
        row.centre, cells["姓名"], phone=cells["手机"] or None, station=row.station
    )
    account = accounts.create_account(cells["用户名"], KINDS[cells["类别"]], person, by=by.id)
    if row.role:
        grants.request_role(account, row.role, centre_id=row.centre.id, station=row.station, by=by)


def _judged(number: int, cells: dict[str, str], seen: _Seen, result: Result) -> _Row | None:
    """The row when it holds; names every cell that does not."""
    before = len(result.errors)
    for column in NEEDED:
        if not cells[column]:
            result.fault(number, column, "missing")
    if len(cells["姓名"]) > MOST_NAME:
        result.fault(number, "姓名", "too_long")
    if cells["用户名"]:
        _judge_username(number, cells["用户名"], seen, result)
    if cells["类别"] and cells["类别"] not in KINDS:
        result.fault(number, "类别", "unknown")
    if cells["手机"] and not _PHONE.fullmatch(cells["手机"]):
        result.fault(number, "手机", "phone")
    centre, station = _places(number, cells, result)
    role = ROLE_NAMES.get(cells["角色"])
    if cells["角色"] and role is None:
        result.fault(number, "角色", "unknown")
    if role in STATION and not cells["鉴定站"]:
        result.fault(number, "鉴定站", "station")
    if role and role not in STATION and cells["鉴定站"]:
        result.fault(number, "鉴定站", "place")
    if centre and cells["姓名"]:
        _judge_person(number, centre, cells, seen, result)
    if centre is None or len(result.errors) > before:
        return None
    return _Row(cells, centre, station, role)


def _judge_username(number: int, text: str, seen: _Seen, result: Result) -> None:
    name = rules.normal_username(text)
    if not 3 <= len(name) <= 40 or any(letter.isspace() for letter in name):
        result.fault(number, "用户名", "username")
    elif name in seen.names:
        result.fault(number, "用户名", "double")
    elif queries.account_named(name):
        result.fault(number, "用户名", "taken")
    seen.names.add(name)


def _places(
    number: int, cells: dict[str, str], result: Result
) -> tuple[Centre | None, Station | None]:
    centre = places.centre_named(cells["中心"]) if cells["中心"] else None
    if cells["中心"] and centre is None:
        result.fault(number, "中心", "unknown")
    station = None
    if centre and cells["鉴定站"]:
        station = places.station_named(centre.id, cells["鉴定站"])
        if station is None:
            result.fault(number, "鉴定站", "unknown")
    return centre, station


def _judge_person(
    number: int, centre: Centre, cells: dict[str, str], seen: _Seen, result: Result
) -> None:
    key = (centre.id, normal_name(cells["姓名"]), cells["手机"])
    if key in seen.people:
        result.fault(number, "姓名", "double")
    seen.people.add(key)
    person = organisations.known_person(centre, cells["姓名"], phone=cells["手机"] or None)
    if person and queries.account_of(person.id):
        result.fault(number, "姓名", "person")


def read_rows(data: bytes, result: Result) -> list[tuple[int, dict[str, str]]]:
    """Filled rows of the sheet with their numbers; names what is wrong with its headings. Raises
    `accounts.sheet` for what is no workbook, or would hurt."""
    _judge(data)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        if SHEET not in book.sheet_names:
            result.fault(0, "", "no_sheet")
            return []
        rows = book.get_sheet_by_name(SHEET).to_python(skip_empty_area=False)
    except (CalamineError, ValueError) as error:
        raise errors.sheet() from error
    heads = [str(cell).strip().removesuffix("*") for cell in rows[0]] if rows else []
    for column in NEEDED:
        if column not in heads:
            result.fault(1, column, "no_column")
    for place, head in enumerate(heads):
        # A heading is named by its place: what is written in it is not ours to repeat.
        if head and head not in COLUMNS:
            result.fault(1, f"第 {place + 1} 列", "column")
        elif head and head in heads[:place]:
            result.fault(1, head, "double")
    if len(rows) > MOST_ROWS + 1:
        result.fault(MOST_ROWS + 2, "", "too_many")
    if result.errors:
        return []
    found = []
    for number, row in enumerate(rows[1:], start=2):
        cells = {head: _text(cell) for head, cell in zip(heads, row, strict=False)}
        if any(cells.values()):
            found.append((number, {column: cells.get(column, "") for column in COLUMNS}))
    return found


def template_xlsx() -> bytes:
    """The empty workbook to fill in: headings, lists to choose from, and a guide."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        needed = book.add_format({"bold": True, "bg_color": "#FCE4D6", "border": 1})
        free = book.add_format({"bold": True, "bg_color": "#E7EEF7", "border": 1})
        text = book.add_format({"num_format": "@"})
        sheet = book.add_worksheet(SHEET)
        sheet.freeze_panes(1, 0)
        lists = {"类别": list(KINDS), "角色": list(ROLE_NAMES)}
        for place, column in enumerate(COLUMNS):
            sheet.set_column(place, place, 30 if column in ("中心", "鉴定站") else 16, text)
            star = "*" if column in NEEDED else ""
            sheet.write_string(0, place, column + star, needed if star else free)
            if column in lists:
                rule = {"validate": "list", "source": lists[column]}
                sheet.data_validation(1, place, MOST_ROWS, place, rule)
        guide = book.add_worksheet("说明")
        guide.set_column(0, 0, 90)
        for line, says in enumerate(GUIDE):
            guide.write_string(line, 0, says)
    return out.getvalue()


def _text(cell: Any) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def _judge(data: bytes) -> None:
    """Refuse what would hurt before it is parsed: size, zip bombs, cells far away."""
    if len(data) > MOST_BYTES:
        raise errors.sheet()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            left = MOST_UNPACKED
            for part in book.infolist():
                with book.open(part) as stream:
                    content = stream.read(left + 1)
                left -= len(content)
                far = part.filename.startswith("xl/worksheets/") and _FAR.search(content)
                if left < 0 or far or b"<!DOCTYPE" in content[:1000]:
                    raise errors.sheet()
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        raise errors.sheet() from error
