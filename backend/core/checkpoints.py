"""The server's signed summaries of all heads; older than one cannot change unseen."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from . import clock, jws, keys
from .db import db
from .journal_models import Checkpoint, CheckpointHead, Journal

INTERVAL = 60_000


def newest() -> tuple[int, str] | None:
    """[number, hash] of the newest checkpoint."""
    numbers = select(Checkpoint.number, Checkpoint.hash).order_by(Checkpoint.number.desc())
    row = db.session.execute(numbers.limit(1)).first()
    return (row.number, row.hash) if row else None


def moved() -> list[tuple[str, int, str]]:
    """(journal, seq, head) of every journal that moved since its last checkpoint."""
    last = (
        select(CheckpointHead.journal, func.max(CheckpointHead.seq).label("seq"))
        .group_by(CheckpointHead.journal)
        .subquery()
    )
    rows = db.session.execute(
        select(Journal.id, Journal.seq, Journal.head)
        .outerjoin(last, last.c.journal == Journal.id)
        .where(Journal.seq > func.coalesce(last.c.seq, 0))
        .order_by(Journal.id)
    )
    return [(j, seq, head) for j, seq, head in rows]


def write(*, force: bool = False) -> Checkpoint | None:
    """Sign the next checkpoint when something moved and a minute has passed (or ``force``)."""
    before = db.session.scalar(
        select(Checkpoint).order_by(Checkpoint.number.desc()).limit(1).with_for_update()
    )
    time = clock.now()
    if before and not force and time - before.time < INTERVAL:
        return None
    heads = moved()
    if before and not heads:
        return None
    return sign(
        number=before.number + 1 if before else 1,
        prev=before.hash if before else None,
        heads=heads,
    )


def sign(
    *,
    number: int,
    prev: str | None,
    heads: list[tuple[str, int, str]],
    restored: dict[str, Any] | None = None,
) -> Checkpoint:
    """Sign and keep a checkpoint; ``restored`` marks a declared restore (contracts section 2)."""
    time = clock.now()
    payload: dict[str, Any] = {
        "v": 1,
        "number": number,
        "time": time,
        "prev": prev,
        "heads": [list(head) for head in heads],
    }
    if restored is not None:
        payload["restored"] = restored
    compact = keys.sign("journal", jws.CHECKPOINT, payload)
    row = Checkpoint(
        number=number, hash=jws.take_apart(compact, jws.CHECKPOINT).hash, time=time, compact=compact
    )
    db.session.add(row)
    db.session.flush()  # heads point at it
    db.session.add_all(
        CheckpointHead(number=number, journal=j, seq=seq, head=head) for j, seq, head in heads
    )
    return row


def every_head() -> list[tuple[str, int, str]]:
    """(journal, seq, head) of every journal."""
    rows = db.session.execute(select(Journal.id, Journal.seq, Journal.head).order_by(Journal.id))
    return [(j, seq, head) for j, seq, head in rows]


def texts(count: int, after: int | None = None) -> str:
    """Checkpoints, oldest first, one compact JWS a line: those after a number, else the newest."""
    query = select(Checkpoint.number, Checkpoint.compact).limit(count)
    if after is None:
        query = query.order_by(Checkpoint.number.desc())
    else:
        query = query.where(Checkpoint.number > after).order_by(Checkpoint.number)
    return "".join(f"{compact}\n" for _, compact in sorted(map(tuple, db.session.execute(query))))
