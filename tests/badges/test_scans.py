"""Scans through the door: what they may name, what follows from them, and that none is lost."""

from __future__ import annotations

import random

import pytest
from sqlalchemy import func, select

from backend.badges import gates, queries, rules, scanning, services
from backend.badges.models import GateScan
from backend.core import clock, jobs, journal, rebuilding
from backend.core.db import db
from backend.core.errors import Problem
from backend.core.journal_models import JournalEntry
from backend.core.messages import Message
from backend.findings.models import Finding
from backend.sync import door
from tests.factories.badges import open_gate, refused, scan_data
from tests.factories.inspections import ON_THE_DAY, hash_of, office
from tests.factories.staffing import make_dispatch

MINUTE = 60_000


def rows(event: str) -> int:
    return db.session.scalar(select(func.count()).where(GateScan.event_id == event))


def work() -> None:
    """Do what is due of badges, however late it is due."""
    for row in db.session.scalars(
        select(jobs.DueJob).where(jobs.DueJob.state == "due", jobs.DueJob.kind.like("badges.%"))
    ).all():
        assert jobs.run(row.id), row.error


def findings(event: str) -> list[Finding]:
    return list(
        db.session.scalars(select(Finding).where(Finding.event_id == event, ~Finding.superseded))
    )


def parents_of(finding: Finding) -> list[str]:
    return db.session.get_one(JournalEntry, finding.id).parents


def told(template: str) -> list[Message]:
    return list(db.session.scalars(select(Message).where(Message.template == template)))


# --- what a scan may say ---------------------------------------------------------------------------


@pytest.mark.req("N1.5-3b")
def test_a_verdict_is_a_line_and_a_row(cordon):
    badge = cordon.badge("何雪梅")
    guard = cordon.badge("周德福")
    assert cordon.push(cordon.scan(0, badge, guard=guard.id, note="带来两名考生")) == ["accepted"]
    row = db.session.scalars(select(GateScan)).one()
    assert (row.badge, row.holder_id, row.subject) == (badge.id, badge.holder_id, "person")
    assert (row.admitted, row.outcome, row.direction, row.guard) == (
        True,
        "admitted",
        "in",
        guard.id,
    )
    assert (row.list_seq, row.list_age) == (3, 60_000)
    shown = queries.log_rows(cordon.row)([row])
    assert (shown["guard"]["name"], shown["badge"]["name"]) == ("周德福", "何雪梅")
    assert shown["note"] == "带来两名考生"


def test_every_refusal_of_the_table_is_an_entry(cordon):
    nobody = ("unreadable", "version", "unknown_key", "withdrawn_key", "forged", "unknown_code")
    badge = cordon.badge("何雪梅")
    outcomes = [one for one in rules.OUTCOMES if one != "admitted"]
    scans = [
        cordon.scan(0, None if one in nobody else badge, **refused(one)) for one in outcomes
    ]  # fmt: skip
    assert cordon.push(*scans) == ["accepted"] * len(outcomes)
    assert {row.outcome for row in db.session.scalars(select(GateScan))} == set(outcomes)


def test_only_the_gate_itself_and_supervisors_may_seal_one(cordon):
    badge = cordon.badge("何雪梅")
    other = cordon.gates[1]
    stolen = other.phone.seal(
        cordon.event, "badges.scan", scan_data(badge, cordon.gates[0].gate.id), at=cordon.case.at
    )
    assert cordon.push(stolen) == ["refused:scope.object"]
    assert cordon.push(cordon.spot(badge)) == ["accepted"]
    assert cordon.push(cordon.case.seal("badges.scan", scan_data(badge, None))) == [
        "refused:scope.object"
    ]
    assert cordon.push(
        cordon.case.seal("badges.guard", {"gate": other.gate.id, "badge": badge.id})
    ) == ["refused:scope.role"]
    assert cordon.push(
        other.phone.seal(cordon.event, "staffing.check", {"checks": [], "ready": True},
                         at=cordon.case.at)
    ) == ["refused:scope.role"]  # fmt: skip


