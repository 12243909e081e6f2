"""What somebody with a gate's phone, its day pass or a desk of the station might try."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from sqlalchemy import select

from backend.accounts import queries as accounts
from backend.accounts.models import Device
from backend.accounts.services import devices
from backend.badges import gates, printing, scanning, services
from backend.core import clock, jobs
from backend.core.canonical import b64u
from backend.core.db import db
from backend.core.errors import Problem
from backend.findings.models import Finding
from backend.organisations.models import Person
from tests.badges.conftest import cordon  # noqa: F401
from tests.badges.test_gates import a_pass, chief, enrol, opened  # noqa: F401
from tests.factories.accounts import Phone, post, sign_in
from tests.factories.badges import scan_data
from tests.factories.inspections import ON_THE_DAY, hash_of, office
from tests.factories.staffing import book, load

MINUTE = 60_000


# --- the day pass ----------------------------------------------------------------------------


def test_codes_of_an_opened_pass_die_with_it(app, chief, clock_at):  # noqa: F811
    desk, cordon = chief  # noqa: F811
    _, shown = a_pass(desk, cordon.event)
    thief = app.test_client()
    found = opened(thief, shown["token"]).json
    clock_at(ON_THE_DAY + 45 * MINUTE)
    named = thief.post("/api/v1/activation", json={"code": found["activation"]})
    assert (named.status_code, named.json["code"]) == (422, "accounts.code")


def test_codes_of_an_opened_pass_die_with_the_next_pass_and_with_the_gate(app, chief):  # noqa: F811
    desk, cordon = chief  # noqa: F811
    for after in ("pass", "end"):
        made, shown = a_pass(desk, cordon.event, f"门{after}")
        thief = app.test_client()
        found = opened(thief, shown["token"]).json
        assert post(desk, f"/events/{cordon.event}/gates/{made['id']}/{after}").status_code == 200
        assert enrol(thief, found, Phone()).json["code"] == "accounts.code", after


def test_a_revoked_phone_gets_no_second_answer_to_its_pass(app, chief):  # noqa: F811
    desk, cordon = chief  # noqa: F811
    _, shown = a_pass(desk, cordon.event)
    thief = app.test_client()
    assert enrol(thief, opened(thief, shown["token"]).json, Phone()).status_code == 201
    with app.app_context():
        for device in db.session.scalars(select(Device).where(Device.label == "值守手机")):
            devices.revoke(device, "a" * 32, "被盗")
        db.session.commit()
    assert opened(app.test_client(), shown["token"]).json["code"] == "badges.pass_spent"


# --- a gate is nobody in person --------------------------------------------------------------


def test_a_gate_named_like_a_newcomer_is_not_taken_for_them(cordon):  # noqa: F811
    gate = gates.create(cordon.row, "新来人", "in", None, None)
    changed = book(派遣号="督派〔2026〕77号")
    changed["督导员"].append({"姓名": "新来人", "手机": "10000000077", "证卡号": "DD-77"})
    assert not load(changed).errors
    assert db.session.get_one(Person, gate.person_id).phone is None
    account = accounts.account_of(gate.person_id)
    assert {one.role for one in accounts.grants_of(account.id, clock.now())} == {"gate"}


# --- what its key may seal -------------------------------------------------------------------


def test_a_gate_makes_no_spot_check(cordon):  # noqa: F811
    badge, one = cordon.badge("何雪梅"), cordon.gates[0]
    for gate in (None, one.gate.id):
        data = scan_data(badge, gate, direction="spot", admitted=False)
        sealed = one.phone.seal(cordon.event, "badges.scan", data, at=cordon.case.at)
        assert cordon.push(sealed) == ["refused:scope.role"]


def test_an_older_badge_is_no_second_person(cordon):  # noqa: F811
    old, old_guard = cordon.badge("黄志平"), cordon.badge("林晓岚")
    chief_ = services.replace(old, "证卡遗失", None)
    guard = services.replace(old_guard, "证卡遗失", None)
    db.session.commit()

    def by(second, badge):
        return cordon.scan(
            0, badge, outcome="suspended", guard=guard.id,
            override={"way": "badge", "by": second.id, "reason": "卡已遗失"},
        )  # fmt: skip

    assert (
        cordon.push(by(old, chief_), by(old_guard, cordon.badge("何雪梅")))
        == ["refused:badges.override"] * 2
    )


def test_a_badge_that_ended_before_the_list_of_the_phone_vouches_for_nobody(cordon):  # noqa: F811
    second = cordon.badge("黄志平")
    services.set_state(second, "revoked", "当即撤换", None)
    db.session.commit()

    def by(seq):
        return cordon.scan(
            0, cordon.badge("何雪梅"), outcome="suspended", list={"seq": seq, "age_ms": 0},
            override={"way": "badge", "by": second.id, "reason": "卡已遗失"},
        )  # fmt: skip

    # A phone whose list is older cannot know; one whose list says so has no excuse.
    assert cordon.push(by(second.seq - 1), by(second.seq)) == [
        "accepted",
        "refused:badges.override",
    ]


def test_who_guards_or_was_let_in_does_not_confirm_it(app, cordon):  # noqa: F811
    account = office(cordon.case, "chief")
    person = db.session.get_one(Person, account.person_id)
    person.name = "黄志平"
    db.session.commit()
    own, other = cordon.badge("黄志平"), cordon.badge("何雪梅")
    single = {
        "outcome": "suspended",
        "override": {"way": "single", "by": None, "reason": "电话同意"},
    }
    scans = [cordon.scan(0, other, guard=own.id, **single), cordon.scan(0, own, **single)]
    assert cordon.push(*scans) == ["accepted"] * 2
    name = account.username
    db.session.commit()
    desk = app.test_client()
    sign_in(desk, name)
    for scan in scans:
        refusal = post(desk, f"/events/{cordon.event}/gate-log/{hash_of(scan)}/confirm")
        assert (refusal.status_code, refusal.json["code"]) == (422, "badges.override")


# --- double admission ------------------------------------------------------------------------


@pytest.mark.parametrize("at", [2**53 - 1, 253_402_300_800_000])
def test_an_impossible_time_hides_no_double_admission(cordon, at):  # noqa: F811
    badge = cordon.badge("何雪梅")
    scans = [cordon.scan(0, badge), cordon.scan(1, badge, at=at)]
    assert cordon.push(*scans) == ["accepted"] * 2
    scanning.find_doubles({"event": cordon.event, "badge": badge.id})
    assert (
        len(db.session.scalars(select(Finding).where(Finding.event_id == cordon.event)).all()) == 1
    )


# --- paper -----------------------------------------------------------------------------------


def ask(cordon, wanted, person="a" * 32, reason=""):  # noqa: F811
    by = {"name": "王秀英", "account": "wang"}
    return printing.ask(cordon.row, "sheet", wanted, reason, by, person)


def test_many_small_prints_are_one_large_one(cordon, monkeypatch):  # noqa: F811
    monkeypatch.setattr(printing, "MOST_PEOPLE", 6)
    ids = [one.id for one in services.newest_of(cordon.event).values()]
    assert ask(cordon, ids[:5]).total == 5
    assert ask(cordon, ids[:5]).total == 5  # the same ones again are no more persons
    with pytest.raises(Problem) as refused:
        ask(cordon, ids[5:8])
    assert refused.value.code == "badges.print_reason"
    assert ask(cordon, ids[5:8], person="b" * 32).total == 3
    assert ask(cordon, ids[5:8], reason="补印").total == 3


def test_a_file_past_its_day_is_not_given_out_even_if_no_worker_took_it_away(cordon, clock_at):  # noqa: F811
    row = ask(cordon, [cordon.badge("何雪梅").id])
    db.session.commit()
    for job in jobs.lease_due():
        jobs.run(job)
    db.session.refresh(row)
    assert printing.document(row)
    clock_at(ON_THE_DAY + printing.KEPT + 2 * MINUTE)
    with pytest.raises(Problem) as gone:
        printing.document(row)
    assert gone.value.code == "badges.print_gone"


# --- after its end ---------------------------------------------------------------------------


def test_the_phone_of_an_ended_gate_is_told_to_drop_its_list(app, chief):  # noqa: F811
    desk, cordon = chief  # noqa: F811
    made, shown = a_pass(desk, cordon.event)
    guard, phone = app.test_client(), Phone()
    assert enrol(guard, opened(guard, shown["token"]).json, phone).status_code == 201
    assert post(desk, f"/events/{cordon.event}/gates/{made['id']}/end").status_code == 200
    # Its session is over, so the phone signs in by its key, as it does while it is open.
    asked = guard.post("/api/v1/session/challenge", json={"kid": phone.kid}).json["challenge"]
    der = phone.key.sign(f"dukao-session-1\n{asked}".encode(), ec.ECDSA(hashes.SHA256()))
    proof = b64u(b"".join(part.to_bytes(32, "big") for part in decode_dss_signature(der)))
    signed = guard.post("/api/v1/session/key",
                        json={"kid": phone.kid, "challenge": asked, "signature": proof})  # fmt: skip
    assert (signed.status_code, signed.json["roles"]) == (200, [])
    path = f"/api/v1/journals/{cordon.event}"
    answer = guard.get(f"{path}/changes?after=0&nonce={'n' * 22}")
    assert (answer.status_code, answer.json["code"]) == (410, "kit.gone")
    for other in (f"{path}/sections/{'0' * 64}", "/api/v1/forms", "/api/v1/messages"):
        assert guard.get(other).status_code in (200, 403), other
    assert (
        guard.get(f"/api/v1/journals/{'e' * 32}/changes?after=0&nonce={'n' * 22}").status_code
        == 404
    )
