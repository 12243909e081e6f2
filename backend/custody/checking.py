"""What the door asks of an entry about packs, beside the rule itself."""

from __future__ import annotations

from sqlalchemy import select

from backend.core.db import db
from backend.core.errors import Problem
from backend.core.payload import Entry
from backend.custody import errors, legality, parties, projection
from backend.custody.models import Pack
from backend.custody.rules import Fact


def check(entry: Entry) -> None:
    """Raises `scope.object` for what is not of this event, and the codes of `legality.judge`."""
    facts = _facts(entry)
    world = legality.World(facts, *parties.duties(entry.journal), _strips(entry.journal))
    photos = any(file["role"] == "photo" for file in entry.files)
    code = legality.judge(projection.fact_of(entry), world, photos)
    if code is not None:
        raise errors.refused(code)


def _facts(entry: Entry) -> list[Fact]:
    packs = projection.packs_of(entry)
    rows = db.session.execute(select(Pack.id, Pack.event_id).where(Pack.id.in_(packs))).all()
    known = {row.id for row in rows}
    foreign = any(row.event_id != entry.journal for row in rows)
    unknown = entry.kind != "custody.prepared" and (not packs or set(packs) != known)
    if foreign or unknown:
        raise Problem("scope.object")
    return projection.facts(entry.journal, packs)


def _strips(event_id: str) -> dict[str, str]:
    rows = db.session.execute(select(Pack.first_strip, Pack.id).where(Pack.event_id == event_id))
    return dict(rows.all())  # type: ignore[arg-type]
