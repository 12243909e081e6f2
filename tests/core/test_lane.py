"""Rows put past the ORM: seen by whoever asks next, gone with a rollback, written by a commit."""

from __future__ import annotations

import pytest
from sqlalchemy import bindparam, insert, select, update

from backend.core import clock
from backend.core.db import ask, ask_beside, changed, db, put
from backend.core.journal_models import Checkpoint

ROW = insert(Checkpoint)
HASHES = select(Checkpoint.hash).order_by(Checkpoint.number)
RENAME = (
    update(Checkpoint).where(Checkpoint.number == bindparam("which")).values(hash=bindparam("to"))
)


def row(number: int) -> dict[str, object]:
    return {"number": number, "hash": f"{number:064}", "time": number, "compact": "x"}


def hashes() -> list[int]:
    return [int(one) for one in ask(HASHES).scalars()]


@pytest.mark.parametrize(
    "look",
    [
        lambda: db.session.scalars(HASHES).all(),
        lambda: db.session.execute(HASHES).scalars().all(),
        lambda: ask(HASHES).scalars().all(),
    ],
)
def test_what_was_put_is_there_for_whoever_asks(session, look):
    put(ROW, row(1))
    put(ROW, row(2))
    assert len(look()) == 2


def test_it_waits_while_asked_beside_and_is_got_by_its_key(session):
    put(ROW, row(1))
    assert ask_beside(HASHES).all() == []
    assert db.session.get(Checkpoint, 1) is not None


def test_of_one_key_only_the_newest_is_written(session):
    put(ROW, row(1))
    for name in ("a", "b"):
        put(RENAME, {"which": 1, "to": name}, key=1)
    assert ask(HASHES).scalars().all() == ["b"]


def test_a_commit_writes_what_was_only_put(session):
    put(ROW, row(1))
    db.session.commit()
    db.session.rollback()
    assert hashes() == [1]


def test_a_rollback_forgets_it(session):
    put(ROW, row(1))
    db.session.rollback()
    db.session.commit()
    assert hashes() == []


def test_a_savepoint_forgets_only_its_own(session):
    put(ROW, row(1))
    savepoint = db.session.begin_nested()
    put(ROW, row(2))
    savepoint.rollback()
    with db.session.begin_nested():
        put(ROW, row(3))
    db.session.commit()
    assert hashes() == [1, 3]


def test_what_it_refers_to_may_be_an_object_still_to_be_flushed(session):
    db.session.add(Checkpoint(**row(1)))
    ask(RENAME, {"which": 1, "to": "b"})
    changed(Checkpoint, 1, "hash")
    assert db.session.get_one(Checkpoint, 1).hash == "b"


def test_the_clock_read_beside_something_else_is_the_same_for_the_whole_transaction(session):
    said = ask(select(clock.Reading())).scalar_one()
    clock.told(said)
    assert clock.now() == said
    clock.told(said + 5)
    assert clock.now() == said
    db.session.rollback()
    assert clock.now() >= said
