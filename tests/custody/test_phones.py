"""Phones of chiefs and invigilators, what they may see, and the second person's own sign-in."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select

from backend.accounts import queries
from backend.accounts.models import RosterLine
from backend.accounts.services import put_on_roster
from backend.core import clock, journal, reading
from backend.core.auth import Actor
from backend.core.canonical import sha256
from backend.core.db import db, lookup_hash
from backend.core.journal_models import JournalEntry
from backend.custody import parties, passes, phones
from backend.custody.models import CustodyPass
from backend.organisations.models import Person
from backend.staffing.models import EventPerson
from backend.sync import kits
from tests.factories.accounts import PASSWORD, make_account, make_device, post, sign_in
from tests.factories.custody import P1, tell
from tests.factories.inspections import office
from tests.factories.staffing import book, load


def sign_in_office(papers, role: str, client, name: str | None = None):
    """Somebody of the centre or station at a desk."""
    account = office(papers.case, role)
    if name is not None:
        person = db.session.get_one(Person, account.person_id)
        person.name = name
        db.session.commit()
    enter(client, account)
    return account


def listed(papers, name: str) -> EventPerson:
    """A row of the event's list."""
    query = select(EventPerson).where(EventPerson.event_id == papers.event, ~EventPerson.gone)
    found = next(one for one in db.session.scalars(query) if one.name == name)
    db.session.commit()  # a request of the test writes next
    return found


def enter(client, account) -> None:
    """Sign in, with no transaction of the test open."""
    name = account.username
    db.session.commit()
    assert sign_in(client, name).status_code == 200


@pytest.mark.req("A3-4c")
def test_a_listed_invigilator_gets_a_phone(papers, client):
    sign_in_office(papers, "dispatcher", client)
    row = listed(papers, "何雪梅")
    db.session.commit()
    answer = post(client, f"/events/{papers.event}/parties/{row.id}/phone")
    assert answer.status_code == 200, answer.json
    # Enrolled already: another code for another phone, and the person stays.
    assert answer.json["person"] == row.id == papers.party["guard"]
    assert answer.json["enrol"]
    lines = db.session.scalars(
        select(RosterLine.role).where(
            RosterLine.journal == papers.event, RosterLine.person == row.id
        )
    )
    assert set(lines) == {"invigilator"}
    supervisor = listed(papers, "林晓岚")
    refused = post(client, f"/events/{papers.event}/parties/{supervisor.id}/phone")
    assert refused.status_code == 404


def known_guard(papers, person: Person) -> str:
    """Somebody the centre knows stands on the list as an invigilator, by the ID number alone."""
    number = "990101199001019999"
    person.id_number, person.id_lookup = number, lookup_hash("id_number", number)
    [one] = numbered(papers, number, "listed")
    return one


def numbered(papers, number: str, *who: str) -> list[str]:
    """People of the list become invigilators under one ID number."""
    last = reading.read(journal.newest(papers.event, "staffing.people") or "")
    assert last is not None
    free = [
        one for role in ("staff", "examiner") for one in last.data["people"] if one["role"] == role
    ]
    ids = [one["id"] for one in free[: len(who)]]
    assert len(ids) == len(who)
    told = [
        {**p, "role": "invigilator", "id_number": number} if p["id"] in ids else p
        for p in last.data["people"]
    ]
    journal.act(
        papers.event, "staffing.people", {"people": told}, actor=None, parents=[last.hash],
        files=last.files,
    )  # fmt: skip
    db.session.commit()
    papers.party |= dict(zip(who, ids, strict=True))
    return ids


def test_a_person_the_centre_knows_keeps_one_account(papers):
    known = make_account("chief", papers.case.centre, station=papers.case.station)
    one = known_guard(papers, db.session.get_one(Person, known.person_id))
    given = phones.give(papers.row, one, None)
    assert (given.person, given.activation) == (known.person_id, None)
    db.session.commit()


@pytest.mark.req("A3-4c")
def test_nobody_hands_over_to_themselves_under_the_id_of_the_list(papers):
    one = known_guard(papers, db.session.get_one(Person, papers.party["super"]))
    tell(papers, "with_supervisor")
    offer = papers.offer("room", "super", "listed", room=papers.place("room"))
    assert papers.send(offer) == ["refused:custody.same_person"]
    assert phones.give(papers.row, one, None).person == papers.party["super"]
    db.session.commit()


