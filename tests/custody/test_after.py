"""What an accepted entry about packs leads to, and what is kept from whom."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from backend.core import clock, erasure
from backend.core.db import db
from backend.custody.models import CustodyPass, Ink
from tests.custody.test_phones import enter
from tests.factories.accounts import make_account, post
from tests.factories.custody import P1, tell
from tests.factories.inspections import office

HOUR = 3_600_000
PICTURE = {"sha256": "1" * 64, "size": 9, "type": "image/jpeg", "role": "photo"}


@pytest.mark.req("S-17")
@pytest.mark.parametrize("role", ["photo", "strokes"])
def test_of_an_opened_pack_there_is_no_picture_by_any_way(papers, role):
    """By the newest word of the pack, not by what the entry chooses to go on from."""
    tell(papers, "with_invigilators")
    before = papers.tip()
    papers.add(papers.open("guard", "guard2"))
    papers.extra = [{**PICTURE, "role": role}]
    papers.aim = (P1, before)
    assert papers.send(papers.trouble("guard")) == ["refused:custody.photo_forbidden"]
    papers.aim = None
    assert papers.send(papers.trouble("guard")) == ["refused:custody.photo_forbidden"]
    passed = papers.offer("pass", "guard", "guard2")
    assert papers.send(passed) == ["refused:custody.photo_forbidden"]
    papers.extra = []
    papers.add(papers.count("guard", 28, 2, 0))
    papers.add(papers.collect("guard", 28))
    papers.extra = [PICTURE]
    papers.add(papers.seal("guard", "guard2", strip="G-1", copies=30))
    papers.add(papers.trouble("guard"))


@pytest.mark.req("S-3", "A3-4c")
def test_codes_of_a_phone_come_from_the_centre(papers, client):
    """Else the station's chief enrols a phone in the name of an invigilator."""
    guard = papers.party["guard"]
    path = f"/events/{papers.event}/parties/{guard}/phone"
    for role in ("chief", "station_clerk"):
        account = make_account(role, papers.case.centre, station=papers.case.station)
        enter(client, account)
        assert post(client, path).status_code == 403
    enter(client, office(papers.case, "paper_keeper"))
    assert post(client, path).status_code == 200


@pytest.mark.req("N2-1")
def test_an_order_of_erasure_takes_signatures_too(papers):
    tell(papers, "with_supervisor")
    offer = papers.add(papers.offer("site", "super", "chief"))
    papers.add(papers.answer(offer, "chief", author="super"))
    papers.arrive()
    db.session.add(
        CustodyPass(
            id="0" * 64, event_id=papers.event, entry=offer.hash, party=papers.party["chief"],
            person_id=papers.party["chief"], until=clock.now(),
        )
    )  # fmt: skip
    db.session.commit()
    first, second = (make_account("centre_leader", papers.case.centre) for _ in range(2))
    order = erasure.ask(papers.event, "保存期满", str(first.person_id))
    erasure.decide(order, confirm=True, by=str(second.person_id))
    db.session.commit()
    for table in (Ink, CustodyPass):
        assert db.session.scalar(select(func.count()).select_from(table)) == 0
