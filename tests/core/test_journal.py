"""The journal on both databases: lines once, bodies sealed, triggers, checkpoints, verification."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from backend.core import checkpoints, journal, proof, verifier
from backend.core.db import db, new_id
from backend.core.journal_models import Journal, JournalBody, JournalLine


@pytest.fixture
def filled(session):
    """A journal with five audit lines and a checkpoint over three of them."""
    for number in range(5):
        journal.audit("test", None, "ok", detail={"number": number})
        if number == 2:
            checkpoints.write(force=True)
    session.commit()
    return journal.AUDIT


def test_lines_chain_and_verify(filled):
    report = proof.verify(filled)
    assert (report.state, report.anchored_to, report.unanchored_from, report.lines) == (
        "anchored",
        1,
        4,
        5,
    )


def test_without_a_checkpoint_it_is_only_consistent_with_itself(session):
    journal.audit("test", None, "ok")
    session.commit()
    report = proof.verify(journal.AUDIT)
    assert report.state == "consistent"
    assert "NOT ANCHORED" in report.words()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journal_line SET line = '{}' WHERE seq = 2",
        "DELETE FROM journal_line WHERE seq = 2",
        "INSERT INTO journal_line (journal, seq, line, head) VALUES ('audit', 9, '{}', 'x')",
        "INSERT INTO journal_line (journal, seq, line, head) VALUES ('audit', 2, '{}', 'x')",
    ],
)
def test_the_database_refuses_to_touch_a_line(filled, session, statement):
    with pytest.raises(DatabaseError):
        session.execute(text(statement))
    session.rollback()
    assert proof.verify(filled).state == "anchored"


def test_replace_and_truncate_are_refused_too(filled, session):
    replace = "INSERT OR REPLACE INTO journal_line (journal, seq, line, head) VALUES ('audit', 2, '{}', 'x')"
    statement = replace if db.engine.dialect.name == "sqlite" else "TRUNCATE journal_line"
    with pytest.raises(DatabaseError):
        session.execute(text(statement))
    session.rollback()


def _without_triggers(session) -> None:
    """What someone who owns the database can do."""
    if db.engine.dialect.name == "sqlite":
        for name in ("journal_line_no_update", "journal_line_no_delete", "journal_line_next"):
            session.execute(text(f"DROP TRIGGER {name}"))
    else:
        session.execute(text("ALTER TABLE journal_line DISABLE TRIGGER USER"))


def test_a_changed_line_is_found_at_its_place(filled, session):
    _without_triggers(session)
    session.execute(
        text("UPDATE journal_line SET line = replace(line, 'accepted', 'acceptes') WHERE seq = 2")
    )
    session.commit()
    report = proof.verify(filled)
    assert (report.state, report.seq) == ("broken", 2)


def test_a_removed_line_is_found(filled, session):
    _without_triggers(session)
    session.execute(text("DELETE FROM journal_line WHERE seq = 4"))
    session.commit()
    report = proof.verify(filled)
    assert (report.state, report.seq) == ("broken", 4)


def test_a_replaced_line_is_found(filled, session):
    _without_triggers(session)
    other = session.get(JournalLine, (filled, 2)).line
    session.execute(
        text("UPDATE journal_line SET line = :line WHERE seq = 3"),
        {"line": other.replace('"seq":2', '"seq":3')},
    )
    session.commit()
    report = proof.verify(filled)
    assert (report.state, report.seq) == ("broken", 3)


def test_an_inserted_line_is_found(filled, session):
    _without_triggers(session)
    for seq in (5, 4, 3):
        session.execute(
            text("UPDATE journal_line SET seq = :new WHERE seq = :old"),
            {"new": seq + 1, "old": seq},
        )
    line = session.get(JournalLine, (filled, 2)).line.replace('"seq":2', '"seq":3')
    session.execute(
        text("INSERT INTO journal_line (journal, seq, line, head) VALUES (:j, 3, :l, :h)"),
        {"j": filled, "l": line, "h": "0" * 64},
    )
    session.commit()
    report = proof.verify(filled)
    assert (report.state, report.seq) == ("broken", 3)


def test_a_cut_tail_is_found(filled, session):
    _without_triggers(session)
    session.execute(text("DELETE FROM journal_line WHERE seq = 5"))
    session.commit()
    report = proof.verify(filled)
    assert (report.state, report.seq) == ("broken", 5)


def test_a_rechained_history_is_found_between_anchors(filled, session):
    checkpoints.write(force=True)
    session.commit()
    _without_triggers(session)
    rows = session.query(JournalLine).order_by(JournalLine.seq).all()
    head = journal.head_zero(filled, proof.keys.root_kid())
    for row in rows:
        line = (
            row.line.replace('"outcome":"accepted"', '"outcome":"accepted "')
            if row.seq == 5
            else row.line
        )
        head = journal.next_head(head, line)
        session.execute(
            text("UPDATE journal_line SET line = :l, head = :h WHERE seq = :s"),
            {"l": line, "h": head, "s": row.seq},
        )
    session.execute(text("UPDATE journal SET head = :h WHERE id = 'audit'"), {"h": head})
    session.commit()
    report = proof.verify(filled)
    assert report.state == "broken"
    assert "between checkpoints 1 and 2" in report.reason


def test_a_changed_body_is_found(filled, session):
    row = session.query(JournalBody).join(JournalLine, JournalLine.seq == 3).first()
    row.sealed = row.sealed[:-1] + bytes([row.sealed[-1] ^ 1])
    session.commit()
    assert proof.verify(filled).state == "broken"


def test_bundle_verifies_alone_and_one_byte_is_noticed(filled, tmp_path):
    path = tmp_path / "bundle.zip"
    data = proof.export(filled)
    path.write_bytes(data)
    root = proof.keys.root_kid()
    assert verifier.verify_bundle(str(path), root).state == "anchored"
    assert verifier.verify_bundle(str(path), "x" * 43).state == "broken"


def test_bodies_are_ciphertext_at_rest(session):
    secret = new_id()
    journal.audit("test", secret, "ok")
    session.commit()
    assert all(secret.encode() not in row.sealed for row in session.query(JournalBody))
    assert session.get(Journal, journal.AUDIT).seq == 1
