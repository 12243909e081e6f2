"""Receipts: the one signed answer to a phone; signed after commit and not stored."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import bindparam, func, select

from backend.core import backup, clock, journal, jws, keys
from backend.core.db import ask
from backend.core.journal_models import Checkpoint, Journal, JournalFile

KEEP = 7 * 86_400_000
# Until a verified backup holds it. The phone asks again every day and is then told less.
KEEP_OPEN = 366 * 86_400_000


_STORED = (
    select(JournalFile.sha256, JournalFile.size)
    .where(
        JournalFile.journal == bindparam("journal"),
        JournalFile.sha256.in_(bindparam("files", expanding=True)),
        JournalFile.stored.is_not(None),
    )
    .order_by(JournalFile.sha256)
)


def files_here(journal_id: str, hashes: list[str]) -> list[list[Any]]:
    """[sha256, size] of those files that are fsynced in this journal."""
    if not hashes:
        return []
    rows = ask(_STORED, {"journal": journal_id, "files": hashes})
    return [[row.sha256, row.size] for row in rows]


_NEWEST_FILE = select(func.max(JournalFile.stored)).where(
    JournalFile.journal == bindparam("journal"),
    JournalFile.sha256.in_(bindparam("files", expanding=True)),
)


def keep_until(journal_id: str, lines: list[str], files: list[str], time: int) -> int:
    """Until when the phone must keep these: at least 7 days, and past a verified backup (R4)."""
    if not lines and not files:
        return time + KEEP
    told = [json.loads(line) for line in lines]
    newest_line = max((line["seq"] for line in told), default=0)
    about = {"journal": journal_id, "files": files}
    stored = ask(_NEWEST_FILE, about).scalar() if files else None
    if backup.holds(journal_id, newest_line, stored or 0):
        return max([line["received"] for line in told] + [stored or 0]) + KEEP
    return time + KEEP_OPEN


_NOW = (
    select(
        Journal.seq,
        Journal.head,
        Checkpoint.number,
        Checkpoint.hash,
        clock.Reading().label("now"),
    )
    .outerjoin(
        Checkpoint, Checkpoint.number == select(func.max(Checkpoint.number)).scalar_subquery()
    )
    .where(Journal.id == bindparam("journal"))
)


def receipt(
    journal_id: str, *, entries: list[str], files: list[str], nonce: str, kit: str | None
) -> str:
    """Sign what the journal says now about these entries and files (contracts section 2)."""
    row = ask(_NOW, {"journal": journal_id}).one()
    clock.told(row.now)
    lines = journal.lines_of(journal_id, entries)
    shown = [lines[h] for h in entries if h in lines]
    time = clock.now()
    return keys.sign(
        "journal",
        jws.RECEIPT,
        {
            "v": 1,
            "journal": journal_id,
            "seq": row.seq,
            "head": row.head,
            "time": time,
            "nonce": nonce,
            "lines": shown,
            "files": files_here(journal_id, files),
            "kit": kit,
            "checkpoint": [row.number, row.hash] if row.number else None,
            "keep_until": keep_until(journal_id, shown, files, time),
        },
    )
