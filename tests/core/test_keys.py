"""Keys change while phones are offline: what was signed stays provable, what is withdrawn does not."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from backend.core import checkpoints, clock, journal, jws, keys, proof, verifier
from backend.core.db import db
from backend.core.journal_models import Checkpoint
from backend.core.verifier import Broken
from backend.sync import door, forks, receipts
from tests.factories.inspections import BEFORE, ON_THE_DAY, graded, make_case

VECTORS = Path(__file__).parent.parent / "vectors"
DIAGONAL = json.loads((VECTORS / "diagonal.json").read_text("utf-8"))
TYPES = ("entry", "receipt", "checkpoint", "badge", "keys")


@pytest.fixture
def case(app, session, clock_at, tmp_path, keys_folder):
    """An event of a house whose keys are its own to change."""
    folder = tmp_path / "own_keys"
    shutil.copytree(keys_folder, folder)
    # Settings are frozen; only where the keys lie differs.
    object.__setattr__(app.config["SETTINGS"], "keys_folder", folder)
    assert app.config["SETTINGS"].keys == folder
    keys.load(folder)
    clock_at(BEFORE)
    made = make_case()
    clock_at(ON_THE_DAY)
    yield made
    keys.load(keys_folder)


def current():
    """The journal key that signs now."""
    rows = list_now()["keys"]
    return next(row for row in rows if row["purpose"] == "journal" and row["until"] is None)


def list_now():
    """The signed key list, verified with the root."""
    token = jws.take_apart(keys.key_list(), jws.KEYS)
    jws.verify(token, keys.root_jwk())
    return json.loads(token.payload)


def flask(app, *words):
    """A command as a person runs it."""
    return app.test_cli_runner().invoke(args=[str(word) for word in words])


def anchor():
    """Sign a checkpoint."""
    row = checkpoints.write(force=True)
    db.session.commit()
    return row.compact


def receipt(event):
    """A receipt as a phone keeps it."""
    return receipts.receipt(event, entries=[], files=[], nonce="n" * 16, kit=None)


def kid_of(compact):
    """Who signed."""
    return json.loads(verifier.unb64u(compact.split(".")[0]))["kid"]


def test_what_was_signed_before_a_rotation_verifies_for_ever(app, case, tmp_path):
    case.answer("item/1", graded())
    old_checkpoint, old_receipt, before = anchor(), receipt(case.event), list_now()
    offline = case.seal("inspections.answer", {"field": "item/2", "value": graded()})
    done = flask(app, "keys", "rotate", "journal")
    assert done.exit_code == 0, done.output
    assert list_now()["number"] == before["number"] + 1
    # The phone that was away delivers what it sealed under the old list.
    assert case.push(offline) == ["accepted"]
    new_checkpoint, new_receipt = anchor(), receipt(case.event)
    assert {kid_of(old_checkpoint), kid_of(old_receipt)} == {current_before(before)}
    assert {kid_of(new_checkpoint), kid_of(new_receipt)} == {done.output.strip()}
    for text in (old_receipt, new_receipt):
        token = jws.take_apart(text, jws.RECEIPT)
        jws.verify(token, keys.public(token.kid, "journal"))
    assert forks._is_ours(old_receipt)
    kept = [old_checkpoint, new_checkpoint]
    report = proof.verify(case.event, kept)
    assert report.passed(), report.words()
    bundle = tmp_path / "bundle.zip"
    bundle.write_bytes(proof.export(case.event))
    assert verifier.verify_bundle(str(bundle), keys.root_kid(), kept).passed()


def current_before(listed):
    """The journal key of a key list."""
    return next(r["kid"] for r in listed["keys"] if r["purpose"] == "journal" and not r["until"])


def test_a_withdrawn_key_signs_nothing_that_counts(app, case, clock_at, tmp_path):
    case.answer("item/1", graded())
    anchor()
    stolen = current()
    thief = keys.private(stolen["kid"])
    clock_at(clock.now() + 60_000)
    done = flask(app, "keys", "withdraw", stolen["kid"])
    assert done.exit_code == 0, done.output
    # The house goes on signing, with the replacement the list names.
    assert current()["kid"] != stolen["kid"]
    case.answer("item/2", graded("B", "备注"))
    clock_at(clock.now() + 60_000)
    kept = [row.compact for row in db.session.query(Checkpoint)]
    kept.append(anchor())
    assert kid_of(kept[-1]) == current()["kid"]
    assert proof.verify(case.event, kept).passed()
    row = db.session.query(Checkpoint).order_by(Checkpoint.number.desc()).first()
    payload = json.loads(jws.take_apart(row.compact, jws.CHECKPOINT).payload)
    forged = jws.sign(thief, jws.CHECKPOINT, verifier.json.dumps(
        {**payload, "number": row.number + 1, "prev": row.hash}, separators=(",", ":"),
        sort_keys=True).encode())  # fmt: skip
    report = proof.verify(case.event, [*kept, forged])
    assert (report.state, "withdrawn key" in report.reason) == ("broken", True)
    bundle = tmp_path / "bundle.zip"
    bundle.write_bytes(proof.export(case.event))
    alone = verifier.verify_bundle(str(bundle), keys.root_kid(), [*kept, forged])
    assert (alone.state, "withdrawn key" in alone.reason) == ("broken", True)
    assert verifier.verify_bundle(str(bundle), keys.root_kid(), kept).passed()


def look(event: str, compact: str, head: str) -> None:
    """The last receipt of a phone, beside the head of that line."""
    told = forks.said(compact, event)
    assert told is not None
    forks.look(event, told, head, compact, None)


def test_a_thief_with_a_withdrawn_key_raises_no_alarm_of_a_fork(app, case):
    stolen = current()
    thief = keys.private(stolen["kid"])
    flask(app, "keys", "withdraw", stolen["kid"])
    said = json.loads(jws.take_apart(receipt(case.event), jws.RECEIPT).payload)
    late = {**said, "head": "f" * 64, "time": said["time"] + 1000}
    text = json.dumps(late, separators=(",", ":"), sort_keys=True).encode()
    look(case.event, jws.sign(thief, jws.RECEIPT, text), said["head"])
    db.session.commit()
    assert forks.found() == []
    # Honest phones still show what they were given before.
    early = {**late, "time": 1}
    text = json.dumps(early, separators=(",", ":"), sort_keys=True).encode()
    look(case.event, jws.sign(thief, jws.RECEIPT, text), said["head"])
    db.session.commit()
    assert len(forks.found()) == 1


def test_without_the_root_no_list_is_changed_and_unknown_keys_are_named(app, case):
    folder = app.config["SETTINGS"].keys
    before = keys.key_list()
    assert "no such key" in flask(app, "keys", "withdraw", "x" * 43).output
    (folder / "root.pem").rename(folder / "offline.pem")
    for words in (("rotate", "journal"), ("withdraw", current()["kid"])):
        done = flask(app, "keys", *words)
        assert done.exit_code == 1
        assert "root.pem" in done.output
    assert keys.key_list() == before


@pytest.mark.parametrize("given", TYPES)
@pytest.mark.parametrize("wanted", TYPES)
def test_each_verifier_takes_only_its_own_type(given, wanted):
    """One key signed all five over bytes every one of them could read: only `typ` differs."""
    compact, jwk = DIAGONAL["tokens"][given], DIAGONAL["jwk"]
    typ = f"dukao-{wanted}+jws"
    if given == wanted:
        jws.verify(jws.take_apart(compact, typ), jwk)
        assert verifier.open_jws(compact, typ, lambda _kid: jwk)[2] == DIAGONAL["kid"]
        return
    with pytest.raises(jws.BadToken):
        jws.take_apart(compact, typ)
    with pytest.raises(Broken):
        verifier.open_jws(compact, typ, lambda _kid: jwk)


@pytest.mark.parametrize("given", TYPES)
def test_the_readers_of_the_house_take_only_their_own_type(session, monkeypatch, given):
    """Door, checkpoint reader and fork detector, given one key for everything."""
    compact, jwk = DIAGONAL["tokens"][given], DIAGONAL["jwk"]
    monkeypatch.setattr(keys, "public", lambda _kid, _purpose: jwk)
    author = door.accounts.Author("p" * 32, DIAGONAL["kid"], jwk)
    if given == "entry":
        opened = door.open_envelope(compact, DIAGONAL["journal"], lambda _kid: author)
        assert opened.entry.kid == DIAGONAL["kid"]
    else:
        with pytest.raises(jws.BadToken):
            door.open_envelope(compact, DIAGONAL["journal"], lambda _kid: author)
    if given == "checkpoint":
        assert list(verifier.read_checkpoints([compact], lambda _kid: jwk)) == [1]
    else:
        with pytest.raises(Broken):
            verifier.read_checkpoints([compact], lambda _kid: jwk)
    assert forks._is_ours(compact) == (given == "receipt")


def test_the_journal_of_the_house_says_which_key_was_in_use(app, case):
    """The control: lines need no server key, so a rotation leaves every head as it was."""
    case.answer("item/1", graded())
    heads = [row.head for row in db.session.query(journal.JournalLine)]
    flask(app, "keys", "rotate", "journal")
    assert [row.head for row in db.session.query(journal.JournalLine)] == heads
