"""Due work of staffing: reminders before the day."""

from typing import Any

from sqlalchemy import select

from backend.core import messages
from backend.core.db import db
from backend.core.jobs import handler
from backend.staffing import services
from backend.staffing.models import Dispatch
from backend.staffing.queries import dispatchers


@handler("staffing.unaccepted")
def remind_unaccepted(payload: dict[str, Any]) -> None:
    """Two working days before D: who has not accepted (N1.8-1)."""
    behind = [r for r in services.readiness(payload["event"]) if r.reply != "accepted"]
    services.remind(payload["event"], "staffing.unaccepted", behind, people=True)


@handler("staffing.unready")
def remind_unready(payload: dict[str, Any]) -> None:
    """D-1 12:00: whose phone has not passed 出发前体检; the brief is brought up to date."""
    services.refresh(payload["event"])
    behind = [r for r in services.readiness(payload["event"]) if not r.ready]
    services.remind(payload["event"], "staffing.unready", behind, people=True)


@handler("staffing.declined")
def tell_declined(payload: dict[str, Any]) -> None:
    """A supervisor declined: the dispatch section has to send somebody else."""
    row = db.session.scalar(select(Dispatch).where(Dispatch.event_id == payload["event"]))
    if row is None:
        return
    for person in dispatchers(row.centre_id):
        messages.send(
            person, "staffing.declined", f"/desk/dispatch/{payload['event']}", number=row.number
        )
