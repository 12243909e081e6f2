"""Pure: the sheets of a dispatch file become a plan, or a list of every bad row."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from backend.core import clock
from backend.staffing import cells
from backend.staffing.columns import (
    CONTACTS,
    EXAMINERS,
    HEAD,
    NEEDED_SHEETS,
    PROJECTS,
    ROOMS,
    SESSIONS,
    SHEETS,
    SUPERVISORS,
    Column,
)
from backend.staffing.sheets import Book, Line

Row = dict[str, Any]


@dataclass(frozen=True)
class Fault:
    """One thing wrong in the file, so that a person finds the cell."""

    sheet: str
    row: int
    column: str
    code: str


@dataclass
class Plan:
    """A dispatch as the file says it, checked in itself; names, not ids."""

    head: Row
    projects: list[Row]
    rooms: list[Row]
    sessions: list[Row]
    examiners: list[Row]
    supervisors: list[Row]
    contacts: list[Row]
    head_rows: dict[str, int] = field(default_factory=dict)
    supervisor_rows: list[int] = field(default_factory=list)

    @property
    def last_day(self) -> date:
        """The last day of supervision."""
        return clock.day_of(max(s["end"] for s in self.sessions))


class Reader:
    """Collects faults instead of stopping at the first (U-13)."""

    def __init__(self, book: Book, base: date | None):
        self.book, self.base = book, base
        self.faults: list[Fault] = []
        self.lines: dict[str, list[tuple[Line, Row]]] = {}

    def fault(self, sheet: str, line: Line | None, column: str, code: str) -> None:
        """Note one bad cell."""
        self.faults.append(Fault(sheet, line.row_of(column) if line else 0, column, code))

    def read(self, sheet: str) -> list[Row]:
        """Every line of a sheet as values; unreadable cells are None."""
        if sheet not in self.book and sheet in NEEDED_SHEETS:
            self.fault(sheet, None, "", "missing_sheet")
        found = []
        for line in self.book.get(sheet, []):
            known = {column.name for column in SHEETS[sheet]}
            for name in line.cells:
                if name not in known:
                    self.fault(sheet, line, name[:20], "unknown_column")
            row = {c.name: self._cell(sheet, line, c) for c in SHEETS[sheet]}
            found.append((line, row))
        if sheet in self.book and not found and sheet in NEEDED_SHEETS:
            self.fault(sheet, None, "", "empty_sheet")
        self.lines[sheet] = found
        return [row for _, row in found]

    def _cell(self, sheet: str, line: Line, column: Column) -> Any:
        cell = line.cells.get(column.name)
        if cell is None:
            if column.needed:
                self.fault(sheet, line, column.name, "needed")
            return None
        try:
            if column.reads == "day":
                return cells.day(cell, column, self.base)
            return cells.READERS[column.reads](cell, column)
        except cells.Bad as bad:
            self.fault(sheet, line, column.name, bad.code)
            return None

    def unique(self, sheet: str, *columns: str) -> None:
        """No two lines of a sheet may agree in these columns."""
        seen = set()
        for line, row in self.lines[sheet]:
            key = tuple(row[column] for column in columns)
            if None in key:
                continue
            if key in seen:
                self.fault(sheet, line, columns[0], "repeated")
            seen.add(key)


def make_plan(book: Book, base: date | None = None) -> tuple[Plan | None, list[Fault]]:
    """The plan, or None with every fault of the file."""
    reader = Reader(book, base)
    heads = reader.read(HEAD)
    if len(heads) > 1:
        reader.fault(HEAD, reader.lines[HEAD][1][0], "派遣号", "one_line")
    head = heads[0] if heads else {c.name: None for c in SHEETS[HEAD]}
    projects = _projects(reader)
    rooms = _rooms(reader)
    sessions = _sessions(reader, head["批次名称"] or [], projects, rooms)
    examiners, supervisors = _people(reader, head)
    contacts = [
        {"label": row["称谓"], "name": row["姓名"] or "", "phone": row["电话"]}
        for row in reader.read(CONTACTS)
    ]
    if reader.faults:
        return None, sorted(reader.faults, key=lambda f: (list(SHEETS).index(f.sheet), f.row))
    rows = reader.lines[HEAD][0][0].rows
    at = [line.row_of("姓名") for line, _ in reader.lines[SUPERVISORS]]
    return Plan(head, projects, rooms, sessions, examiners, supervisors, contacts, rows, at), []


def _projects(reader: Reader) -> list[Row]:
    rows = reader.read(PROJECTS)
    reader.unique(PROJECTS, "名称")
    for line, row in reader.lines[PROJECTS]:
        for column in ("理论应考", "技能应考"):
            if None not in (row[column], row["应考数"]) and row[column] > row["应考数"]:
                reader.fault(PROJECTS, line, column, "too_many")
    return [
        {
            "name": row["名称"],
            "due": row["应考数"],
            "theory_due": row["理论应考"],
            "practical_due": row["技能应考"],
            "paper_code": row["试卷编号"] or "",
            "copies": row["份数"],
        }
        for row in rows
    ]


def _rooms(reader: Reader) -> list[Row]:
    rows = reader.read(ROOMS)
    reader.unique(ROOMS, "名称")
    return [
        {"name": row["名称"], "kind": row["类型"], "computer": bool(row["机考"])} for row in rows
    ]


def _sessions(
    reader: Reader, batches: list[str], projects: list[Row], rooms: list[Row]
) -> list[Row]:
    reader.read(SESSIONS)
    kinds = {room["name"]: room["kind"] for room in rooms}
    known = {project["name"] for project in projects}
    busy: list[tuple[str, int, int]] = []
    found = []
    for line, row in reader.lines[SESSIONS]:
        _session_names(reader, line, row, known, kinds)
        batch = _batch_of(reader, line, row, batches)
        if None in (row["日期"], row["开考"], row["结束"]):
            continue
        t0, end = clock.at(row["日期"], row["开考"]), clock.at(row["日期"], row["结束"])
        if end <= t0:
            reader.fault(SESSIONS, line, "结束", "end")
            continue
        for room in row["考场"] or ():
            # Several projects may sit the same hours in one room; half an overlap is a mistake.
            if any(r == room and t0 < e and b < end and (b, e) != (t0, end) for r, b, e in busy):
                reader.fault(SESSIONS, line, "考场", "room_busy")
            busy.append((room, t0, end))
        found.append(
            {
                "batch": batch,
                "project": row["项目"],
                "kind": row["类型"],
                "t0": t0,
                "end": end,
                "rooms": row["考场"],
                "due": row["应考数"],
            }
        )
    planned = {row["项目"] for _, row in reader.lines[SESSIONS]}
    for line, row in reader.lines[PROJECTS]:
        if row["名称"] is not None and row["名称"] not in planned and reader.lines[SESSIONS]:
            reader.fault(PROJECTS, line, "名称", "unused_project")
    return sorted(found, key=lambda s: s["t0"])


def _session_names(
    reader: Reader, line: Line, row: Row, projects: set[str], kinds: dict[str, str]
) -> None:
    if row["项目"] is not None and row["项目"] not in projects:
        reader.fault(SESSIONS, line, "项目", "unknown_project")
    for room in row["考场"] or ():
        if room not in kinds:
            reader.fault(SESSIONS, line, "考场", "unknown_room")
        elif None not in (kinds[room], row["类型"]) and kinds[room] != row["类型"]:
            reader.fault(SESSIONS, line, "考场", "room_kind")


def _batch_of(reader: Reader, line: Line, row: Row, batches: list[str]) -> str | None:
    if row["批次"] is None:
        if len(batches) > 1:
            reader.fault(SESSIONS, line, "批次", "batch_needed")
        return batches[0] if batches else None
    if batches and row["批次"] not in batches:
        reader.fault(SESSIONS, line, "批次", "unknown_batch")
    return str(row["批次"])


def _people(reader: Reader, head: Row) -> tuple[list[Row], list[Row]]:
    examiners = [
        {
            "name": row["姓名"],
            "leader": bool(row["组长"]),
            "card_number": row["证卡号"],
            "phone": row["手机"],
        }
        for row in reader.read(EXAMINERS)
    ]
    supervisors = [
        {
            "name": row["姓名"],
            "lead": bool(row["主督导"]),
            "card_number": row["证卡号"],
            "phone": row["手机"],
        }
        for row in reader.read(SUPERVISORS)
    ]
    reader.unique(EXAMINERS, "证卡号")
    reader.unique(SUPERVISORS, "证卡号")
    reader.unique(SUPERVISORS, "姓名", "手机")
    if len(supervisors) == 1:
        supervisors[0]["lead"] = True
    _exactly_one(reader, EXAMINERS, "组长", [e["leader"] for e in examiners], "leader")
    _exactly_one(reader, SUPERVISORS, "主督导", [s["lead"] for s in supervisors], "lead")
    marks = {mark for e in examiners for mark in (e["card_number"], e["phone"]) if mark}
    for line, row in reader.lines[SUPERVISORS]:
        # The chief is no supervisor either (requirements section 3).
        chief = (row["姓名"], row["手机"]) == (head["主考"], head["主考电话"])
        if chief or marks & {row["证卡号"], row["手机"]}:
            reader.fault(SUPERVISORS, line, "姓名", "both_roles")
    return examiners, supervisors


def _exactly_one(reader: Reader, sheet: str, column: str, marks: list[bool], code: str) -> None:
    if marks and sum(marks) != 1:
        last = [line for (line, _), mark in zip(reader.lines[sheet], marks, strict=True) if mark]
        reader.fault(sheet, (last or [reader.lines[sheet][0][0]])[-1], column, code)
