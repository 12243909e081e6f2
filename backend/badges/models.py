"""Tables of badges, gates and what the gates saw."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.db import Base, EncryptedText, Instant

SUBJECTS = ("person", "candidate")
STATES = ("issued", "suspended", "revoked", "returned", "replaced")
DIRECTIONS = ("in", "out", "both")


class Badge(Base):
    """A badge of a person or an admission code of a candidate; its id stands in the token.

    `holder_id` names a row of `event_person` or `candidate`. `issued` reads as not yet valid,
    valid or expired by the clock; `seq` is the line of the newest act about it.
    """

    __tablename__ = "badge"
    __table_args__ = (
        CheckConstraint("subject IN ('person', 'candidate')", name="subject"),
        CheckConstraint(
            "state IN ('issued', 'suspended', 'revoked', 'returned', 'replaced')", name="state"
        ),
        UniqueConstraint("event_id", "code"),
        UniqueConstraint("event_id", "serial"),
        Index("ix_badge_event_id_holder_id", "event_id", "holder_id"),
    )

    id: Mapped[str] = mapped_column(String(12), primary_key=True)
    event_id: Mapped[str] = mapped_column(ForeignKey("exam_event.id"))
    subject: Mapped[str] = mapped_column(String(10))
    holder_id: Mapped[str] = mapped_column(String(32))
    role: Mapped[str] = mapped_column(String(20))
    serial: Mapped[str] = mapped_column(String(30))
    code: Mapped[str] = mapped_column(String(4))
    not_before: Mapped[int] = mapped_column(Instant)
    not_after: Mapped[int] = mapped_column(Instant)
    state: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str] = mapped_column(String(200), default="")
    changed_at: Mapped[int] = mapped_column(Instant)
    replaced_by: Mapped[str | None] = mapped_column(String(12))
    kid: Mapped[str] = mapped_column(String(43))
    token: Mapped[str] = mapped_column(Text)
    issued_at: Mapped[int] = mapped_column(Instant)
    seq: Mapped[int] = mapped_column(Integer)


class Gate(Base):
    """A gate (门岗): a place with a phone. `pass_*` and `spent_at` are of the newest day pass.

    Written by the service, as day passes are nobody's act; what the acts say follows `badges.gate`.
    """

    __tablename__ = "gate"
    __table_args__ = (CheckConstraint("direction IN ('in', 'out', 'both')", name="direction"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    # No foreign key: a rebuild empties the events, and gates are none of its business.
    event_id: Mapped[str] = mapped_column(String(32), index=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), unique=True)
    name: Mapped[str] = mapped_column(String(30))
    direction: Mapped[str] = mapped_column(String(4))
    # Roles that may pass here; null for all.
    roles: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    created_at: Mapped[int] = mapped_column(Instant)
    created_by: Mapped[str | None] = mapped_column(String(32))
    ended_at: Mapped[int | None] = mapped_column(Instant)
    pass_badge: Mapped[str | None] = mapped_column(String(12), unique=True)
    pass_until: Mapped[int | None] = mapped_column(Instant)
    pass_by: Mapped[str | None] = mapped_column(String(32))
    # What the phone that spent the pass called its request: its answer may be lost and asked again.
    pass_nonce: Mapped[str | None] = mapped_column(String(64))
    spent_at: Mapped[int | None] = mapped_column(Instant)


class GateScan(Base):
    """One verdict of a phone, or a spot check of a supervisor: a projection of `badges.scan`.

    `badge` is null for what names no badge of this event; `override` is the way a second person
    was proved (badge, online, single), `confirmed_by` who confirmed a single one later.
    """

    __tablename__ = "gate_scan"
    __table_args__ = (
        Index("ix_gate_scan_event_id_holder_id", "event_id", "holder_id"),
        Index("ix_gate_scan_event_id_at", "event_id", "at"),
    )

    entry: Mapped[str] = mapped_column(String(64), primary_key=True)
    event_id: Mapped[str] = mapped_column(ForeignKey("exam_event.id"))
    badge: Mapped[str | None] = mapped_column(String(12))
    subject: Mapped[str | None] = mapped_column(String(10))
    holder_id: Mapped[str | None] = mapped_column(String(32))
    gate: Mapped[str | None] = mapped_column(String(32))
    guard: Mapped[str | None] = mapped_column(String(12))
    direction: Mapped[str] = mapped_column(String(4))
    outcome: Mapped[str] = mapped_column(String(20))
    admitted: Mapped[bool] = mapped_column(Boolean)
    via: Mapped[str] = mapped_column(String(10))
    at: Mapped[int] = mapped_column(Instant)
    received: Mapped[int] = mapped_column(Instant)
    seq: Mapped[int] = mapped_column(Integer)
    kid: Mapped[str | None] = mapped_column(String(43))
    override: Mapped[str | None] = mapped_column(String(10))
    override_by: Mapped[str | None] = mapped_column(String(12))
    confirmed_by: Mapped[str | None] = mapped_column(String(32))
    # Reason of the override and the guard's note, in their own words.
    words: Mapped[str] = mapped_column(EncryptedText("gate_scan.words"), default="")
    # Answers: is it the photo's person, was the official card seen, does the ID fit the candidate.
    same: Mapped[bool | None] = mapped_column(Boolean)
    card: Mapped[bool | None] = mapped_column(Boolean)
    identity: Mapped[bool | None] = mapped_column(Boolean)
    paper_at: Mapped[int | None] = mapped_column(Instant)
    list_seq: Mapped[int | None] = mapped_column(Integer)
    list_age: Mapped[int | None] = mapped_column(Instant)


__all__ = ["DIRECTIONS", "STATES", "SUBJECTS", "Badge", "Gate", "GateScan"]
