"""The table of findings."""

from __future__ import annotations

from sqlalchemy import Boolean, CheckConstraint, ForeignKey, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.db import Base, EncryptedText, Instant


class Finding(Base):
    """One finding; its id is the hash of the entry or act that raised it."""

    __tablename__ = "finding"
    __table_args__ = (
        CheckConstraint("severity IN ('normal', 'serious', 'major')", name="severity"),
    )

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    # The journal: an exam event's, or a centre's.
    journal_id: Mapped[str] = mapped_column(String(32), nullable=False, index=True)
    event_id: Mapped[str | None] = mapped_column(ForeignKey("exam_event.id"), index=True)
    code: Mapped[str] = mapped_column(String(12), nullable=False, index=True)
    severity: Mapped[str] = mapped_column(String(8), nullable=False, index=True)
    item: Mapped[int | None] = mapped_column(Integer)
    place: Mapped[str] = mapped_column(String(200), nullable=False, default="")
    facts: Mapped[str] = mapped_column(EncryptedText("finding.facts"), nullable=False)
    raised_by: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    happened_at: Mapped[int] = mapped_column(Instant, nullable=False)
    received_at: Mapped[int] = mapped_column(Instant, nullable=False)
    # A later entry that names this one replaced it.
    superseded: Mapped[bool] = mapped_column(Boolean, nullable=False, default=False)
