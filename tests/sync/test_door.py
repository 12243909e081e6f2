"""The offline door over HTTP: lines, receipts, repetition, waiting, refusals, files, kits."""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import pytest
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select

from backend.accounts import queries
from backend.accounts.models import Service
from backend.accounts.services import devices, roster
from backend.core import clock, files, jobs, jws, keys, proof
from backend.core.db import db
from backend.core.errors import Problem
from backend.core.journal_models import DoorRejection, JournalEntry
from backend.sync import door
from tests.factories.accounts import Phone, csrf, device_of, make_account, make_device
from tests.factories.organisations import make_centre
from tests.factories.staffing import book, load, make_dispatch

NONCE = "0123456789abcdef-test"


@dataclass
class House:
    """One event with two supervisors, each with an enrolled phone and a signed-in client."""

    app: Any
    event: str
    lead: Phone
    mate: Phone
    client: FlaskClient
    now: int

    def answer(
        self,
        field: str = "item/1",
        grade: str | None = "A",
        phone: Phone | None = None,
        **more: Any,
    ) -> str:
        """A sealed answer to an item."""
        value = {
            "grade": grade,
            "remark": more.pop("remark", ""),
            "basis": None,
            "corrected": False,
            "via": None,
            "photos": more.pop("photos", []),
        }
        return (phone or self.lead).seal(
            self.event, "inspections.answer", {"field": field, "value": value}, at=self.now, **more
        )

    def push(self, *entries: Any, **body: Any) -> Any:
        """POST to the door."""
        return self.client.post(
            f"/api/v1/journals/{self.event}/entries",
            json={"entries": list(entries), "nonce": NONCE, **body},
            headers=csrf(self.client),
        )

    def outcomes(self, response: Any) -> list[str]:
        """Outcomes on the lines of the receipt."""
        return [json.loads(line)["outcome"] for line in receipt_of(response)["lines"]]


def receipt_of(response: Any) -> dict[str, Any]:
    """The verified receipt of an answer."""
    assert response.status_code == 200, response.get_data(as_text=True)
    token = jws.take_apart(response.json["receipt"], jws.RECEIPT)
    jws.verify(token, keys.public(token.kid, "journal"))
    return json.loads(token.payload)


def activate(client: FlaskClient, phone: Phone, activation: str, enrol: str, now: int) -> None:
    """The two codes of the dispatch, as the phone's first pages send them."""
    shown = client.post("/api/v1/activation", json={"code": activation}).json
    compact = phone.enrolment(
        shown["person"]["id"], shown["centre"]["id"], enrol, shown["challenge"], now
    )
    done = client.post(
        "/api/v1/devices",
        json={
            "activation": activation,
            "enrol_code": enrol,
            "enrolment": compact,
            "label": "Mate 60",
        },
    )
    assert done.status_code in (200, 201), done.get_data(as_text=True)


@pytest.fixture
def house(app, client) -> House:
    with app.app_context():
        result = load(book())
        now = clock.now()
        db.session.commit()
        lead_person = db.session.scalar(
            select(Service.person_id).where(Service.journal == result.event, Service.lead.is_(True))
        )
    codes = sorted(result.codes, key=lambda c: c.person != lead_person)
    lead, mate = Phone(), Phone()
    activate(app.test_client(), mate, codes[1].activation, codes[1].enrol, now)
    activate(client, lead, codes[0].activation, codes[0].enrol, now)
    return House(app, result.event, lead, mate, client, now)


def jpeg(width: int = 60, height: int = 40) -> bytes:
    """A small real JPEG."""
    out = io.BytesIO()
    Image.new("RGB", (width, height), (120, 60, 30)).save(out, "JPEG")
    return out.getvalue()


def upload(
    house: House,
    data: bytes,
    *,
    mime: str = "image/jpeg",
    sha: str | None = None,
    method: str = "PUT",
    **headers: Any,
) -> Any:
    """PUT a file."""
    sha = sha or hashlib.sha256(data).hexdigest()
    return house.client.open(
        f"/api/v1/journals/{house.event}/files/{sha}",
        method=method,
        data=data,
        content_type=mime,
        headers={"Upload-Length": str(len(data)), **csrf(house.client), **headers},
    )


def test_an_entry_gets_its_line_and_a_signed_receipt(house):
    response = house.push(house.answer())
    receipt = receipt_of(response)
    assert house.outcomes(response) == ["accepted"]
    assert receipt["nonce"] == NONCE
    with house.app.app_context():
        assert proof.verify(house.event).state == "consistent"


