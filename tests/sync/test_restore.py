"""Backup and restore on both databases: whole, encrypted, declared; receipted work comes back (R4)."""

from __future__ import annotations

import base64
import json
import tarfile
import uuid

import pytest
from cryptography.hazmat.primitives import serialization
from sqlalchemy import select, text

from backend import create_app
from backend.config import Settings
from backend.core import (
    backup,
    checkpoints,
    chunks,
    clock,
    databases,
    journal,
    jws,
    keys,
    proof,
    restoring,
    vault,
)
from backend.core.canonical import unb64u
from backend.core.db import db
from backend.core.journal_models import Checkpoint, CheckpointHead, JournalEntry, JournalFile
from backend.core.messages import Message
from backend.sync import receipts
from backend.sync.forks import Fork
from tests.conftest import ApartClient, _admin, _named
from tests.core.test_witness import witness
from tests.factories.accounts import PASSWORD, make_account
from tests.sync.conftest import postgres_tools
from tests.sync.test_door import House, house, jpeg, receipt_of, upload  # noqa: F401 - a fixture

WHY = "服务器硬盘损坏"


@pytest.fixture(autouse=True)
def _tools(monkeypatch):
    found = postgres_tools()
    if found:
        monkeypatch.setenv("PATH", str(found), prepend=":")


@pytest.fixture
def officers(house):  # noqa: F811
    """Two people of the centre, by user name."""
    with house.app.app_context():
        from backend.assessments.models import ExamEvent
        from backend.organisations.models import Centre

        event = db.session.get_one(ExamEvent, house.event)
        centre = db.session.get_one(Centre, event.centre_id)
        names = [make_account(role, centre).username for role in ("centre_leader", "quality")]
        db.session.commit()
    return names


def run(app, *arguments, stdin=None):
    """A command as an operator types it."""
    return app.test_cli_runner().invoke(args=[str(a) for a in arguments], input=stdin)


def back_up(house, folder):  # noqa: F811
    done = run(house.app, "backup", folder)
    assert done.exit_code == 0, done.output
    return next(iter(sorted(folder.glob("*.backup"), reverse=True)))


@pytest.fixture
def new_house(app, request, tmp_path, keys_folder):
    """The same office on an empty machine: same keys, nothing else."""
    instance = tmp_path / "new"
    url = None
    name = f"n_{uuid.uuid4().hex[:12]}"
    old = app.config["SETTINGS"].database_url
    if old:
        server = request.getfixturevalue("postgres_server")
        _admin(server, f"CREATE DATABASE {name}")
        url = _named(old, name)
    made = create_app(
        Settings(
            environment="test",
            instance=instance,
            database_url=url,
            keys_folder=keys_folder,
            flask={"TESTING": True, "RATELIMIT_ENABLED": False},
        )
    )
    made.test_client_class = ApartClient
    yield made
    with made.app_context():
        db.session.remove()
        for engine in db.engines.values():
            engine.dispose()
    if old:
        _admin(server, f"DROP DATABASE {name} WITH (FORCE)")


def restore(app, path, officers, *more, passwords=(PASSWORD, PASSWORD)):
    return run(
        app,
        "restore",
        path,
        *(more or ("--highest", 1)),
        "--reason",
        WHY,
        "--by",
        *officers,
        stdin="\n".join(passwords) + "\n",
    )


def moved_to(old: House, app) -> House:
    """The phones' address leads to the other machine now; their cookies stay."""
    client = app.test_client()
    for cookie in old.client._cookies.values():
        client.set_cookie(cookie.key, cookie.value, path=cookie.path, domain=cookie.domain)
    return House(app, old.event, old.lead, old.mate, client, old.now)


def checkpoint_of(app, number):
    with app.app_context():
        row = db.session.get_one(Checkpoint, number)
        return json.loads(jws.take_apart(row.compact, jws.CHECKPOINT).payload)


# --- keep_until --------------------------------------------------------------------------------


@pytest.mark.req("S-19")
def test_keep_until_is_seven_days_and_past_the_next_verified_backup(house, tmp_path):  # noqa: F811
    entry = house.answer()
    first = receipt_of(house.push(entry))
    assert first["keep_until"] == first["time"] + receipts.KEEP_OPEN
    back_up(house, tmp_path / "backups")
    clock.set_offset(600_000)
    later = house.answer("item/2")
    both = receipt_of(house.push(entry, later))
    assert both["keep_until"] == both["time"] + receipts.KEEP_OPEN  # one of them is in no backup
    again = receipt_of(house.push(entry))
    received = json.loads(again["lines"][0])["received"]
    assert again["keep_until"] == received + receipts.KEEP
    # A file after the backup keeps its entry too.
    upload(house, jpeg())
    with house.app.app_context():
        [sha] = db.session.scalars(select(JournalFile.sha256))
    both = receipt_of(house.push(entry, files=[sha]))
    assert both["keep_until"] == both["time"] + receipts.KEEP_OPEN


