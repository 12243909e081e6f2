"""What each reader's kit holds, and when it is made anew."""

from __future__ import annotations

import base64
import json

import pytest

from backend.accounts import queries as accounts
from backend.badges import gates, kit, services, token
from backend.core import clock, erasure, jobs, keys
from backend.core.auth import Actor, Grant
from backend.core.db import db
from backend.core.journal_models import Journal
from backend.staffing.queries import brief
from backend.sync import kits
from backend.sync.routes import live_journals
from tests.factories.accounts import device_of

# What is judged here knows no dialect; scans and gates run on both databases and issue badges too.
pytestmark = pytest.mark.parametrize("app", ["sqlite"], indirect=True)

EVERY = {"brief", "roster"}


def reader(person: str, role: str) -> Actor:
    return Actor("a" * 32, person, "x", (Grant(role),))


def told(found: dict) -> dict:
    return {name: json.loads(one.body) for name, one in found.items()}


def gate_kit(cordon) -> dict:
    return told(kits.sections(cordon.event, {"gate"}, cordon.gates[0].gate.person_id))


def team_kit(cordon) -> dict:
    return told(kits.sections(cordon.event, {"supervisor"}, cordon.case.lead.person.id))


def test_a_gate_has_the_list_the_candidates_and_their_faces(cordon):
    found = gate_kit(cordon)
    assert set(found) == EVERY | {"badges", "candidates", "photos/0", "faces/0"}
    section = found["badges"]
    assert section["centre"] == cordon.row.centre_id
    assert [one["name"] for one in section["gates"]] == ["一号门", "二号门"]
    assert (
        section["settings"]["fresh"] < section["settings"]["old"] < section["settings"]["too_old"]
    )
    rows = {one["name"]: one for one in section["badges"]}
    assert len(rows) == 13
    mine = rows["何雪梅"]
    badge = cordon.badge("何雪梅")
    assert (mine["badge"], mine["code"], mine["serial"]) == (badge.id, badge.code, badge.serial)
    assert (mine["role"], mine["room"], mine["state"]) == ("invigilator", "第1考场", "issued")
    assert mine["phone"] == "10000000099"
    assert base64.b64decode(found["photos/0"][mine["photo"]]).startswith(b"\xff\xd8")
    first = found["candidates"][0]
    assert first["badge"] == cordon.badge(first["name"]).id
    assert first["id_number"].startswith("990101")
    assert first["photo"] in found["faces/0"]


def test_nobody_gets_somebody_elses_token(cordon):
    text = json.dumps([gate_kit(cordon), team_kit(cordon)])
    own = cordon.badge("林晓岚")
    tokens = [row.token for row in services.newest_of(cordon.event).values()]
    assert [one for one in tokens if json.dumps(one)[1:-1] in text] == [own.token]


def test_a_gate_sees_little_of_the_dispatch(cordon):
    facts = gate_kit(cordon)["brief"]
    whole = brief(cordon.event)
    assert set(facts) == set(whole)
    assert (facts["team"], facts["examiners"], facts["contacts"], facts["previous"]) == (
        [], [], [], [])  # fmt: skip
    assert facts["chief"] == whole["chief"]
    assert facts["sessions"] == whole["sessions"]
    assert facts["deadline"] == gates.over_at(cordon.row)
    assert "雨具" not in json.dumps(facts, ensure_ascii=False)


def test_a_supervisor_has_the_badges_without_phones_and_without_candidates(cordon):
    found = team_kit(cordon)
    assert set(found) == EVERY | {"badges", "custody", "photos/0", "mine"}
    rows = found["badges"]["badges"]
    assert {one["subject"] for one in rows} == {"person"}
    assert not any("phone" in one for one in rows)
    assert "990101" not in json.dumps(found)
    codes = found["badges"]["admissions"]
    assert codes
    assert {key for one in codes for key in one} == {"badge", "holder", "project"}
    assert "admissions" not in gate_kit(cordon)["badges"]


