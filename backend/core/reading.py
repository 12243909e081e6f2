"""Entries read back from the journal, in order, as values."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from sqlalchemy import select

from . import jws
from .db import db
from .journal import body_of
from .journal_models import JournalEntry
from .payload import Entry, read_payload


def entry_from(row: JournalEntry, body: bytes) -> Entry:
    """The entry in these stored bytes, with what the journal knows of it."""
    if row.kid is not None:
        token = jws.take_apart(body.decode("ascii"), jws.ENTRY)
        entry = read_payload(token.payload, token.hash, token.kid)
    else:
        value: dict[str, Any] = json.loads(body)
        entry = Entry(
            hash=row.hash,
            kind=value["kind"],
            v=value["v"],
            journal=value["journal"],
            data=value["data"],
            happened=value["happened"],
            parents=tuple(value["parents"]),
            files=tuple(value["files"]),
        )
    return replace(entry, actor=row.actor, received=row.received, seq=row.seq, outcome=row.outcome)


def read(entry_hash: str) -> Entry | None:
    """One entry by hash; None when unknown or erased."""
    row = db.session.get(JournalEntry, entry_hash)
    body = body_of(entry_hash) if row else None
    return entry_from(row, body) if row and body else None


def entries(
    journal_id: str, *, kinds: tuple[str, ...] | None = None, outcome: str | None = "accepted"
) -> Iterator[Entry]:
    """Entries of a journal in the order of their (settled) lines."""
    query = select(JournalEntry).where(JournalEntry.journal == journal_id)
    if kinds:
        query = query.where(JournalEntry.kind.in_(kinds))
    if outcome:
        query = query.where(JournalEntry.outcome == outcome)
    for row in db.session.scalars(query.order_by(JournalEntry.settled_seq)).all():
        body = body_of(row.hash)
        if body is not None:
            yield entry_from(row, body)