@pytest.mark.req("U-9")
def test_sent_again_it_has_the_same_line_byte_for_byte(house):
    entry = house.answer()
    first = receipt_of(house.push(entry))["lines"]
    again = receipt_of(house.push(entry, entry))["lines"]
    assert again == first * 2


def test_a_probe_is_answered_without_entries(house):
    assert receipt_of(house.push())["lines"] == []


def test_one_bad_entry_never_stops_the_queue(house):
    good, broken = house.answer(), house.answer("item/2")
    head, body, tail = broken.split(".")
    bad = f"{head}.{body}.{'A' * len(tail)}"
    response = house.push(bad, good, "nonsense", 7)
    assert house.outcomes(response) == ["accepted"]
    assert response.json["rejected"] == [
        {"index": 0, "code": "entry.signature"},
        {"index": 2, "code": "entry.format"},
        {"index": 3, "code": "entry.format"},
    ]
    with house.app.app_context():
        counted = {r.code: r.count for r in db.session.scalars(select(DoorRejection))}
    assert counted == {"entry.signature": 1, "entry.format": 2}


def test_an_unregistered_key_is_no_entry(house):
    response = house.push(house.answer(phone=Phone()))
    assert response.json["rejected"] == [{"index": 0, "code": "entry.unknown_key"}]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ({"field": "item/39", "value": {"grade": "A"}}, "inspections.unknown_item"),
        (
            {
                "field": "item/1",
                "value": {
                    "grade": "D",
                    "remark": "",
                    "basis": None,
                    "corrected": False,
                    "via": None,
                    "photos": [],
                },
            },
            "inspections.grade",
        ),
        (
            {"field": "rating/" + "e" * 32, "value": {"rating": "优秀"}},
            "inspections.unknown_examiner",
        ),
        ({"nothing": 1}, "entry.data"),
    ],
)
def test_refusals_get_a_line_with_their_code(house, data, code):
    entry = house.lead.seal(house.event, "inspections.answer", data, at=house.now)
    assert house.outcomes(house.push(entry)) == [f"refused:{code}"]


def test_unknown_kind_and_server_kind_are_refused(house):
    for kind in ("inspections.nothing", "inspections.received"):
        entry = house.lead.seal(house.event, kind, {}, at=house.now)
        assert house.outcomes(house.push(entry)) == ["refused:entry.kind"]


def test_someone_elses_event_is_refused_with_a_line(house):
    with house.app.app_context():
        stranger = make_account("supervisor", make_centre())
        phone = make_device(stranger)
        db.session.commit()
    entry = phone.seal(
        house.event, "inspections.answer", {"field": "item/1", "value": {}}, at=house.now
    )
    assert house.outcomes(house.push(entry)) == ["refused:scope.event"]


def test_a_child_waits_for_its_parent_and_is_settled_when_it_comes(house):
    parent = house.answer()
    parent_hash = house.lead.tips[house.event][1]
    child = house.answer("item/1", "B", remark="缺一张", parents=(parent_hash,))
    assert house.outcomes(house.push(child)) == ["waiting:parent"]
    house.push(parent)
    with house.app.app_context():
        states = dict(db.session.execute(select(JournalEntry.hash, JournalEntry.outcome)).all())
        assert states[house.lead.tips[house.event][1]] == "accepted"
        assert proof.verify(house.event).state == "consistent"


def test_a_child_of_an_entry_refused_later_is_told_so_and_waits_no_more(house):
    chain = [house.answer("item/99")]
    for grade in ("B", "C"):
        parent = house.lead.tips[house.event][1]
        chain.append(house.answer("item/99", grade, remark="缺一张", parents=(parent,)))
    grandchild = house.lead.tips[house.event][1]
    assert house.outcomes(house.push(chain[2])) == ["waiting:parent"]
    assert house.outcomes(house.push(chain[1])) == ["waiting:parent"]
    assert house.outcomes(house.push(chain[0])) == ["refused:inspections.unknown_item"]
    with house.app.app_context():
        states = dict(db.session.execute(select(JournalEntry.hash, JournalEntry.outcome)).all())
        assert states[grandchild] == "refused:inspections.unknown_item"
        assert not [one for one in states.values() if one.startswith("waiting:")]
        assert proof.verify(house.event).state == "consistent"


def test_two_entries_with_one_n_are_both_kept(house):
    tips = dict(house.lead.tips)
    one = house.answer("item/3")
    house.lead.tips = tips
    two = house.answer("item/4")
    assert house.outcomes(house.push(one, two)) == ["accepted", "accepted"]


