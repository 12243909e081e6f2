"""Reading exam events."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from backend.assessments.models import ExamEvent, ExamSession
from backend.assessments.rules import SessionTimes
from backend.core.db import db


def event(event_id: str) -> ExamEvent | None:
    """One event, with no question of who may see it."""
    return db.session.get(ExamEvent, event_id)


def session_times(found: ExamEvent) -> list[SessionTimes]:
    """The sessions of an event as the time rules take them."""
    return [SessionTimes(id=s.id, kind=s.kind, t0=s.t0, end=s.end) for s in found.sessions]


def open_events_due_from(instant: int) -> Sequence[ExamEvent]:
    """Events whose form is not yet overdue at an instant: those a calendar change can move."""
    return db.session.scalars(
        select(ExamEvent).where(ExamEvent.deadline >= instant).order_by(ExamEvent.deadline)
    ).all()


def with_parts() -> list[object]:
    """Loader options for lists that show sessions, projects and batches."""
    return [
        selectinload(ExamEvent.sessions).selectinload(ExamSession.rooms),
        selectinload(ExamEvent.projects),
        selectinload(ExamEvent.batches),
        selectinload(ExamEvent.rooms),
        selectinload(ExamEvent.contacts),
    ]
