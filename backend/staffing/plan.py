"""Pure: the sheets of a dispatch file become a plan, or a list of every bad row."""

from dataclasses import dataclass, field
from datetime import date

from backend.core import clock
from backend.staffing import lists
from backend.staffing.columns import (
    CONTACTS,
    EXAMINERS,
    HEAD,
    PEOPLE,
    PROJECTS,
    ROOMS,
    SESSIONS,
    SHEETS,
    SUPERVISORS,
)
from backend.staffing.photos import Album
from backend.staffing.reader import Fault, Reader, Row
from backend.staffing.sheets import Book, Line


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
    # Everybody who may wear a badge; without a filled sheet only who the other sheets name.
    people: list[Row] = field(default_factory=list)
    lists_people: bool = False
    candidates: list[Row] = field(default_factory=list)
    # Portraits by hash.
    photos: dict[str, bytes] = field(default_factory=dict)

    @property
    def last_day(self) -> date:
        """The last day of supervision."""
        return clock.day_of(max(s["end"] for s in self.sessions))


def make_plan(
    book: Book, base: date | None = None, album: Album | None = None
) -> tuple[Plan | None, list[Fault]]:
    """The plan, or None with every fault of the file."""
    reader = Reader(book, base, album)
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
    people = lists.people(reader, head, rooms, examiners, supervisors)
    candidates = lists.candidates(reader, projects, rooms, sessions)
    if reader.faults:
        return None, sorted(reader.faults, key=lambda f: (list(SHEETS).index(f.sheet), f.row))
    rows = reader.lines[HEAD][0][0].rows
    at = [line.row_of("姓名") for line, _ in reader.lines[SUPERVISORS]]
    return Plan(
        head,
        projects,
        rooms,
        sessions,
        examiners,
        supervisors,
        contacts,
        rows,
        at,
        people,
        bool(reader.lines[PEOPLE]),
        candidates,
        reader.photos,
    ), []


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
    for number, (line, row) in enumerate(reader.lines[SESSIONS], start=1):
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
                # Its line in the sheet: what a candidate's 场次 names.
                "number": number,
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
