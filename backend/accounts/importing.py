"""Accounts from the sheet 账号 of a workbook: all of it or nothing, every bad row named."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass, field
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from backend.core.errors import Problem
from backend.organisations import queries as places
from backend.organisations import services as organisations
from backend.organisations.models import Centre, Station

from . import errors, queries
from .models import Account
from .permissions import ADMINS
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
    "missing": "必填",
    "unknown": "系统中没有",
    "taken": "用户名已被使用",
    "double": "表中重复",
    "person": "此人已有账号",
    "place": "角色与所在单位不符",
}
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
        self.errors.append(
            {"sheet": SHEET, "row": number, "column": column, "code": code, "reason": REASONS[code]}
        )


def import_accounts(data: bytes, by: Account) -> Result:
    """Make the accounts of a workbook; roles wait for a second person. The caller rolls back when
    the result names errors."""
    result, seen = Result(), set[str]()
    for number, cells in read_rows(data):
        for column in NEEDED:
            if not cells[column]:
                result.fault(number, column, "missing")
        if not all(cells[column] for column in NEEDED):
            continue
        name = cells["用户名"].casefold()
        if name in seen:
            result.fault(number, "用户名", "double")
        seen.add(name)
        _one(number, cells, by, result)
    return result


def _one(number: int, cells: dict[str, str], by: Account, result: Result) -> None:
    found = _resolve(number, cells, result)
    if found is None:
        return
    centre, station, kind, role = found
    person = organisations.upsert_person(
        centre, cells["姓名"], phone=cells["手机"] or None, station=station
    )
    if queries.account_of(person.id):
        result.fault(number, "姓名", "person")
        return
    try:
        account = accounts.create_account(cells["用户名"], kind, person, by=by.id)
    except Problem:
        result.fault(number, "用户名", "taken")
        return
    if role:
        try:
            grants.request_role(account, role, centre_id=centre.id, station=station, by=by)
        except Problem:
            result.fault(number, "角色", "place")
    result.created += 1


def _resolve(
    number: int, cells: dict[str, str], result: Result
) -> tuple[Centre, Station | None, str, str | None] | None:
    """Centre, station, kind and role a row names; names what is unknown."""
    before = len(result.errors)
    centre = places.centre_named(cells["中心"])
    if centre is None:
        result.fault(number, "中心", "unknown")
    station = places.station_named(centre.id, cells["鉴定站"]) if centre else None
    if cells["鉴定站"] and centre and station is None:
        result.fault(number, "鉴定站", "unknown")
    kind, role = KINDS.get(cells["类别"]), ROLE_NAMES.get(cells["角色"])
    if kind is None:
        result.fault(number, "类别", "unknown")
    if (cells["角色"] and role is None) or role in ADMINS:
        result.fault(number, "角色", "unknown")
    if centre is None or kind is None or len(result.errors) > before:
        return None
    return centre, station, kind, role


def read_rows(data: bytes) -> list[tuple[int, dict[str, str]]]:
    """Filled rows of the sheet with their numbers; raises `accounts.sheet`."""
    _judge(data)
    try:
        rows = (
            CalamineWorkbook.from_filelike(io.BytesIO(data))
            .get_sheet_by_name(SHEET)
            .to_python(skip_empty_area=False)
        )
    except (CalamineError, ValueError) as error:
        raise errors.sheet() from error
    heads = [str(cell).strip() for cell in rows[0]] if rows else []
    if not set(NEEDED) <= set(heads) or len(rows) > MOST_ROWS + 1:
        raise errors.sheet()
    found = []
    for number, row in enumerate(rows[1:], start=2):
        cells = {head: _text(cell) for head, cell in zip(heads, row, strict=False)}
        if any(cells.values()):
            found.append((number, {column: cells.get(column, "") for column in COLUMNS}))
    return found


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