def test_an_unverified_backup_promises_nothing(house, tmp_path, monkeypatch):  # noqa: F811
    entry = house.answer()
    house.push(entry)

    def damaged(_path):
        raise backup.Damaged("bad sector")

    monkeypatch.setattr(backup, "verify", damaged)
    done = run(house.app, "backup", tmp_path / "backups")
    assert done.exit_code == 1
    assert "NO VERIFIED BACKUP: bad sector" in done.output
    told = receipt_of(house.push(entry))
    assert told["keep_until"] == told["time"] + receipts.KEEP_OPEN


# --- what a backup is --------------------------------------------------------------------------


def everything_in(path, work):
    """A backup's plaintext as an attacker with the data key would see it, tables as text too."""
    with path.open("rb") as source:
        source.readline()
        head = json.loads(source.readline())
        plain = chunks.Reader(source, vault.backup_key(unb64u(head["salt"])))
        with tarfile.open(fileobj=plain, mode="r|") as tar:
            tar.extractall(work, filter="data")
    found = b"".join(p.read_bytes() for p in work.rglob("*") if p.is_file())
    dump = work / databases.NAMES["postgresql"]
    if dump.exists():
        found += databases._run("pg_restore", "--file=-", str(dump)).encode()
    return found


def spellings(secret: bytes) -> list[bytes]:
    """A secret's bytes in the encodings a dump could hold."""
    number = int.from_bytes(secret, "big")
    plain = [
        secret,
        secret.hex().encode(),
        secret.hex().upper().encode(),
        base64.b64encode(secret)[:42],
        base64.urlsafe_b64encode(secret)[:42],
        base64.b32encode(secret)[:48],
        str(number).encode(),
        secret[::-1],
    ]
    # Base64 of a longer text holds the secret in one of three alignments.
    return plain + [base64.b64encode(b"\0" * n + secret)[4:40] for n in (1, 2)]


@pytest.mark.req("S-20")
def test_no_private_key_is_in_a_backup_or_the_files(house, tmp_path, keys_folder):  # noqa: F811
    upload(house, jpeg())
    house.push(house.answer())
    path = back_up(house, tmp_path / "backups")
    with house.app.app_context():
        found = everything_in(path, tmp_path / "out")
    assert journal.AUDIT.encode() in found  # we look into the right thing
    for file in keys_folder.iterdir():
        if file.suffix == ".key":
            secrets = [file.read_bytes()]
        elif file.suffix == ".pem":
            key = serialization.load_pem_private_key(file.read_bytes(), password=None)
            secrets = [key.private_numbers().private_value.to_bytes(32, "big")]
            lines = file.read_bytes().splitlines()
            assert all(line not in found for line in lines if not line.startswith(b"-----END"))
        else:
            continue
        for secret in secrets:
            for spelling in spellings(secret):
                assert spelling not in found, f"{file.name} leaks"
                assert spelling not in path.read_bytes()


