"""已按期销毁: an order of two people destroys an event's data and keeps its proof (S-20, N2-1).

The order is the event's last line, and the only body that stays readable. Wrapped data key,
bodies, files and personal columns go; lines and heads verify as before.
"""

from __future__ import annotations

import json
import logging
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import current_app
from marshmallow import fields, validate
from sqlalchemy import String, delete, func, select, text, update
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Mapped, mapped_column

from . import clock, jobs, journal
from .db import Base, Instant, db, id_column, sqlite_module
from .errors import Problem, problem
from .fields import HashField, Schema
from .journal_models import Journal, JournalBody, JournalFile
from .payload import Entry

log = logging.getLogger("backend.core")

held = problem(
    "erasure.held",
    409,
    "这次考核的资料被要求保留，不能销毁",
    "This event's data are under a legal hold",
    todo_zh="先查清保留的原因；由另一人解除保留后再办",
    todo_en="Find out why; another person may lift the hold first",
)
two_people = problem(
    "erasure.two_people",
    403,
    "销毁须由两人决定：提出的人不能自己批准",
    "Two people decide: whoever asked cannot confirm",
    clause="附件10",
    todo_zh="请另一位有权的人员批准",
    todo_en="Let another authorised person confirm",
)
decided = problem("erasure.decided", 409, "这份销毁申请已经办结", "This order has been decided")
open_already = problem(
    "erasure.open", 409, "已有一份销毁申请在办", "An order for this event is open already"
)
not_held = problem("erasure.not_held", 409, "没有生效的保留要求", "No hold is in force")


class LegalHold(Base):
    """Somebody needs an event's data longer: a complaint, a case. Blocks every erasure."""

    __tablename__ = "legal_hold"

    id: Mapped[str] = id_column()
    journal: Mapped[str] = mapped_column(String(32), index=True)
    reason: Mapped[str] = mapped_column(String(200))
    set_by: Mapped[str] = mapped_column(String(32))
    set_at: Mapped[int] = mapped_column(Instant)
    lifted_by: Mapped[str | None] = mapped_column(String(32))
    lifted_at: Mapped[int | None] = mapped_column(Instant)


class ErasureOrder(Base):
    """Asked by one, confirmed or refused by another; ``number`` once it was carried out."""

    __tablename__ = "erasure_order"

    id: Mapped[str] = id_column()
    number: Mapped[int | None] = mapped_column(unique=True)
    journal: Mapped[str] = mapped_column(String(32), index=True)
    reason: Mapped[str] = mapped_column(String(200))
    state: Mapped[str] = mapped_column(String(10), default="asked")
    asked_by: Mapped[str] = mapped_column(String(32))
    asked_at: Mapped[int] = mapped_column(Instant)
    decided_by: Mapped[str | None] = mapped_column(String(32))
    decided_at: Mapped[int | None] = mapped_column(Instant)


_listeners: list[Callable[[str], None]] = []


def on_erase(listener: Callable[[str], None]) -> Callable[[str], None]:
    """Register what destroys a domain's personal columns of a journal, in the same transaction."""
    _listeners.append(listener)
    return listener


# --- kinds -------------------------------------------------------------------------------------


class HoldData(Schema):
    """A hold set or lifted."""

    on = fields.Boolean(required=True)
    reason = fields.String(required=True, validate=validate.Length(min=1, max=200))


class ErasedData(Schema):
    """What was erased, up to which line, and who decided."""

    number = fields.Integer(required=True, strict=True)
    reason = fields.String(required=True, validate=validate.Length(min=1, max=200))
    through = fields.Integer(required=True, strict=True)
    head = HashField(required=True)
    by = fields.List(fields.String(), required=True, validate=validate.Length(equal=2))


class _Act:
    @staticmethod
    def check(_entry: Entry) -> None:
        """Never sealed by a device."""
        raise Problem("entry.kind")

    @staticmethod
    def project(_entry: Entry) -> None:
        """Holds and orders have tables of their own, which are not projections."""


@journal.kind("journal.hold", 1, who=journal.SERVER, schema=HoldData)
class HoldKind(_Act):
    """An event's data must be kept, or need no longer be."""


@journal.kind("journal.erased", 1, who=journal.SERVER, schema=ErasedData)
class ErasedKind(_Act):
    """An event's data were destroyed by an order of two people."""


# --- holds -------------------------------------------------------------------------------------


def hold_on(journal_id: str) -> LegalHold | None:
    """The hold in force."""
    return db.session.scalar(
        select(LegalHold).where(LegalHold.journal == journal_id, LegalHold.lifted_at.is_(None))
    )


def set_hold(journal_id: str, reason: str, by: str) -> LegalHold:
    """Keep the event's data until somebody else lifts it."""
    _alive(journal_id)
    if hold_on(journal_id) is not None:
        raise held()
    row = LegalHold(journal=journal_id, reason=reason, set_by=by, set_at=clock.now())
    db.session.add(row)
    journal.act(journal_id, "journal.hold", {"on": True, "reason": reason}, actor=by)
    return row


