"""A phone that had unsent work and comes back without it: person and centre are told (R11)."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from sqlalchemy import select

from backend.accounts.models import Account, Device, PhoneAlarm
from backend.core.canonical import b64u
from backend.core.db import db
from backend.core.messages import Message
from tests.factories.accounts import make_account, post, sign_in

from .test_door import House, house

__all__ = ["house"]


def ringing(at: House) -> list[tuple[str, int]]:
    """Reason and count of every alarm nobody has settled."""
    with at.app.app_context():
        rows = db.session.scalars(select(PhoneAlarm).where(PhoneAlarm.settled_at.is_(None)))
        return [(row.why, row.missing) for row in rows]


def tip_of(at: House) -> list[object]:
    """What the lead's phone announces."""
    return list(at.lead.tips[at.event])


def own_device(at: House) -> Device:
    """The lead's enrolled phone."""
    return db.session.scalars(select(Device).where(Device.kid == at.lead.kid)).one()


def test_an_honest_phone_rings_nothing(house):
    first, second = house.answer(), house.answer("item/2")
    house.push(first, unsent=1, tip=tip_of(house))
    answer = house.push(second, unsent=0, tip=tip_of(house))
    assert answer.json["lost"] == 0
    assert ringing(house) == []


def test_an_entry_that_does_not_verify_is_still_on_the_phone(house):
    good, bad = house.answer(), house.answer("item/2")
    spoiled = bad[:-8] + "AAAAAAAA"
    house.push(good, spoiled, unsent=0, tip=tip_of(house))
    assert ringing(house) == []


def test_entries_neither_here_nor_on_the_phone_ring_and_a_late_arrival_answers(house, clock_at):
    """Only the queue was deleted: the key's own count goes on, three entries are nowhere."""
    lost = [house.answer(f"item/{no}") for no in (1, 2, 3)]
    clock_at(house.now + 60_000)
    answer = house.push(house.answer("item/4"), unsent=0, tip=tip_of(house))
    assert answer.json["lost"] == 3
    assert ringing(house) == [("gap", 3)]
    # Told once, however often the phone says so.
    again = house.push(unsent=0, tip=tip_of(house))
    assert again.json["lost"] == 3
    assert len(ringing(house)) == 1
    with house.app.app_context():
        query = select(Message).where(Message.template == "phones.emptied")
        told = db.session.scalars(query).all()
        assert own_device(house).person_id in {row.person for row in told}
        assert {row.params["count"] for row in told} == {3}
    # A rescue file or another phone brings them after all.
    assert house.push(*lost, unsent=0, tip=tip_of(house)).json["lost"] == 0


def test_an_empty_storage_in_a_known_browser_rings_and_in_a_strange_one_does_not(house, app):
    house.push(house.answer(), unsent=2, tip=tip_of(house))
    stranger = app.test_client()
    assert stranger.post("/api/v1/devices/emptied", json={"unsent": 9}).json == {"known": False}
    assert ringing(house) == []
    assert post(house.client, "/devices/emptied", {"unsent": 5}).json == {"known": True}
    assert ringing(house) == [("emptied", 5)]
    assert house.push(unsent=0).json["lost"] == 5


def test_an_empty_storage_without_announced_work_rings_nothing(house):
    house.push(house.answer(), unsent=0, tip=tip_of(house))
    assert post(house.client, "/devices/emptied", {"unsent": 0}).json == {"known": True}
    assert ringing(house) == []


def test_photos_the_phone_no_longer_has_ring(house):
    house.push(house.answer(), unsent=1, gone=1, tip=tip_of(house))
    assert ringing(house) == [("photos", 1)]


def test_the_centre_sees_it_and_settles_it_by_word(house, app):
    post(house.client, "/devices/emptied", {"unsent": 4})
    with app.app_context():
        name = make_account("quality", own_device(house).person.centre).username
        db.session.commit()
    desk = app.test_client()
    assert sign_in(desk, name).status_code == 200
    seen = desk.get("/api/v1/alarms").json["items"]
    assert [(one["why"], one["missing"], one["left"]) for one in seen] == [("emptied", 4, 4)]
    path = f"/alarms/{seen[0]['id']}/settle"
    assert post(desk, path, {"reason": ""}).status_code == 422
    assert post(desk, path, {"reason": "已补录纸质记录"}).status_code == 200
    assert desk.get("/api/v1/alarms").json["items"] == []
    assert house.push(unsent=0).json["lost"] == 0


def proof(at: House, challenge: str) -> str:
    """The signature of the lead's key over a challenge."""
    signed = at.lead.key.sign(f"dukao-session-1\n{challenge}".encode(), ec.ECDSA(hashes.SHA256()))
    r, s = decode_dss_signature(signed)
    return b64u(r.to_bytes(32, "big") + s.to_bytes(32, "big"))


def by_key(client, at: House, signature: str | None = None):
    """Challenge and answer, as a phone without cookies does it."""
    asked = client.post("/api/v1/session/challenge", json={"kid": at.lead.kid}).json["challenge"]
    body = {"kid": at.lead.kid, "challenge": asked, "signature": signature or proof(at, asked)}
    return body, client.post("/api/v1/session/key", json=body)


@pytest.mark.req("S-4")
def test_a_phone_without_cookies_signs_in_with_its_key_once_per_challenge(house, app):
    phone = app.test_client()
    body, answer = by_key(phone, house)
    assert answer.status_code == 200
    assert answer.json["device"]["kid"] == house.lead.kid
    assert phone.get("/api/v1/session").status_code == 200
    repeated = app.test_client().post("/api/v1/session/key", json=body)
    assert repeated.json["code"] == "accounts.challenge"


def test_another_signature_or_an_ended_key_opens_nothing(house, app):
    assert by_key(app.test_client(), house, "A" * 86)[1].status_code == 401
    with app.app_context():
        own_device(house).revoked_at = house.now
        db.session.commit()
    assert by_key(app.test_client(), house)[1].status_code == 401


def test_a_disabled_account_gets_no_session_by_key(house, app):
    with app.app_context():
        person = own_device(house).person_id
        account = db.session.scalars(select(Account).where(Account.person_id == person)).one()
        account.state = "disabled"
        db.session.commit()
    assert by_key(app.test_client(), house)[1].json["code"] == "accounts.session_over"


def test_challenges_of_strangers_do_not_pile_up(house, app):
    client = app.test_client()
    asked = {
        client.post("/api/v1/session/challenge", json={"kid": house.lead.kid}).json["challenge"]
        for _ in range(12)
    }
    assert len(asked) == 5
    unknown = client.post("/api/v1/session/challenge", json={"kid": "x" * 43}).json["challenge"]
    assert len(unknown) == 32