def test_a_backup_is_ciphertext_and_any_change_is_noticed(house, tmp_path):  # noqa: F811
    upload(house, jpeg())
    house.push(house.answer())
    path = back_up(house, tmp_path / "backups")
    data = path.read_bytes()
    assert house.event.encode() not in data
    assert b"SQLite format" not in data
    assert b"CREATE TABLE" not in data
    for name, changed in {
        "flipped": data[:-200] + bytes([data[-200] ^ 1]) + data[-199:],
        "cut": data[: len(data) // 2],
        "cut-at-a-chunk": data[: data.index(b"\n", 20) + 1],
        "longer": data + b"x",
        "foreign": b"something else",
    }.items():
        other = tmp_path / f"{name}.backup"
        other.write_bytes(changed)
        done = run(house.app, "verify-backup", other)
        assert (done.exit_code, "DAMAGED" in done.output) == (1, True), name


def test_a_backup_with_a_cut_journal_is_not_verified(house, tmp_path, monkeypatch):  # noqa: F811
    house.push(house.answer())
    real = databases.lines_in
    monkeypatch.setattr(databases, "lines_in", lambda copy: list(real(copy))[:-1])
    assert run(house.app, "backup", tmp_path / "backups").exit_code == 1


def test_a_file_changed_on_its_way_into_the_backup_is_noticed(house, tmp_path, monkeypatch):  # noqa: F811
    upload(house, jpeg())
    real = backup._add

    def bad_disk(tar, name, data):
        real(tar, name, data[:-1] + b"x" if name.startswith("files/") else data)

    monkeypatch.setattr(backup, "_add", bad_disk)
    done = run(house.app, "backup", tmp_path / "backups")
    assert done.exit_code == 1
    assert "not those of its manifest" in done.output


def test_a_rotten_file_is_shouted_about(house, tmp_path):  # noqa: F811
    upload(house, jpeg())
    [stored] = (house.app.config["SETTINGS"].files / house.event).iterdir()
    stored.write_bytes(stored.read_bytes()[:-1] + b"x")
    done = run(house.app, "backup", tmp_path / "backups")
    assert done.exit_code == 1
    assert "missing or damaged" in done.output


def test_work_goes_on_while_a_backup_is_written(house, tmp_path, monkeypatch):  # noqa: F811
    """Database before files: what is pushed in between is in the next backup, not half in this."""
    real = backup._write
    photo = jpeg(61, 41)

    def slowly(path, copy, connection, instant, last):
        assert house.push(house.answer("item/9")).status_code == 200
        assert upload(house, photo).status_code == 200
        return real(path, copy, connection, instant, last)

    monkeypatch.setattr(backup, "_write", slowly)
    upload(house, jpeg())
    path = back_up(house, tmp_path / "backups")
    with house.app.app_context():
        manifest = backup.verify(path)
        now = {j: seq for j, seq, _ in checkpoints.every_head()}
    held = {j: seq for j, seq, _ in manifest.heads}
    assert now[house.event] == held[house.event] + 1
    assert len(manifest.files) == 1


# --- restore -----------------------------------------------------------------------------------


@pytest.mark.req("S-19")
def test_a_restore_is_declared_and_receipted_work_comes_back(
    house,  # noqa: F811
    officers,
    new_house,
    tmp_path,
):
    photo = jpeg()
    upload(house, photo)
    before = house.answer("item/1")
    house.push(before)
    office = witness.Folder(tmp_path / "witness")
    office.init("宁川市档案局", keys.root_kid())
    path = back_up(house, tmp_path / "backups")
    # After the backup: an entry with a photo, a receipt for both, a checkpoint the witness sees.
    later_photo = jpeg(62, 42)
    file = {"sha256": _sha(later_photo), "size": len(later_photo), "type": "image/jpeg"}
    upload(house, later_photo)
    lost = house.answer("item/2", photos=[file["sha256"]], files=({**file, "role": "photo"},))
    held = house.push(lost, files=[file["sha256"]]).json["receipt"]
    with house.app.app_context():
        checkpoints.write(force=True)
        db.session.commit()
        last = checkpoints.newest()
        taken = checkpoints.texts(1000).splitlines()
        rows = json.loads(jws.take_apart(keys.key_list(), jws.KEYS).payload)["keys"]
    office.take(taken, {row["kid"]: row["jwk"] for row in rows})

    done = restore(new_house, path, officers, "--witness", office.file)
    assert done.exit_code == 0, done.output
    marked = checkpoint_of(new_house, last[0] + 1)
    assert marked["prev"] == last[1]
    assert marked["restored"]["reason"] == WHY
    assert len(set(marked["restored"]["by"])) == 2
    assert marked["restored"]["backup"][0] < last[0]
    with new_house.app_context():
        journals = {j for j, _, _ in checkpoints.every_head()}
        assert {j for j, _, _ in marked["heads"]} == journals
        assert (new_house.config["SETTINGS"].files / house.event / _sha(photo)).exists()
        assert db.session.scalars(
            select(Message).where(Message.template == "journal.restored")
        ).all()

    # The phone comes with its receipt from beyond the backup: told so, no fork, and offers again.
    phone = moved_to(house, new_house)
    answer = phone.push(last_receipt=held)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    [[number, time, seq]] = answer.json["restored"]
    assert number == last[0] + 1
    said = json.loads(jws.take_apart(held, jws.RECEIPT).payload)
    assert said["seq"] > seq
    assert said["time"] < time
    upload(phone, later_photo)
    again = phone.push(before, lost, files=[file["sha256"]])
    assert phone.outcomes(again) == ["accepted", "accepted"]
    assert receipt_of(again)["files"] == [[file["sha256"], file["size"]]]
    with new_house.app_context():
        assert db.session.scalars(select(Fork)).all() == []
        checkpoints.write(force=True)
        db.session.commit()
        texts = checkpoints.texts(1000).splitlines()
        # Anchors between backup and restore are explained by it.
        report = proof.verify(house.event, office.file.read_text("ascii").splitlines() + texts)
        assert report.state == "anchored", report.words()
        assert report.explained == [last[0]]
        assert "RESTORED" in report.words()
    # The witness takes the restore as an extension, and what follows.
    assert office.take(texts, {row["kid"]: row["jwk"] for row in rows}) == 2


def _sha(data):
    import hashlib

    return hashlib.sha256(data).hexdigest()


def test_an_undeclared_restore_is_a_fork(house, officers, new_house, tmp_path):  # noqa: F811
    """An old copy put back in silence: the first phone with a receipt from beyond it reports 日志分叉."""
    path = back_up(house, tmp_path / "backups")
    held = house.push(house.answer("item/2")).json["receipt"]
    with new_house.app_context():
        restoring.unpack(path)
    phone = moved_to(house, new_house)
    phone.lead.tips.clear()
    for field in ("item/3", "item/4"):  # others have moved the journal beyond the lost line
        assert phone.push(phone.answer(field, phone=house.mate)).status_code == 200
    assert phone.push(last_receipt=held).json["restored"] == []
    assert phone.push(last_receipt=held).status_code == 200
    with new_house.app_context():
        [fork] = db.session.scalars(select(Fork))
        assert fork.receipt == held
        told = db.session.scalars(select(Message).where(Message.template == "journal.fork")).all()
        assert len(told) == 2
        assert any(e.data["action"] == "journal.fork" for e in _audit())
    done = run(new_house, "journal", "verify", house.event)
    assert done.exit_code == 1
    assert "日志分叉" in done.output


def _audit():
    from backend.core import reading

    return list(reading.entries(journal.AUDIT))


def test_a_receipt_of_somebody_else_is_no_fork(house):  # noqa: F811
    """A made-up receipt reports nothing; an honest one neither."""
    honest = house.push(house.answer()).json["receipt"]
    payload = json.loads(jws.take_apart(honest, jws.RECEIPT).payload) | {"head": "0" * 64}
    forged = jws.sign(house.lead.key, jws.RECEIPT, json.dumps(payload).encode())
    for text_ in (honest, forged, "nonsense", "a.b.c"):
        assert house.push(last_receipt=text_).status_code == 200
    with house.app.app_context():
        assert db.session.scalars(select(Fork)).all() == []


def test_a_server_that_changed_the_past_meets_the_receipt(house, officers):  # noqa: F811
    held = house.push(house.answer()).json["receipt"]
    with house.app.app_context():
        if db.engine.dialect.name == "sqlite":
            db.session.execute(text("DROP TRIGGER journal_line_no_update"))
        else:
            db.session.execute(text("ALTER TABLE journal_line DISABLE TRIGGER USER"))
        db.session.execute(text("UPDATE journal_line SET head = :h"), {"h": "0" * 64})
        db.session.execute(text("UPDATE journal SET head = :h"), {"h": "0" * 64})
        db.session.commit()
    house.push(last_receipt=held)
    with house.app.app_context():
        assert len(db.session.scalars(select(Fork)).all()) == 1


def test_a_restore_needs_two_people_an_empty_place_and_the_outside_world(
    house,  # noqa: F811
    officers,
    new_house,
    tmp_path,
):
    path = back_up(house, tmp_path / "backups")
    with house.app.app_context():
        assert "not empty" in restore(house.app, path, officers).output
    asked = run(new_house, "restore", path, "--reason", WHY, "--by", *officers)
    assert "outside world" in asked.output
    alone = restore(new_house, path, (officers[0], officers[0]))
    assert alone.exit_code == 1
    assert "two different people" in alone.output
    wrong = restore(new_house, path, officers, passwords=(PASSWORD, "not it"))
    assert wrong.exit_code == 1
    # What was unpacked waits undeclared; the next attempt goes on from there.
    done = restore(new_house, path, officers, "--highest", 4711)
    assert done.exit_code == 0, done.output
    assert checkpoint_of(new_house, 4712)["restored"]["reason"] == WHY
    with new_house.app_context():
        heads = db.session.scalars(select(CheckpointHead).where(CheckpointHead.number == 4712))
        assert {row.journal for row in heads} == {j for j, _, _ in checkpoints.every_head()}
        assert db.session.scalar(select(JournalEntry.hash).limit(1))


def test_a_number_too_low_is_a_fork_for_whoever_kept_the_old_one(
    house,  # noqa: F811
    officers,
    new_house,
    tmp_path,
):
    path = back_up(house, tmp_path / "backups")
    house.push(house.answer())
    with house.app.app_context():
        checkpoints.write(force=True)
        db.session.commit()
        outside = checkpoints.texts(1000).splitlines()
    assert restore(new_house, path, officers, "--highest", 0).exit_code == 0
    with new_house.app_context():
        report = proof.verify(house.event, outside)
    assert report.state == "broken"
    assert "forked" in report.reason
