"""The table of print jobs; the files they make lie encrypted among the event's files for a day."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, CheckConstraint, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.db import Base, EncryptedText, Instant, id_column

STATES = ("queued", "running", "done", "failed", "gone")
STAGES = ("cards", "pages")


class BadgePrint(Base):
    """Cards put on paper, and how far that is. `faults` name row, serial and character."""

    __tablename__ = "badge_print"
    __table_args__ = (
        CheckConstraint("state IN ('queued', 'running', 'done', 'failed', 'gone')", name="state"),
    )

    id: Mapped[str] = id_column()
    # No foreign key: a rebuild empties the events, and prints are none of its business.
    event_id: Mapped[str] = mapped_column(String(32), index=True)
    layout: Mapped[str] = mapped_column(String(10))
    badges: Mapped[list[str]] = mapped_column(JSON)
    asked_by: Mapped[str | None] = mapped_column(String(32))
    asked_at: Mapped[int] = mapped_column(Instant)
    # Name and account as they stand on the paper (S-11).
    by_words: Mapped[str] = mapped_column(EncryptedText("badge_print.by_words"))
    state: Mapped[str] = mapped_column(String(10), default="queued")
    stage: Mapped[str] = mapped_column(String(10), default="cards")
    done: Mapped[int] = mapped_column(Integer, default=0)
    total: Mapped[int] = mapped_column(Integer)
    moved_at: Mapped[int] = mapped_column(Instant)
    faults: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    size: Mapped[int | None] = mapped_column(Integer)
    finished_at: Mapped[int | None] = mapped_column(Instant)
