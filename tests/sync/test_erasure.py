"""已按期销毁: two people, after the term, not under a hold; people gone, proof stays (S-20)."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from sqlalchemy import select, text, update

from backend.accounts.models import Account, RosterLine, Service
from backend.assessments.models import ExamEvent
from backend.core import (
    backup,
    checkpoints,
    clock,
    erasure,
    jobs,
    journal,
    keys,
    proof,
    rebuilding,
    verifier,
)
from backend.core.db import db
from backend.core.journal_models import Journal, JournalBody, JournalFile
from backend.inspections.models import Answer
from backend.organisations.models import Centre, Person
from backend.staffing.models import Dispatch
from tests.factories.accounts import make_account, post, sign_in
from tests.sync.test_door import house, jpeg, upload  # noqa: F401 - a fixture
from tests.sync.test_restore import _tools, back_up, new_house, restore  # noqa: F401 - fixtures

YEAR = 365 * 86_400_000
WHY = {"reason": "保存期满两年"}
WORDS = "灭火器已过有效期"


@pytest.fixture
def desks(house):  # noqa: F811
    """Leader and quality officer of the event's centre, signed in, two years and a bit later."""
    names = {}
    with house.app.app_context():
        event = db.session.get_one(ExamEvent, house.event)
        centre = db.session.get_one(Centre, event.centre_id)
        for role in ("centre_leader", "quality"):
            names[role] = make_account(role, centre).username
        db.session.commit()
    photo = jpeg()
    upload(house, photo)
    sha = hashlib.sha256(photo).hexdigest()
    file = {"sha256": sha, "size": len(photo), "type": "image/jpeg", "role": "photo"}
    house.push(house.answer("item/3", "B", remark=WORDS, photos=[sha], files=(file,)))
    return names


def two_years_later(house, desks):  # noqa: F811
    clock.set_offset(2 * YEAR + 40 * 86_400_000)
    with house.app.app_context():
        # They changed their passwords meanwhile.
        db.session.execute(update(Account).values(password_at=clock.now()))
        db.session.commit()
    found = {}
    for role, name in desks.items():
        found[role] = house.app.test_client()
        assert sign_in(found[role], name).status_code == 200
    return found["centre_leader"], found["quality"]


def work(app):
    """The worker's due jobs."""
    with app.app_context():
        while ids := jobs.lease_due():
            for job in ids:
                assert jobs.run(job)


def erase(house, desks):  # noqa: F811
    leader, quality = two_years_later(house, desks)
    order = post(quality, f"/journals/{house.event}/erasures", WHY)
    assert order.status_code == 201, order.get_data(as_text=True)
    done = post(leader, f"/erasures/{order.json['id']}/confirm")
    assert done.status_code == 200, done.get_data(as_text=True)
    work(house.app)
    return leader, done.json


