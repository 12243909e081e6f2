"""日志分叉: a phone holds a receipt whose head this server cannot show.

The receipt is the server's own signature under another history, so it is kept as evidence and the
centre is told. A declared restore explains a receipt beyond its backup and nothing else.
"""

from __future__ import annotations

import json
import logging
from typing import Any

from sqlalchemy import String, Text, UniqueConstraint, bindparam, select
from sqlalchemy.orm import Mapped, mapped_column

from backend.accounts import queries as accounts
from backend.assessments.models import ExamEvent
from backend.core import clock, journal, jws, keys, messages, restoring
from backend.core.db import Base, Instant, db, id_column
from backend.core.journal_models import JournalLine
from backend.core.payload import is_hash, is_int
from backend.staffing.models import Dispatch

log = logging.getLogger("backend.sync")
TOLD = ("centre_leader", "handler", "quality")
LARGEST = 2**31


class Fork(Base):
    """One contradiction, with the signed receipt that proves it."""

    __tablename__ = "journal_fork"
    __table_args__ = (UniqueConstraint("journal", "seq", "head"),)

    id: Mapped[str] = id_column()
    journal: Mapped[str] = mapped_column(String(32))
    seq: Mapped[int]
    head: Mapped[str] = mapped_column(String(64))
    receipt: Mapped[str] = mapped_column(Text)
    carrier: Mapped[str | None] = mapped_column(String(32))
    found_at: Mapped[int] = mapped_column(Instant)


HEAD = (
    select(JournalLine.head)
    .where(JournalLine.journal == bindparam("journal"), JournalLine.seq == bindparam("seq"))
    .scalar_subquery()
)
"""The journal's head at a line, as part of another statement; no line has another one ever."""


def look(
    journal_id: str, said: dict[str, Any], head: str | None, compact: str, carrier: str | None
) -> None:
    """Compare what the phone's last receipt said with the head of that line, in the caller's
    transaction."""
    if said["seq"] == 0:
        head = journal.head_zero(journal_id, keys.root_kid())
    if head == said["head"]:
        return
    for _, time, seq in restoring.of_journal(journal_id):
        if said["seq"] > seq and said["time"] < time:
            return  # the phone is told by `restored` in the answer
    known = select(Fork).where(
        Fork.journal == journal_id, Fork.seq == said["seq"], Fork.head == said["head"]
    )
    if db.session.scalar(known) is None and _is_ours(compact):
        _report(journal_id, said, compact, carrier)


def said(compact: str | None, journal_id: str) -> dict[str, Any] | None:
    """What a receipt of this journal says, not verified; None without one."""
    if not compact:
        return None
    try:
        value = json.loads(jws.take_apart(compact, jws.RECEIPT).payload)
        fits = value["journal"] == journal_id and is_int(value["seq"]) and is_int(value["time"])
        return value if fits and value["seq"] < LARGEST and is_hash(value["head"]) else None
    except (jws.BadToken, ValueError, KeyError, TypeError):
        return None


def _is_ours(compact: str) -> bool:
    """Checked last: honest phones never need it."""
    try:
        token = jws.take_apart(compact, jws.RECEIPT)
        jws.verify(token, keys.public(token.kid, "journal"))
        ended = keys.withdrawn("journal").get(token.kid)
        return ended is None or json.loads(token.payload)["time"] < ended
    except (jws.BadToken, StopIteration, KeyError):
        return False


def _report(journal_id: str, said: dict[str, Any], compact: str, carrier: str | None) -> None:
    log.error("fork", extra={"event": "journal.fork", "journal": journal_id, "seq": said["seq"]})
    db.session.add(
        Fork(
            journal=journal_id,
            seq=said["seq"],
            head=said["head"],
            receipt=compact,
            carrier=carrier,
            found_at=clock.now(),
        )
    )
    detail = {"seq": said["seq"], "head": said["head"]}
    journal.audit("journal.fork", journal_id, "found", actor=carrier, detail=detail)
    event = db.session.get(ExamEvent, journal_id)
    number = db.session.scalar(select(Dispatch.number).where(Dispatch.event_id == journal_id))
    centre = event.centre_id if event else journal_id
    for person in accounts.people_with(TOLD, centre):
        messages.send(
            person, "journal.fork", f"/desk/forms/{journal_id}", number=number, seq=said["seq"]
        )


def found() -> list[Fork]:
    """Every contradiction kept, oldest first."""
    return list(db.session.scalars(select(Fork).order_by(Fork.found_at)))