@pytest.mark.req("A3-4c", "A7-3")
def test_two_lines_of_the_list_with_one_id_number_are_one_person(papers):
    """Though the centre knows nobody by it: neither hands over to, nor opens with, the other."""
    ids = numbered(papers, "990101199001018888", "listed", "twin")
    tell(papers, "with_supervisor")
    offer = papers.add(papers.offer("room", "super", "listed", room=papers.place("room")))
    papers.add(papers.answer(offer, "listed", author="super"))
    onward = papers.offer("pass", "listed", "twin", author="super")
    assert papers.send(onward) == ["refused:custody.same_person"]
    together = papers.open("listed", "twin", author="super")
    assert papers.send(together) == ["refused:custody.two_people"]
    # Under either id it is the same person who has it, and who later has a phone.
    kit = json.loads(
        kits.sections(papers.event, {"supervisor"}, papers.party["super"])["custody"].body
    )
    assert len({kit["same"].get(one, one) for one in ids}) == 1
    given = phones.give(papers.row, ids[1], None)
    db.session.commit()
    assert {parties.aliases(papers.event).get(one, one) for one in ids} == {given.person}
    papers.add(papers.offer("pass", "twin", "guard", author="super"))


@pytest.mark.req("A3-4c")
def test_a_phone_given_after_the_givers_last_kit(papers):
    known = make_account("chief", papers.case.centre, station=papers.case.station)
    one = known_guard(papers, db.session.get_one(Person, known.person_id))
    tell(papers, "with_supervisor")
    offer = papers.offer("room", "super", "listed", room=papers.place("room"))
    papers.facts.append(offer)
    answer = papers.answer(offer, "listed", author="super")
    phones.give(papers.row, one, None)
    db.session.commit()
    assert papers.send(offer, answer) == ["accepted", "accepted"]
    assert (papers.state().with_party, papers.state().holder) == (one, papers.party["super"])
    entry = passes.signed(answer.hash)
    person = str(known.person_id)
    passes.confirm(entry, "own", person, person, "")
    db.session.commit()
    assert papers.state().holder == one
    # With the own key it goes on, and is asked for nothing else.
    papers.party["late"], papers.phones["late"] = person, make_device(known)
    db.session.commit()
    onward = papers.offer("pass", "late", "guard", after=answer.hash)
    assert papers.send(onward) == ["accepted"]


def test_a_later_import_keeps_the_phone(papers):
    before = listed(papers, "黄志平").person_id
    assert before == papers.party["chief"]
    changed = book(主考电话="10000000012")
    assert load(changed).errors == []
    db.session.commit()
    row = listed(papers, "黄志平")
    assert (row.person_id, row.phone) == (before, "10000000012")
    assert queries.service_spans(before, papers.event)[0].ends_at == papers.row.deadline


def test_who_is_no_longer_chief_signs_no_more(papers):
    before = papers.party["chief"]
    assert load(book(主考="钱永福")).errors == []
    db.session.commit()
    assert queries.service_spans(before, papers.event)[0].ends_at <= clock.now()
    assert before in parties.duties(papers.event)[1]


@pytest.mark.req("S-18")
def test_what_a_carrier_sees(papers, client):
    tell(papers, "with_invigilators")
    guard = papers.party["guard"]
    made = kits.sections(papers.event, {"invigilator"}, guard)
    assert {"brief", "roster", "badges", "custody"} <= set(made)
    assert not {"candidates", "faces/0"} & set(made)
    told = json.loads(made["brief"].body)
    assert (told["team"], told["examiners"]) == ([], [])
    custody = json.loads(made["custody"].body)
    assert {one["id"] for one in custody["parties"]} >= set(papers.party.values())
    mine = next(one for one in custody["parties"] if one["id"] == guard)
    assert (mine["role"], mine["person"], mine["listed"]) == ("invigilator", guard, guard)
    [pack] = custody["packs"]
    assert (pack["pack"], pack["copies"], pack["prepared"]) == (P1, 30, papers.state().prepared)
    assert custody["settings"]["recall_after"] == 1_800_000
    assert "custody" not in kits.sections(papers.event, {"gate"}, None)
    assert "custody" in kits.sections(papers.event, {"supervisor"}, papers.party["super"])


def test_a_carrier_reads_what_happens_to_papers_and_nothing_else(papers):

    tell(papers, "with_invigilators")
    reader = Actor("a", papers.party["guard"], "x")
    rows = db.session.scalars(select(JournalEntry).where(JournalEntry.journal == papers.event))
    mine = reader.person_id
    seen = {
        row.kind for row in rows if row.actor != mine and kits.visible(row, reader, {"invigilator"})
    }
    assert {"custody.prepared", "custody.offer", "custody.answer"} <= seen
    assert all(one.startswith("custody.") for one in seen)


