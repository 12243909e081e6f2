"""Due work: the truth is a row written with the change; Huey is the engine.

A sweep every second leases due rows and hands them to Huey. The handler's effect
and ``done`` are one transaction, so a killed worker repeats nothing and loses
nothing: an expired lease makes the row due again.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from sqlalchemy import JSON, Index, String, select, update
from sqlalchemy.orm import Mapped, mapped_column

from . import clock
from .db import Base, Instant, db, id_column

LEASE = 60_000
MOST_ATTEMPTS = 8
log = logging.getLogger("backend.jobs")


class DueJob(Base):
    """One piece of work that is due at an instant; ``key`` makes it happen once."""

    __tablename__ = "due_job"
    __table_args__ = (Index("ix_due_job_state_due_at", "state", "due_at"),)

    id: Mapped[str] = id_column()
    kind: Mapped[str] = mapped_column(String(40))
    key: Mapped[str] = mapped_column(String(120), unique=True)
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    due_at: Mapped[int] = mapped_column(Instant)
    lease_until: Mapped[int] = mapped_column(Instant, default=0)
    attempts: Mapped[int] = mapped_column(default=0)
    state: Mapped[str] = mapped_column(String(10), default="due")
    error: Mapped[str | None] = mapped_column(String(80))


Handler = Callable[[dict[str, Any]], None]
HANDLERS: dict[str, Handler] = {}


def handler(kind: str) -> Callable[[Handler], Handler]:
    """Register what does a kind of work; it runs inside one transaction and must not commit."""

    def register(function: Handler) -> Handler:
        HANDLERS[kind] = function
        return function

    return register


def enqueue(kind: str, key: str, due_at: int | None = None, **payload: Any) -> None:
    """Make work due, once per (kind, key), in the caller's transaction.

    A second call with the same key before it ran moves it to the new instant and payload.
    """
    full = f"{kind}:{key}"
    row = db.session.scalar(select(DueJob).where(DueJob.key == full))
    when = clock.now() if due_at is None else due_at
    if row is None:
        db.session.add(DueJob(kind=kind, key=full, payload=payload, due_at=when))
        db.session.flush()  # a second enqueue in this request must see it
    elif row.state == "due":
        row.due_at, row.payload = when, payload


def lease_due(limit: int = 50) -> list[str]:
    """Take due rows for a minute; commits. Two sweepers never take the same row."""
    time = clock.now()
    rows = db.session.scalars(
        select(DueJob)
        .where(DueJob.state == "due", DueJob.due_at <= time, DueJob.lease_until <= time)
        .order_by(DueJob.due_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()
    for row in rows:
        row.lease_until = time + LEASE
    db.session.commit()
    return [row.id for row in rows]


def run(job_id: str) -> bool:
    """Do one leased row; effect and ``done`` in one transaction. False when it failed."""
    row = db.session.scalar(select(DueJob).where(DueJob.id == job_id).with_for_update())
    if row is None or row.state != "due":
        db.session.rollback()
        return True
    kind, payload, attempts = row.kind, dict(row.payload), row.attempts + 1
    try:
        HANDLERS[kind](payload)
        row.state, row.attempts, row.error = "done", attempts, None
        db.session.commit()
    except Exception as error:
        db.session.rollback()
        log.exception("job failed", extra={"event": "job.failed", "job": kind})
        # One bad row is set aside and never blocks the others.
        db.session.execute(
            update(DueJob)
            .where(DueJob.id == job_id)
            .values(
                attempts=attempts,
                error=type(error).__name__,
                state="failed" if attempts >= MOST_ATTEMPTS else "due",
                lease_until=clock.now() + min(2**attempts, 300) * 1000,
            )
        )
        db.session.commit()
        return False
    return True
