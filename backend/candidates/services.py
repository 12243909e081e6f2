"""Verbs that change candidates; none commits."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import select, update

from backend.candidates.models import Candidate
from backend.core import files, reading
from backend.core.db import db, lookup_hash, new_id
from backend.core.journal import act, newest
from backend.core.payload import Entry

Row = dict[str, Any]
Marks = Callable[[Any], Any]
KIND = "candidates.listed"


def announce(event_id: str, rows: list[Row], actor: str | None) -> bool:
    """Write the list as an act; rows come without ids, their photos are stored already.

    False when the list in force says exactly this: nothing is written twice.
    """
    last = newest(event_id, KIND)
    said = {"candidates": _with_ids(event_id, rows)}
    before = reading.read(last) if last else None
    if before is not None and before.data == said:
        return False
    photos = files.manifest(event_id, [row["photo"] for row in rows], "photo")
    parents = [last] if last else []
    act(event_id, KIND, said, actor=actor, parents=parents, files=photos)
    return True


def _with_ids(event_id: str, rows: list[Row]) -> list[Row]:
    """A person keeps the id by ID number and project, else ID number, else name and ticket."""
    stored = list(
        db.session.scalars(
            select(Candidate)
            .where(Candidate.event_id == event_id)
            .order_by(Candidate.gone, Candidate.position)
        )
    )
    kept: dict[int, str] = {}
    taken: set[str] = set()
    ways: tuple[tuple[Marks, Marks], ...] = (
        (lambda c: (c.id_number, c.project_id), lambda r: (r["id_number"], r["project"])),
        (lambda c: c.id_number, lambda r: r["id_number"]),
        (lambda c: (c.name, c.ticket), lambda r: (r["name"], r["ticket"])),
    )
    for of_stored, of_row in ways:
        free: dict[Any, str] = {}
        for one in stored:
            if one.id not in taken:
                free.setdefault(of_stored(one), one.id)
        for number, row in enumerate(rows):
            found = None if number in kept else free.pop(of_row(row), None)
            if found is not None:
                kept[number] = found
                taken.add(found)
    return [{"id": kept.get(n) or new_id(), **row} for n, row in enumerate(rows)]


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
