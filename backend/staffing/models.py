"""Tables of dispatch and assignment."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    ForeignKey,
    Integer,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from backend.assessments.models import ExamEvent
from backend.core.db import Base, EncryptedText, Instant, id_column


class Dispatch(Base):
    """督导人员派遣表: the number is unique in its centre."""

    __tablename__ = "dispatch"
    __table_args__ = (UniqueConstraint("centre_id", "number"),)

    id: Mapped[str] = id_column()
    event_id: Mapped[str] = mapped_column(ForeignKey("exam_event.id"), nullable=False, unique=True)
    centre_id: Mapped[str] = mapped_column(ForeignKey("centre.id"), nullable=False, index=True)
    number: Mapped[str] = mapped_column(String(60), nullable=False)
    issued_at: Mapped[int] = mapped_column(Instant, nullable=False)
    issuer: Mapped[str] = mapped_column(String(60), nullable=False)
    remark: Mapped[str] = mapped_column(String(500), nullable=False, default="")
    # The `staffing.dispatch` act in force and its facts: the kit's brief, canonical JSON.
    act: Mapped[str] = mapped_column(String(64), nullable=False)
    brief: Mapped[str] = mapped_column(EncryptedText("dispatch.brief"), nullable=False)

    event: Mapped[ExamEvent] = relationship(viewonly=True)


class Assignment(Base):
    """A person's part in an event, with reply (N1.8-1) and 出发前体检."""

    __tablename__ = "assignment"
    __table_args__ = (
        CheckConstraint("role IN ('supervisor', 'examiner')", name="role"),
        CheckConstraint("reply IN ('accepted', 'declined')", name="reply"),
    )

    event_id: Mapped[str] = mapped_column(ForeignKey("exam_event.id"), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)
    role: Mapped[str] = mapped_column(String(12), primary_key=True)
    # Supervisor: leads and signs the form. Examiner: 考评组长 (N1.7-2).
    lead: Mapped[bool] = mapped_column(Boolean, nullable=False, default=False)
    card_number: Mapped[str] = mapped_column(String(40), nullable=False, default="")
    since: Mapped[int] = mapped_column(Instant, nullable=False)
    until: Mapped[int] = mapped_column(Instant, nullable=False)
    # Taken off by a later dispatch; the row stays because entries may name the person.
    gone: Mapped[bool] = mapped_column(Boolean, nullable=False, default=False)

    reply: Mapped[str | None] = mapped_column(String(10))
    reply_reason: Mapped[str] = mapped_column(String(500), nullable=False, default="")
    reply_at: Mapped[int | None] = mapped_column(Instant)
    reply_entry: Mapped[str | None] = mapped_column(String(64))
    ready: Mapped[bool | None] = mapped_column(Boolean)
    ready_at: Mapped[int | None] = mapped_column(Instant)
    check_entry: Mapped[str | None] = mapped_column(String(64))
    checks: Mapped[str] = mapped_column(Text, nullable=False, default="[]")


# In the order lists show them; the words are in `columns.ROLE_WORDS`.
ROLES = ("chief", "team_leader", "examiner", "invigilator", "staff", "supervisor")


class EventPerson(Base):
    """Somebody with a part in an event, as the dispatch file lists them: who may wear a badge.

    Whoever a later file drops is gone but stays, because badges and entries name the row.
    """

    __tablename__ = "event_person"
    __table_args__ = (CheckConstraint(f"role IN {ROLES}", name="role"),)

    id: Mapped[str] = id_column()
    event_id: Mapped[str] = mapped_column(ForeignKey("exam_event.id"), nullable=False, index=True)
    position: Mapped[int] = mapped_column(Integer, nullable=False)
    gone: Mapped[bool] = mapped_column(Boolean, nullable=False, default=False)
    # Supervisors and examiners are known to the centre; the others are of this event only.
    person_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"), index=True)
    role: Mapped[str] = mapped_column(String(12), nullable=False)
    post: Mapped[str] = mapped_column(String(40), nullable=False, default="")
    room_id: Mapped[str | None] = mapped_column(ForeignKey("room.id"))
    name: Mapped[str] = mapped_column(EncryptedText("event_person.name"), nullable=False)
    id_number: Mapped[str | None] = mapped_column(EncryptedText("event_person.id_number"))
    id_lookup: Mapped[str | None] = mapped_column(String(64), index=True)
    phone: Mapped[str] = mapped_column(EncryptedText("event_person.phone"), nullable=False)
    # The official card (有效证卡, Q-41) and the last day it is valid, or "".
    card_number: Mapped[str] = mapped_column(String(40), nullable=False, default="")
    card_until: Mapped[str] = mapped_column(String(10), nullable=False, default="")
    # SHA-256 of a file of the event's journal.
    photo: Mapped[str | None] = mapped_column(String(64))
