"""The hash-chained record of what happened: written, never changed, never deleted.

``append`` gives an entry its line; ``act`` writes what the server itself asserts.
Both run in the caller's transaction, so a change and its line stand or fall together.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Protocol

import marshmallow as ma
from flask import g, has_request_context
from sqlalchemy import bindparam, event, insert, literal_column, select, update
from sqlalchemy.orm import Session

from . import clock, keys, vault
from .canonical import canonical, sha256
from .db import ask, changed, db, put
from .errors import Problem
from .journal_models import (
    Checkpoint,
    FileMention,
    Journal,
    JournalBody,
    JournalEntry,
    JournalFile,
    JournalLine,
)
from .payload import Entry
from .times import Interval, Known, intervals

RULES_VERSION = 1
AUDIT = "audit"
# In place of the version byte of a ciphertext: a body about nobody, kept in the clear.
OPEN_BODY = b"\x00"
SERVER: tuple[str, ...] = ("server",)


class Behaviour(Protocol):
    """What a kind does: ``check`` judges once, ``project`` updates tables and never judges."""

    def check(self, entry: Entry) -> None:
        """Raise ``Problem`` to refuse."""

    def project(self, entry: Entry) -> None:
        """Update the tables from an accepted entry."""


def follow(entry: Entry) -> None:
    """What an accepted entry sets off besides its tables: findings, messages. A kind that has it
    brings a third method ``follow``; the door calls it once, a rebuild never."""
    work = getattr(KINDS[entry.kind, entry.v].behaviour, "follow", None)
    if work is not None:
        work(entry)


@dataclass(frozen=True)
class Kind:
    """One row of contracts section 5."""

    name: str
    v: int
    who: tuple[str, ...]
    parents: tuple[str, ...]
    schema: type[ma.Schema] | None
    behaviour: Any
    # Its body and files stay in the house: no kit and no phone ever gets them.
    private: bool = False

    @cached_property
    def shape(self) -> ma.Schema | None:
        """The shape of its data, made once."""
        return self.schema() if self.schema else None


KINDS: dict[tuple[str, int], Kind] = {}
_private: set[str] = set()


def kind(
    name: str,
    v: int,
    *,
    who: tuple[str, ...],
    parents: tuple[str, ...] = (),
    schema: type[ma.Schema] | None = None,
    private: bool = False,
) -> Callable[[Any], Any]:
    """Register a class with ``check`` and ``project`` as the behaviour of a kind."""

    def register(behaviour: Any) -> Any:
        KINDS[name, v] = Kind(name, v, who, parents, schema, behaviour, private)
        if private:
            _private.add(name)
        return behaviour

    return register


def private_kinds() -> set[str]:
    """Names of the kinds whose entries no phone may fetch."""
    return _private


def head_zero(journal_id: str, root: str) -> str:
    """The head before the first line (contracts section 4)."""
    return sha256(b"dukao-journal-1" + journal_id.encode("ascii") + root.encode("ascii"))


def next_head(head: str, line: str) -> str:
    """The head after a line."""
    return sha256(b"\x01" + bytes.fromhex(head) + hashlib.sha256(line.encode("utf-8")).digest())


def open_journal(journal_id: str, kind_of: str) -> Journal:
    """The journal row, made if it is new; ``kind_of`` is event, centre or audit."""
    row = db.session.get(Journal, journal_id)
    if row is None:
        row = Journal(
            id=journal_id,
            kind=kind_of,
            seq=0,
            head=head_zero(journal_id, keys.root_kid()),
            wrapped_key=vault.new_data_key(),
        )
        db.session.add(row)
        db.session.flush()  # lines point at it
    return row


@dataclass
class Held:
    """A journal whose row this transaction holds: its newest line, and its data key."""

    id: str
    seq: int
    head: str
    wrapped_key: bytes | None

    @cached_property
    def seal(self) -> Callable[[bytes, str], bytes]:
        """Encrypts bodies under the journal's data key; raises when that was destroyed."""
        if self.wrapped_key is None:
            raise Problem("journal.erased")
        return vault.sealer(self.wrapped_key)


# Statements of every push: made once, as making them costs more than most of them take.
_LOCK = (
    select(Journal.seq, Journal.head, Journal.wrapped_key)
    .where(Journal.id == bindparam("journal"))
    .with_for_update()
)
_MOVE = (
    update(Journal)
    .where(Journal.id == bindparam("journal"))
    .values(seq=bindparam("to"), head=bindparam("new"))
)
_LINE, _ENTRY, _BODY, _MENTION = (
    insert(model) for model in (JournalLine, JournalEntry, JournalBody, FileMention)
)


def lock(journal_id: str) -> Held:
    """The journal's row, held until this transaction ends: nobody else gives out its next line."""
    held: dict[str, Held] = db.session.info.setdefault("locked", {})
    if journal_id not in held:
        row = ask(_LOCK, {"journal": journal_id}).first()
        if row is None:
            raise Problem("object.not_found")
        held[journal_id] = Held(journal_id, row.seq, row.head, row.wrapped_key)
    return held[journal_id]


