"""From a plan to the facts of contracts section 7: names become ids, known things keep theirs."""

import json
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Protocol, TypeVar

from sqlalchemy import select

from backend.assessments.models import Batch, ExamSession, Project, Room
from backend.assessments.services import deadline_of, in_force
from backend.core import clock
from backend.core.db import db, new_id
from backend.organisations.models import Centre, Person, Station
from backend.staffing.models import Dispatch
from backend.staffing.plan import Plan

Named = TypeVar("Named", Batch, Project, Room)
Facts = dict[str, Any]


class PreviousItems(Protocol):
    """What inspections knows: B and C of a station's last signed form before a day."""

    def __call__(self, station_id: str, before: date) -> list[dict[str, Any]]:
        """`{no, grade, remark, day}` each."""


_previous: list[PreviousItems] = []


def provide_previous(source: PreviousItems) -> PreviousItems:
    """Inspections stands below; it hands in its source when the app is assembled."""
    if source not in _previous:
        _previous.append(source)
    return source


def previous_items(station_id: str, before: date) -> list[dict[str, Any]]:
    """The station's last B and C, so that the supervisor looks there first."""
    return [item for source in _previous for item in source(station_id, before)]


@dataclass(frozen=True)
class Cast:
    """The people of a plan, found or made, in the plan's order."""

    supervisors: list[Person]
    examiners: list[Person]


@cache
def _talking() -> dict[str, Any]:
    path = Path(__file__).with_name("talking.json")
    talking: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return talking


def talking_points(kinds: set[str]) -> Facts:
    """Sentences for the two meetings that fit the kinds of session (A10-6)."""

    def of(meeting: str) -> list[str]:
        return [
            f"{point['text']}（{point['clause']}）"
            for point in _talking()[meeting]
            if kinds & set(point.get("kinds", kinds))
        ]

    return {"talking_staff": of("staff"), "talking_examiners": of("examiners")}


def build(
    plan: Plan, known: Dispatch | None, centre: Centre, station: Station, cast: Cast, *, demo: bool
) -> Facts:
    """Everything the act, the tables and the kit's brief say."""
    event = known.event_id if known else new_id()
    head = plan.head
    batches = _with_ids(Batch, event, [{"name": name} for name in head["批次名称"]])
    projects = _with_ids(Project, event, plan.projects)
    rooms = _with_ids(Room, event, plan.rooms)
    first_day = clock.day_of(min(s["t0"] for s in plan.sessions))
    kinds = {s["kind"] for s in plan.sessions}
    return {
        "event": event,
        "practice": bool(head["练习"]),
        "demo": demo,
        "template": in_force(first_day),
        "dispatch": {
            "id": known.id if known else new_id(),
            "number": head["派遣号"],
            "issued_at": _issued(head["签发日期"], known),
            "issuer": head["签发人"],
            "remark": head["备注"] or "",
        },
        "centre": {
            "id": centre.id,
            "name": centre.name,
            "duty_phone": centre.duty_phone or "",
            "paper_original": centre.paper_original,
        },
        "station": {
            "id": station.id,
            "name": station.name,
            "place": head["考核地点"],
            "contact_phone": station.contact_phone or "",
        },
        "chief": {"name": head["主考"], "phone": head["主考电话"]},
        "team": [
            {"person": person.id, "name": row["name"], "lead": row["lead"], "phone": row["phone"]}
            for row, person in zip(plan.supervisors, cast.supervisors, strict=True)
        ],
        "batches": batches,
        "projects": projects,
        "rooms": rooms,
        "sessions": _sessions(event, plan, batches, projects, rooms),
        "examiners": [
            {
                "id": person.id,
                "name": row["name"],
                "leader": row["leader"],
                "card_number": row["card_number"],
            }
            for row, person in zip(plan.examiners, cast.examiners, strict=True)
        ],
        "flags": {"technical_defence": bool(head["技术总结答辩"])},
        "contacts": plan.contacts,
        "previous": previous_items(station.id, first_day),
        "deadline": deadline_of(plan.last_day),
        "last_day": plan.last_day.isoformat(),
        "texts": talking_points(kinds),
    }


def refreshed(facts: Facts) -> Facts:
    """The same facts with what depends on the world outside the file worked out again."""
    last_day = date.fromisoformat(facts["last_day"])
    first_day = clock.day_of(min(s["t0"] for s in facts["sessions"]))
    return {
        **facts,
        "deadline": deadline_of(last_day),
        "previous": previous_items(facts["station"]["id"], first_day),
    }


def _issued(day: date | None, known: Dispatch | None) -> int:
    if day is not None:
        return clock.start_of_day(day)
    return known.issued_at if known else clock.now()


def _with_ids(model: type[Named], event: str, rows: list[Facts]) -> list[Facts]:
    """Rows with ids: a name keeps its id; a renamed row takes that of the one left at its place."""
    stored = db.session.scalars(
        select(model).where(model.event_id == event).order_by(model.gone, model.position)
    ).all()
    by_name: dict[str, str] = {}
    for part in stored:
        by_name.setdefault(part.name, part.id)
    wanted = {row["name"] for row in rows}
    renamed = {p.position: p.id for p in stored if not p.gone and p.name not in wanted}
    found = []
    for position, row in enumerate(rows):
        known = by_name.get(row["name"]) or renamed.pop(position, None)
        found.append({"id": known or new_id(), **row})
    return found


def _sessions(
    event: str, plan: Plan, batches: list[Facts], projects: list[Facts], rooms: list[Facts]
) -> list[Facts]:
    ids = [{row["name"]: row["id"] for row in rows} for rows in (batches, projects, rooms)]
    wanted = [
        {
            "batch": ids[0][s["batch"]],
            "project": ids[1][s["project"]],
            "kind": s["kind"],
            "t0": s["t0"],
            "end": s["end"],
            "rooms": [ids[2][name] for name in s["rooms"]],
            "due": s["due"],
        }
        for s in plan.sessions
    ]
    free = list(
        db.session.scalars(
            select(ExamSession)
            .where(ExamSession.event_id == event, ~ExamSession.gone)
            .order_by(ExamSession.t0, ExamSession.position)
        )
    )
    kept: dict[int, str] = {}
    # First the sessions whose time stayed, then those that were only moved.
    for same_time in (True, False):
        for number, row in enumerate(wanted):
            if number in kept:
                continue
            match = next((s for s in free if _same(s, row, same_time=same_time)), None)
            if match is not None:
                kept[number] = match.id
                free.remove(match)
    return [{"id": kept.get(n) or new_id(), **row} for n, row in enumerate(wanted)]


def _same(stored: ExamSession, row: Facts, *, same_time: bool) -> bool:
    alike = (stored.project_id, stored.kind) == (row["project"], row["kind"])
    return alike and (not same_time or stored.t0 == row["t0"])
