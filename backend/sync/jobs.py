"""Due work of the door."""

from __future__ import annotations

from sqlalchemy import select

from backend.core.db import db
from backend.core.jobs import handler
from backend.core.journal_models import JournalEntry

from . import door


@handler("sync.device_confirmed")
def device_confirmed(payload: dict[str, str]) -> None:
    """Judge again what waited for the confirmation of a device."""
    rows = db.session.scalars(
        select(JournalEntry)
        .where(JournalEntry.kid == payload["kid"], JournalEntry.outcome == "waiting:unconfirmed")
        .order_by(JournalEntry.seq)
    ).all()
    for row in rows:
        door.judge_again(row)


@handler("sync.judge_again")
def judge_again(payload: dict[str, str]) -> None:
    """Try alone what failed unexpectedly (R7); a failure here is retried with growing pauses."""
    row = db.session.get_one(JournalEntry, payload["entry"])
    if row.outcome == "waiting:server_error":
        door.judge_again(row)