def test_what_a_scan_names_is_of_this_event(cordon):
    foreign = make_dispatch(派遣号="外派〔2026〕9号", 中心="远江市职业技能鉴定指导中心")
    services.issue(db.session.get_one(services.ExamEvent, foreign), None)
    theirs = next(iter(services.newest_of(foreign).values()))
    gate = open_gate(foreign, "外门")
    badge = cordon.badge("何雪梅")
    db.session.commit()
    refusals = [
        cordon.scan(0, theirs),
        cordon.scan(0, "AAAAAAAAAAAA", subject="person"),
        cordon.scan(0, badge, subject="candidate"),
        cordon.scan(0, badge, guard=theirs.id),
        cordon.scan(0, badge, guard=cordon.badge("赵一凡").id),
        cordon.scan(0, badge, gate=gate.gate.id),
        cordon.scan(0, None),
    ]
    assert cordon.push(*refusals) == ["refused:scope.object"] * len(refusals)
    assert cordon.push(
        cordon.scan(0, "AAAAAAAAAAAA", subject="person", **refused("not_listed")),
        cordon.scan(0, theirs, **refused("other_event")),
    ) == ["accepted", "accepted"]
    assert {row.badge for row in db.session.scalars(select(GateScan))} == {None}


BAD = (
    ({"outcome": "revoked"}, "badges.outcome"),
    ({"direction": "spot"}, "badges.outcome"),
    ({"via": "paper"}, "badges.paper_time"),
    ({"paper_at": ON_THE_DAY}, "badges.paper_time"),
    ({"via": "paper", "paper_at": ON_THE_DAY + 3_600_000}, "badges.paper_time"),
    ({"outcome": "nothing"}, "entry.data"),
    ({"via": "guess"}, "entry.data"),
    ({"admitted": "yes"}, "entry.data"),
    ({"badge": "short"}, "entry.data"),
    ({"list": {"seq": -1, "age_ms": 0}}, "entry.data"),
    ({"note": "长" * 201}, "entry.data"),
    ({"extra": 1}, "entry.data"),
)


def test_a_scan_without_a_ground_is_refused(cordon):
    badge = cordon.badge("何雪梅")
    scans = [cordon.scan(0, badge, **changes) for changes, _ in BAD]
    assert cordon.push(*scans) == [f"refused:{code}" for _, code in BAD]


def test_an_override_names_a_second_person_or_says_that_there_was_none(cordon):
    badge, guard = cordon.badge("何雪梅"), cordon.badge("周德福")
    chief, supervisor = cordon.badge("黄志平"), cordon.badge("林晓岚")

    def way(by, way_="badge", reason="卡已遗失，主考认得本人", **more):
        return cordon.scan(
            0, more.pop("badge", badge), outcome="suspended", guard=guard.id,
            override={"way": way_, "by": by, "reason": reason}, **more,
        )  # fmt: skip

    assert cordon.push(way(chief.id), way(supervisor.id), way(None, "single")) == ["accepted"] * 3
    bad = [
        way(None),  # by badge, and no badge
        way(chief.id, "single"),  # nobody else was proved, and still a badge
        way(guard.id),  # the guard is no second person
        way(cordon.badge("曾建辉").id),  # may not
        way(chief.id, badge=chief),  # nobody lets himself in
        way(chief.id, reason="  "),
    ]
    assert cordon.push(*bad) == ["refused:badges.override"] * len(bad)
    assert cordon.push(way(chief.id, reason="x")) == ["refused:entry.data"]
    assert cordon.push(way("AAAAAAAAAAAA")) == ["refused:scope.object"]


def test_a_single_override_is_confirmed_online_by_a_second_person_once(cordon):
    scan = cordon.scan(
        0, cordon.badge("何雪梅"), outcome="suspended",
        override={"way": "single", "by": None, "reason": "主考电话同意"},
    )  # fmt: skip
    assert cordon.push(scan) == ["accepted"]
    row = db.session.get_one(GateScan, hash_of(scan))
    gates.confirm(row, "a" * 32)
    assert row.confirmed_by == "a" * 32
    with pytest.raises(Problem) as caught:
        gates.confirm(row, "b" * 32)
    assert caught.value.code == "badges.confirmed"
    db.session.commit()
    assert rebuilding.check() == []