def half_signed(papers):
    """The supervisor gives to the station's chief, who signs on the supervisor's phone."""
    tell(papers, "with_supervisor")
    offer = papers.add(papers.offer("site", "super", "chief"))
    answer = papers.add(papers.answer(offer, "chief", author="super"))
    db.session.commit()
    return answer


@pytest.fixture
def listed_only(papers):
    """As if the chief had no phone: known to this event's list alone."""
    row = listed(papers, "黄志平")
    row.person_id = None
    db.session.commit()
    return papers


@pytest.mark.req("A3-4c", "S-3")
def test_the_second_person_signs_in_once_on_the_first_persons_phone(app, listed_only, client):
    papers = listed_only
    answer = half_signed(papers)
    chief = make_account("chief", papers.case.centre, station=papers.case.station)
    db.session.get_one(Person, chief.person_id).name = "黄志平"
    other = make_account("chief", papers.case.centre, station=papers.case.station)
    carrier = make_account("supervisor", papers.case.centre, person=None, username="bearer")

    bearer = db.session.get_one(Person, carrier.person_id)
    put_on_roster(papers.event, bearer, "supervisor", False, 0, None)
    db.session.commit()
    enter(client, carrier)
    entry = {"entry": answer.hash}
    wrong = post(client, "/custody/passes", {**entry, "username": chief.username, "password": "x"})
    assert wrong.status_code == 401
    stranger = post(
        client, "/custody/passes", {**entry, "username": other.username, "password": PASSWORD}
    )
    assert stranger.json["code"] == "custody.signature"
    own = post(client, "/custody/passes", {**entry, "username": "bearer", "password": PASSWORD})
    assert own.json["code"] == "custody.same_person"
    given = post(
        client, "/custody/passes", {**entry, "username": chief.username, "password": PASSWORD}
    )
    assert given.status_code == 200, given.json
    token = given.json["pass"]
    assert papers.state().unproved == 1
    elsewhere = post(client, "/custody/confirmations", {"entry": answer.parents[0], "pass": token})
    assert elsewhere.json["code"] == "custody.pass"
    done = post(client, "/custody/confirmations", {**entry, "pass": token})
    assert done.status_code == 201, done.json
    row = papers.state()
    assert (row.unproved, row.holder) == (0, row.with_party)
    again = post(client, "/custody/confirmations", {**entry, "pass": token})
    assert again.json["code"] == "custody.pass"


def test_a_pass_runs_out(app, listed_only, client, clock_at):
    papers = listed_only
    answer = half_signed(papers)
    keep = CustodyPass(
        id="0" * 64, event_id=papers.event, entry=answer.hash, party=papers.party["chief"],
        person_id=papers.party["super2"], until=clock.now() - 1,
    )  # fmt: skip

    keep.id = sha256(b"t" * 43)
    db.session.add(keep)
    db.session.commit()
    sign_in_office(papers, "dispatcher", client)
    late = post(client, "/custody/confirmations", {"entry": answer.hash, "pass": "t" * 43})
    assert late.json["code"] == "custody.pass"


@pytest.mark.req("A3-4c", "Q-1")
def test_the_centre_vouches_for_a_sheet(papers, client):
    answer = half_signed(papers)
    keeper = papers.accounts["keeper2"]
    enter(client, keeper)
    body = {"entry": answer.hash, "how": "centre", "reason": "已看纸质交接单"}
    # Vouching is an official's, not a keeper's who may be a party.
    assert post(client, "/custody/confirmations", body).status_code == 404
    official = papers.case
    enter(client, office(official, "handler"))
    silent = post(client, "/custody/confirmations", {**body, "reason": ""})
    assert silent.json["code"] == "custody.reason_missing"
    assert post(client, "/custody/confirmations", body).status_code == 201
    assert papers.state().unproved == 0
    mine = post(client, "/custody/confirmations", {"entry": answer.hash, "how": "own"})
    assert mine.json["code"] == "custody.signature"
    unknown = post(client, "/custody/confirmations", {"entry": "0" * 64})
    assert unknown.status_code == 404


def test_a_carrier_finds_the_exams_whose_papers_it_carries(papers, client):

    account = make_account("invigilator", papers.case.centre, station=papers.case.station)
    person = db.session.get_one(Person, account.person_id)
    put_on_roster(papers.event, person, "invigilator", False, 0, None)
    db.session.commit()
    enter(client, account)
    found = client.get("/api/v1/custody/events").json["items"]
    assert [(one["event"], one["roles"]) for one in found] == [(papers.event, ["invigilator"])]
    changes = client.get(f"/api/v1/journals/{papers.event}/changes?after=0&nonce={'n' * 16}")
    assert "custody" in changes.json["sections"]
