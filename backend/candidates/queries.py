"""Reading candidates. Whoever asks has asked before whether the caller may see the event."""

from sqlalchemy import select

from backend.candidates.models import Candidate
from backend.core.db import db


def candidates(event_id: str) -> list[Candidate]:
    """The candidates of an event in the order of its list, without those a later list dropped."""
    return list(
        db.session.scalars(
            select(Candidate)
            .where(Candidate.event_id == event_id, ~Candidate.gone)
            .order_by(Candidate.position)
        )
    )