def test_anybody_enrolled_may_carry(house):
    entry = house.answer(phone=house.mate)
    assert house.outcomes(house.push(entry)) == ["accepted"]
    with house.app.app_context():
        row = db.session.scalar(
            select(JournalEntry).where(JournalEntry.kind == "inspections.answer")
        )
        assert row.kid == house.mate.kid
        assert row.carrier != row.actor


def test_after_revocation_unknown_work_waits_and_announced_work_stands(house):
    early = house.answer("item/5", phone=house.mate)
    tip = list(house.mate.tips[house.event])
    with house.app.app_context():
        roster.announce(device_of(house.mate).id, house.event, 1, (tip[0], tip[1]))
        db.session.commit()
    late = house.answer("item/6", phone=house.mate)
    with house.app.app_context():
        devices.revoke(device_of(house.mate), "0" * 32, "lost")
        db.session.commit()
    assert house.outcomes(house.push(early, late)) == ["accepted", "waiting:after_revocation"]


def test_unexpected_failure_waits_and_costs_nobody_else(house, monkeypatch):
    real = door.judge

    def fails(entry, known):
        if entry.data.get("field") == "item/7":
            raise RuntimeError("boom")
        return real(entry, known)

    monkeypatch.setattr(door, "judge", fails)
    response = house.push(house.answer("item/7"), house.answer("item/8"))
    assert house.outcomes(response) == ["waiting:server_error", "accepted"]
    monkeypatch.undo()
    with house.app.app_context():
        clock.set_offset(door.RETRY + 1000)
        for job in jobs.lease_due():
            jobs.run(job)
        row = db.session.scalar(
            select(JournalEntry).where(
                JournalEntry.kid == house.lead.kid, JournalEntry.n == 1, JournalEntry.seq > 1
            )
        )
        assert row.outcome == "accepted"


def test_shape_of_a_push_is_checked(house):
    response = house.push(nonce="short")
    assert response.status_code == 422
    assert response.json["code"] == "request.invalid"
    assert "short" not in response.get_data(as_text=True)


@pytest.mark.req("U-5")
def test_a_photo_is_uploaded_and_its_receipt_names_it(house):
    data = jpeg()
    sha = hashlib.sha256(data).hexdigest()
    response = upload(house, data)
    assert receipt_of(response)["files"] == [[sha, len(data)]]
    # Known bytes are answered the same way without being sent again.
    assert receipt_of(upload(house, data))["files"] == [[sha, len(data)]]


def test_an_upload_goes_on_where_it_stopped(house):
    data = jpeg(300, 200)
    sha = hashlib.sha256(data).hexdigest()
    half = len(data) // 2
    path = f"/api/v1/journals/{house.event}/files/{sha}"
    extra = {"Upload-Length": str(len(data)), **csrf(house.client)}
    first = house.client.put(path, data=data[:half], content_type="image/jpeg", headers=extra)
    assert (first.status_code, first.headers["Upload-Offset"]) == (204, str(half))
    assert house.client.head(path).headers["Upload-Offset"] == str(half)
    wrong = house.client.patch(
        path, data=data[half:], content_type="image/jpeg", headers={**extra, "Upload-Offset": "3"}
    )
    assert wrong.json["code"] == "file.offset"
    rest = house.client.patch(
        path,
        data=data[half:],
        content_type="image/jpeg",
        headers={**extra, "Upload-Offset": str(half)},
    )
    assert receipt_of(rest)["files"] == [[sha, len(data)]]


def test_an_upload_that_died_before_its_check_is_finished_without_a_byte_more(house):
    """The server was killed between the last byte and the check: resuming must not wait for ever."""
    data = jpeg(200, 100)
    sha = hashlib.sha256(data).hexdigest()
    folder = house.app.config["SETTINGS"].files / house.event
    folder.mkdir(parents=True)
    with house.app.app_context():
        (folder / f"{sha}.{device_of(house.lead).person_id}.part").write_bytes(data)
    path = f"/api/v1/journals/{house.event}/files/{sha}"
    assert house.client.head(path).headers["Upload-Offset"] == str(len(data))
    extra = {"Upload-Length": str(len(data)), "Upload-Offset": str(len(data))}
    done = house.client.patch(
        path, data=b"", content_type="image/jpeg", headers={**extra, **csrf(house.client)}
    )
    assert receipt_of(done)["files"] == [[sha, len(data)]]
    assert [one.name for one in folder.iterdir()] == [sha]


