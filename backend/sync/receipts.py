"""Receipts: the one signed answer to a phone; signed after commit and not stored."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from backend.core import checkpoints, clock, journal, jws, keys
from backend.core.db import db
from backend.core.journal_models import Journal, JournalFile

KEEP = 7 * 86_400_000


def files_here(journal_id: str, hashes: list[str]) -> list[list[Any]]:
    """[sha256, size] of those files that are fsynced in this journal."""
    rows = db.session.execute(
        select(JournalFile.sha256, JournalFile.size)
        .where(
            JournalFile.journal == journal_id,
            JournalFile.sha256.in_(hashes),
            JournalFile.stored.is_not(None),
        )
        .order_by(JournalFile.sha256)
    )
    return [[sha256, size] for sha256, size in rows]


def receipt(
    journal_id: str, *, entries: list[str], files: list[str], nonce: str, kit: str | None
) -> str:
    """Sign what the journal says now about these entries and files (contracts section 2)."""
    row = db.session.get_one(Journal, journal_id, populate_existing=True)
    lines = journal.lines_of(journal_id, entries)
    newest = checkpoints.newest()
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
            "lines": [lines[h] for h in entries if h in lines],
            "files": files_here(journal_id, files),
            "kit": kit,
            "checkpoint": list(newest) if newest else None,
            "keep_until": time + KEEP,
        },
    )
