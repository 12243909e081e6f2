"""Drawn signatures of custody: what they are bound to, and whether the drawing holds (U-6, A3-4c).

Entries never wait for files: an accepted entry's ink is looked at when its file is here, and too
little or borrowed ink becomes a finding, never a refusal.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select

from backend.core import files, jobs, strokes
from backend.core.canonical import canonical, sha256
from backend.core.db import db
from backend.core.errors import Problem
from backend.core.payload import Entry
from backend.custody.models import Ink

Data = dict[str, Any]


def statement(kind: str, journal: str, data: Data) -> str:
    """What the strokes of an entry's signatures sign: everything but the strokes themselves."""
    return sha256(canonical({"kind": kind, "journal": journal, "data": _bare(data)}))


def _bare(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: None if key == "strokes" else _bare(one) for key, one in value.items()}
    return [_bare(one) for one in value] if isinstance(value, list) else value


def signatures(data: Data) -> list[Data]:
    """The signatures of an entry, witnesses left out."""
    return [data["signature"]] if "signature" in data else list(data.get("signatures", ()))


def drawn(data: Data) -> Iterator[tuple[str, str]]:
    """(who, strokes) of everything drawn for an entry, candidates who witnessed too."""
    for one in signatures(data):
        if one["strokes"] is not None:
            yield one["by"], one["strokes"]
    for one in data.get("witnesses", ()):
        yield one["candidate"], one["strokes"]


def check(entry: Entry) -> None:
    """Raises `entry.strokes_reused`: a file of strokes signs one content of one person, once."""
    found = list(drawn(entry.data))
    names = [name for _, name in found]
    used = db.session.scalar(select(Ink.entry).where(Ink.strokes.in_(names)).limit(1))
    if used is not None or len(set(names)) != len(names):
        raise Problem("entry.strokes_reused")


def keep(entry: Entry) -> None:
    """Remember what was drawn for an accepted entry, and look at what is here already."""
    content = statement(entry.kind, entry.journal, entry.data)
    for place, (party, name) in enumerate(drawn(entry.data)):
        row = Ink(
            entry=entry.hash, place=place, event_id=entry.journal, party=party, strokes=name,
            statement=content, seq=entry.seq or 0,
        )  # fmt: skip
        db.session.add(row)
        db.session.flush()  # another signature of this push must see it
        if files.exists(entry.journal, name):
            _weigh(row)


@files.on_file
def on_file(journal: str, name: str) -> None:
    """A file of strokes is whole."""
    waiting = select(Ink).where(Ink.event_id == journal, Ink.strokes == name)
    for row in db.session.scalars(waiting).all():
        _weigh(row)
        tell(row.entry)


def _weigh(row: Ink) -> None:
    """Points that signed something else before, on whichever line came first, count once."""
    row.flaw, row.points = strokes.read(files.read(row.event_id, row.strokes), row.statement)
    db.session.flush()
    if not row.points:
        return
    same = select(Ink).where(Ink.points == row.points).order_by(Ink.seq, Ink.entry, Ink.place)
    first, *others = db.session.scalars(same).all()
    for one in others:
        if (one.party, one.statement) != (first.party, first.statement):
            one.flaw = "entry.strokes_reused"
    db.session.flush()


def tell(entry: str) -> None:
    """A finding is due for every drawing of an entry that does not hold, once."""
    for row in db.session.scalars(select(Ink).where(Ink.entry == entry, Ink.flaw.is_not(None))):
        jobs.enqueue("custody.ink", f"{row.entry}:{row.place}", entry=row.entry, place=row.place)
