"""Tables of the journal: lines are written once; bodies lie apart so that they can be erased."""

from __future__ import annotations

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from .db import Base, Instant


class Journal(Base):
    """The chain of one exam event, one centre, or the audit."""

    __tablename__ = "journal"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))
    seq: Mapped[int] = mapped_column(default=0)
    head: Mapped[str] = mapped_column(String(64))
    wrapped_key: Mapped[bytes | None] = mapped_column(LargeBinary)
    erased_by: Mapped[str | None] = mapped_column(String(64))


class JournalLine(Base):
    """The exact bytes of one line; update, delete and a wrong next number are refused by triggers."""

    __tablename__ = "journal_line"

    journal: Mapped[str] = mapped_column(ForeignKey("journal.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    line: Mapped[str] = mapped_column(Text)
    head: Mapped[str] = mapped_column(String(64))


class JournalEntry(Base):
    """What the line says, indexed, with what is needed to find and order entries.

    ``outcome`` is the settled one: a waiting entry's row follows its later act, its line never.
    """

    __tablename__ = "journal_entry"
    __table_args__ = (
        Index("ix_journal_entry_journal_seq", "journal", "seq", unique=True),
        Index("ix_journal_entry_key", "journal", "kid", "n"),
        Index("ix_journal_entry_outcome", "journal", "outcome"),
    )

    hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    journal: Mapped[str] = mapped_column(ForeignKey("journal.id"))
    seq: Mapped[int]
    settled_seq: Mapped[int]
    kind: Mapped[str] = mapped_column(String(40))
    actor: Mapped[str | None] = mapped_column(String(32))
    kid: Mapped[str | None] = mapped_column(String(43))
    n: Mapped[int | None]
    prev: Mapped[str | None] = mapped_column(String(64))
    parents: Mapped[list[str]] = mapped_column(JSON)
    after_number: Mapped[int | None]
    at: Mapped[int] = mapped_column(Instant)
    received: Mapped[int] = mapped_column(Instant)
    outcome: Mapped[str] = mapped_column(String(60))
    carrier: Mapped[str | None] = mapped_column(String(32))


class JournalBody(Base):
    """The signed bytes, encrypted under the journal's data key."""

    __tablename__ = "journal_body"

    hash: Mapped[str] = mapped_column(ForeignKey("journal_entry.hash"), primary_key=True)
    journal: Mapped[str] = mapped_column(ForeignKey("journal.id"), index=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    # Never read: it lets a flush write the entry first.
    _row: Mapped[JournalEntry] = relationship(lazy="raise")


class JournalFile(Base):
    """A file an entry's manifest names; ``stored`` once its bytes are fsynced."""

    __tablename__ = "journal_file"

    journal: Mapped[str] = mapped_column(ForeignKey("journal.id"), primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    size: Mapped[int]
    type: Mapped[str] = mapped_column(String(60))
    stored: Mapped[int | None] = mapped_column(Instant)
    # Whose share of the event's space it takes.
    carrier: Mapped[str | None] = mapped_column(String(32))


class FileMention(Base):
    """Which entry names which file; reading a file goes through an entry the reader may see."""

    __tablename__ = "file_mention"

    entry: Mapped[str] = mapped_column(ForeignKey("journal_entry.hash"), primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    role: Mapped[str] = mapped_column(String(10), primary_key=True)
    journal: Mapped[str] = mapped_column(ForeignKey("journal.id"), index=True)
    _row: Mapped[JournalEntry] = relationship(lazy="raise")


class Checkpoint(Base):
    """The server's signed summary of all heads that moved."""

    __tablename__ = "checkpoint"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    hash: Mapped[str] = mapped_column(String(64))
    time: Mapped[int] = mapped_column(Instant)
    compact: Mapped[str] = mapped_column(Text)


class CheckpointHead(Base):
    """The head of one journal in one checkpoint, to find what anchors a line."""

    __tablename__ = "checkpoint_head"

    number: Mapped[int] = mapped_column(ForeignKey("checkpoint.number"), primary_key=True)
    journal: Mapped[str] = mapped_column(String(32), primary_key=True)
    seq: Mapped[int]
    head: Mapped[str] = mapped_column(String(64))


class DoorRejection(Base):
    """Bytes that were no entry, counted under who carried them."""

    __tablename__ = "door_rejection"

    id: Mapped[int] = mapped_column(primary_key=True)
    carrier: Mapped[str | None] = mapped_column(String(32), index=True)
    journal: Mapped[str] = mapped_column(String(32))
    code: Mapped[str] = mapped_column(String(40))
    count: Mapped[int]
    received: Mapped[int] = mapped_column(Instant)


def sqlite_triggers() -> list[str]:
    """Triggers that stop mistakes on SQLite (anchors stop administrators)."""
    refuse = "SELECT RAISE(ABORT, 'journal lines are written once')"
    return [
        f"CREATE TRIGGER journal_line_no_update BEFORE UPDATE ON journal_line BEGIN {refuse}; END",
        f"CREATE TRIGGER journal_line_no_delete BEFORE DELETE ON journal_line BEGIN {refuse}; END",
        (
            "CREATE TRIGGER journal_line_next BEFORE INSERT ON journal_line "
            "WHEN NEW.seq != (SELECT COALESCE(MAX(seq), 0) + 1 FROM journal_line "
            "WHERE journal = NEW.journal) "
            "BEGIN SELECT RAISE(ABORT, 'not the next journal line'); END"
        ),
    ]


def postgres_triggers() -> list[str]:
    """The same on PostgreSQL, TRUNCATE included."""
    function = (
        "CREATE FUNCTION journal_line_guard() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "IF TG_OP = 'INSERT' THEN "
        "IF NEW.seq <> (SELECT COALESCE(MAX(seq), 0) + 1 FROM journal_line "
        "WHERE journal = NEW.journal) THEN RAISE EXCEPTION 'not the next journal line'; END IF; "
        "RETURN NEW; END IF; "
        "RAISE EXCEPTION 'journal lines are written once'; END $$"
    )
    rows = (
        "CREATE TRIGGER journal_line_rows BEFORE INSERT OR UPDATE OR DELETE ON journal_line "
        "FOR EACH ROW EXECUTE FUNCTION journal_line_guard()"
    )
    truncate = (
        "CREATE TRIGGER journal_line_truncate BEFORE TRUNCATE ON journal_line "
        "FOR EACH STATEMENT EXECUTE FUNCTION journal_line_guard()"
    )
    return [function, rows, truncate]


def trigger_names(dialect: str) -> set[str]:
    """Names the start-up check looks for."""
    if dialect == "sqlite":
        return {"journal_line_no_update", "journal_line_no_delete", "journal_line_next"}
    return {"journal_line_rows", "journal_line_truncate"}
