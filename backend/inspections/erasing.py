"""What an erasure order destroys of the form: values, remarks, ink; states and counts stay."""

from __future__ import annotations

from sqlalchemy import delete, select

from backend.core.db import db
from backend.core.erasure import on_erase
from backend.core.journal_models import JournalEntry

from .models import Answer, FormMark, FormVersion, Remark, StrokesUse


@on_erase
def erase(journal_id: str) -> None:
    """Called with the event's journal, in the order's transaction."""
    signed = select(FormVersion.sign).where(FormVersion.event_id == journal_id)
    entries = select(JournalEntry.hash).where(JournalEntry.journal == journal_id)
    for statement in (
        delete(Answer).where(Answer.event_id == journal_id),
        delete(FormMark).where(FormMark.sign.in_(signed)),
        delete(Remark).where(Remark.event_id == journal_id),
        delete(StrokesUse).where(StrokesUse.entry.in_(entries)),
    ):
        db.session.execute(statement)
