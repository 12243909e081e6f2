"""Who holds the badges of an event: people and candidates in one shape, those who left too."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from backend.assessments.models import ExamEvent, ExamSession, Project, Room
from backend.candidates.models import Candidate
from backend.core import clock
from backend.core.db import db
from backend.staffing.models import EventPerson

KIND_WORDS = {"theory": "理论", "practical": "操作技能"}


@dataclass(frozen=True)
class HolderFacts:
    """What stands on a badge about its holder, and what the gate needs to know."""

    id: str
    subject: str
    role: str
    name: str
    post: str = ""
    room: str = ""
    room_id: str | None = None
    phone: str = ""
    photo: str | None = None
    card_number: str = ""
    card_until: str = ""
    ticket: str = ""
    id_number: str = ""
    project: str = ""
    project_id: str | None = None
    session: str = ""
    session_id: str | None = None
    seat: str = ""
    gone: bool = False
    person: str | None = None


def of_event(event: ExamEvent, *, only: str | None = None) -> dict[str, HolderFacts]:
    """By id; `only` is `person` or `candidate`."""
    named = select(Room.id, Room.name).where(Room.event_id == event.id)
    rooms = {row.id: row.name for row in db.session.execute(named)}
    found: dict[str, HolderFacts] = {}
    if only != "candidate":
        found |= _people(event, rooms)
    if only != "person":
        found |= _candidates(event, rooms)
    return found


def _people(event: ExamEvent, rooms: dict[str, str]) -> dict[str, HolderFacts]:
    rows = db.session.scalars(
        select(EventPerson).where(EventPerson.event_id == event.id).order_by(EventPerson.position)
    )
    return {
        row.id: HolderFacts(
            id=row.id, subject="person", role=row.role, name=row.name, post=row.post,
            room=rooms.get(row.room_id or "", ""), room_id=row.room_id, phone=row.phone,
            photo=row.photo, card_number=row.card_number, card_until=row.card_until,
            gone=row.gone, person=row.person_id,
        )
        for row in rows
    }  # fmt: skip


def _candidates(event: ExamEvent, rooms: dict[str, str]) -> dict[str, HolderFacts]:
    named = select(Project.id, Project.name).where(Project.event_id == event.id)
    projects = {row.id: row.name for row in db.session.execute(named)}
    sitting = select(ExamSession).where(ExamSession.event_id == event.id)
    sessions = {row.id: shown_session(row) for row in db.session.scalars(sitting)}
    rows = db.session.scalars(
        select(Candidate).where(Candidate.event_id == event.id).order_by(Candidate.position)
    )
    return {
        row.id: HolderFacts(
            id=row.id, subject="candidate", role="candidate", name=row.name,
            room=rooms.get(row.room_id or "", ""), room_id=row.room_id, photo=row.photo,
            ticket=row.ticket, id_number=row.id_number or "",
            project=projects.get(row.project_id, ""), project_id=row.project_id,
            session=sessions.get(row.session_id or "", ""), session_id=row.session_id,
            seat=row.seat, gone=row.gone,
        )
        for row in rows
    }  # fmt: skip


def shown_session(row: ExamSession) -> str:
    """「12-05 09:00 理论」: a session as people say it."""
    return f"{clock.local(row.t0):%m-%d %H:%M} {KIND_WORDS[row.kind]}"
