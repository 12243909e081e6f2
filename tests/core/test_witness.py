"""The witness of another office: keeps, co-signs extensions only, keeps contradictions; `journal verify` names it."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import text

from backend.core import checkpoints, journal, jws, keys, proof
from backend.core.db import db
from backend.core.journal_models import Checkpoint
from tests.factories.witness import witness

ARCHIVE = "宁川市档案局"


@pytest.fixture
def office(tmp_path, session):
    """The witness's folder."""
    folder = witness.Folder(tmp_path / "witness")
    folder.init(ARCHIVE, keys.root_kid())
    return folder


@pytest.fixture
def online(app, client, monkeypatch):
    """The witness's downloads reach this server."""

    def download(url):
        answer = client.get(url.removeprefix("https://dukao.example"))
        assert answer.status_code == 200, url
        return answer.get_data()

    monkeypatch.setattr(witness, "download", download)
    return "https://dukao.example"


def happen(count=1):
    """Something is journalled, and a checkpoint over it signed."""
    for _ in range(count):
        journal.audit("test", None, "ok")
        checkpoints.write(force=True)
    db.session.commit()


def verified(app, *arguments):
    """`flask journal verify` as a person runs it."""
    return app.test_cli_runner().invoke(args=["journal", "verify", *map(str, arguments)])


def sign_again(which, **changes):
    """A checkpoint the owner of the server's key signs in place of another."""
    row = db.session.get_one(Checkpoint, which)
    payload = json.loads(jws.take_apart(row.compact, jws.CHECKPOINT).payload) | changes
    return keys.sign("journal", jws.CHECKPOINT, payload)


def test_it_keeps_and_cosigns_what_extends_and_verify_names_it(app, office, online):
    with app.app_context():
        happen(3)
    assert witness.fetch(office, online) == 3
    with app.app_context():
        happen(2)
    assert witness.main(["fetch", str(office.path), online]) == 0
    assert witness.fetch(office, online) == 0
    with app.app_context():
        journal.audit("test", None, "ok")
        db.session.commit()
        report = proof.verify(journal.AUDIT, office.file.read_text("ascii").splitlines())
        assert (report.state, report.anchored_to, report.unanchored_from) == ("anchored", 5, 6)
    done = verified(app, "--checkpoints", office.file)
    fingerprint = witness.thumbprint(office.jwk())
    assert f"ANCHORED to checkpoint 5 of witness {ARCHIVE} ({fingerprint})" in done.output
    assert "lines from 6 on are NOT ANCHORED" in done.output
    # Only that witness, when a fingerprint is asked for.
    other = verified(app, "--checkpoints", office.file, "--witness", "A" * 43)
    assert "NOT ANCHORED" in other.output
    assert "ANCHORED to" not in other.output


def test_without_a_copy_elsewhere_it_is_only_consistent_with_itself(app, session):
    happen(2)
    output = verified(app).output
    assert "CONSISTENT WITH ITSELF" in output
    assert "ANCHORED to" not in output


def test_a_gap_is_no_extension_and_what_is_missing_is_asked_for(app, office, online):
    with app.app_context():
        happen(4)
        texts = checkpoints.texts(10).splitlines()
    keys_now = {row["kid"]: row["jwk"] for row in key_rows(app)}
    office.take(texts[:1], keys_now)
    with pytest.raises(witness.Unreadable, match="2 to 3 are missing"):
        office.take(texts[3:], keys_now)
    assert witness.fetch(office, online) == 3


def key_rows(app):
    with app.app_context():
        return json.loads(jws.take_apart(keys.key_list(), jws.KEYS).payload)["keys"]


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"heads": []}, "another checkpoint 3"),
        ({"number": 4, "prev": "0" * 64}, "does not follow"),
        ({"number": 4, "time": 1}, "older"),
    ],
)
def test_a_contradiction_is_kept_and_not_cosigned(app, office, online, changes, why, capsys):
    with app.app_context():
        happen(3)
    witness.fetch(office, online)
    before = office.file.read_bytes()
    with app.app_context():
        forged = sign_again(3, **changes)
    path = office.path / "handed.txt"
    path.write_text(forged + "\n")
    assert witness.main(["take", str(office.path), str(path)]) == 4
    assert "日志分叉" in capsys.readouterr().out
    assert office.file.read_bytes() == before
    [kept] = (office.path / "contradictions").glob("*.txt")
    assert forged in kept.read_text("utf-8")
    assert why in kept.read_text("utf-8")
    assert witness.main(["show", str(office.path)]) == 4


def test_a_cut_history_signed_again_is_a_contradiction(app, office, online):
    with app.app_context():
        happen(3)
    witness.fetch(office, online)
    with app.app_context():
        head = db.session.get_one(Checkpoint, 3)
        forged = sign_again(3, number=4, prev=head.hash, heads=[[journal.AUDIT, 2, "0" * 64]])
    path = office.path / "handed.txt"
    path.write_text(forged)
    assert witness.main(["take", str(office.path), str(path)]) == 4


def test_another_servers_keys_are_not_believed(app, office, online):
    with app.app_context():
        happen(1)
    stranger = witness.Folder(office.path / "other")
    stranger.init(ARCHIVE, "B" * 43)
    assert witness.main(["fetch", str(stranger.path), online]) == 1
    assert stranger.file.read_bytes() == b""


def test_a_history_rewritten_with_all_keys_is_caught_by_the_witness_alone(app, office, online):
    """Whoever owns database and keys signs every checkpoint again: only the copy elsewhere tells."""
    with app.app_context():
        happen(3)
    witness.fetch(office, online)
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            for name in ("journal_line_no_update", "journal_line_no_delete"):
                db.session.execute(text(f"DROP TRIGGER {name}"))
        else:
            db.session.execute(text("ALTER TABLE journal_line DISABLE TRIGGER USER"))
        for table in ("journal_line", "journal_body", "journal_entry", "checkpoint_head"):
            db.session.execute(text(f"DELETE FROM {table}"))
        db.session.execute(text("DELETE FROM checkpoint"))
        db.session.execute(
            text("UPDATE journal SET seq = 0, head = :head"),
            {"head": journal.head_zero(journal.AUDIT, keys.root_kid())},
        )
        db.session.commit()
        happen(3)
        assert proof.verify(journal.AUDIT).state == "anchored"
        report = proof.verify(journal.AUDIT, office.file.read_text("ascii").splitlines())
    assert report.state == "broken"
    assert "forked" in report.reason
    assert verified(app, "--checkpoints", office.file).exit_code == 1
    assert witness.main(["fetch", str(office.path), online]) == 4