def test_paper_is_typed_in_later_and_counts_from_when_it_was_written(cordon):
    badge, at = cordon.badge("何雪梅"), ON_THE_DAY - 30 * MINUTE
    gate = cordon.gates[0].gate.id
    typed = scan_data(badge, gate, via="paper", paper_at=at, list=None)
    assert cordon.push(cordon.case.seal("badges.scan", typed)) == ["accepted"]
    assert cordon.push(cordon.scan(0, badge, via="paper", paper_at=at + MINUTE, direction="out"))
    shown = next(
        one for one in queries.presence(cordon.row, "2026-12-05")["people"]
        if one["name"] == "何雪梅"
    )  # fmt: skip
    assert (shown["first_in"], shown["last_at"], shown["state"]) == (at, at + MINUTE, "left")


def test_guards_and_looked_at_numbers_are_lines(cordon):
    one = cordon.gates[0]

    def seal(kind, data):
        cordon.case.at += 1000
        return one.phone.seal(cordon.event, kind, data, at=cordon.case.at)

    guard, candidate = cordon.badge("周德福"), cordon.badge("赵一凡")
    assert cordon.push(
        seal("badges.guard", {"gate": one.gate.id, "badge": guard.id}),
        seal("badges.guard", {"gate": cordon.gates[1].gate.id, "badge": guard.id}),
        seal("badges.guard", {"gate": one.gate.id, "badge": candidate.id}),
        seal("badges.shown", {"candidate": candidate.holder_id, "purpose": "核对证件"}),
        seal("badges.shown", {"candidate": guard.holder_id, "purpose": "核对证件"}),
    ) == ["accepted", "refused:scope.object", "refused:scope.object", "accepted",
          "refused:scope.object"]  # fmt: skip


def test_no_phone_seals_what_the_office_does(cordon):
    badge = cordon.badge("何雪梅")
    said = {"badge": badge.id, "state": "issued", "reason": "", "replaced_by": None}
    sealed = [
        cordon.gates[0].phone.seal(cordon.event, kind, data, at=cordon.case.at)
        for kind, data in [
            ("badges.changed", said), ("badges.issued", {"badges": []}),
            ("badges.gate", {"gate": cordon.gates[0].gate.id, "name": "x", "direction": "in",
                             "roles": None, "ended": False}),
            ("badges.confirmed", {"scan": "0" * 64, "by": "a" * 32}),
        ]
    ]  # fmt: skip
    assert cordon.push(*sealed) == ["refused:entry.kind"] * 4


# --- none lost, none twice -------------------------------------------------------------------------


def test_five_hundred_queued_scans_with_losses_and_repeats_are_one_row_each(cordon):
    badges = [cordon.badge(name) for name in ("何雪梅", "曾建辉", "周德福", "宋晓蕾", "黄志平")]
    queue = [
        cordon.scan(0, badges[n % 5], direction="in" if n % 10 < 5 else "out") for n in range(500)
    ]
    chance = random.Random(4)
    sent = []
    for start in range(0, 500, 50):
        batch = queue[start : start + 50]
        if chance.random() < 0.4:
            sent.append(batch[: chance.randrange(1, 50)])  # the line broke on the way
        sent.append(batch)
        if chance.random() < 0.4:
            sent.append(batch)  # the answer was lost
    sent.append(chance.sample(queue, 60))
    for batch in sent:
        door.push(cordon.event, batch, None)
        db.session.commit()
    assert rows(cordon.event) == 500
    kept = db.session.scalars(select(GateScan.entry).order_by(GateScan.seq)).all()
    assert kept == [hash_of(one) for one in queue]
    stays = rules.stay(scanning.passages(cordon.event, badges[0].holder_id))
    assert (stays.inside, stays.first_in is None) == (False, False)
    assert rebuilding.check() == []


# --- double admission ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "code", "order"), [("何雪梅", "V2.4", (0, 1)), ("赵一凡", "V6.2.2", (1, 0))]
)
def test_two_gates_apart_admitting_one_badge_are_one_finding(cordon, name, code, order):
    badge = cordon.badge(name)
    scans = [cordon.scan(0, badge), cordon.scan(1, badge)]
    for place in order:
        assert cordon.push(scans[place]) == ["accepted"]
        work()
    [finding] = findings(cordon.event)
    assert set(parents_of(finding)) == {hash_of(one) for one in scans}
    assert (finding.code, finding.severity) == (code, "serious")
    assert badge.serial in finding.facts
    assert "一号门" in finding.facts
    assert name not in finding.facts
    cordon.push(*scans)
    work()
    assert len(findings(cordon.event)) == 1
    assert rebuilding.check() == []