@pytest.mark.req("N1.7-3")
def test_whoever_wears_a_badge_has_it_on_the_own_phone(cordon):
    [mine] = team_kit(cordon)["mine"]["badges"]
    badge = cordon.badge("林晓岚")
    assert (mine["badge"], mine["serial"], mine["name"]) == (badge.id, badge.serial, "林晓岚")
    assert mine["card_number"] == "DD-1"
    assert token.read(mine["token"], keys.listed("badge")).claim.badge == badge.id
    nobody = kits.sections(cordon.event, set(), "f" * 32)
    assert set(nobody) == EVERY


def test_the_list_is_made_anew_by_what_changes_it_and_by_nothing_else(cordon, monkeypatch):
    made = []
    whole = kit._shared
    monkeypatch.setattr(kit, "_shared", lambda *a, **k: made.append(1) or whole(*a, **k))

    def look() -> str:
        return kits.sections(cordon.event, {"gate"}, None)["badges"].sha256

    first = look()
    cordon.push(cordon.scan(0, cordon.badge("何雪梅")))
    assert (look(), len(made)) == (first, 1)
    services.set_state(cordon.badge("何雪梅"), "revoked", "不再担任", None)
    db.session.commit()
    second = look()
    assert (second != first, len(made)) == (True, 2)
    gates.create(cordon.row, "三号门", "out", ["staff"], None)
    assert look() != second
    look()
    assert len(made) == 3
    kit.forget(cordon.event)
    look()
    assert len(made) == 4


def test_memory_for_lists_is_bounded(cordon, monkeypatch):
    monkeypatch.setattr(kit, "MOST_KEPT", 10)
    kit.forget(cordon.event)
    gate_kit(cordon)
    team_kit(cordon)
    assert len([one for one in kit._kept if one[0] == cordon.event]) == 1


def test_a_gate_gets_what_the_other_gate_saw_and_nothing_of_the_form(cordon):
    badge = cordon.badge("何雪梅")
    graded = {"field": "item/5", "value": {"grade": "A", "remark": "", "basis": None,
              "corrected": False, "via": None, "photos": []}}  # fmt: skip
    assert cordon.push(cordon.scan(1, badge), cordon.case.seal("inspections.answer", graded)) == [
        "accepted", "accepted"]  # fmt: skip
    services.set_state(badge, "revoked", "不再担任", None)
    db.session.commit()
    gate = reader(cordon.gates[0].gate.person_id, "gate")
    entries = kits.changes(cordon.event, 0, gate, {"gate"})["entries"]
    kinds = [json.loads(one["act"])["kind"] if "act" in one else "sealed" for one in entries]
    # Its own roster line says no more than what its phone knows.
    assert set(kinds) == {"accounts.roster", "badges.gate", "badges.changed", "sealed"}
    assert kinds.count("sealed") == 1
    team = reader(cordon.case.lead.person.id, "supervisor")
    seen = json.dumps(kits.changes(cordon.event, 0, team, {"supervisor"})["entries"])
    assert "badges.issued" not in seen


def test_gates_hear_at_once_that_something_moved(cordon):
    gate = reader(cordon.gates[0].gate.person_id, "gate")
    from flask import current_app

    with current_app.test_request_context():
        assert live_journals(gate) == {cordon.event}


def test_an_erased_event_leaves_no_words_and_no_tokens(cordon):
    chief = cordon.badge("黄志平").id
    cordon.push(
        cordon.scan(0, cordon.badge("何雪梅"), outcome="suspended",
                    override={"way": "badge", "by": chief, "reason": "忘带身份证"})
    )  # fmt: skip
    gate_kit(cordon)
    for listener in erasure._listeners:
        listener(cordon.event)
    db.session.expire_all()
    from sqlalchemy import select

    from backend.badges.models import Badge, GateScan

    assert set(db.session.scalars(select(Badge.token))) == {""}
    assert set(db.session.scalars(select(GateScan.words))) == {""}
    assert not [one for one in kit._kept if one[0] == cordon.event]


def test_a_kit_is_gone_with_the_day(cordon, clock_at):
    person = cordon.gates[0].gate.person_id
    clock_at(gates.over_at(cordon.row) + 1)
    assert accounts.journals_served(person, clock.now()) == set()
    assert device_of(cordon.gates[0].phone).revoked_at is None
    assert db.session.get_one(Journal, cordon.event).seq
    assert jobs.HANDLERS
