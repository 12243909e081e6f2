"""A restore is declared: a marked checkpoint that lists every head, names two people and goes on
counting where the outside world left off (architecture 8)."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from flask import current_app
from sqlalchemy import ForeignKey, String, bindparam, select
from sqlalchemy.orm import Mapped, mapped_column

from . import backup, checkpoints, clock, databases, erasure, journal
from .db import Base, Instant, ask, db
from .journal_models import Checkpoint, CheckpointHead


class Restore(Base):
    """A declared restore; its checkpoint's heads say how far each journal went back."""

    __tablename__ = "journal_restore"

    number: Mapped[int] = mapped_column(
        ForeignKey("checkpoint.number"), primary_key=True, autoincrement=False
    )
    time: Mapped[int] = mapped_column(Instant)
    backup: Mapped[str] = mapped_column(String(80))


def unpack(path: Path) -> backup.Manifest:
    """Fill the empty database and the file store from a backup; raises ``Damaged``.

    The caller migrates the tables, then calls ``declare``. Where an earlier attempt got as far
    as the tables, this one goes on from there.
    """
    settings = current_app.config["SETTINGS"]
    manifest = backup.verify(path)
    if not databases.is_empty():
        same = [list(head) for head in checkpoints.every_head()] == manifest.heads
        db.session.rollback()  # migrations need the one writing connection
        if same:
            return manifest
        raise backup.Damaged("this database is not empty: restore into a new one")
    if manifest.dialect != databases.dialect():
        raise backup.Damaged(f"a backup of {manifest.dialect} goes back into {manifest.dialect}")
    with (
        tempfile.TemporaryDirectory(dir=settings.instance) as work,
        backup.opened(path, Path(work)) as (copy, _),
    ):
        # Files first, as always: a row never speaks of bytes that are not there.
        for name in manifest.files:
            place = settings.instance / name
            place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            shutil.move(Path(work) / name, place)
        databases.put_back(copy)
    return manifest


def declare(
    manifest: backup.Manifest,
    name: str,
    *,
    witness: tuple[int, str] | None,
    highest: int,
    reason: str,
    by: tuple[str, str],
) -> Checkpoint:
    """Sign the checkpoint that says so, in the caller's transaction.

    ``witness`` is the last checkpoint seen outside, ``highest`` the highest number on any paper
    or phone; the new number follows both.
    """
    erasure.repeat(current_app.config["SETTINGS"].keys)
    own = checkpoints.newest()
    known = witness if witness and (own is None or witness[0] >= own[0]) else own
    row = checkpoints.sign(
        number=max(highest, known[0] if known else 0) + 1,
        prev=known[1] if known else None,
        heads=checkpoints.every_head(),
        restored={"backup": list(own) if own else None, "reason": reason, "by": list(by)},
    )
    db.session.add(Restore(number=row.number, time=row.time, backup=name))
    db.session.add(
        backup.Backup(
            name=name,
            sha256="",
            checkpoint=manifest.checkpoint[0],
            snapshot_at=manifest.made_at,
            verified_at=clock.now(),
        )
    )
    detail = {"checkpoint": row.number, "backup": name, "by": list(by), "reason": reason}
    journal.audit("restore.declared", name, "ok", actor=by[0], detail=detail)
    return row


_RESTORES = (
    select(Restore.number, Restore.time, CheckpointHead.seq)
    .outerjoin(
        CheckpointHead,
        (CheckpointHead.number == Restore.number)
        & (CheckpointHead.journal == bindparam("journal")),
    )
    .order_by(Restore.number)
)


def of_journal(journal_id: str) -> list[list[int]]:
    """[number, time, seq] of every declared restore: what this journal went back to each time.

    A phone that has handled one offers again what it held beyond that line (R4).
    """
    rows = ask(_RESTORES, {"journal": journal_id})
    return [[row.number, row.time, row.seq or 0] for row in rows]
