"""Tables of the form. All are projections of the event's journal: only `entries` writes them.

`Form` and `FormVersion.state` follow from the other rows; values a person wrote are encrypted.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    ForeignKey,
    Index,
    Integer,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.db import Base, EncryptedText, Instant

FORM_STATES = ("in_progress", "signed", "flawed", "submitted", "returned", "received")
VERSION_STATES = ("waiting", "submitted", "flawed")
INBOXES = ("quality", "dispatch")


def _one_of(column: str, values: tuple[str, ...]) -> str:
    return f"{column} IN ({', '.join(repr(value) for value in values)})"


class Form(Base):
    """The form of one event (8.6): how far it is, and which version is in force."""

    __tablename__ = "form"
    __table_args__ = (
        CheckConstraint(_one_of("state", FORM_STATES), name="state"),
        Index("ix_form_state", "state"),
    )

    event_id: Mapped[str] = mapped_column(ForeignKey("exam_event.id"), primary_key=True)
    state: Mapped[str] = mapped_column(String(12), default="in_progress")
    # 已评 x / 应评 y (U-4), by the answers the centre holds.
    graded: Mapped[int] = mapped_column(Integer, default=0)
    due: Mapped[int] = mapped_column(Integer, default=38)
    # The newest version that has arrived, and the newest that is whole: the official one.
    latest: Mapped[str | None] = mapped_column(String(64))
    official: Mapped[str | None] = mapped_column(String(64))
    version: Mapped[int] = mapped_column(Integer, default=0)
    # When the centre first knew of the signature: the deadline of A11-f3c looks at version 1.
    first_sign: Mapped[str | None] = mapped_column(String(64))
    first_received: Mapped[int | None] = mapped_column(Instant, index=True)
    submitted_at: Mapped[int | None] = mapped_column(Instant)
    a: Mapped[int | None] = mapped_column(Integer)
    b: Mapped[int | None] = mapped_column(Integer)
    c: Mapped[int | None] = mapped_column(Integer)
    away: Mapped[int | None] = mapped_column(Integer)
    quality_received: Mapped[bool] = mapped_column(Boolean, default=False)
    dispatch_received: Mapped[bool] = mapped_column(Boolean, default=False)
    recorded: Mapped[bool] = mapped_column(Boolean, default=False)


class Answer(Base):
    """One accepted `inspections.answer`; a field's value is its rows without successor."""

    __tablename__ = "form_answer"
    __table_args__ = (
        Index("ix_form_answer_event_field", "event_id", "field"),
        # Sums look at the values in force, however often they were changed before.
        Index("ix_form_answer_in_force", "event_id", "superseded"),
    )

    hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    event_id: Mapped[str] = mapped_column(ForeignKey("exam_event.id"))
    field: Mapped[str] = mapped_column(String(80))
    value: Mapped[str] = mapped_column(EncryptedText("form_answer.value"))
    author: Mapped[str | None] = mapped_column(String(32))
    kid: Mapped[str | None] = mapped_column(String(43))
    n: Mapped[int | None] = mapped_column(Integer)
    parents: Mapped[list[str]] = mapped_column(JSON)
    seq: Mapped[int] = mapped_column(Integer)
    at: Mapped[int] = mapped_column(Instant)
    received: Mapped[int] = mapped_column(Instant)
    superseded: Mapped[bool] = mapped_column(Boolean, default=False)
    # The grade or rating alone, so that counting needs no decryption.
    mark: Mapped[str | None] = mapped_column(String(4))


class FormVersion(Base):
    """One `inspections.sign`: a snapshot under the lead's signature (A11-s1).

    `waiting` until the snapshot, the strokes and every answer the snapshot names are here; then
    `submitted`, or `flawed` with what does not fit. Both are final.
    """

    __tablename__ = "form_version"
    __table_args__ = (
        UniqueConstraint("event_id", "version"),
        CheckConstraint(_one_of("state", VERSION_STATES), name="state"),
    )

    sign: Mapped[str] = mapped_column(String(64), primary_key=True)
    event_id: Mapped[str] = mapped_column(ForeignKey("exam_event.id"))
    version: Mapped[int] = mapped_column(Integer)
    previous: Mapped[str | None] = mapped_column(String(64))
    snapshot: Mapped[str] = mapped_column(String(64), index=True)
    strokes: Mapped[str] = mapped_column(String(64), index=True)
    signer: Mapped[str] = mapped_column(String(32))
    holder: Mapped[str | None] = mapped_column(String(32))
    assurance: Mapped[str] = mapped_column(String(12))
    at: Mapped[int] = mapped_column(Instant)
    received: Mapped[int] = mapped_column(Instant)
    seq: Mapped[int] = mapped_column(Integer)
    kid: Mapped[str | None] = mapped_column(String(43))
    n: Mapped[int | None] = mapped_column(Integer)
    state: Mapped[str] = mapped_column(String(10), default="waiting")
    # [{code, field}]: what does not fit, never a value.
    flaws: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    # When the last needed piece was stored.
    whole_at: Mapped[int | None] = mapped_column(Instant)
    # Look-up of the public address of S-12: keyed hash of the sign entry, not guessable.
    token: Mapped[str] = mapped_column(String(64), unique=True)


