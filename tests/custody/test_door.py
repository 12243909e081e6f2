"""Papers through the door: what is refused, what becomes a finding, and that a rebuild agrees."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest
from sqlalchemy import select

from backend.accounts.services import put_on_roster
from backend.badges import services
from backend.badges.models import Badge
from backend.candidates.models import Candidate
from backend.core import clock, erasure, jobs, rebuilding
from backend.core.db import db
from backend.core.errors import Problem
from backend.core.journal import KINDS as KINDS_OF_HOUSE
from backend.core.messages import Message
from backend.custody import jobs as due
from backend.custody import nights, passes, preparing, projection
from backend.custody.models import Ink, Step
from backend.custody.signing import statement
from backend.staffing.models import EventPerson
from tests.factories.accounts import Phone, make_account, make_device
from tests.factories.custody import P1, P2, name, sig, tell
from tests.factories.inspections import ON_THE_DAY, flourish, hash_of
from tests.factories.papers import paper
from tests.factories.staffing import book, load

HOUR = 3_600_000


def refused(papers, entry) -> str:
    """The outcome of a sealed entry, or the code of a refused act."""
    if entry.hash in papers.drafts:
        with pytest.raises(Problem) as raised:
            papers.write(entry)
        return raised.value.code
    [outcome] = papers.send(entry)
    return outcome.removeprefix("refused:")


@pytest.mark.req("8.5", "8.5b", "A3-4c", "A7-3", "A7-11", "A10-8", "N2-1")
def test_a_pack_goes_its_whole_way(papers):
    tell(papers, "archived")
    row = papers.state()
    # The second invigilator signed the opening and the seal on the first one's phone.
    assert (row.state, row.conflicts, row.unproved, row.exception) == ("archived", 0, 2, None)
    assert row.holder == papers.party["keeper"]
    assert (row.opened, row.issued, row.spare, row.collected) == (30, 28, 2, 28)
    papers.arrive()
    assert papers.codes() == []
    assert rebuilding.check() == []
    assert papers.custody().told()["tip"] == row.tip


@pytest.mark.req("A3-4a", "A3-4b")
def test_what_is_wrong_at_the_counter(papers):
    tell(papers, "prepared")
    stranger = make_account("supervisor", papers.case.centre)
    papers.party["stranger"] = str(stranger.person_id)
    wrong = {
        "custody.receiver": papers.offer("collect", "keeper", "stranger"),
        "custody.same_person": papers.offer("collect", "keeper", "keeper"),
        "custody.strip": papers.offer("collect", "keeper", "super", strip="F-0000"),
        "custody.copies": papers.offer("collect", "keeper", "super", copies=29),
    }
    for code, entry in wrong.items():
        assert refused(papers, entry) == code
    unknown = papers.offer("collect", "keeper", "super")
    papers.drafts[unknown.hash][1]["packs"][0]["pack"] = P2
    assert refused(papers, unknown) == "scope.object"
    foreign = papers.prepared(papers.pack(P2, session=papers.case.event))
    assert refused(papers, foreign) == "scope.object"
    twice = papers.prepared(papers.pack(P2, strip=papers.strip()))
    assert refused(papers, twice) == "custody.strip_used"
    papers.hand("collect", "keeper", "super")
    assert refused(papers, papers.offer("collect", "keeper2", "super2")) == "custody.state"
    assert refused(papers, papers.prepared()) == "custody.state"
    assert rebuilding.check() == []


@pytest.mark.req("A3-4c", "A7-3")
def test_what_is_wrong_on_a_phone(papers, clock_at):
    tell(papers, "with_supervisor")
    offer = papers.add(papers.offer("site", "super", "chief"))
    other = papers.answer(offer, "guard")
    assert refused(papers, other) == "custody.not_receiver"
    forged = papers.answer(offer, "chief", author="super", how="key")
    assert refused(papers, forged) == "custody.signature"
    silent = papers.answer(offer, "chief", refuse=[P1], reason="")
    assert refused(papers, silent) == "custody.reason_missing"
    stray = papers.make(
        "answer", papers.answer(offer, "chief").data, author="chief", parents=[offer.parents[0]]
    )
    assert refused(papers, stray) == "entry.parents"
    papers.add(papers.answer(offer, "chief"))
    papers.hand("room", "chief", "guard", room=papers.place("room"))
    elsewhere = papers.open("guard", "guard2", room="0" * 32)
    assert refused(papers, elsewhere) == "custody.room"
    alone = papers.open("guard")
    assert refused(papers, alone) == "custody.two_people"
    papers.extra = [{"sha256": "1" * 64, "size": 9, "type": "image/jpeg", "role": "photo"}]
    assert refused(papers, papers.open("guard", "guard2")) == "custody.photo_forbidden"
    papers.extra = []
    future = papers.open("guard", "guard2", paper=paper(clock.now() + HOUR))
    assert refused(papers, future) == "custody.paper_time"
    papers.add(papers.open("guard", "guard2"))
    assert refused(papers, papers.count("guard", 28, 1, 0)) == "custody.counts"
    papers.extra = [{"sha256": "1" * 64, "size": 9, "type": "image/jpeg", "role": "photo"}]
    assert refused(papers, papers.trouble("guard")) == "custody.photo_forbidden"
    # A torn bag that nobody opened may be photographed.
    assert papers.codes() == []
    assert rebuilding.check() == []


@pytest.mark.req("A3-4c", "A7-3")
def test_a_scanned_badge_is_the_signers_and_witnesses_sit_this_exam(papers):
    services.issue(papers.row, None)
    badges = {one.holder_id: one.id for one in db.session.scalars(select(Badge))}
    db.session.commit()
    tell(papers, "with_supervisor")
    offer = papers.add(papers.offer("site", "super", "chief"))
    said = papers.answer(offer, "chief", author="super").data
    for who, code in (("guard", "custody.signature"), ("chief", None)):
        signed = {**said["signature"], "badge": badges[papers.party[who]], "strokes": "1" * 64}
        entry = papers.make("answer", {**said, "signature": signed}, author="super")
        assert papers.send(entry) == [f"refused:{code}" if code else "accepted"]
        if code is None:
            papers.facts.append(entry)
    papers.hand("room", "chief", "guard", room=papers.place("room"))
    seat = db.session.scalars(select(Candidate.id)).first()
    for candidate, outcome in (("0" * 32, "refused:scope.object"), (seat, "accepted")):
        drawn = [{"candidate": candidate, "strokes": "2" * 64}]
        assert papers.send(papers.open("guard", "guard2", witnesses=drawn)) == [outcome]


@pytest.mark.req("8.5b")
def test_an_offer_to_two_receivers_ends_alike_in_both_orders(papers):
    for pack, order in ((P1, (0, 1)), (P2, (1, 0))):
        papers.add(papers.prepared(papers.pack(pack)))
        papers.hand("collect", "keeper", "super", packs=[pack])
        after = papers.tip(pack)
        offers = [
            papers.add(papers.offer("site", "super", "chief", packs=[pack], after=after)),
            papers.add(papers.offer("pass", "super", "super2", packs=[pack], after=after)),
        ]
        answers = [papers.answer(offers[0], "chief"), papers.answer(offers[1], "super2")]
        assert papers.send(*[answers[n] for n in order]) == ["accepted", "accepted"]
        row = papers.state(pack)
        assert (row.state, row.with_party) == ("on_site", papers.party["chief"])
        assert (row.exception, row.conflicts) == ("conflict", 1)
    assert papers.codes() == ["E.pack", "E.pack"]
    assert [one.data["severity"] for one in papers.findings()] == ["major", "major"]
    assert rebuilding.check() == []


def test_a_conflict_that_grows_is_one_finding_and_the_centre_settles_it(papers):
    tell(papers, "with_supervisor")
    after = papers.tip()
    first = papers.add(papers.offer("site", "super", "chief"))
    second = papers.add(papers.offer("pass", "super", "super2", after=after))
    papers.add(papers.answer(first, "chief"))
    losing = papers.add(papers.answer(second, "super2"))
    data = papers.store("super2").data | {"packs": [{"pack": P1, "after": losing.hash}]}
    papers.add(papers.make("store", data, author="super2"))
    assert papers.codes() == ["E.pack"]
    found = papers.custody()
    said = {
        "pack": P1, "after": found.tip, "state": "on_site", "with": papers.party["chief"],
        "strip": found.now.strip, "settled": list(found.conflicts),
    }  # fmt: skip
    papers.add(
        papers.make("released", {"packs": [said], "reason": "已核实"}, author="keeper", desk=True)
    )
    row = papers.state()
    assert (row.exception, row.conflicts, row.state) == (None, 0, "on_site")
    assert rebuilding.check() == []


@pytest.mark.req("8.5b")
def test_answers_late_twice_and_after_a_recall(papers, clock_at):
    tell(papers, "with_supervisor")
    offer = papers.add(papers.offer("site", "super", "chief"))
    recall = papers.recall(offer, "super")
    answer = papers.answer(offer, "chief")
    clock_at(clock.now() + 9 * HOUR)
    assert papers.send(recall, answer) == ["accepted", "accepted"]
    assert papers.state().with_party == papers.party["chief"]
    # Taken back and taken all the same: it moved, and somebody has to look.
    assert [one.data["severity"] for one in papers.findings()] == ["major"]
    again = papers.answer(offer, "chief")
    assert papers.send(again) == ["accepted"]
    assert papers.state().exception == "conflict"
    # Yesterday's offer, answered after the pack went on.
    assert papers.codes() == ["E.pack", "E.pack"]
    assert rebuilding.check() == []


@pytest.mark.req("8.5b")
def test_what_was_sealed_before_the_list_changed_counts_and_is_told(papers):
    tell(papers, "with_supervisor")
    offer = papers.offer("site", "super", "chief")
    papers.facts.append(offer)
    answer = papers.answer(offer, "chief")
    assert load(book(主考="钱永福")).errors == []
    db.session.commit()
    assert papers.send(offer, answer) == ["accepted", "accepted"]
    assert papers.state().state == "on_site"
    assert papers.codes() == ["E.pack"]
    assert "已不在人员名单" in papers.findings()[0].data["facts"]
    assert rebuilding.check() == []


def test_an_offer_has_as_many_packs_as_it_can_name(papers):
    tell(papers, "with_supervisor")
    data = papers.offer("site", "super", "chief").data
    many = [{**data["packs"][0], "pack": name(f"pack {n}", 12)} for n in range(33)]
    entry = papers.make("offer", {**data, "packs": many}, author="super")
    assert papers.send(entry) == ["refused:entry.data"]


def test_many_packs_are_prepared_anew_by_acts_that_can_be_proved(papers):
    ids = [name(f"pack {n}", 12) for n in range(70)]
    packs = [papers.pack(one, number=f"N{n}", strip=f"S{n}") for n, one in enumerate(ids)]
    for one in packs[:35], packs[35:]:
        papers.write(papers.prepared(*one))
    rows = [
        preparing.row_of(one) | {"paper_code": "CY-2"} for one in preparing.packs_of(papers.event)
    ]
    assert len(preparing.prepare(papers.row, rows, papers.party["keeper"])) == 70
    db.session.commit()
    acts = select(Step.entry).where(Step.kind == "custody.prepared").distinct()
    assert len(db.session.scalars(acts).all()) == 4
    assert {one.paper_code for one in preparing.packs_of(papers.event)} == {"CY-2"}


def test_the_answer_waits_for_its_offer_and_either_phone_brings_both(papers):
    tell(papers, "with_supervisor")
    offer = papers.offer("site", "super", "chief")
    papers.facts.append(offer)
    answer = papers.answer(offer, "chief")
    assert papers.send(answer) == ["waiting:parent"]
    assert papers.state().state == "with_supervisor"
    papers.send(offer)
    row = papers.state()
    assert (row.state, row.holder) == ("on_site", papers.party["chief"])
    assert rebuilding.check() == []


def test_two_keepers_give_the_same_pack(papers):
    tell(papers, "prepared")
    one = papers.add(papers.offer("collect", "keeper", "super"))
    other = papers.add(papers.offer("collect", "keeper2", "super2"))
    answers = [papers.answer(other, "super2"), papers.answer(one, "super")]
    assert papers.send(*answers) == ["accepted", "accepted"]
    row = papers.state()
    assert (row.with_party, row.exception) == (papers.party["super"], "conflict")
    assert papers.codes() == ["E.pack"]


@pytest.mark.req("A3-4c")
def test_one_phone_alone_makes_no_whole_handover(papers, clock_at):
    tell(papers, "with_supervisor")
    offer = papers.add(papers.offer("site", "super", "chief"))
    answer = papers.add(papers.answer(offer, "chief", author="super"))
    row = papers.state()
    assert (row.with_party, row.holder) == (papers.party["chief"], papers.party["super"])
    assert row.unproved == 1
    forged = papers.make("confirm", papers.confirm(answer, "chief").data, author="super")
    assert refused(papers, forged) == "custody.signature"
    due.find_unconfirmed({"event": papers.event, "entry": answer.hash})
    db.session.commit()
    assert papers.codes() == ["V10.8"]
    waiting = db.session.scalars(
        select(jobs.DueJob).where(jobs.DueJob.key == f"custody.unconfirmed:{answer.hash}")
    ).one()
    received = db.session.get_one(Step, (answer.hash, P1)).received
    assert waiting.due_at == received + 12 * HOUR
    papers.add(papers.confirm(answer, "chief"))
    assert papers.state().holder == papers.party["chief"]
    due.find_unconfirmed({"event": papers.event, "entry": answer.hash})
    db.session.commit()
    assert len(papers.findings()) == 1
    assert rebuilding.check() == []


def test_a_phone_enrolled_after_the_givers_last_kit_signs_all_the_same(papers):
    tell(papers, "with_supervisor")
    offer = papers.add(papers.offer("site", "super", "chief"))
    papers.phones["chief"] = make_device(papers.accounts["chief"])
    db.session.commit()
    papers.add(papers.answer(offer, "chief"))
    assert papers.state().holder == papers.party["chief"]


def test_a_journal_of_strangers_and_a_forged_or_back_dated_entry(papers):
    tell(papers, "with_supervisor")
    person = make_account("chief", papers.case.centre, station=papers.case.station)
    outsider = make_device(person)
    db.session.commit()
    data = papers.offer("site", "super", "chief").data
    compact = outsider.seal(papers.event, "custody.offer", dict(data), at=papers.at)
    papers.sealed["x"] = compact
    assert papers.send(_named("x")) == ["refused:scope.event"]
    # Serving in another role does not open the kind.
    put_on_roster(papers.event, person.person, "staff", False, 0, None)
    db.session.commit()
    papers.sealed["y"] = outsider.seal(papers.event, "custody.offer", dict(data), at=papers.at)
    assert papers.send(_named("y")) == ["refused:scope.role"]
    unknown = Phone().seal(papers.event, "custody.offer", dict(data), at=papers.at)
    papers.sealed["z"] = unknown
    assert papers.send(_named("z")) == []
    # A day long gone changes nothing: no rule reads a clock.
    papers.at -= 400 * 24 * HOUR
    papers.hand("site", "super", "chief")
    assert papers.state().state == "on_site"


KINDS = [name for name, _ in KINDS_OF_HOUSE if name.startswith("custody.")]


def test_every_role_seals_its_kinds_and_no_others(papers):
    """Roles × kinds: the table of contracts section 5 is the only way in."""
    tell(papers, "with_supervisor")
    roles = ("supervisor", "chief", "invigilator", "staff", "examiner", "gate")
    phones = {}
    for role in roles:
        account = make_account("chief", papers.case.centre, station=papers.case.station)
        phones[role] = make_device(account)
        put_on_roster(papers.event, account.person, role, False, 0, None)
    db.session.commit()
    allowed = set()
    for role, phone in phones.items():
        compacts = [phone.seal(papers.event, kind, {}, at=papers.at) for kind in KINDS]
        papers.sealed |= {hash_of(one): one for one in compacts}
        outcomes = papers.send(*[_named(hash_of(one)) for one in compacts])
        for kind, outcome in zip(KINDS, outcomes, strict=True):
            who = KINDS_OF_HOUSE[kind, 1].who
            if who == ("server",):
                assert outcome == "refused:entry.kind"
            elif role not in who:
                assert outcome == "refused:scope.role"
            else:
                assert outcome == "refused:entry.data"
                allowed.add((role, kind))
    assert len(allowed) == 29


def _named(key):
    class Named:
        hash = key

    return Named


@pytest.mark.req("U-6")
def test_ink_that_is_none_or_signed_something_else(papers):
    tell(papers, "with_supervisor")
    offer = papers.add(papers.offer("site", "super", "chief"))
    answer = papers.add(papers.answer(offer, "chief", author="super"))
    name = answer.data["signature"]["strokes"]
    papers.case.store(papers.ink[name])
    assert db.session.scalars(select(Ink.flaw)).all() == [None]
    # The same file under another content is refused at the door.
    again = papers.make("confirm", papers.confirm(answer, "chief").data, author="chief")
    assert papers.send(again) == ["accepted"]
    borrowed = papers.offer("room", "chief", "guard", room=papers.place("room"), author="super")
    said = {**borrowed.data, "signature": sig(papers.party["chief"], "strokes", ink=name)}
    reused = papers.make("offer", said, author="super", parents=borrowed.parents)
    assert papers.send(reused) == ["refused:entry.strokes_reused"]
    # The same points in a new file, and a scribble: seen when the files come.
    content = statement("custody.offer", papers.event, {**borrowed.data})
    wrapped = papers.draw(content, flourish(papers.drawn - 1))
    scribble = papers.draw(content, [[[0.0, 0.0, 0], [3.0, 3.0, 90]]])
    for ink in (wrapped, scribble):
        said = {**borrowed.data, "signature": sig(papers.party["chief"], "strokes", ink=ink)}
        entry = papers.make("offer", said, author="super", parents=borrowed.parents)
        assert papers.send(entry) == ["accepted"]
        papers.case.store(papers.ink[ink])
    flaws = dict(db.session.execute(select(Ink.strokes, Ink.flaw)).all())
    assert (flaws[wrapped], flaws[scribble]) == ("entry.strokes_reused", "strokes.ink")
    for job in db.session.scalars(select(jobs.DueJob).where(jobs.DueJob.kind == "custody.ink")):
        due.find_ink(job.payload)
    assert papers.codes() == ["V10.8", "V10.8"]
    db.session.commit()
    assert rebuilding.check() == []


def test_files_before_the_entry_count_too(papers):
    tell(papers, "with_supervisor")
    offer = papers.add(papers.offer("site", "super", "chief"))
    answer = papers.answer(offer, "chief", author="super")
    papers.arrive()
    papers.add(answer)
    assert db.session.scalars(select(Ink.flaw)).all() == [None]
    assert db.session.scalars(select(Ink.points)).one()


@pytest.mark.req("A7-3")
@pytest.mark.parametrize(
    ("minutes", "way", "code"),
    [(-5, "normal", None), (-30, "early", "E.pack"), (-30, "normal", "E.pack"), (1, "late", "V8.2"),
     (-5, "wrong", "E.pack")],
)  # fmt: skip
def test_opening_at_the_wrong_time_has_its_own_path(papers, minutes, way, code):
    tell(papers, "with_invigilators")
    papers.on_time = False
    papers.at = papers.opening() + (minutes + 5) * 60_000 - 1000
    reason = "" if way == "normal" else "看错时间"
    papers.add(papers.open("guard", "guard2", way=way, excuse=reason))
    assert papers.codes() == ([code] if code else [])
    row = papers.state()
    if way in ("early", "wrong"):
        assert row.state == "exception"
        assert papers.findings()[0].data["severity"] == "major"
        papers.add(papers.seal("guard", "guard2", strip="G-7", copies=30, why="reseal"))
        assert (papers.state().strip, papers.state().state) == ("G-7", "exception")
    else:
        assert row.state == "opened"


def test_counts_that_differ_are_findings(papers):
    tell(papers, "with_invigilators", papers.pack(pieces=28))
    papers.add(papers.open("guard", "guard2", copies=29, reason="少一份", shown=False))
    papers.add(papers.count("guard", 27, 1, 1, reason="破损一份"))
    papers.add(papers.collect("guard", 26, 1, pieces=27, reason="一份未交回"))
    papers.add(papers.seal("guard", "guard2", strip="G-1", copies=28))
    assert sorted(papers.codes()) == ["E.pack", "E.paper", "E.paper", "E.paper", "V8.2"]
    assert rebuilding.check() == []


def test_one_strip_on_two_packs_is_a_finding(papers):
    for pack in (P1, P2):
        papers.add(papers.prepared(papers.pack(pack)))
        papers.hand("collect", "keeper", "super", packs=[pack])
        data = papers.trouble("super").data | {"packs": [{"pack": pack, "after": papers.tip(pack)}]}
        papers.add(papers.make("except", data, author="super"))
        sealed = papers.seal("super", "chief", strip="G-9", copies=30, why="reseal").data
        packs = [{"pack": pack, "after": papers.tip(pack), "strip": "G-9", "copies": 30}]
        papers.add(papers.make("seal", {**sealed, "packs": packs}, author="super"))
    assert papers.codes() == ["E.pack", "E.pack", "V8.2"]


@pytest.mark.req("A3-4a", "Q-4")
def test_the_evening_before(papers, clock_at):
    tell(papers, "prepared")
    planned = {
        job.kind: job.due_at
        for job in db.session.scalars(select(jobs.DueJob).where(jobs.DueJob.kind.like("custody.%")))
    }
    eve = clock.start_of_day(clock.day_of(ON_THE_DAY)) - 24 * HOUR
    assert planned == {
        "custody.uncollected": eve + 18 * HOUR, "custody.unstored": eve + 20 * HOUR,
        "custody.kept": eve + 30 * HOUR,
    }  # fmt: skip
    nights.tell_uncollected({"event": papers.event})
    sent = db.session.scalars(select(Message.person).where(Message.template.like("custody.%")))
    assert papers.party["keeper"] in set(sent)
    papers.hand("collect", "keeper", "super")
    clock_at(eve + 20 * HOUR)
    nights.tell_unstored({"event": papers.event})
    told = select(Message.person).where(Message.template == "custody.unstored_you")
    assert db.session.scalars(told).all() == [papers.party["super"]]


def test_a_night_nobody_accounted_for(papers, clock_at):
    tell(papers, "with_supervisor")
    clock_at(ON_THE_DAY)
    nights.find_unstored({"event": papers.event})
    db.session.commit()
    assert papers.codes() == ["V10.8"]
    papers.add(papers.store())
    nights.find_unstored({"event": papers.event})
    db.session.commit()
    assert len(papers.findings()) == 1


@pytest.mark.req("Q-1")
def test_everything_with_one_phone_and_paper(papers):
    tell(papers, "with_supervisor")
    sheet = paper(papers.at)
    offer = papers.add(
        papers.offer("room", "super", "guard", room=papers.place("room"), paper=sheet)
    )
    answer = papers.add(papers.answer(offer, "guard", author="super", how="paper", paper=sheet))
    opened = papers.open("guard", "guard2", author="super", paper=sheet)
    said = {
        **opened.data,
        "signatures": [sig(papers.party[one], "paper") for one in ("guard", "guard2")],
    }
    papers.add(papers.make("open", said, author="super"))
    assert papers.state().state == "opened"
    assert papers.state().holder == papers.party["super"]
    papers.add(papers.confirm(answer, "keeper", "centre"))
    assert papers.state().holder == papers.party["guard"]


@pytest.mark.req("A3-4c")
def test_nobody_vouches_as_the_centre_for_what_they_had_a_hand_in(papers):
    tell(papers, "with_supervisor")
    offer = papers.add(papers.offer("site", "super", "chief"))
    forged = papers.add(papers.answer(offer, "chief", author="super"))
    assert refused(papers, papers.confirm(forged, "super", "centre")) == "custody.signature"
    # Nor does whoever reset the account of a party.
    account = papers.accounts["chief"]
    account.reset_by, account.reset_at = papers.party["keeper2"], clock.now()
    db.session.commit()
    entry = passes.signed(forged.hash)
    for who in ("keeper2", "super"):
        person = papers.party[who]
        with pytest.raises(Problem, match=r"custody\.signature"):
            passes.confirm(entry, "centre", person, person, "已看纸质")
    papers.add(papers.confirm(forged, "keeper", "centre"))
    assert papers.state().holder == papers.party["chief"]


def test_an_order_of_erasure_leaves_states_and_no_people(papers):
    tell(papers, "archived")
    first, second = (make_account("centre_leader", papers.case.centre) for _ in range(2))
    order = erasure.ask(papers.event, "保存期满", str(first.person_id))
    erasure.decide(order, confirm=True, by=str(second.person_id))
    db.session.commit()
    row = papers.state()
    assert (row.state, row.holder, row.with_party) == ("archived", "", "")
    assert db.session.scalars(select(Step)).all() == []
    assert rebuilding.check() == []


def test_a_party_keeps_the_id_papers_went_to(papers):
    listed = db.session.scalars(
        select(EventPerson).where(EventPerson.event_id == papers.event)
    ).all()
    for who in ("guard", "chief"):
        row = next(one for one in listed if one.person_id == papers.party[who])
        assert row.id == papers.party[who]


@pytest.mark.parametrize("order", list(itertools.permutations(range(3)))[::2])
def test_every_order_of_delivery_ends_alike(papers, order):
    tell(papers, "opened")
    entries = [
        papers.count("guard", 28, 2, 0),
        replace(papers.count("guard2", 27, 3, 0)),
        papers.trouble("guard", "other"),
    ]
    papers.send(*[entries[n] for n in order])
    found = papers.custody()
    assert found.tip == min(entries, key=lambda one: (one.kid, one.n, one.hash)).hash
    assert len(found.conflicts) == 2
    assert found.told() == projection.custody(papers.event, P1).told()
