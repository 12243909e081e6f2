"""What staffing, which stands above, asks the form for."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select

from backend.assessments.models import ExamEvent
from backend.core.db import db
from backend.staffing.facts import provide_previous
from backend.staffing.queries import provide_form_states

from ..models import Form, FormMark


@provide_form_states
def form_states(events: list[str]) -> dict[str, dict[str, Any]]:
    """How far the forms of these events are."""
    rows = db.session.scalars(select(Form).where(Form.event_id.in_(events)))
    return {
        row.event_id: {"state": row.state, "graded": row.graded, "due": row.due} for row in rows
    }


@provide_previous
def previous_items(station_id: str, before: date) -> list[dict[str, Any]]:
    """B and C of the station's last official form before a day, for the next brief."""
    last = db.session.execute(
        select(Form.official, ExamEvent.last_day)
        .join(ExamEvent, ExamEvent.id == Form.event_id)
        .where(
            ExamEvent.station_id == station_id,
            ExamEvent.last_day < before.isoformat(),
            ~ExamEvent.practice,
            Form.official.is_not(None),
        )
        .order_by(ExamEvent.last_day.desc(), Form.event_id)
        .limit(1)
    ).first()
    if last is None:
        return []
    marks = db.session.scalars(
        select(FormMark)
        .where(FormMark.sign == last.official, FormMark.grade.in_(("B", "C")))
        .order_by(FormMark.no)
    )
    return [
        {"no": mark.no, "grade": mark.grade, "remark": mark.remark, "day": last.last_day}
        for mark in marks
    ]
