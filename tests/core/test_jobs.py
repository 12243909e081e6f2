"""Due work: once, after a crash again, one bad row never blocks; the worker is killed for real."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import select

from backend.core import clock, jobs, journal, live, messages
from backend.core.db import db, new_id
from backend.core.jobs import DueJob

DONE: list[str] = []


@pytest.fixture(autouse=True)
def handlers(monkeypatch):
    DONE.clear()

    def note(payload):
        DONE.append(payload["name"])

    def fail(_payload):
        raise RuntimeError("poison")

    monkeypatch.setitem(jobs.HANDLERS, "test.note", note)
    monkeypatch.setitem(jobs.HANDLERS, "test.fail", fail)


def run_due() -> None:
    """One sweep as the worker does it."""
    for job_id in jobs.lease_due():
        jobs.run(job_id)


def test_due_work_is_done_once(session):
    jobs.enqueue("test.note", "a", name="a")
    jobs.enqueue("test.note", "a", name="a")
    session.commit()
    run_due()
    run_due()
    assert DONE == ["a"]


def test_work_waits_for_its_instant(session, clock_at):
    later = clock.now() + 60_000
    jobs.enqueue("test.note", "later", later, name="later")
    session.commit()
    run_due()
    assert DONE == []
    clock_at(later + 1)
    run_due()
    assert DONE == ["later"]


def test_a_leased_row_of_a_killed_worker_becomes_due_again(session, clock_at):
    jobs.enqueue("test.note", "k", name="k")
    session.commit()
    assert len(jobs.lease_due()) == 1
    assert jobs.lease_due() == []
    clock_at(clock.now() + jobs.LEASE + 60_000)
    run_due()
    assert DONE == ["k"]


def test_one_bad_row_is_set_aside_and_blocks_nobody(session, clock_at):
    jobs.enqueue("test.fail", "bad")
    jobs.enqueue("test.note", "good", name="good")
    session.commit()
    for _ in range(jobs.MOST_ATTEMPTS):
        run_due()
        clock_at(clock.now() + 400_000)
    assert DONE == ["good"]
    row = session.scalar(select(DueJob).where(DueJob.kind == "test.fail"))
    session.refresh(row)
    assert (row.state, row.error) == ("failed", "RuntimeError")


def test_a_message_is_delivered_in_the_app(session):
    person = new_id()
    messages.send(person, "inspections.returned", "/e/x", number="1")
    session.commit()
    run_due()
    attempt = session.scalar(select(messages.Attempt))
    session.refresh(attempt)
    assert attempt.state == "delivered"
    assert [m.template for m in messages.inbox(person)] == ["inspections.returned"]


def test_live_notices_come_within_a_second(app, client):
    with app.app_context():
        journal.audit("test", None, "ok")
        db.session.commit()
    watch = live.watch(app)
    stream = watch.stream(frozenset({journal.AUDIT}))
    assert next(stream).startswith("retry")
    assert json.loads(next(stream).split("data: ")[1]) == {"journal": "audit", "seq": 1}
    with app.app_context():
        journal.audit("test", None, "ok")
        db.session.commit()
    start = time.monotonic()
    assert json.loads(next(stream).split("data: ")[1])["seq"] == 2
    assert time.monotonic() - start < 2.0
    stream.close()
    assert watch.streams == 0


@pytest.mark.slow
def test_a_killed_worker_loses_and_doubles_nothing(app, tmp_path):
    settings = app.config["SETTINGS"]
    env = {
        **os.environ,
        "DUKAO_ENV": "test",
        "DUKAO_INSTANCE": str(settings.instance),
        "DUKAO_KEYS": str(settings.keys),
        "PYTHONPATH": str(Path(__file__).parent.parent.parent),
    }
    if settings.database_url:
        env["DATABASE_URL"] = settings.database_url
    with app.app_context():
        person = new_id()
        for number in range(10):
            messages.send(person, "test", None, number=number)
        db.session.commit()

    def start() -> subprocess.Popen[bytes]:
        return subprocess.Popen([sys.executable, "-m", "backend.worker"], env=env, cwd=tmp_path)

    def open_jobs() -> int:
        with app.app_context():
            db.session.info["read_only"] = True
            left = len(db.session.scalars(select(DueJob.id).where(DueJob.state == "due")).all())
            db.session.remove()
            return left

    worker = start()
    deadline = time.monotonic() + 20
    while open_jobs() == 10 and time.monotonic() < deadline:
        time.sleep(0.05)
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    with app.app_context():
        # The dead worker's leases would run out after a minute.
        db.session.execute(DueJob.__table__.update().values(lease_until=0))
        db.session.commit()
    worker = start()
    try:
        deadline = time.monotonic() + 30
        while open_jobs() and time.monotonic() < deadline:
            time.sleep(0.2)
        assert open_jobs() == 0
    finally:
        worker.terminate()
        worker.wait(15)
    with app.app_context():
        states = db.session.scalars(select(messages.Attempt.state)).all()
        assert states == ["delivered"] * 10