@event.listens_for(Session, "after_soft_rollback")
def _unlock(session: Session, _transaction: Any) -> None:
    # PostgreSQL lets go of what was locked since the savepoint.
    session.info.pop("locked", None)


@event.listens_for(Session, "after_transaction_end")
def _end(session: Session, transaction: Any) -> None:
    if transaction.parent is None:
        session.info.pop("locked", None)


def write_line(
    journal_id: str, entry_hash: str, *, actor: str | None, kid: str | None, outcome: str
) -> tuple[int, str, int]:
    """Give a hash the next line of its journal; returns (seq, line, received)."""
    row = lock(journal_id)
    received = clock.now()
    row.seq += 1
    line = canonical(
        {
            "v": 1,
            "journal": journal_id,
            "seq": row.seq,
            "entry": entry_hash,
            "actor": actor,
            "kid": kid,
            "received": received,
            "outcome": outcome,
            "rules": RULES_VERSION,
        }
    ).decode("utf-8")
    row.head = next_head(row.head, line)
    put(_MOVE, {"journal": journal_id, "to": row.seq, "new": row.head}, key=journal_id)
    put(_LINE, {"journal": journal_id, "seq": row.seq, "line": line, "head": row.head})
    changed(Journal, journal_id, "seq", "head")
    return row.seq, line, received


def append(
    entry: Entry,
    body: bytes,
    outcome: str,
    carrier: str | None = None,
    after_number: int | None = None,
) -> Entry:
    """Write line, body and index row of an entry; returns it with seq, received, outcome.

    ``after_number`` is the checkpoint it names, if the caller found that this one exists."""
    seq, _, received = write_line(
        entry.journal, entry.hash, actor=entry.actor, kid=entry.kid, outcome=outcome
    )
    put(
        _ENTRY,
        {
            "hash": entry.hash,
            "journal": entry.journal,
            "seq": seq,
            "settled_seq": seq,
            "kind": entry.kind,
            "actor": entry.actor,
            "kid": entry.kid,
            "n": entry.n,
            "prev": entry.prev,
            "parents": list(entry.parents),
            "after_number": after_number,
            "at": entry.at,
            "received": received,
            "outcome": outcome,
            "carrier": carrier,
        },
    )
    sealed = lock(entry.journal).seal(body, f"body.{entry.hash}")
    put(_BODY, {"hash": entry.hash, "journal": entry.journal, "sealed": sealed})
    _mention_files(entry)
    if has_request_context():
        g.setdefault("moved", set()).add(entry.journal)
    return replace(entry, seq=seq, received=received, outcome=outcome)


# The first mention makes the row; the file's own bytes come later, or came before.
_FILE = insert(JournalFile).from_select(
    ["journal", "sha256", "size", "type"],
    select(
        bindparam("journal", type_=JournalFile.journal.type),
        bindparam("sha256", type_=JournalFile.sha256.type),
        bindparam("size", type_=JournalFile.size.type),
        bindparam("type", type_=JournalFile.type.type),
    ).where(
        ~select(literal_column("1"))
        .where(
            JournalFile.journal == bindparam("journal"), JournalFile.sha256 == bindparam("sha256")
        )
        .exists()
    ),
)


def _mention_files(entry: Entry) -> None:
    named = {(f["sha256"], f["role"]): f for f in entry.files}
    for file in named.values():
        facts = {"journal": entry.journal, "sha256": file["sha256"]}
        put(_FILE, {**facts, "size": file["size"], "type": file["type"]})
        put(_MENTION, {**facts, "entry": entry.hash, "role": file["role"]})


def act(
    journal_id: str,
    name: str,
    data: dict[str, Any],
    *,
    actor: str | None,
    parents: Iterable[str] = (),
    files: Iterable[dict[str, Any]] = (),
    v: int = 1,
) -> Entry:
    """A server act: line, body and projection in one go; the chain vouches for it."""
    at = clock.now()
    payload = {
        "actor": actor,
        "data": data,
        "files": list(files),
        "happened": {"at": at},
        "journal": journal_id,
        "kind": name,
        "parents": list(parents),
        "salt": os.urandom(16).hex(),
        "v": v,
    }
    body = canonical(payload)
    entry = Entry(
        hash=sha256(body),
        kind=name,
        v=v,
        journal=journal_id,
        data=data,
        happened={"at": at},
        parents=tuple(parents),
        files=tuple(files),
        actor=actor,
    )
    written = append(entry, body, "accepted")
    KINDS[name, v].behaviour.project(written)
    return written


