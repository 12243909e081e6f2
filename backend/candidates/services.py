"""Verbs that change candidates; none commits."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select, update

from backend.candidates.models import Candidate
from backend.core.db import db, lookup_hash
from backend.core.payload import Entry

Row = dict[str, Any]


def store(entry: Entry) -> None:
    """Rows as the act says; whoever it does not name is gone."""
    stored = {
        row.id: row
        for row in db.session.scalars(select(Candidate).where(Candidate.event_id == entry.journal))
    }
    # All at once and before the rest: two people may have swapped their ticket numbers.
    db.session.execute(
        update(Candidate).where(Candidate.event_id == entry.journal).values(gone=True)
    )
    for position, said in enumerate(entry.data["candidates"]):
        row = stored.get(said["id"]) or Candidate(id=said["id"], event_id=entry.journal)
        row.position, row.gone = position, False
        row.name, row.id_number = said["name"], said["id_number"]
        row.id_lookup = lookup_hash("id_number", said["id_number"])
        row.ticket, row.seat, row.photo = said["ticket"], said["seat"], said["photo"]
        row.project_id, row.session_id = said["project"], said["session"]
        row.room_id = said["room"]
        db.session.add(row)
    db.session.flush()  # badges of this transaction read them
