"""What an accepted entry about packs leads to, and what is kept from whom."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import func, select

from backend.core import clock, erasure, rebuilding
from backend.core.auth import Actor
from backend.core.db import db
from backend.core.errors import Problem
from backend.core.jobs import DueJob
from backend.core.journal_models import JournalEntry
from backend.custody import jobs as due
from backend.custody import lives, rules, sources
from backend.custody.models import CustodyPass, Ink
from backend.staffing.models import EventPerson
from backend.sync import kits
from tests.custody.test_phones import enter
from tests.factories.accounts import make_account, post
from tests.factories.custody import P1, P2, sig, tell
from tests.factories.inspections import office
from tests.factories.papers import paper

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


# --- findings -----------------------------------------------------------------------------------


def waits(papers) -> list[str]:
    """Whether a reminder about signatures is due, of which entries."""
    rows = db.session.scalars(select(DueJob).where(DueJob.kind == "custody.unconfirmed")).all()
    return [row.payload["entry"] for row in rows]


def remind(papers, entry) -> list[str]:
    due.find_unconfirmed({"event": papers.event, "entry": entry.hash})
    db.session.commit()
    return papers.codes()


def standing(papers, entry) -> list[bool]:
    """Which signatures the page of the pack, and the record, call 未确认."""
    page = lives.life(papers.state(), clock.now())
    [step] = [one for one in page["steps"] if one["entry"] == entry.hash]
    source = sources.source(papers.row)
    [said] = [one for one in source.told if one.entry == entry.hash]
    found = [one["open"] for one in step["signatures"]]
    assert [not source.stands(said, one) for one in said.signatures] == found
    return found


@pytest.mark.req("A3-4c", "A7-3")
def test_a_second_signature_at_an_opening_is_not_left_standing(papers):
    tell(papers, "with_invigilators")
    opened = papers.add(papers.open("guard", "guard2"))
    assert waits(papers) == [opened.hash]
    assert standing(papers, opened) == [False, True]
    assert remind(papers, opened) == ["V8.2"]


@pytest.mark.req("A3-4c", "A7-3")
@pytest.mark.parametrize("how", ["own", "centre", "later"])
def test_who_stands_behind_an_opening_is_not_asked_again(papers, how):
    tell(papers, "with_invigilators")
    opened = papers.add(papers.open("guard", "guard2"))
    if how == "later":
        papers.add(papers.count("guard2", 28, 2, 0))
    else:
        by = "guard2" if how == "own" else "keeper2"
        papers.add(papers.confirm(opened, by, how))
    assert remind(papers, opened) == []
    assert standing(papers, opened) == [False, False]


@pytest.mark.req("A3-4c", "Q-4", "Q-1")
def test_a_night_and_a_seal_wait_for_their_signers_too(papers):
    tell(papers, "with_supervisor")
    signature = sig(papers.party["super"], "paper")
    stored = papers.store("super2", signature=signature, paper=paper(papers.at))
    stored = papers.add(stored)
    assert remind(papers, stored) == ["V10.8"]
    papers.hand("room", "super", "guard", room=papers.place("room"))
    papers.add(papers.open("guard", "guard2"))
    papers.add(papers.count("guard", 28, 2, 0))
    papers.add(papers.collect("guard", 28))
    sealed = papers.add(papers.seal("guard", "guard2", strip="G-1", copies=30))
    assert set(waits(papers)) >= {stored.hash, sealed.hash}
    assert remind(papers, sealed) == ["V10.8", "V8.2"]


@pytest.mark.req("8.5b", "A7-11")
def test_a_figure_counted_again_is_news_only_when_it_changed(papers):
    tell(papers, "opened")
    papers.add(papers.count("guard", 27, 2, 1, reason="破损"))
    papers.add(papers.count("guard", 26, 3, 1, reason="破损"))
    assert papers.codes() == ["E.paper"]
    papers.add(papers.count("guard", 26, 2, 2, reason="又破损一份"))
    [found] = papers.findings()
    assert "作废 2 份" in found.data["facts"]
    papers.add(papers.collect("guard", 25, 1, reason="一份未交"))
    papers.add(papers.collect("guard", 25, 1, reason="一份未交"))
    assert papers.codes() == ["E.paper", "E.pack"]
    papers.add(papers.collect("guard", 26))
    [_, found] = papers.findings()
    assert (found.data["code"], found.data["severity"]) == ("E.paper", "normal")
    assert "少收回 0 份" in found.data["facts"]
    assert rebuilding.check() == []


@pytest.mark.req("8.5b")
def test_pieces_are_short_of_what_is_due_however_often_they_are_counted(papers):
    tell(papers, "opened", papers.pack(pieces=28))
    papers.add(papers.count("guard", 28, 2, 0, pieces=28))
    for _ in range(2):
        papers.add(papers.collect("guard", 28, pieces=27, reason="一件未交"))
    [found] = papers.findings()
    assert "试件应收 28，实收 27" in found.data["facts"]


@pytest.mark.req("8.5b")
def test_one_strip_on_three_packs_is_one_finding(papers):
    packs = [P1, P2, "0123456789ab"]
    papers.add(papers.prepared(*(papers.pack(one, number=one[:3], strip=one) for one in packs)))
    for pack in packs:
        papers.hand("collect", "keeper", "super", packs=[pack])
        data = papers.trouble("super").data | {"packs": [{"pack": pack, "after": papers.tip(pack)}]}
        papers.add(papers.make("except", data, author="super"))
        said = papers.seal("super", "chief", strip="G-9", copies=30, why="reseal").data
        row = {"pack": pack, "after": papers.tip(pack), "strip": "G-9", "copies": 30}
        papers.add(papers.make("seal", {**said, "packs": [row]}, author="super"))
    [found] = [one for one in papers.findings() if one.data["code"] == "V8.2"]
    assert all(one[:3] in found.data["facts"] for one in packs)
    # The desk gives it to no other pack.
    fresh = papers.prepared(papers.pack("ba9876543210", number="9", strip="G-9"))
    with pytest.raises(Problem) as raised:
        papers.write(fresh)
    assert raised.value.code == "custody.strip_used"


@pytest.mark.req("A7-3")
@pytest.mark.parametrize("way", ["normal", "late"])
def test_too_early_is_grave_whatever_it_was_called(papers, way):
    tell(papers, "with_invigilators")
    papers.on_time = False
    papers.at = papers.opening() - 9 * HOUR
    papers.add(papers.open("guard", "guard2", way=way, excuse="看错时间"))
    [found] = papers.findings()
    assert (found.data["code"], found.data["severity"]) == ("E.pack", "major")
    assert "545 分钟" in found.data["facts"]


@pytest.mark.req("A7-3", "8.5b")
@pytest.mark.parametrize("how", ["sealed", "sheet", "impossible"])
def test_a_time_that_nothing_proves_is_said_to_be_one(papers, clock_at, how):
    tell(papers, "with_invigilators")
    papers.on_time = False
    clock_at(papers.opening() + 4 * HOUR)
    papers.at = papers.opening() - 1000
    sheet = None
    if how != "sealed":
        papers.at = clock.now() - 1000
        sheet = paper(papers.opening())
    if how == "impossible":
        papers.at = papers.opening() + HOUR
        papers.hand("pass", "guard", "guard2")
        papers.at = clock.now() - 1000
        papers.add(papers.open("guard2", "guard", paper=sheet))
    else:
        papers.add(papers.open("guard", "guard2", paper=sheet))
    [found] = papers.findings()
    assert found.data["severity"] == ("serious" if how == "impossible" else "normal")
    words = "早于试卷袋交到拆封人手中的时间" if how == "impossible" else "自述时间，未能证明"
    assert words in found.data["facts"]


@pytest.mark.req("Q-37")
def test_a_computer_room_brings_its_record(papers):
    tell(papers, "with_invigilators", papers.pack(computer=True))
    assert papers.send(papers.open("guard", "guard2", mode="computer")) == ["refused:entry.data"]
    record = {"machines": 30, "version": "3", "installer": "某人", "clean": False, "checksum": ""}
    papers.add(papers.open("guard", "guard2", mode="computer", installation=record))
    [found] = papers.findings()
    assert (found.data["code"], found.data["item"]) == ("V8.2", 27)


@pytest.mark.req("8.5b")
@pytest.mark.parametrize("reason", ["", "考场停电，调换"])
def test_a_pack_in_another_room_than_its_label_says(papers, reason):
    rooms = [room.id for session in papers.row.sessions for room in session.rooms]
    meant, other = list(dict.fromkeys(rooms))[:2]
    tell(papers, "with_supervisor", papers.pack(room=meant))
    offer = papers.offer("room", "super", "guard", room=other)
    said = {**offer.data, "reason": reason}
    offer = papers.add(papers.make("offer", said, author="super", parents=offer.parents))
    papers.add(papers.answer(offer, "guard"))
    papers.add(papers.open("guard", "guard2", room=other))
    [found] = papers.findings()
    assert "标签上的考场是" in found.data["facts"]
    assert reason in found.data["facts"]


@pytest.mark.req("S-18", "Q-4")
def test_an_invigilator_is_not_told_where_papers_lie_at_night(papers):
    tell(papers, "stored_overnight")
    row = db.session.scalars(select(JournalEntry).where(JournalEntry.kind == "custody.store")).one()
    reader = Actor("a", papers.party["guard"], "x")
    assert not kits.visible(row, reader, {"invigilator"})
    for roles in ({"chief"}, {"supervisor"}, {"invigilator", "chief"}):
        assert kits.visible(row, reader, roles)
    made = kits.sections(papers.event, {"invigilator"}, papers.party["guard"])["custody"]
    told = json.loads(made.body)
    [night] = told["stored"]
    assert (night["hash"], night["data"]["place"], night["data"]["lock"]) == (row.hash, "", "")
    assert "保密室" not in made.body.decode()
    # The pack's way goes on over it all the same.
    known = [*papers.facts[:-1], papers.facts[-1].__class__(
        night["hash"], night["kind"], night["data"], tuple(night["parents"]), night["actor"],
        night["kid"], night["n"], night["seq"],
    )]  # fmt: skip
    assert rules.fold(P1, known).now.state == "stored_overnight"


@pytest.mark.req("S-18")
def test_an_invigilator_gets_few_phone_numbers(papers):
    for one in db.session.scalars(select(EventPerson).where(EventPerson.event_id == papers.event)):
        one.phone = "13800000000"
    db.session.flush()
    guard = papers.party["guard"]
    told = json.loads(kits.sections(papers.event, {"invigilator"}, guard)["custody"].body)
    mine = next(one for one in told["parties"] if one["person"] == guard)
    numbers = {one["id"] for one in told["parties"] if one["phone"]}
    assert {guard, papers.party["chief"]} <= numbers
    assert papers.party["super"] not in numbers
    for one in told["parties"]:
        if one["role"] == "invigilator" and one["id"] != guard:
            assert (one["id"] in numbers) == (
                mine["room"] is not None and one["room"] == mine["room"]
            )
    db.session.rollback()