def test_who_left_in_between_was_in_one_place_only_whatever_arrived_first(cordon):
    badge = cordon.badge("何雪梅")
    first, left, second = (
        cordon.scan(0, badge), cordon.scan(0, badge, direction="out"), cordon.scan(1, badge),
    )  # fmt: skip
    assert cordon.push(second) == ["accepted"]
    assert cordon.push(first, left) == ["accepted", "accepted"]
    work()
    assert findings(cordon.event) == []


def test_a_third_gate_makes_the_same_finding_larger_and_not_another(cordon):
    third = open_gate(cordon.event, "三号门")
    cordon.gates.append(third)
    db.session.commit()
    badge = cordon.badge("何雪梅")
    scans = [cordon.scan(n, badge) for n in range(3)]
    for scan in scans:
        cordon.push(scan)
        work()
    [finding] = findings(cordon.event)
    assert {hash_of(one) for one in scans} <= set(parents_of(finding))


def test_one_phone_twice_and_a_stated_exception_are_no_double_admission(cordon):
    badge = cordon.badge("何雪梅")
    chief = cordon.badge("黄志平").id
    knowing = {"outcome": "already_inside",
               "override": {"way": "badge", "by": chief, "reason": "漏扫离场"}}  # fmt: skip
    cordon.push(cordon.scan(0, badge), cordon.scan(0, badge), cordon.scan(1, badge, **knowing))
    work()
    assert findings(cordon.event) == []


def test_a_replaced_badge_and_its_successor_at_two_gates_are_a_double_admission(cordon):
    old = cordon.badge("何雪梅")
    scan = cordon.scan(0, old)
    cordon.push(scan)
    new = services.replace(old, "证卡遗失", None)
    db.session.commit()
    cordon.push(cordon.scan(1, new))
    work()
    assert len(findings(cordon.event)) == 1


# --- refusals --------------------------------------------------------------------------------------


def test_three_refusals_in_ten_minutes_tell_the_chief_once(cordon):
    office(cordon.case, "chief")
    badge = cordon.badge("曾建辉")
    start = cordon.case.at
    for n, minutes in enumerate((0, 4, 9, 9, 10)):
        at = start + minutes * MINUTE + n
        cordon.push(cordon.scan(n % 2, badge, at=at, **refused("revoked")))
        work()
    [message] = told("badges.refused")
    assert message.params["serial"] == badge.serial
    assert "曾建辉" not in str(message.params)
    for minutes in (40, 44, 49):
        at = start + minutes * MINUTE
        cordon.push(cordon.scan(0, badge, at=at, **refused("revoked")))
    work()
    assert len(told("badges.refused")) == 2


def test_refusals_far_apart_of_others_or_in_spot_checks_tell_nobody(cordon):
    office(cordon.case, "chief")
    badge, start = cordon.badge("曾建辉"), cordon.case.at
    for minutes in (0, 6, 12, 18):
        at = start + minutes * MINUTE
        cordon.push(cordon.scan(0, badge, at=at, **refused("revoked")))
    for name in ("何雪梅", "周德福", "宋晓蕾"):
        cordon.push(cordon.scan(0, cordon.badge(name), **refused("too_early")))
    for _ in range(4):
        cordon.push(cordon.spot(cordon.badge("何雪梅"), outcome="revoked"))
        cordon.push(cordon.scan(0, None, **refused("unreadable")))
    work()
    assert told("badges.refused") == told("badges.guessed") == []


def test_guessed_codes_at_a_gate_tell_the_chief_once(cordon):
    office(cordon.case, "chief")
    for _ in range(5):
        cordon.push(cordon.scan(1, None, via="code", **refused("unknown_code")))
    work()
    [message] = told("badges.guessed")
    assert message.params["gate"] == "二号门"


def test_without_a_chief_the_dispatch_section_is_told(cordon):
    dispatcher = office(cordon.case, "dispatcher")
    for _ in range(3):
        cordon.push(cordon.scan(0, cordon.badge("曾建辉"), **refused("revoked")))
    work()
    assert {one.person for one in told("badges.refused")} == {dispatcher.person_id}