@pytest.mark.req("S-20")
def test_two_people_erase_and_lines_and_heads_still_verify(house, desks, tmp_path):  # noqa: F811
    with house.app.app_context():
        checkpoints.write(force=True)
        db.session.commit()
        outside = checkpoints.texts(100).splitlines()
        row = db.session.get_one(Journal, house.event)
        wrapped, lines, head = row.wrapped_key, row.seq, row.head
        mine = JournalBody.journal == house.event
        bodies = [
            bytes(sealed[13:])
            for sealed in db.session.scalars(select(JournalBody.sealed).where(mine))
        ]
        bodies += list(db.session.scalars(text("SELECT value FROM form_answer")))
        [sha] = db.session.scalars(select(JournalFile.sha256))
        [brief] = db.session.scalars(select(Dispatch.brief))
        names = [person["name"] for person in json.loads(brief)["team"]]
    leader, order = erase(house, desks)
    assert (order["number"], order["state"]) == (1, "done")
    with house.app.app_context():
        row = db.session.get_one(Journal, house.event)
        assert (row.wrapped_key, row.seq) == (None, lines + 1)
        [left] = db.session.scalars(select(JournalBody).where(JournalBody.journal == house.event))
        said = json.loads(journal.body_of(left.hash))["data"]
        assert (said["number"], said["through"], said["head"]) == (1, lines, head)
        assert len(set(said["by"])) == 2
        report = proof.verify(house.event, outside)
        assert (report.state, report.erased, report.erased_by) == ("anchored", lines, 1)
        assert "erased by order 1 (已按期销毁)" in report.words()
        assert rebuilding.check() == []
        # People: answers, keys, names, photos.
        assert db.session.scalars(select(Answer)).all() == []
        assert db.session.scalars(select(RosterLine)).all() == []
        [brief] = db.session.scalars(select(Dispatch.brief))
        assert all(name not in brief for name in names)
        event = db.session.get_one(ExamEvent, house.event)
        assert (event.chief_name, event.chief_phone) == ("", "")
        assert not (house.app.config["SETTINGS"].files / house.event).exists()
        data = proof.export(house.event)
    bundle = tmp_path / "bundle.zip"
    bundle.write_bytes(data)
    alone = verifier.verify_bundle(str(bundle), keys.root_kid(), outside)
    assert (alone.state, alone.erased_by) == ("anchored", 1), alone.words()
    if db_file := sqlite_file(house.app):
        # Not only unlinked: neither the wrapped key nor a body is left in a free page or the log.
        for path in db_file.parent.glob("dukao.sqlite*"):
            left_there = path.read_bytes()
            assert wrapped not in left_there
            assert [body for body in bodies if bytes(body)[-40:] in left_there] == []
    assert sha.encode() not in b"".join(
        p.name.encode() for p in Path(house.app.config["SETTINGS"].files).rglob("*")
    )
    # The desk says so; the phone's kit goes, its pushes are told why.
    assert leader.get(f"/api/v1/forms/{house.event}").json["code"] == "journal.erased"
    shown = leader.get(f"/api/v1/forms/{house.event}/verification").json
    assert shown["statement"] == "已按期销毁"
    assert leader.get("/api/v1/forms").status_code == 200
    terms = leader.get("/api/v1/erasures").json["items"]
    assert terms[0]["erased_by"]


def sqlite_file(app):
    found = app.config["SETTINGS"].instance / "dukao.sqlite"
    return found if found.exists() else None


def test_a_body_missing_without_an_order_is_missing(house, desks):  # noqa: F811
    with house.app.app_context():
        db.session.execute(
            text("DELETE FROM journal_body WHERE hash IN (SELECT max(hash) FROM journal_body)")
        )
        db.session.commit()
        reports = [proof.verify(name) for name in db.session.scalars(select(Journal.id)).all()]
    broken = [report for report in reports if report.state == "broken"]
    assert ["missing without an erasure order" in report.reason for report in broken] == [True]


def test_marking_a_journal_erased_by_hand_is_missing_too(house, desks):  # noqa: F811
    """The owner of the database destroys the key and says it was an order: no line says so."""
    with house.app.app_context():
        row = db.session.get_one(Journal, house.event)
        row.wrapped_key, row.erased_by = None, "0" * 64
        db.session.commit()
        report = proof.verify(house.event)
    assert report.state == "broken"
    assert "missing without an erasure order" in report.reason


def test_one_person_alone_erases_nothing(house, desks):  # noqa: F811
    leader, quality = two_years_later(house, desks)
    order = post(quality, f"/journals/{house.event}/erasures", WHY).json
    again = post(leader, f"/journals/{house.event}/erasures", WHY)
    assert (again.status_code, again.json["code"]) == (409, "erasure.open")
    alone = post(quality, f"/erasures/{order['id']}/confirm")
    assert (alone.status_code, alone.json["code"]) == (403, "erasure.two_people")
    with house.app.app_context():
        assert db.session.get_one(Journal, house.event).wrapped_key is not None
    assert post(quality, f"/erasures/{order['id']}/refuse").json["state"] == "refused"
    late = post(leader, f"/erasures/{order['id']}/confirm")
    assert (late.status_code, late.json["code"]) == (409, "erasure.decided")


def test_the_same_person_with_two_accounts_is_one_person(house, desks):  # noqa: F811
    """Who decides is the person, not the account: the order's two names differ or nothing happens."""
    two_years_later(house, desks)
    with house.app.app_context():
        person = db.session.scalar(select(Person.id).limit(1))
        order = erasure.ask(house.event, "期满", person)
        with pytest.raises(Exception, match="two_people"):
            erasure.decide(order, confirm=True, by=person)


