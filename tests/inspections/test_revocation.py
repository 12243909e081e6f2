"""A lost phone: what the server knew of stands, the rest waits for two people and stays marked."""

from __future__ import annotations

import io
import zipfile

import pytest

from backend.accounts.services import devices, roster
from backend.assessments.models import ExamEvent
from backend.core import checkpoints, clock, keys, proof, rebuilding, verifier
from backend.core.auth import Actor, Grant
from backend.core.db import db
from backend.core.errors import Problem
from backend.core.journal_models import JournalEntry
from backend.inspections.models import FormVersion
from backend.inspections.queries import verification
from backend.sync import deciding, door
from tests.factories.accounts import Phone, device_of, make_account, make_device, post, sign_in
from tests.factories.inspections import PASSWORD, graded, hash_of, office
from tests.factories.organisations import make_centre

WAITS = "waiting:after_revocation"


@pytest.fixture
def desk(app, case):
    """`desk(account)` signs somebody in and returns the client."""

    def enter(account):
        client = app.test_client()
        db.session.commit()  # SQLite has one writer
        assert sign_in(client, account, PASSWORD).status_code == 200
        return client

    return enter


def answer(case, field, *, parents=(), who=None):
    """A sealed answer, not yet sent; by the second supervisor, whose phone gets lost."""
    data = {"field": field, "value": graded()}
    return case.seal("inspections.answer", data, who=who or case.second, parents=parents)


def forged(case, tips, field):
    """What somebody with the key seals at an earlier place of its chain."""
    phone = case.second.phone
    kept, phone.tips = phone.tips, dict(tips)
    compact = answer(case, field)
    phone.tips = kept
    return compact


def announce(case):
    """The phone says what its newest entry is."""
    roster.announce(
        device_of(case.second.phone).id, case.event, 1, case.second.phone.tips[case.event]
    )
    db.session.commit()


def lose(case):
    """The centre revokes the phone."""
    devices.revoke(device_of(case.second.phone), case.lead.person.id, "丢失")
    db.session.commit()


def outcome(compact):
    """Where an entry stands now."""
    db.session.expire_all()
    return db.session.get_one(JournalEntry, hash_of(compact)).outcome


def decide(client, compact, decision="accept", status=200):
    """One person's word, over HTTP."""
    body = {"decision": decision, "reason": "已与本人电话核对"}
    db.session.commit()
    said = post(client, f"/held/{hash_of(compact)}/decision", body)
    assert said.status_code == status, said.get_data(as_text=True)
    return said.get_json()


def get(client, path):
    """GET as JSON."""
    db.session.commit()
    said = client.get(f"/api/v1{path}")
    assert said.status_code == 200, said.get_data(as_text=True)
    return said.get_json()


def test_unsent_work_under_an_announced_tip_stands_in_whatever_order_it_comes(case):
    one = answer(case, "item/1")
    two = answer(case, "item/2", parents=())
    three = answer(case, "item/1", parents=(hash_of(one),))
    four = answer(case, "item/2", parents=(hash_of(two),))
    announce(case)
    lose(case)
    # Until the tip itself is here, nothing shows that these lead to it.
    assert case.push(one, three, two) == [WAITS, WAITS, WAITS]
    case.push(four)
    assert {outcome(entry) for entry in (one, two, three, four)} == {"accepted"}
    assert rebuilding.check() == []


def test_a_thief_cannot_fill_the_places_of_withheld_entries(case):
    first = answer(case, "item/1")
    before = dict(case.second.phone.tips)
    answer(case, "item/2")  # withheld
    answer(case, "item/3")  # withheld, and announced
    announce(case)
    lose(case)
    backdated = forged(case, before, "item/4")
    beside_tip = forged(case, {case.event: (2, hash_of(backdated))}, "item/5")
    beyond = answer(case, "item/6")
    case.push(first, backdated, beside_tip, beyond)
    assert [outcome(entry) for entry in (first, backdated, beside_tip, beyond)] == [WAITS] * 4


def test_what_another_phone_named_in_time_stands_with_all_before_it(case):
    one, two = answer(case, "item/1"), answer(case, "item/2")
    named = answer(case, "item/2", who=case.lead, parents=(hash_of(two),))
    assert case.push(named) == ["waiting:parent"]
    lose(case)
    late = answer(case, "item/3")
    case.push(late, one, two)
    assert {outcome(entry) for entry in (one, two, named)} == {"accepted"}
    assert outcome(late) == WAITS


def test_a_tip_announced_after_the_revocation_proves_nothing(case, clock_at):
    lose(case)
    entry = answer(case, "item/1")
    announce(case)
    assert case.push(entry) == [WAITS]