@pytest.mark.parametrize(
    ("instants", "at", "found"),
    [([0, 1, 2], 2, True), ([0, 1], 1, False), ([0, 5, 10], 10, False), ([0, 5, 9], 0, True),
     ([0, 5, 9], 5, True), ([0, 9, 18], 9, False), ([0, 1, 2, 30], 30, False)],
)  # fmt: skip
def test_a_burst_is_so_many_within_the_span(instants, at, found):
    assert rules.burst(instants, at, 3, 10) is found


# --- who is there ----------------------------------------------------------------------------------


@pytest.mark.req("A5-1")
def test_presence_names_the_missing_the_late_and_counts_candidates(cordon, clock_at):
    t0 = cordon.row.sessions[0].t0
    early, late = t0 - 50 * MINUTE, t0 - 40 * MINUTE
    cordon.push(
        cordon.scan(0, cordon.badge("何雪梅"), at=early),
        cordon.scan(0, cordon.badge("周德福"), at=late),
        cordon.scan(0, cordon.badge("郑国荣"), at=late),
        cordon.scan(0, cordon.badge("吴春燕"), at=t0 - 20 * MINUTE),
        cordon.scan(1, cordon.badge("何雪梅"), at=late, direction="out"),
        cordon.scan(0, cordon.badge("赵一凡"), at=late, identity=True),
        cordon.scan(0, cordon.badge("钱二妹"), at=late),
        cordon.scan(0, cordon.badge("孙三宝"), at=late, **refused("too_early")),
    )
    clock_at(t0)
    found = queries.presence(cordon.row, "2026-12-05")
    people = {one["name"]: one for one in found["people"]}
    assert (people["何雪梅"]["state"], people["何雪梅"]["late"]) == ("left", False)
    assert (people["周德福"]["state"], people["周德福"]["late"]) == ("inside", True)
    assert people["周德福"]["minutes_late"] == 5
    # Examiners have until T-30.
    assert (people["郑国荣"]["late"], people["吴春燕"]["late"]) == (False, True)
    assert people["宋晓蕾"]["state"] == "missing"
    assert people["宋晓蕾"]["phone"]
    assert next(one["state"] for one in found["people"]) == "missing"
    # Room 2 begins in the afternoon: its invigilator is not late at nine.
    assert (people["曾建辉"]["state"], people["曾建辉"]["late"]) == ("missing", False)
    assert (found["inside"], found["candidates_inside"]) == (3, 2)
    theory = found["candidates"][0]
    assert {key: theory[key] for key in ("due", "present", "absent", "confirmed")} == {
        "due": 4, "present": 2, "absent": 2, "confirmed": 1}  # fmt: skip


def test_who_guards_a_gate_is_there_from_the_first_scan_on(cordon, clock_at):
    t0 = cordon.row.sessions[0].t0
    guard = cordon.badge("周德福")
    cordon.push(
        cordon.scan(0, cordon.badge("何雪梅"), at=t0 - 50 * MINUTE, guard=guard.id),
        cordon.scan(0, cordon.badge("吴春燕"), at=t0 - 40 * MINUTE, guard=guard.id),
    )
    clock_at(t0)
    people = {one["name"]: one for one in queries.presence(cordon.row, "2026-12-05")["people"]}
    assert (people["周德福"]["state"], people["周德福"]["late"]) == ("inside", False)
    assert people["周德福"]["first_in"] == t0 - 50 * MINUTE


def test_a_scan_that_waited_has_its_consequences_when_it_is_settled(cordon):
    badge = cordon.badge("何雪梅")
    assert cordon.push(cordon.scan(0, badge)) == ["accepted"]
    late = cordon.gates[1].phone.seal(
        cordon.event, "badges.scan", scan_data(badge, cordon.gates[1].gate.id),
        at=cordon.case.at + 1, parents=("f" * 64,),
    )  # fmt: skip
    assert cordon.push(late) == ["waiting:parent"]
    journal.settle(door.entry_from(db.session.get_one(JournalEntry, hash_of(late)),
                                   journal.body_of(hash_of(late))), "accepted")  # fmt: skip
    assert rows(cordon.event) == 2
    assert clock.now()