def settle(entry: Entry, outcome: str, by: str | None = None) -> None:
    """End the waiting of an entry with an act that names it; projects it when accepted."""
    row = db.session.get_one(JournalEntry, entry.hash)
    done = act(
        entry.journal,
        "journal.settled",
        {"entry": entry.hash, "outcome": outcome, "by": by},
        actor=by,
        parents=[entry.hash],
    )
    row.outcome = outcome
    row.settled_seq = done.seq or row.seq
    if outcome == "accepted":
        KINDS[entry.kind, entry.v].behaviour.project(replace(entry, outcome=outcome))


@kind("journal.settled", 1, who=SERVER)
class Settled:
    """The later line of an entry that waited; ``settle`` itself changes the row."""

    @staticmethod
    def check(_entry: Entry) -> None:
        """Never sealed by a device."""
        raise Problem("entry.kind")

    @staticmethod
    def project(entry: Entry) -> None:
        """Follow the outcome in the index (a rebuild has no ``settle``)."""
        row = db.session.get(JournalEntry, entry.data["entry"])
        if row is not None:
            row.outcome = entry.data["outcome"]


@kind("audit.act", 1, who=SERVER)
class AuditAct:
    """Sign-in, rights, full numbers, exports and refused access (S-7)."""

    @staticmethod
    def check(_entry: Entry) -> None:
        """Never sealed by a device."""
        raise Problem("entry.kind")

    @staticmethod
    def project(_entry: Entry) -> None:
        """The audit has no projection of its own; it is read from the journal."""


def audit(
    action: str,
    object_id: str | None,
    result: str,
    *,
    actor: str | None = None,
    code: str | None = None,
    detail: dict[str, Any] | None = None,
) -> Entry:
    """Write one line of the audit journal (S-7); ``detail`` must be masked already."""
    open_journal(AUDIT, "audit")
    return act(
        AUDIT,
        "audit.act",
        {
            "action": action,
            "object": object_id,
            "result": result,
            "code": code,
            "detail": detail or {},
        },
        actor=actor,
    )


def body_of(entry_hash: str) -> bytes | None:
    """The stored bytes of an entry or act; None when erased or missing."""
    row = db.session.get(JournalBody, entry_hash)
    if row is None:
        return None
    if row.sealed[:1] == OPEN_BODY:
        return bytes(row.sealed[1:])
    wrapped = db.session.get_one(Journal, row.journal).wrapped_key
    if wrapped is None:
        return None
    return vault.open_body(wrapped, row.sealed, f"body.{entry_hash}")


def lay_open(entry_hash: str) -> None:
    """Keep the body of an erasure order readable when the journal's key is destroyed."""
    body = body_of(entry_hash)
    row = db.session.get_one(JournalBody, entry_hash)
    if body is not None:
        row.sealed = OPEN_BODY + body


def newest(journal_id: str, name: str) -> str | None:
    """The hash of the newest accepted entry of a kind."""
    return db.session.scalar(
        select(JournalEntry.hash)
        .where(
            JournalEntry.journal == journal_id,
            JournalEntry.kind == name,
            JournalEntry.outcome == "accepted",
        )
        .order_by(JournalEntry.settled_seq.desc())
        .limit(1)
    )


def has(entry_hash: str) -> bool:
    """Whether some journal holds this entry."""
    found = select(JournalEntry.seq).where(JournalEntry.hash == entry_hash)
    return db.session.scalar(found) is not None


_LINES = (
    select(JournalEntry.hash, JournalLine.line)
    .join(
        JournalLine,
        (JournalLine.journal == JournalEntry.journal) & (JournalLine.seq == JournalEntry.seq),
    )
    .where(
        JournalEntry.journal == bindparam("journal"),
        JournalEntry.hash.in_(bindparam("hashes", expanding=True)),
    )
)


def lines_of(journal_id: str, hashes: Iterable[str]) -> dict[str, str]:
    """The first line of each of these entries."""
    wanted = list(hashes)
    if not wanted:
        return {}
    rows = ask(_LINES, {"journal": journal_id, "hashes": wanted})
    return {row.hash: row.line for row in rows}


def times(journal_id: str) -> dict[str, Interval]:
    """Proven interval of every entry: ``{hash: (earliest, latest)}``."""
    rows = db.session.execute(
        select(
            JournalEntry.hash,
            JournalEntry.received,
            JournalEntry.after_number,
            JournalEntry.prev,
            JournalEntry.parents,
            JournalEntry.kid,
            JournalEntry.at,
        ).where(JournalEntry.journal == journal_id)
    ).all()
    known = [
        Known(h, received, after, tuple(n for n in (prev, *parents) if n))
        for h, received, after, prev, parents, _, _ in rows
    ]
    stamps = dict(db.session.execute(select(Checkpoint.number, Checkpoint.time)).all())
    found = intervals(known, stamps)
    # The server vouches for its own acts: not before they were written, not after.
    for h, received, _, _, _, kid, _ in rows:
        if kid is None:
            found[h] = (received, found[h][1])
    return found
