"""Pure: the sheets 人员 and 考生 become lists of people and candidates, with every bad cell named."""

from collections import Counter
from typing import Any

from backend.organisations.rules import normal_name
from backend.staffing.columns import CANDIDATES, KIND_WORDS, PEOPLE
from backend.staffing.models import ROLES
from backend.staffing.reader import Reader, Row
from backend.staffing.sheets import Line

# Whom another sheet of the book names already, and the fault when it does not.
_KNOWN_BY = {
    "chief": "chief_differs",
    "team_leader": "unknown_examiner",
    "examiner": "unknown_examiner",
    "supervisor": "unknown_supervisor",
}


# --- people ----------------------------------------------------------------------------------


def people(
    reader: Reader, head: Row, rooms: list[Row], examiners: list[Row], supervisors: list[Row]
) -> list[Row]:
    """Everybody with a part in the event by role: who the sheet lists, and who the other sheets
    name. `source` is the place in those sheets, from which the import knows the person."""
    named = _named(head, examiners, supervisors)
    names = {room["name"] for room in rooms}
    taken: set[tuple[str, int]] = set()
    found = []
    reader.read(PEOPLE)
    _one_line_each(reader)
    for line, row in reader.lines[PEOPLE]:
        if row["考场"] is not None and row["考场"] not in names:
            reader.fault(PEOPLE, line, "考场", "unknown_room")
        if row["角色"] == "staff" and row["岗位"] is None:
            reader.fault(PEOPLE, line, "岗位", "post_needed")
        source = _source(reader, line, row, named)
        if source is not None and source in taken:
            reader.fault(PEOPLE, line, "姓名", "repeated")
        if source is not None:
            taken.add(source)
        found.append(_person(row, source, named.get(source) if source else None))
    found += [_person(None, source, own) for source, own in named.items() if source not in taken]
    return sorted(found, key=lambda p: ROLES.index(p["role"] or "staff"))


def _named(head: Row, examiners: list[Row], supervisors: list[Row]) -> dict[tuple[str, int], Row]:
    """The people of the other sheets by sheet and place."""
    chief = {"name": head["主考"], "phone": head["主考电话"], "card_number": None, "role": "chief"}
    return {
        ("chief", 0): chief,
        **{
            ("examiner", n): {**row, "role": "team_leader" if row["leader"] else "examiner"}
            for n, row in enumerate(examiners)
        },
        **{("supervisor", n): {**row, "role": "supervisor"} for n, row in enumerate(supervisors)},
    }


def _source(
    reader: Reader, line: Line, row: Row, named: dict[tuple[str, int], Row]
) -> tuple[str, int] | None:
    """Which person of the other sheets this line means."""
    role = row["角色"]
    if role not in _KNOWN_BY or row["姓名"] is None:
        return None
    fits = [
        source
        for source, own in named.items()
        if own["role"] == role
        and own["name"] is not None
        and normal_name(own["name"]) == normal_name(row["姓名"])
        and (None in (row["证卡号"], own["card_number"]) or row["证卡号"] == own["card_number"])
    ]
    if len(fits) > 1 and row["手机"] is not None:
        fits = [source for source in fits if named[source]["phone"] == row["手机"]] or fits
    if not fits:
        reader.fault(PEOPLE, line, "姓名", _KNOWN_BY[role])
    elif len(fits) > 1:
        reader.fault(PEOPLE, line, "证卡号", "ambiguous_person")
    return fits[0] if len(fits) == 1 else None


def _one_line_each(reader: Reader) -> None:
    """Nobody twice: by ID number, or where it is missing by name and role."""
    seen = set()
    for line, row in reader.lines[PEOPLE]:
        key = row["证件号码"] or (row["姓名"], row["角色"])
        if None not in (row["姓名"], row["角色"]) and key in seen:
            reader.fault(PEOPLE, line, "证件号码" if row["证件号码"] else "姓名", "repeated")
        seen.add(key)


def _person(row: Row | None, source: tuple[str, int] | None, own: Row | None) -> Row:
    said, known = row or {}, own or {}
    until = said.get("证卡有效期")
    return {
        "source": source,
        "listed": row is not None,
        "name": known.get("name") or said.get("姓名"),
        "role": known.get("role") or said.get("角色"),
        "post": said.get("岗位") or "",
        "room": said.get("考场"),
        "id_number": said.get("证件号码"),
        "phone": said.get("手机") or known.get("phone") or "",
        "card_number": said.get("证卡号") or known.get("card_number") or "",
        "card_until": until.isoformat() if until else "",
        "photo": said.get("照片"),
    }


# --- candidates ------------------------------------------------------------------------------


def candidates(
    reader: Reader, projects: list[Row], rooms: list[Row], sessions: list[Row]
) -> list[Row]:
    """Candidates in the order of the sheet; `session` is the number of its line, or None."""
    due = {project["name"]: project["due"] for project in projects}
    names = {room["name"] for room in rooms}
    counted: Counter[str] = Counter()
    found = []
    reader.read(CANDIDATES)
    reader.unique(CANDIDATES, "准考证号")
    reader.unique(CANDIDATES, "证件号码", "项目")
    reader.unique(CANDIDATES, "座位", "考场", "场次")
    for line, row in reader.lines[CANDIDATES]:
        project = row["项目"]
        if project is not None and project not in due:
            reader.fault(CANDIDATES, line, "项目", "unknown_project")
            project = None
        counted[project] += 1
        if project is not None and due[project] is not None and counted[project] > due[project]:
            reader.fault(CANDIDATES, line, "项目", "too_many")
        session = _session(reader, line, row, project, sessions)
        _room(reader, line, row, names, session)
        found.append(
            {
                "name": row["姓名"],
                "id_number": row["证件号码"],
                "ticket": row["准考证号"],
                "project": project,
                "session": session and session["number"],
                "room": row["考场"],
                "seat": row["座位"] or "",
                "photo": row["照片"],
            }
        )
    return found


def _session(
    reader: Reader, line: Line, row: Row, project: str | None, sessions: list[Row]
) -> Row | None:
    """The session a line names by number or kind; none named: the project's only one, or all."""
    said = row["场次"]
    mine = [s for s in sessions if s["project"] == project]
    if project is None:
        return None
    if said is None:
        return mine[0] if len(mine) == 1 else None
    fits, code = _sessions_named(said, project, sessions)
    if code is not None:
        reader.fault(CANDIDATES, line, "场次", code)
    return fits[0] if code is None else None


def _sessions_named(said: str, project: str, sessions: list[Row]) -> tuple[list[Row], str | None]:
    if said in KIND_WORDS:
        fits = [s for s in sessions if (s["project"], s["kind"]) == (project, KIND_WORDS[said])]
        if len(fits) > 1:
            return fits, "ambiguous_session"
        return fits, None if fits else "unknown_session"
    fits = [s for s in sessions if str(s["number"]) == said]
    if not fits:
        return fits, "unknown_session"
    return fits, None if fits[0]["project"] == project else "session_project"


def _room(reader: Reader, line: Line, row: Row, names: set[Any], session: Row | None) -> None:
    room = row["考场"]
    if room is None:
        return
    if room not in names:
        reader.fault(CANDIDATES, line, "考场", "unknown_room")
    elif session is not None and room not in (session["rooms"] or ()):
        reader.fault(CANDIDATES, line, "考场", "room_session")