@pytest.mark.req("S-20")
def test_an_account_the_first_reset_is_no_second_person(house, desks):  # noqa: F811
    leader, quality = two_years_later(house, desks)
    hold = f"/journals/{house.event}/holds"
    order = post(leader, f"/journals/{house.event}/erasures", WHY).json
    assert post(leader, hold, {"reason": "考生申诉未结"}).status_code == 201
    officer = quality.get("/api/v1/session").json["account"]["id"]
    code = post(leader, f"/accounts/{officer}/codes", {"purpose": "reset"}).json["code"]
    puppet = house.app.test_client()
    body = {"code": code, "new": "Puppet-of-4a"}
    assert post(puppet, "/activation/password", body).status_code == 200
    lift = post(puppet, f"{hold}/lift", {"reason": "已结"})
    assert (lift.status_code, lift.json["code"]) == (403, "erasure.two_people")
    done = post(puppet, f"/erasures/{order['id']}/confirm")
    assert (done.status_code, done.json["code"]) == (403, "erasure.two_people")
    with house.app.app_context():
        assert db.session.get_one(Journal, house.event).wrapped_key is not None


@pytest.mark.req("N2-1")
def test_too_early_is_refused(house, desks):  # noqa: F811
    client = house.app.test_client()
    sign_in(client, desks["quality"])
    answer = post(client, f"/journals/{house.event}/erasures", WHY)
    assert (answer.status_code, answer.json["code"]) == (409, "erasure.too_early")


def test_a_legal_hold_blocks_and_another_person_lifts_it(house, desks):  # noqa: F811
    leader, quality = two_years_later(house, desks)
    order = post(quality, f"/journals/{house.event}/erasures", WHY).json
    hold = f"/journals/{house.event}/holds"
    assert post(quality, hold, {"reason": "考生申诉未结"}).status_code == 201
    blocked = post(leader, f"/erasures/{order['id']}/confirm")
    assert (blocked.status_code, blocked.json["code"]) == (409, "erasure.held")
    own = post(quality, f"{hold}/lift", {"reason": "已结"})
    assert (own.status_code, own.json["code"]) == (403, "erasure.two_people")
    assert post(leader, f"{hold}/lift", {"reason": "已结"}).status_code == 200
    assert post(leader, f"{hold}/lift", {"reason": "已结"}).json["code"] == "erasure.not_held"
    with house.app.app_context():
        assert db.session.get_one(Journal, house.event).wrapped_key is not None
    assert post(leader, f"/erasures/{order['id']}/confirm").status_code == 200


def test_after_the_order_nothing_comes_in_any_more(house, desks):  # noqa: F811
    erase(house, desks)
    clock.set_offset(0)
    late = house.push(house.answer("item/4"))
    assert (late.status_code, late.json["code"]) == (410, "journal.erased")
    kit = house.client.get(f"/api/v1/journals/{house.event}/changes")
    assert (kit.status_code, kit.json["code"]) == (410, "journal.erased")


def test_a_restored_backup_is_erased_again(house, desks, new_house, tmp_path):  # noqa: F811
    """The backup still holds the wrapped key; a note beside the keys outlives the database."""
    keys_folder = house.app.config["SETTINGS"].keys
    path = back_up(house, tmp_path / "backups")
    try:
        erase(house, desks)
        done = restore(new_house, path, (desks["centre_leader"], desks["quality"]))
        assert done.exit_code == 0, done.output
        work(new_house)
        with new_house.app_context():
            row = db.session.get_one(Journal, house.event)
            assert row.wrapped_key is None
            assert proof.verify(house.event).erased_by == 1
            assert db.session.scalars(select(Answer)).all() == []
            assert not (new_house.config["SETTINGS"].files / house.event).exists()
            assert db.session.scalars(select(Service.id)).first()
            backup.verify(path)  # the old file reads as before: old backups must go by themselves
    finally:
        (keys_folder / "erased.jsonl").unlink(missing_ok=True)