def test_two_people_let_it_in_and_every_output_says_so(app, case, desk):
    case.fill()
    late = answer(case, "item/7", parents=case.entry_of("item/7"))
    lose(case)
    assert case.push(late) == [WAITS]
    sign, _ = case.sign()
    one, two = office(case, "quality"), office(case, "dispatcher")
    first, second = desk(one), desk(two)
    held = get(first, "/held")["items"]
    assert [(row["hash"], row["may_decide"], row["opinions"]) for row in held] == [
        (hash_of(late), True, [])
    ]
    assert decide(first, late)["outcome"] == WAITS
    assert decide(first, late, status=409)["code"] == "held.second_person"
    said = get(second, "/held")["items"][0]["opinions"]
    assert [(word["decision"], word["reason"]) for word in said] == [("accept", "已与本人电话核对")]
    assert outcome(late) == WAITS
    assert decide(second, late)["outcome"] == "accepted"
    assert decide(second, late, "refuse", status=409)["code"] == "held.decided"
    assert get(first, "/held")["total"] == 0
    assert rebuilding.check() == []
    rows = get(first, f"/forms/{case.event}/history?per_page=100")["items"]
    assert [row["hash"] for row in rows if row["after_revocation"]] == [hash_of(late)]
    settled = [row for row in rows if row["kind"] == "journal.settled"]
    assert [row["actor"] for row in settled] == [two.person_id]
    proof = get(first, f"/forms/{case.event}/verification")["late_arrivals"]
    assert [(row["hash"], row["why"]) for row in proof] == [(hash_of(late), "after_revocation")]
    version = db.session.get_one(FormVersion, sign)
    event = db.session.get_one(ExamEvent, case.event)
    with app.test_request_context():
        [words] = verification.for_paper(event, version)["late_arrivals"]
    assert "撤销后到达" in words
    db.session.commit()
    sheet = first.get(f"/api/v1/forms/{case.event}/paper.xlsx")
    book = zipfile.ZipFile(io.BytesIO(sheet.data))
    assert "后到的记录" in book.read("xl/workbook.xml").decode()
    assert "撤销后到达" in book.read("xl/sharedStrings.xml").decode()


@pytest.mark.req("S-5")
def test_an_account_the_first_reset_is_no_second_person(case, desk):
    lose(case)
    late = answer(case, "item/2")
    assert case.push(late) == [WAITS]
    leader, handler = office(case, "centre_leader"), office(case, "handler")
    first = desk(leader)
    decide(first, late)
    given = post(first, f"/accounts/{handler.id}/codes", {"purpose": "reset"}).json["code"]
    puppet = desk(office(case, "quality")).application.test_client()
    body = {"code": given, "new": "Puppet-of-4a"}
    assert post(puppet, "/activation/password", body).status_code == 200
    assert decide(puppet, late, status=409)["code"] == "held.second_person"
    assert outcome(late) == WAITS


def test_a_signature_of_the_lost_phone_is_marked_too(case):
    case.fill()
    devices.revoke(device_of(case.lead.phone), case.second.person.id, "丢失")
    db.session.commit()
    sign, came = case.sign()
    assert came == WAITS
    for role in ("quality", "dispatcher"):
        actor = _actor(case, office(case, role), role)
        deciding.decide(actor, sign, "accept", "已核对")
        db.session.commit()
    version = db.session.get_one(FormVersion, sign)
    assert version.state == "submitted"
    assert [(one["hash"], one["why"]) for one in verification.late_arrivals(version)] == [
        (sign, "after_revocation")
    ]
    assert "签名" in verification.late_words(verification.late_arrivals(version))[0]


def verified_alone(case, tmp_path):
    """What the stand-alone verifier says of an exported bundle, and the same in place."""
    path = tmp_path / "bundle.zip"
    path.write_bytes(proof.export(case.event))
    words = verifier.verify_bundle(str(path), keys.root_kid()).words()
    assert proof.verify(case.event).words() == words
    return words


def test_the_verifier_marks_what_came_after_a_revocation(case, tmp_path):
    known = answer(case, "item/1")
    announce(case)
    entries = [answer(case, f"item/{no}") for no in (2, 3, 4)]
    lose(case)
    case.push(known, *entries)
    let, out, _ = entries
    for role in ("quality", "dispatcher"):
        actor = _actor(case, office(case, role), role)
        deciding.decide(actor, hash_of(let), "accept", "已核对")
        deciding.decide(actor, hash_of(out), "refuse", "本人否认")
        db.session.commit()
    seqs = [db.session.get_one(JournalEntry, hash_of(one)).seq for one in entries]
    words = verified_alone(case, tmp_path)
    assert f"after a revocation (撤销后到达), accepted by two people: line {seqs[0]}" in words
    assert f"after a revocation (撤销后到达), refused by two people: line {seqs[1]}" in words
    assert f"after a revocation (撤销后到达), still waiting: line {seqs[2]}" in words


def test_the_verifier_names_forks_and_withheld_places_and_minds_no_stranger(case, tmp_path):
    before = dict(case.second.phone.tips)
    one = answer(case, "item/1")
    twin = forged(case, before, "item/2")
    withheld = answer(case, "item/3")
    last = answer(case, "item/4")
    stranger = make_device(make_account("supervisor", make_centre()))
    db.session.commit()
    data = {"field": "item/5", "value": graded()}
    foreign = stranger.seal(case.event, "inspections.answer", data, at=case.at)
    assert case.push(one, twin, last, foreign) == ["accepted"] * 3 + ["refused:scope.event"]
    seq = db.session.get_one(JournalEntry, hash_of(twin)).seq
    words = verified_alone(case, tmp_path)
    # Somebody enrolled elsewhere must not be able to make this journal look broken.
    assert words.startswith("CONSISTENT")
    assert "refused, signed by keys of no roster: line" in words
    assert f"two entries in one place of a key's chain: line {seq}" in words
    kid = case.second.phone.kid
    assert f"key {kid[:8]} sealed 1 entries that are not here (n = 2)" in words
    case.push(withheld)
    assert "not here" not in verified_alone(case, tmp_path)


