"""Reading findings, always through the events the reader may see."""

from typing import Any

from sqlalchemy import Select, select

from backend.assessments.models import ExamEvent
from backend.core.auth import Actor
from backend.core.db import db
from backend.findings.models import Finding
from backend.staffing.queries import visible_events


def listed(actor: Actor, args: dict[str, Any]) -> Select[Finding]:
    """Findings in reach, newest first."""
    reach = visible_events(actor, "finding.read").with_only_columns(ExamEvent.id)
    query = select(Finding).where(Finding.event_id.in_(reach))
    if args["event"]:
        query = query.where(Finding.event_id == args["event"])
    if args["severity"]:
        query = query.where(Finding.severity == args["severity"])
    return query.order_by(Finding.received_at.desc(), Finding.id)


def of_event(event_id: str) -> list[Finding]:
    """Findings of an event that no later entry replaced, oldest first."""
    return list(
        db.session.scalars(
            select(Finding)
            .where(Finding.event_id == event_id, ~Finding.superseded)
            .order_by(Finding.happened_at, Finding.id)
        )
    )
