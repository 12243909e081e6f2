"""Tables of the exam event. Rows keep their id when a dispatch is sent again."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    ForeignKey,
    Integer,
    String,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from backend.core.db import Base, EncryptedText, Instant, id_column

KINDS = ("theory", "practical")
_KIND_CHECK = "kind IN ('theory', 'practical')"


class FormTemplate(Base):
    """A version of the form of annex 11 and of its anchors, with its validity (N2-5, Q-40)."""

    __tablename__ = "form_template"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    version: Mapped[int] = mapped_column(Integer, nullable=False, unique=True)
    title: Mapped[str] = mapped_column(String(100), nullable=False)
    source: Mapped[str] = mapped_column(String(100), nullable=False)
    valid_from: Mapped[str] = mapped_column(String(10), nullable=False)
    valid_until: Mapped[str | None] = mapped_column(String(10))


class ExamEvent(Base):
    """One station, its continuous exam days, one journal, one form (Q-38)."""

    __tablename__ = "exam_event"

    id: Mapped[str] = id_column()
    centre_id: Mapped[str] = mapped_column(ForeignKey("centre.id"), nullable=False, index=True)
    station_id: Mapped[str] = mapped_column(ForeignKey("station.id"), nullable=False, index=True)
    place: Mapped[str] = mapped_column(String(200), nullable=False)
    first_day: Mapped[str] = mapped_column(String(10), nullable=False, index=True)
    last_day: Mapped[str] = mapped_column(String(10), nullable=False, index=True)
    # End of the first working day after the last day of supervision (A11-f3c).
    deadline: Mapped[int] = mapped_column(Instant, nullable=False, index=True)
    chief_name: Mapped[str] = mapped_column(EncryptedText("exam_event.chief_name"), nullable=False)
    chief_phone: Mapped[str] = mapped_column(
        EncryptedText("exam_event.chief_phone"), nullable=False
    )
    template: Mapped[str] = mapped_column(ForeignKey("form_template.sha256"), nullable=False)
    technical_defence: Mapped[bool] = mapped_column(Boolean, nullable=False, default=False)
    # 练习模式: never counted anywhere.
    practice: Mapped[bool] = mapped_column(Boolean, nullable=False, default=False, index=True)
    demo: Mapped[bool] = mapped_column(Boolean, nullable=False, default=False, index=True)

    batches: Mapped[list[Batch]] = relationship(
        order_by="Batch.position",
        primaryjoin="and_(Batch.event_id == ExamEvent.id, ~Batch.gone)",
        viewonly=True,
    )
    projects: Mapped[list[Project]] = relationship(
        order_by="Project.position",
        primaryjoin="and_(Project.event_id == ExamEvent.id, ~Project.gone)",
        viewonly=True,
    )
    rooms: Mapped[list[Room]] = relationship(
        order_by="Room.position",
        primaryjoin="and_(Room.event_id == ExamEvent.id, ~Room.gone)",
        viewonly=True,
    )
    sessions: Mapped[list[ExamSession]] = relationship(
        order_by="ExamSession.t0, ExamSession.position",
        primaryjoin="and_(ExamSession.event_id == ExamEvent.id, ~ExamSession.gone)",
        viewonly=True,
    )
    contacts: Mapped[list[Contact]] = relationship(order_by="Contact.position", viewonly=True)


class _Part:
    """What every part of an event has: its event, its order, and whether a later dispatch dropped it.

    A dropped part keeps its row, because entries may already name it.
    """

    event_id: Mapped[str] = mapped_column(ForeignKey("exam_event.id"), nullable=False, index=True)
    position: Mapped[int] = mapped_column(Integer, nullable=False)
    gone: Mapped[bool] = mapped_column(Boolean, nullable=False, default=False)


class Batch(_Part, Base):
    """A batch of the event: 「XX鉴定站20XX年第XX批次专项职业能力考核」 (N1.2-2)."""

    __tablename__ = "batch"

    id: Mapped[str] = id_column()
    name: Mapped[str] = mapped_column(String(120), nullable=False)


class Project(_Part, Base):
    """A project examined in the event; one row of the figures table (A11-h2)."""

    __tablename__ = "project"
    __table_args__ = (CheckConstraint("due >= 0", name="due"),)

    id: Mapped[str] = id_column()
    name: Mapped[str] = mapped_column(String(100), nullable=False)
    due: Mapped[int] = mapped_column(Integer, nullable=False)
    theory_due: Mapped[int | None] = mapped_column(Integer)
    practical_due: Mapped[int | None] = mapped_column(Integer)
    paper_code: Mapped[str] = mapped_column(String(60), nullable=False, default="")
    copies: Mapped[int | None] = mapped_column(Integer)


class Room(_Part, Base):
    """An exam room (考场)."""

    __tablename__ = "room"
    __table_args__ = (CheckConstraint(_KIND_CHECK, name="kind"),)

    id: Mapped[str] = id_column()
    name: Mapped[str] = mapped_column(String(60), nullable=False)
    kind: Mapped[str] = mapped_column(String(10), nullable=False)
    computer: Mapped[bool] = mapped_column(Boolean, nullable=False, default=False)


class SessionRoom(Base):
    """A room used in a session."""

    __tablename__ = "exam_session_room"

    session_id: Mapped[str] = mapped_column(ForeignKey("exam_session.id"), primary_key=True)
    room_id: Mapped[str] = mapped_column(ForeignKey("room.id"), primary_key=True)


class ExamSession(_Part, Base):
    """A sitting (场次) with T0 and End."""

    __tablename__ = "exam_session"
    __table_args__ = (
        CheckConstraint(_KIND_CHECK, name="kind"),
        CheckConstraint('t0 < "end"', name="order"),
    )

    id: Mapped[str] = id_column()
    batch_id: Mapped[str] = mapped_column(ForeignKey("batch.id"), nullable=False)
    project_id: Mapped[str] = mapped_column(ForeignKey("project.id"), nullable=False)
    kind: Mapped[str] = mapped_column(String(10), nullable=False)
    t0: Mapped[int] = mapped_column(Instant, nullable=False, index=True)
    end: Mapped[int] = mapped_column(Instant, nullable=False)
    due: Mapped[int | None] = mapped_column(Integer)
    rooms: Mapped[list[Room]] = relationship(
        secondary=SessionRoom.__table__, order_by="Room.position"
    )


class Contact(Base):
    """A number to call on the day with one tap (U-7)."""

    __tablename__ = "event_contact"

    event_id: Mapped[str] = mapped_column(ForeignKey("exam_event.id"), primary_key=True)
    position: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    label: Mapped[str] = mapped_column(String(40), nullable=False)
    name: Mapped[str] = mapped_column(EncryptedText("event_contact.name"), nullable=False)
    phone: Mapped[str] = mapped_column(EncryptedText("event_contact.phone"), nullable=False)