class FormMark(Base):
    """Grade of one item in a submitted version: for boards, B/C lists and the next brief."""

    __tablename__ = "form_mark"

    sign: Mapped[str] = mapped_column(ForeignKey("form_version.sign"), primary_key=True)
    no: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    grade: Mapped[str | None] = mapped_column(String(1))
    na_reason: Mapped[str | None] = mapped_column(String(40))
    remark: Mapped[str] = mapped_column(EncryptedText("form_mark.remark"))


class CoSign(Base):
    """One `inspections.cosign`: another supervisor signs the same snapshot (Q-38)."""

    __tablename__ = "form_cosign"
    __table_args__ = (CheckConstraint(_one_of("state", VERSION_STATES), name="state"),)

    hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    event_id: Mapped[str] = mapped_column(ForeignKey("exam_event.id"), index=True)
    sign: Mapped[str] = mapped_column(ForeignKey("form_version.sign"), index=True)
    strokes: Mapped[str] = mapped_column(String(64), index=True)
    signer: Mapped[str] = mapped_column(String(32))
    holder: Mapped[str | None] = mapped_column(String(32))
    assurance: Mapped[str] = mapped_column(String(12))
    at: Mapped[int] = mapped_column(Instant)
    seq: Mapped[int] = mapped_column(Integer)
    state: Mapped[str] = mapped_column(String(10), default="waiting")
    flaws: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)


class StrokesUse(Base):
    """Drawn points and the content they signed: the same ink never signs another content (U-6)."""

    __tablename__ = "strokes_use"

    # SHA-256 of the points alone, so that re-wrapping them does not help.
    points: Mapped[str] = mapped_column(String(64), primary_key=True)
    content: Mapped[str] = mapped_column(String(64))
    signer: Mapped[str] = mapped_column(String(32))
    entry: Mapped[str] = mapped_column(String(64))


class InboxReceipt(Base):
    """An inbox confirmed that it has a version (A11-f3c)."""

    __tablename__ = "form_receipt"
    __table_args__ = (
        UniqueConstraint("sign", "inbox"),
        CheckConstraint(_one_of("inbox", INBOXES), name="inbox"),
        CheckConstraint(_one_of("medium", ("electronic", "paper")), name="medium"),
    )

    act: Mapped[str] = mapped_column(String(64), primary_key=True)
    event_id: Mapped[str] = mapped_column(ForeignKey("exam_event.id"), index=True)
    sign: Mapped[str] = mapped_column(ForeignKey("form_version.sign"))
    inbox: Mapped[str] = mapped_column(String(10))
    medium: Mapped[str] = mapped_column(String(10))
    day: Mapped[str] = mapped_column(String(10))
    by: Mapped[str | None] = mapped_column(String(32))
    at: Mapped[int] = mapped_column(Instant)


class Remark(Base):
    """A question that returned a version, or the station's reply to it."""

    __tablename__ = "form_remark"
    __table_args__ = (CheckConstraint(_one_of("kind", ("returned", "replied")), name="kind"),)

    act: Mapped[str] = mapped_column(String(64), primary_key=True)
    event_id: Mapped[str] = mapped_column(ForeignKey("exam_event.id"), index=True)
    sign: Mapped[str] = mapped_column(ForeignKey("form_version.sign"), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    text: Mapped[str] = mapped_column(EncryptedText("form_remark.text"))
    by: Mapped[str | None] = mapped_column(String(32))
    at: Mapped[int] = mapped_column(Instant)


class Recorded(Base):
    """已录入: somebody typed this version into the province's system (Q-24)."""

    __tablename__ = "form_recorded"

    act: Mapped[str] = mapped_column(String(64), primary_key=True)
    event_id: Mapped[str] = mapped_column(ForeignKey("exam_event.id"), index=True)
    sign: Mapped[str] = mapped_column(ForeignKey("form_version.sign"), unique=True)
    by: Mapped[str | None] = mapped_column(String(32))
    at: Mapped[int] = mapped_column(Instant)
