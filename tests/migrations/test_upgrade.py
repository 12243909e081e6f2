"""An upgrade with waiting clients of the previous version, on both databases.

The first release's tables hold a running event; its phone has sent some work and holds more. What
it sends after the upgrade is byte for byte what the first release's client sends.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from flask_migrate import downgrade
from sqlalchemy import inspect

from backend.core import checkpoints, keys, proof, rebuilding
from backend.core.db import db
from devtools.upgrade import COMMANDS
from tests.sync.test_door import house, jpeg, receipt_of, upload  # noqa: F401 - a fixture

ROOT = Path(__file__).parents[2]
FIRST_RELEASE = "20261122a001"
# What the first release's client sends with a push, and reads from the answer.
SENT = {"files": [], "kit": None, "unsent": 2, "tip": None, "last_receipt": None}
READ = {"receipt", "rejected"}


def let_go(app) -> None:
    with app.app_context():
        db.session.remove()
        for engine in db.engines.values():
            engine.dispose()


def dev_py_upgrade(app) -> subprocess.CompletedProcess[str]:
    """The step of `dev.py upgrade` that touches data, as it runs it."""
    settings = app.config["SETTINGS"]
    env = {
        **os.environ,
        "PYTHONUTF8": "1",
        "DUKAO_ENV": "test",
        "DUKAO_INSTANCE": str(settings.instance),
        "DUKAO_KEYS": str(settings.keys),
    }
    env.pop("DATABASE_URL", None)
    if settings.database_url:
        env["DATABASE_URL"] = settings.database_url
    return subprocess.run(
        [sys.executable, "-m", "devtools.app_commands", *COMMANDS],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def first_release(monkeypatch):
    """Its import wrote the dispatch and nothing else."""
    monkeypatch.setattr("backend.staffing.importing.announce_lists", lambda *_: False)


@pytest.mark.req("S-19")
def test_waiting_clients_of_the_first_release_deliver_after_the_upgrade(first_release, house):  # noqa: F811
    photo = jpeg()
    sha = hashlib.sha256(photo).hexdigest()
    file = {"sha256": sha, "size": len(photo), "type": "image/jpeg", "role": "photo"}
    sent = house.answer("item/1")
    first = receipt_of(house.push(sent, **SENT))
    waiting = [
        house.answer("item/2"),
        house.answer("item/3", "B", remark="已责令更换", photos=[sha], files=(file,)),
    ]
    held = house.push(**SENT).json["receipt"]
    with house.app.app_context():
        checkpoints.write(force=True)
        db.session.commit()
        outside = checkpoints.texts(100).splitlines()
        db.session.remove()  # migrations need the one writing connection
        downgrade(directory=str(ROOT / "migrations"), revision=FIRST_RELEASE)
        assert not inspect(db.engine).has_table("backup")
    let_go(house.app)

    done = dev_py_upgrade(house.app)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "BROKEN" not in done.stdout

    # A lost reply of before: the same line, byte for byte, and nothing twice.
    answer = house.push(sent, *waiting, **{**SENT, "unsent": 0, "last_receipt": held})
    assert set(answer.json) >= READ
    assert house.outcomes(answer) == ["accepted"] * 3
    assert receipt_of(answer)["lines"][0] == first["lines"][0]
    assert upload(house, photo).status_code == 200
    assert receipt_of(house.push(files=[sha], **{k: v for k, v in SENT.items() if k != "files"}))[
        "files"
    ] == [[sha, len(photo)]]
    kit = house.client.get(f"/api/v1/journals/{house.event}/changes")
    assert kit.status_code == 200
    assert {json.loads(e["line"])["entry"] for e in kit.json["entries"]} >= {
        json.loads(line)["entry"] for line in receipt_of(answer)["lines"]
    }
    with house.app.app_context():
        # Nothing older than the upgrade changed, by a checkpoint that left the house before it.
        report = proof.verify(house.event, outside)
        assert report.state == "anchored", report.words()
        assert rebuilding.check() == []
        assert keys.ready()


def test_an_upgrade_that_finds_a_changed_journal_says_so(house):  # noqa: F811
    house.push(house.answer())
    with house.app.app_context():
        row = "UPDATE journal SET head = '" + "0" * 64 + "'"
        db.session.execute(db.text(row))
        db.session.commit()
    let_go(house.app)
    done = dev_py_upgrade(house.app)
    assert done.returncode == 1
    assert "BROKEN" in done.stdout
