"""Writing an exam event from the facts of its dispatch.

Only `store_event` writes these tables, from the data of a `staffing.dispatch` act, so that a
rebuild from the journal gives the same rows. It never judges and never asks the clock.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import delete, select

from backend.assessments.models import (
    Batch,
    Contact,
    ExamEvent,
    ExamSession,
    Project,
    Room,
)
from backend.assessments.templates import ensure_templates, in_force
from backend.core import clock, workdays
from backend.core.db import db

__all__ = ["deadline_of", "ensure_templates", "in_force", "store_event"]

Part = TypeVar("Part", Batch, Project, Room, ExamSession)
Facts = dict[str, Any]


def deadline_of(last_day: date) -> int:
    """When the form is due: end of the first working day after supervision (A11-f3c, Q-38)."""
    return workdays.deadline_after(last_day, 1)


def store_event(facts: Facts) -> ExamEvent:
    """Make or change the event and its parts exactly as the facts say; dropped parts stay as gone."""
    event = db.session.get(ExamEvent, facts["event"]) or ExamEvent(id=facts["event"])
    event.centre_id = facts["centre"]["id"]
    event.station_id = facts["station"]["id"]
    event.place = facts["station"]["place"]
    event.first_day = clock.day_of(min(s["t0"] for s in facts["sessions"])).isoformat()
    event.last_day = facts["last_day"]
    event.deadline = facts["deadline"]
    event.chief_name = facts["chief"]["name"]
    event.chief_phone = facts["chief"]["phone"]
    event.template = facts["template"]
    event.technical_defence = facts["flags"]["technical_defence"]
    event.practice = facts["practice"]
    event.demo = facts["demo"]
    db.session.add(event)
    db.session.flush()  # the parts point at the event
    _store(Batch, event.id, facts["batches"], ("name",))
    _store(
        Project,
        event.id,
        facts["projects"],
        ("name", "due", "theory_due", "practical_due", "paper_code", "copies"),
    )
    rooms = _store(Room, event.id, facts["rooms"], ("name", "kind", "computer"))
    db.session.flush()  # sessions point at batch, project and rooms
    _store_sessions(event.id, facts["sessions"], rooms)
    _store_contacts(event.id, facts["contacts"])
    db.session.flush()  # readers in this transaction see the event as a whole
    db.session.expire(event)
    return event


def _store(
    model: type[Part], event_id: str, rows: Sequence[Facts], fields: Iterable[str]
) -> dict[str, Part]:
    stored = {p.id: p for p in db.session.scalars(select(model).where(model.event_id == event_id))}
    for part in stored.values():
        part.gone = True
    for position, row in enumerate(rows):
        part = stored.get(row["id"]) or model(id=row["id"], event_id=event_id)
        part.position, part.gone = position, False
        for field in fields:
            setattr(part, field, row[field])
        db.session.add(part)
        stored[part.id] = part
    return stored


def _store_sessions(event_id: str, rows: Sequence[Facts], rooms: dict[str, Room]) -> None:
    flat = [{**row, "batch_id": row["batch"], "project_id": row["project"]} for row in rows]
    fields = ("batch_id", "project_id", "kind", "t0", "end", "due")
    stored = _store(ExamSession, event_id, flat, fields)
    for row in rows:
        stored[row["id"]].rooms = [rooms[room] for room in row["rooms"]]


def _store_contacts(event_id: str, rows: Sequence[Facts]) -> None:
    # Nobody names a contact, so they are simply written again.
    db.session.execute(delete(Contact).where(Contact.event_id == event_id))
    for position, row in enumerate(rows):
        db.session.add(Contact(event_id=event_id, position=position, **row))