def test_what_a_killed_copy_of_an_upload_left_is_swept_before_space_is_counted(house):
    """A copy was being written again while the first came whole; its process died, nobody asks for it."""
    data = jpeg(200, 100)
    sha = hashlib.sha256(data).hexdigest()
    upload(house, data)
    folder = house.app.config["SETTINGS"].files / house.event
    left = [folder / f"{sha}.{'1' * 32}.part", folder / f"{sha}.{'2' * 32}.new"]
    begun, writing = folder / f"{'ab' * 32}.{'1' * 32}.part", folder / f"{sha}.{'3' * 32}.new"
    for path in (*left, begun, writing):
        path.write_bytes(data)
    os.utime(left[1], (1, 1))
    other = jpeg(90, 60)
    upload(house, other)
    names = {sha, hashlib.sha256(other).hexdigest(), begun.name, writing.name}
    assert {one.name for one in folder.iterdir()} == names


def test_one_photo_finished_by_two_phones_in_one_moment_is_there(house, monkeypatch):
    data = jpeg(300, 200)
    sha = hashlib.sha256(data).hexdigest()
    sync, meet = os.fsync, threading.Barrier(2, timeout=10)

    def together(handle: int) -> None:
        sync(handle)
        if threading.current_thread() is not threading.main_thread() and not meet.broken:
            with contextlib.suppress(threading.BrokenBarrierError):
                meet.wait()

    def put() -> None:
        with house.app.app_context():
            files.put(house.event, sha, data)

    monkeypatch.setattr(os, "fsync", together)
    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(put) for _ in range(2)]:
            done.result()
    with house.app.app_context():
        assert files.read(house.event, sha) == data
    assert [one.name for one in (house.app.config["SETTINGS"].files / house.event).iterdir()] == [
        sha
    ]


def test_the_same_photo_from_two_phones_at_once_is_one_file(house):
    data = jpeg(300, 200)
    sha = hashlib.sha256(data).hexdigest()
    half = len(data) // 2
    with house.app.app_context():
        size, jpg = len(data), "image/jpeg"
        first = files.receive(house.event, sha, 0, data[:half], size, jpg, "one")
        # What another phone sends never spoils it: each upload is its carrier's own.
        assert not files.receive(house.event, sha, 0, b"\xff" * half, size, jpg, "other")
        again = files.receive(house.event, sha, 0, data, size, jpg, "one")
        with pytest.raises(Problem, match=r"file\.offset"):
            files.receive(house.event, sha, half, data[half:], size, jpg, "other")
        assert (first, again, files.read(house.event, sha)) == (False, True, data)
        assert not list(files.folder(house.event).glob("*.part"))


def test_a_session_turns_over_at_twelve_hours_even_if_the_reply_is_lost(house, clock_at):
    kept = dict(house.client._cookies)

    def refresh() -> int:
        answer = house.client.post("/api/v1/session/refresh", headers=csrf(house.client, "refresh"))
        return answer.status_code

    clock_at(house.now + 13 * 3_600_000)
    assert refresh() == 200
    house.client._cookies = kept  # the phone never saw the new ones
    assert refresh() == 200
    assert house.push(house.answer()).status_code == 200


def _gif() -> bytes:
    out = io.BytesIO()
    Image.new("P", (10, 10)).save(out, "GIF")
    return out.getvalue()


def _bomb() -> bytes:
    out = io.BytesIO()
    Image.new("L", (6000, 6000)).save(out, "JPEG", quality=5)
    return out.getvalue()


def _png() -> bytes:
    out = io.BytesIO()
    Image.new("1", (20000, 20000)).save(out, "PNG")
    return out.getvalue()


@pytest.mark.req("S-21")
@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("html named jpg", b"<html><script>alert(1)</script></html>"),
        ("polyglot", jpeg() + b"<script>alert(1)</script>"),
        ("gif", _gif()),
        ("png of 20000 by 20000", _png()),
        ("jpeg of 36 megapixels", _bomb()),
        ("cut jpeg", jpeg(200, 200)[:-40]),
    ],
)
def test_what_is_not_a_photo_is_refused(house, name, data):
    response = upload(house, data)
    assert response.json["code"] == "file.type", name
    assert response.status_code == 415


def test_a_wrong_hash_is_refused_and_leaves_nothing(house):
    response = upload(house, jpeg(), sha="ab" * 32)
    assert response.json["code"] == "file.hash"
    head = house.client.head(f"/api/v1/journals/{house.event}/files/{'ab' * 32}")
    assert head.headers["Upload-Offset"] == "0"