def lift_hold(journal_id: str, reason: str, by: str) -> LegalHold:
    """End the hold; whoever set it does not lift it alone."""
    row = hold_on(journal_id)
    if row is None:
        raise not_held()
    if row.set_by == by:
        raise two_people()
    row.lifted_by, row.lifted_at = by, clock.now()
    journal.act(journal_id, "journal.hold", {"on": False, "reason": reason}, actor=by)
    return row


# --- orders ------------------------------------------------------------------------------------


def _alive(journal_id: str) -> Journal:
    row = db.session.scalar(select(Journal).where(Journal.id == journal_id).with_for_update())
    if row is None:
        raise Problem("object.not_found")
    if row.wrapped_key is None:
        raise Problem("journal.erased")
    return row


def ask(journal_id: str, reason: str, by: str) -> ErasureOrder:
    """The first person proposes; nothing is destroyed yet."""
    _alive(journal_id)
    if hold_on(journal_id) is not None:
        raise held()
    known = select(ErasureOrder).where(
        ErasureOrder.journal == journal_id, ErasureOrder.state == "asked"
    )
    if db.session.scalar(known) is not None:
        raise open_already()
    row = ErasureOrder(journal=journal_id, reason=reason, asked_by=by, asked_at=clock.now())
    row.state = "asked"
    db.session.add(row)
    db.session.flush()  # the answer names it
    return row


def decide(order: ErasureOrder, *, confirm: bool, by: str) -> ErasureOrder:
    """The second person decides; a confirmed order is carried out in this transaction."""
    if order.state != "asked":
        raise decided()
    if confirm and by == order.asked_by:
        raise two_people()
    if confirm and hold_on(order.journal) is not None:
        raise held()
    order.decided_by, order.decided_at = by, clock.now()
    order.state = "done" if confirm else "refused"
    if confirm:
        order.number = (db.session.scalar(select(func.max(ErasureOrder.number))) or 0) + 1
        _destroy(order.journal, order.number, order.reason, (order.asked_by, by))
    return order


def _destroy(journal_id: str, number: int, reason: str, by: tuple[str, str]) -> None:
    row = _alive(journal_id)
    through, head = row.seq, row.head
    if db.engine.dialect.name == "sqlite":
        # What is deleted is overwritten, not only forgotten.
        db.session.execute(text("PRAGMA secure_delete = ON"))
    data = {"number": number, "reason": reason, "through": through, "head": head, "by": list(by)}
    order = journal.act(journal_id, "journal.erased", data, actor=by[1])
    db.session.execute(
        delete(JournalBody).where(JournalBody.journal == journal_id, JournalBody.hash != order.hash)
    )
    journal.lay_open(order.hash)
    db.session.execute(
        update(JournalFile).where(JournalFile.journal == journal_id).values(stored=None)
    )
    for listener in _listeners:
        listener(journal_id)
    row.wrapped_key, row.erased_by = None, order.hash
    detail = {"number": number, "through": through, "by": list(by)}
    journal.audit("journal.erased", journal_id, "ok", actor=by[1], detail=detail)
    jobs.enqueue(
        "erasure.clear", journal_id, journal=journal_id, number=number, reason=reason, by=list(by)
    )


@jobs.handler("erasure.clear")
def clear(payload: dict[str, Any]) -> None:
    """What lies beside the database: files, old pages; and a note for whoever restores a backup."""
    settings = current_app.config["SETTINGS"]
    note(settings.keys, payload)
    shutil.rmtree(settings.files / payload["journal"], ignore_errors=True)
    db.session.rollback()  # cleaning needs the database to itself
    if db.engine.dialect.name == "sqlite":
        path = str(make_url(settings.url).database)
        with sqlite_module.connect(path, timeout=30) as connection:
            busy = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        if busy:
            raise RuntimeError("a long reader keeps old pages in the log; tried again")
    else:
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            for table in ("journal", "journal_body"):
                connection.execute(text(f"VACUUM {table}"))


# --- after a restore ---------------------------------------------------------------------------


def note(keys_folder: Path, payload: dict[str, Any]) -> None:
    """Remember an erasure beside the keys, where no restore of the database forgets it."""
    path = keys_folder / "erased.jsonl"
    line = json.dumps(payload, ensure_ascii=False, sort_keys=True)
    if path.exists() and line in path.read_text("utf-8").splitlines():
        return
    with path.open("a", encoding="utf-8") as file:
        path.chmod(0o600)
        file.write(line + "\n")
        file.flush()
        os.fsync(file.fileno())


def repeat(keys_folder: Path) -> list[str]:
    """Erase again what a restored backup has brought back; returns the journals."""
    path = keys_folder / "erased.jsonl"
    again = []
    for line in path.read_text("utf-8").splitlines() if path.exists() else ():
        said = json.loads(line)
        row = db.session.get(Journal, said["journal"])
        if row is not None and row.wrapped_key is not None:
            first, second = said["by"]
            _destroy(row.id, said["number"], said["reason"], (first, second))
            order = ErasureOrder(journal=row.id, reason=said["reason"], state="done")
            order.asked_by, order.decided_by, order.number = first, second, said["number"]
            order.asked_at = order.decided_at = clock.now()
            db.session.add(order)
            again.append(row.id)
    return again
