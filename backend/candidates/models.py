"""Table of candidates. Rows keep their id when a list is sent again."""

from __future__ import annotations

from sqlalchemy import Boolean, ForeignKey, Index, Integer, String, text
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.db import Base, EncryptedText, id_column


class Candidate(Base):
    """One candidate of an event, with one ticket (准考证). Whoever a later list drops is gone but
    stays, because entries may name the row; a dropped ticket number may be given again."""

    __tablename__ = "candidate"
    __table_args__ = (
        Index(
            "uq_candidate_event_id_ticket",
            "event_id",
            "ticket",
            unique=True,
            sqlite_where=text("NOT gone"),
            postgresql_where=text("NOT gone"),
        ),
    )

    id: Mapped[str] = id_column()
    event_id: Mapped[str] = mapped_column(ForeignKey("exam_event.id"), nullable=False, index=True)
    position: Mapped[int] = mapped_column(Integer, nullable=False)
    gone: Mapped[bool] = mapped_column(Boolean, nullable=False, default=False)
    name: Mapped[str] = mapped_column(EncryptedText("candidate.name"), nullable=False)
    id_number: Mapped[str | None] = mapped_column(EncryptedText("candidate.id_number"))
    id_lookup: Mapped[str | None] = mapped_column(String(64), index=True)
    ticket: Mapped[str] = mapped_column(String(40), nullable=False)
    project_id: Mapped[str] = mapped_column(ForeignKey("project.id"), nullable=False)
    # Null: every session of the project.
    session_id: Mapped[str | None] = mapped_column(ForeignKey("exam_session.id"))
    room_id: Mapped[str | None] = mapped_column(ForeignKey("room.id"))
    seat: Mapped[str] = mapped_column(String(20), nullable=False, default="")
    # SHA-256 of a file of the event's journal.
    photo: Mapped[str | None] = mapped_column(String(64))