def test_two_people_refuse_it_and_it_stays_visible(case, desk):
    late = answer(case, "item/7")
    lose(case)
    case.push(late)
    first, second, third = (desk(office(case, r)) for r in ("quality", "dispatcher", "handler"))
    decide(first, late, "accept")
    assert decide(second, late, "refuse")["outcome"] == WAITS
    assert decide(third, late, "refuse")["outcome"] == "refused:entry.after_revocation"
    [row] = get(first, "/held")["items"]
    assert (row["state"], row["title"]) == ("refused", "手机停用之后才到，两人核实后不予采用")
    assert [word["decision"] for word in row["opinions"]] == ["accept", "refuse", "refuse"]
    assert rebuilding.check() == []


def test_what_builds_on_it_follows(case):
    late = answer(case, "item/7")
    child = answer(case, "item/7", who=case.lead, parents=(hash_of(late),))
    lose(case)
    assert case.push(late, child) == [WAITS, "waiting:parent"]
    for role in ("quality", "handler"):
        deciding.decide(_actor(case, office(case, role), role), hash_of(late), "accept", "已核对")
        db.session.commit()
    assert (outcome(late), outcome(child)) == ("accepted", "accepted")


def test_let_in_before_its_parent_it_counts_when_the_parent_comes(case):
    parent = answer(case, "item/7", who=case.lead)
    late = answer(case, "item/7", parents=(hash_of(parent),))
    lose(case)
    case.push(late)
    for role in ("quality", "handler"):
        deciding.decide(_actor(case, office(case, role), role), hash_of(late), "accept", "已核对")
        db.session.commit()
    assert outcome(late) == WAITS
    case.push(parent)
    assert outcome(late) == "accepted"


def test_nobody_lets_in_what_names_a_checkpoint_after_the_revocation(case, clock_at):
    lose(case)
    clock_at(clock.now() + 60_000)
    named = checkpoints.write(force=True)
    db.session.commit()
    data = {"field": "item/1", "value": graded()}
    entry = case.second.phone.seal(
        case.event, "inspections.answer", data, at=case.at, after=[named.number, named.hash]
    )
    case.push(entry)
    for role in ("quality", "handler"):
        deciding.decide(_actor(case, office(case, role), role), hash_of(entry), "accept", "已核对")
        db.session.commit()
    assert outcome(entry) == "refused:scope.event"


def test_the_author_and_strangers_decide_nothing(app, case, desk):
    late = answer(case, "item/7")
    lose(case)
    case.push(late)
    mine = Actor("x", case.second.person.id, "林", (Grant("handler", case.centre.id),))
    with pytest.raises(Problem) as caught:
        deciding.decide(mine, hash_of(late), "accept", "我自己填的")
    assert caught.value.code == "held.own_entry"
    db.session.rollback()
    stranger = desk(make_account("handler", make_centre()))
    assert decide(stranger, late, status=404)["code"] == "object.not_found"
    keeper = desk(office(case, "paper_keeper"))
    assert decide(keeper, late, status=403)["code"] == "auth.forbidden"
    helper = desk(office(case, "handler"))
    db.session.commit()
    assert (
        post(helper, f"/held/{hash_of(late)}/decision", {"decision": "accept"}).status_code == 422
    )
    accepted = answer(case, "item/8", who=case.lead)
    case.push(accepted)
    assert decide(helper, accepted, status=409)["code"] == "held.decided"
    assert outcome(late) == WAITS


def test_a_flood_with_a_stolen_key_ends_at_its_bound(case, monkeypatch):
    monkeypatch.setattr(door, "MOST_HELD", 3)
    lose(case)
    flood = [answer(case, f"item/{no}") for no in range(1, 4)]
    assert case.push(*flood) == [WAITS] * 3
    one_more = answer(case, "item/9")
    with pytest.raises(Problem) as caught:
        case.push(one_more)
    assert caught.value.code == "request.too_many"
    db.session.rollback()
    # The others are not held up, and what has a line is answered again.
    assert case.push(flood[0]) == [WAITS]
    assert case.push(answer(case, "item/5", who=case.lead)) == ["accepted"]


def _actor(case, account, role):
    """The signed-in person without HTTP."""
    grant = Grant(role, case.centre.id)
    return Actor(account.id, account.person_id, role, (grant,))


def test_a_key_nobody_enrolled_stays_outside(case):
    """The control: without an enrolment there is not even a line to decide about."""
    stranger = Phone()
    data = {"field": "item/1", "value": graded()}
    compact = stranger.seal(case.event, "inspections.answer", data, at=case.at)
    assert case.push(compact) == []
