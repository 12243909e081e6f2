"""Tables of packs: what the entries about each say (`rules.fold`), and the entries it came from."""

from __future__ import annotations

from sqlalchemy import Boolean, CheckConstraint, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.db import Base, EncryptedText, Instant
from backend.custody.rules import STATES


class Pack(Base):
    """A pack of papers (试卷袋) as all accepted entries say it is; nothing here is judged.

    `with_party` has it by the signatures, `holder` by the handovers both sides stand behind;
    `since` is the stated time of the newest move, `tip` that move.
    """

    __tablename__ = "custody_pack"
    __table_args__ = (
        CheckConstraint(f"state IN {STATES}", name="state"),
        CheckConstraint("kind IN ('theory', 'practical')", name="kind"),
        Index("ix_custody_pack_event_id_state", "event_id", "state"),
        Index("ix_custody_pack_strip", "strip"),
    )

    id: Mapped[str] = mapped_column(String(12), primary_key=True)
    event_id: Mapped[str] = mapped_column(ForeignKey("exam_event.id"))
    number: Mapped[str] = mapped_column(String(40))
    batch_id: Mapped[str] = mapped_column(String(32))
    session_id: Mapped[str] = mapped_column(String(32))
    # Where it is meant to go, then where it is.
    room_id: Mapped[str | None] = mapped_column(String(32))
    kind: Mapped[str] = mapped_column(String(10))
    project_id: Mapped[str] = mapped_column(String(32))
    paper_code: Mapped[str] = mapped_column(String(60))
    # Of the label; `inside` is what the bag holds since it was last sealed.
    copies: Mapped[int] = mapped_column(Integer)
    inside: Mapped[int] = mapped_column(Integer)
    # The strip it has, and the one its label names: no other pack may get that.
    strip: Mapped[str] = mapped_column(String(40))
    first_strip: Mapped[str] = mapped_column(String(40))
    computer: Mapped[bool] = mapped_column(Boolean)
    pieces_due: Mapped[int | None] = mapped_column(Integer)
    scrap_due: Mapped[int | None] = mapped_column(Integer)
    replaces: Mapped[str | None] = mapped_column(String(12))
    withdrawn: Mapped[bool] = mapped_column(Boolean)
    state: Mapped[str] = mapped_column(String(20))
    with_party: Mapped[str] = mapped_column(String(32))
    holder: Mapped[str] = mapped_column(String(32))
    since: Mapped[int] = mapped_column(Instant)
    # The newest act that prepared it.
    prepared: Mapped[str] = mapped_column(String(64))
    prepared_seq: Mapped[int] = mapped_column(Integer)
    tip: Mapped[str] = mapped_column(String(64))
    exception: Mapped[str | None] = mapped_column(String(20))
    conflicts: Mapped[int] = mapped_column(Integer)
    unproved: Mapped[int] = mapped_column(Integer)
    offer: Mapped[str | None] = mapped_column(String(64))
    opened: Mapped[int | None] = mapped_column(Integer)
    issued: Mapped[int | None] = mapped_column(Integer)
    spare: Mapped[int | None] = mapped_column(Integer)
    void: Mapped[int | None] = mapped_column(Integer)
    collected: Mapped[int | None] = mapped_column(Integer)
    missing: Mapped[int | None] = mapped_column(Integer)
    pieces: Mapped[int | None] = mapped_column(Integer)
    scrap: Mapped[int | None] = mapped_column(Integer)


class Step(Base):
    """An accepted entry about one pack, with what the rule needs of it."""

    __tablename__ = "custody_step"
    __table_args__ = (Index("ix_custody_step_event_id_pack", "event_id", "pack"),)

    entry: Mapped[str] = mapped_column(String(64), primary_key=True)
    pack: Mapped[str] = mapped_column(String(12), primary_key=True)
    event_id: Mapped[str] = mapped_column(ForeignKey("exam_event.id"))
    kind: Mapped[str] = mapped_column(String(30))
    # The move before; null for what is no move. `begun` is the offer of an answer, else the entry.
    after: Mapped[str | None] = mapped_column(String(64))
    begun: Mapped[str] = mapped_column(String(64), index=True)
    kid: Mapped[str | None] = mapped_column(String(43))
    n: Mapped[int | None] = mapped_column(Integer)
    seq: Mapped[int] = mapped_column(Integer)
    at: Mapped[int] = mapped_column(Instant)
    received: Mapped[int] = mapped_column(Instant)
    actor: Mapped[str | None] = mapped_column(String(32))
    # `{data, parents}` of the entry, canonical JSON.
    facts: Mapped[str] = mapped_column(EncryptedText("custody_step.facts"))


class Ink(Base):
    """One drawing that signed an entry: `points` and `flaw` are known when its file is here."""

    __tablename__ = "custody_ink"

    entry: Mapped[str] = mapped_column(String(64), primary_key=True)
    place: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    event_id: Mapped[str] = mapped_column(ForeignKey("exam_event.id"), index=True)
    seq: Mapped[int] = mapped_column(Integer)
    # A party, or a candidate who witnessed.
    party: Mapped[str] = mapped_column(String(32))
    strokes: Mapped[str] = mapped_column(String(64), index=True)
    statement: Mapped[str] = mapped_column(String(64))
    points: Mapped[str | None] = mapped_column(String(64), index=True)
    flaw: Mapped[str | None] = mapped_column(String(30))


class CustodyPass(Base):
    """One use of a second person's own sign-in on the first person's phone (A3-4c): its id is the
    hash of the token. No projection: what it was spent on is a `custody.confirm`."""

    __tablename__ = "custody_pass"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    event_id: Mapped[str] = mapped_column(String(32))
    entry: Mapped[str] = mapped_column(String(64), index=True)
    party: Mapped[str] = mapped_column(String(32))
    person_id: Mapped[str] = mapped_column(String(32))
    until: Mapped[int] = mapped_column(Instant)
    spent_at: Mapped[int | None] = mapped_column(Instant)