def test_length_is_required_and_bounded(house):
    sha = "ab" * 32
    path = f"/api/v1/journals/{house.event}/files/{sha}"
    without = house.client.put(
        path, data=b"x", content_type="image/jpeg", headers=csrf(house.client)
    )
    assert without.status_code == 411
    big = house.client.put(
        path,
        data=b"x",
        content_type="image/jpeg",
        headers={"Upload-Length": str(200 * 1024 * 1024), **csrf(house.client)},
    )
    assert big.status_code == 413


def test_files_are_ciphertext_on_disk_and_read_through_an_entry_only(house):
    data = jpeg()
    sha = hashlib.sha256(data).hexdigest()
    upload(house, data)
    stored = house.app.config["SETTINGS"].files / house.event / sha
    assert data[:20] not in stored.read_bytes()
    manifest = ({"sha256": sha, "size": len(data), "type": "image/jpeg", "role": "photo"},)
    house.push(house.answer(photos=[sha], files=manifest))
    entry = house.lead.tips[house.event][1]
    path = f"/api/v1/journals/{house.event}/entries"
    good = house.client.get(f"{path}/{entry}/files/{sha}")
    assert good.data == data
    assert good.headers["Content-Disposition"].startswith("attachment")
    assert good.headers["X-Content-Type-Options"] == "nosniff"
    assert house.client.get(f"{path}/{'cd' * 32}/files/{sha}").status_code == 404


@pytest.mark.req("S-6")
def test_a_strangers_journal_answers_like_an_unknown_one(house, app):
    with app.app_context():
        other = make_dispatch(派遣号="督派〔2026〕2号")
        db.session.execute(Service.__table__.delete().where(Service.journal == other))
        db.session.commit()
    unknown = house.client.get(f"/api/v1/journals/{'9' * 32}/changes")
    foreign = house.client.get(f"/api/v1/journals/{other}/changes")
    assert unknown.status_code == foreign.status_code == 404
    assert unknown.json == foreign.json


@pytest.mark.req("A11-o1")
def test_the_kit_is_the_journal_at_one_seq(house):
    house.push(house.answer())
    kit = house.client.get(f"/api/v1/journals/{house.event}/changes").json
    assert set(kit["sections"]) == {"brief", "roster", "badges", "custody"}
    for name, section in kit["sections"].items():
        body = house.client.get(f"/api/v1/journals/{house.event}/sections/{section['sha256']}").data
        assert hashlib.sha256(body).hexdigest() == section["sha256"], name
    kinds = [json.loads(e["act"])["kind"] if "act" in e else "sealed" for e in kit["entries"]]
    assert "staffing.dispatch" in kinds
    assert kinds[-1] == "sealed"
    later = house.client.get(f"/api/v1/journals/{house.event}/changes?after={kit['seq']}").json
    assert later["entries"] == []
    brief = json.loads(
        house.client.get(
            f"/api/v1/journals/{house.event}/sections/{kit['sections']['brief']['sha256']}"
        ).data
    )
    assert brief["event"] == house.event


def test_an_ended_role_gets_no_kit_but_may_still_deliver(house):
    entry = house.answer()
    with house.app.app_context():
        row = db.session.scalar(
            select(Service).where(Service.journal == house.event, Service.lead.is_(True))
        )
        row.ends_at = clock.now() - 1
        db.session.commit()
    assert house.client.get(f"/api/v1/journals/{house.event}/changes").status_code == 410
    assert house.outcomes(house.push(entry)) == ["accepted"]


def test_without_csrf_nothing_is_taken(house):
    response = house.client.post(
        f"/api/v1/journals/{house.event}/entries", json={"entries": [], "nonce": NONCE}
    )
    assert response.status_code in (401, 403)


def test_a_phone_whose_every_role_has_ended_still_delivers_what_it_sealed(house, app):
    """The grant is gone, not the work: entries and photos go out, reading ends (architecture 5)."""
    photo = jpeg()
    sha = hashlib.sha256(photo).hexdigest()
    named = ({"sha256": sha, "size": len(photo), "type": "image/jpeg", "role": "photo"},)
    entry = house.answer(photos=[sha], files=named)
    with app.app_context():
        account = queries.account_of(device_of(house.lead).person_id)
        for grant in queries.grants_of(account.id, clock.now()):
            grant.state = "ended"
        db.session.commit()
    assert house.client.get(f"/api/v1/journals/{house.event}/changes").status_code == 403
    assert house.outcomes(house.push(entry)) == ["accepted"]
    assert upload(house, photo).status_code == 200
