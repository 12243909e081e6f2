"""How a phone becomes a gate, over HTTP as it happens, and every way it must not."""

from __future__ import annotations

from urllib.parse import unquote

import pytest

from backend.accounts import queries as accounts
from backend.badges import gates, queries, services, token
from backend.badges.models import Gate
from backend.core import clock, keys
from backend.core.db import db
from backend.core.errors import Problem
from tests.factories.accounts import Phone, csrf, make_account, make_device, post, sign_in
from tests.factories.badges import make_cordon, scan_data
from tests.factories.inspections import ON_THE_DAY, hash_of, office
from tests.vectors.make_badges import packed

NONCE = "n" * 22
MINUTE = 60_000


@pytest.fixture
def chief(app, session, clock_at):
    """A chief at the desk, and the event of the day without gates."""
    clock_at(ON_THE_DAY)
    cordon = make_cordon(names=())
    account = office(cordon.case, "chief")
    browser = app.test_client()
    assert sign_in(browser, account).status_code == 200
    return browser, cordon


def a_pass(browser, event: str, name: str = "一号门", **more):
    made = post(browser, f"/events/{event}/gates", {"name": name, **more})
    assert made.status_code == 201, made.json
    shown = post(browser, f"/events/{event}/gates/{made.json['id']}/pass")
    assert shown.status_code == 200, shown.json
    return made.json, shown.json


def enrol(browser, opened: dict, phone: Phone):
    """`POST /devices` as the phone does after opening."""
    compact = phone.enrolment(
        opened["person"]["id"], opened["centre"]["id"], opened["enrol_code"],
        opened["challenge"], ON_THE_DAY,
    )  # fmt: skip
    return browser.post("/api/v1/devices", json={
        "activation": opened["activation"], "enrol_code": opened["enrol_code"],
        "enrolment": compact, "label": "值守手机",
    })  # fmt: skip


def opened(browser, text: str, nonce: str = NONCE):
    return browser.post("/api/v1/gates/open", json={"pass": text, "nonce": nonce})


def test_a_phone_becomes_a_gate_by_the_chiefs_day_pass(app, chief):
    desk, cordon = chief
    made, shown = a_pass(desk, cordon.event, roles=["staff", "chief"], direction="in")
    assert shown["url"].startswith("http://127.0.0.1:8000/gate#DK1%3A")
    assert unquote(shown["url"].partition("#")[2]) == shown["token"]
    assert shown["qr"].startswith("<svg")
    guard = app.test_client()
    found = opened(guard, shown["token"])
    assert found.status_code == 200, found.json
    assert found.json["gate"] == {
        "id": made["id"], "name": "一号门", "direction": "in", "roles": ["staff", "chief"]}  # fmt: skip
    assert (found.json["event"], found.json["root"]) == (cordon.event, keys.root_kid())
    phone = Phone()
    done = enrol(guard, found.json, phone)
    assert done.status_code == 201, done.json
    assert [one["role"] for one in done.json["me"]["roles"]] == ["gate"]
    assert set(done.json["me"]["permissions"]) >= {"journal.read", "journal.write"}
    assert not set(done.json["me"]["permissions"]) & {"badge.read", "gate.read", "form.read"}
    # The kit, and a scan pushed by the phone itself.
    path = f"/api/v1/journals/{cordon.event}"
    changes = guard.get(f"{path}/changes?after=0&nonce={NONCE}")
    assert changes.status_code == 200, changes.json
    name, section = next(iter(changes.json["sections"].items()))
    assert guard.get(f"{path}/sections/{section['sha256']}").status_code == 200, name
    with app.app_context():
        badge = cordon.badge("何雪梅")
        said = scan_data(badge, made["id"])
    scan = phone.seal(cordon.event, "badges.scan", said, at=ON_THE_DAY)
    pushed = guard.post(f"{path}/entries", headers=csrf(guard), json={
        "entries": [scan], "files": [], "nonce": NONCE, "kit": None, "unsent": 0, "gone": 0,
        "tip": [1, hash_of(scan)], "last_receipt": None,
    })  # fmt: skip
    assert pushed.status_code == 200, pushed.json
    assert pushed.json["rejected"] == []
    [row] = desk.get(f"/api/v1/events/{cordon.event}/gates").json["items"]
    assert (row["in"], row["phones"][0]["label"], row["pass_until"]) == (1, "值守手机", None)
    [line] = desk.get(f"/api/v1/events/{cordon.event}/gate-log").json["items"]
    assert (line["gate"]["name"], line["badge"]["name"]) == ("一号门", "何雪梅")
    # The chief ends it: the kit is gone, and its person is nobody any more.
    ended = post(desk, f"/events/{cordon.event}/gates/{made['id']}/end")
    assert ended.json["ended_at"] is not None
    assert guard.get(f"{path}/changes?after=0&nonce={NONCE}").status_code == 401
    assert opened(guard, shown["token"]).json["code"] == "badges.pass"


def test_a_pass_opens_one_phone_only_but_a_lost_answer_may_be_asked_for_again(app, chief, clock_at):
    desk, cordon = chief
    _, shown = a_pass(desk, cordon.event)
    guard = app.test_client()
    first = opened(guard, shown["token"])
    again = opened(guard, shown["token"])
    assert (first.status_code, again.status_code) == (200, 200)
    assert first.json["activation"] != again.json["activation"]
    assert enrol(guard, first.json, Phone()).status_code >= 400  # its codes were withdrawn
    thief = app.test_client()
    assert opened(thief, shown["token"], "t" * 22).json["code"] == "badges.pass_spent"
    assert enrol(guard, again.json, Phone()).status_code == 201
    assert opened(guard, shown["token"]).json["code"] == "badges.pass_spent"


def test_a_pass_is_void_after_half_an_hour_and_after_the_next_one(app, chief, clock_at):
    desk, cordon = chief
    made, shown = a_pass(desk, cordon.event)
    newer = post(desk, f"/events/{cordon.event}/gates/{made['id']}/pass").json
    guard = app.test_client()
    assert opened(guard, shown["token"]).json["code"] == "badges.pass"
    clock_at(newer["until"])
    refusal = opened(guard, newer["token"])
    assert (refusal.status_code, refusal.json["code"]) == (409, "badges.pass_expired")


def test_the_same_request_is_answered_for_ten_minutes_only(app, chief, clock_at):
    desk, cordon = chief
    _, shown = a_pass(desk, cordon.event)
    guard = app.test_client()
    assert opened(guard, shown["token"]).status_code == 200
    clock_at(ON_THE_DAY + 15 * MINUTE)
    assert opened(guard, shown["token"]).json["code"] == "badges.pass_spent"


def test_what_is_no_day_pass_opens_nothing(app, chief):
    desk, cordon = chief
    _, shown = a_pass(desk, cordon.event)
    with app.app_context():
        badge = cordon.badge("何雪梅").token
        kid = services.signing_key(cordon.row)
        stranger = token.Claim("AAAAAAAAAAAA", cordon.event, "gate", 60_000, 120_000)
        unknown = token.pack(keys.private(kid), stranger)
        unborn = token.pack(
            keys.private(kid),
            token.Claim("AAAAAAAAAAAA", "e" * 32, "gate", ON_THE_DAY, ON_THE_DAY + MINUTE),
        )
        elsewhere = keys.ensure("badge", "e" * 32, clock.now())
        raw = token.unbase45(shown["token"][4:])
        foreign = token.pack(keys.private(elsewhere), token._claim(raw[72:]))
    from tests.vectors.make_badges import NOW

    guard = app.test_client()
    texts = [badge, unborn, foreign, packed(NOW, raw[72:]), shown["token"][:-1] + "0", "DK1:",
             "https://dukao.example/"]  # fmt: skip
    for text in texts:
        refusal = opened(guard, text)
        assert (refusal.status_code, refusal.json["code"]) == (422, "badges.pass")
        assert text not in refusal.get_data(as_text=True)
    assert opened(guard, unknown).json["code"] == "badges.pass_expired"
    assert guard.post("/api/v1/gates/open", json={"pass": shown["token"]}).status_code == 422
    assert opened(guard, shown["token"], "short").status_code == 422


def test_guessing_passes_is_locked_out_by_address(app, chief):
    desk, cordon = chief
    _, shown = a_pass(desk, cordon.event)
    guard = app.test_client()
    codes = {opened(guard, f"DK1:{number:04d}").json["code"] for number in range(60)}
    assert codes == {"badges.pass", "accounts.locked"}
    assert opened(guard, shown["token"]).json["code"] == "accounts.locked"


def test_a_gate_holds_two_phones_at_most(chief, app):
    desk, cordon = chief
    made, _ = a_pass(desk, cordon.event)
    with app.app_context():
        account = accounts.account_of(db.session.get_one(Gate, made["id"]).person_id)
        make_device(account)
        make_device(account)
        db.session.commit()
    refusal = post(desk, f"/events/{cordon.event}/gates/{made['id']}/pass")
    assert (refusal.status_code, refusal.json["code"]) == (409, "badges.gate_full")


def test_gates_have_names_of_their_own_and_end_once(chief):
    desk, cordon = chief
    made, _ = a_pass(desk, cordon.event)
    same = post(desk, f"/events/{cordon.event}/gates", {"name": "一号门"})
    assert (same.status_code, same.json["code"]) == (409, "badges.gate_name")
    bad = [{"name": ""}, {"name": "门" * 31}, {"name": "东门", "direction": "up"},
           {"name": "东门", "roles": []}, {"name": "东门", "roles": ["gate"]}, {}]  # fmt: skip
    for body in bad:
        assert post(desk, f"/events/{cordon.event}/gates", body).status_code == 422
    assert post(desk, f"/events/{cordon.event}/gates/{made['id']}/end").status_code == 200
    for what in ("end", "pass"):
        refusal = post(desk, f"/events/{cordon.event}/gates/{made['id']}/{what}")
        assert (refusal.status_code, refusal.json["code"]) == (409, "badges.gate_ended")
    assert post(desk, f"/events/{cordon.event}/gates", {"name": "一号门"}).status_code == 201


def test_no_gate_and_no_pass_after_the_last_day(cordon, clock_at):
    clock_at(gates.over_at(cordon.row))
    for what in (lambda: gates.create(cordon.row, "新门", "in", None, None),
                 lambda: gates.day_pass(cordon.gates[0].gate, None)):  # fmt: skip
        with pytest.raises(Problem) as caught:
            what()
        assert caught.value.code == "badges.event_over"


def test_what_an_ended_gate_had_sealed_before_still_counts_and_later_work_does_not(
    cordon, clock_at
):
    badge = cordon.badge("何雪梅")
    before = cordon.scan(0, badge)
    clock_at(ON_THE_DAY + MINUTE)
    gates.end(cordon.gates[0].gate, None)
    db.session.commit()
    clock_at(ON_THE_DAY + 10 * MINUTE)
    # Nothing proves that it was not sealed in time, so it counts (R8).
    assert cordon.push(before) == ["accepted"]
    with pytest.raises(Problem) as caught:
        gates.end(cordon.gates[0].gate, None)
    assert caught.value.code == "badges.gate_ended"
    assert queries.gate(cordon.gates[0].gate)["ended_at"] is not None


# --- the office ------------------------------------------------------------------------------------


def test_the_office_lists_issues_changes_and_replaces(chief):
    desk, cordon = chief
    path = f"/events/{cordon.event}/badges"
    found = desk.get(f"/api/v1{path}").json
    assert found["counts"] == {"valid": 13}
    assert (found["missing"], found["holders"], found["void_key"]) == ({}, [], 0)
    assert post(desk, f"{path}/issue").json == {"issued": 0, "replaced": 0, "revoked": 0}
    row = next(one for one in found["items"] if one["name"] == "何雪梅")
    reserve = next(one for one in found["items"] if one["name"] == "宋晓蕾")
    done = post(desk, f"{path}/{row['badge']}/replace",
                {"reason": "突发疾病", "holder": reserve["holder"]})  # fmt: skip
    assert done.status_code == 200, done.json
    assert (done.json["old"]["state"], done.json["new"]["name"]) == ("revoked", "宋晓蕾")
    assert done.json["old"]["replaced_by"] == done.json["new"]["badge"]
    new = done.json["new"]["badge"]
    changed = post(desk, f"{path}/{new}/state", {"state": "suspended", "reason": "待核实"})
    assert changed.json["condition"] == "suspended"
    refusal = post(desk, f"{path}/{new}/state", {"state": "replaced", "reason": "待核实"})
    assert (refusal.status_code, refusal.json["code"]) == (422, "request.invalid")
    presence = desk.get(f"/api/v1/events/{cordon.event}/presence").json
    assert (presence["day"], presence["inside"]) == ("2026-12-05", 0)
    assert desk.get(f"/api/v1/events/{cordon.event}/presence?day=bad").status_code == 422


def test_a_confirmed_override_reads_so_in_the_log(app, cordon):
    scan = cordon.scan(0, cordon.badge("何雪梅"), outcome="suspended",
                       override={"way": "single", "by": None, "reason": "主考电话同意"})  # fmt: skip
    plain = cordon.scan(0, cordon.badge("周德福"))
    cordon.push(scan, plain)
    account = office(cordon.case, "chief")
    desk = app.test_client()
    sign_in(desk, account)
    path = f"/events/{cordon.event}/gate-log"
    [line] = desk.get(f"/api/v1{path}?kind=override").json["items"]
    assert (line["confirmed"], line["reason"]) == (False, "主考电话同意")
    assert post(desk, f"{path}/{hash_of(scan)}/confirm").json["confirmed"] is True
    for entry in (scan, plain):
        refusal = post(desk, f"{path}/{hash_of(entry)}/confirm")
        assert (refusal.status_code, refusal.json["code"]) == (409, "badges.confirmed")


@pytest.mark.parametrize(
    ("role", "may"),
    [("quality", {"badge.read", "gate.read"}), ("province_leader", {"badge.read", "gate.read"}),
     ("handler", {"badge.read", "badge.write", "gate.read", "gate.write"}),
     ("centre_leader", {"badge.read", "badge.write", "gate.read"}),
     ("station_clerk", {"badge.read", "badge.write", "gate.read", "gate.write"})],
)  # fmt: skip
def test_who_may_what(app, cordon, role, may):
    account = office(cordon.case, role)
    desk = app.test_client()
    sign_in(desk, account)
    event = f"/events/{cordon.event}"
    asked = {
        "badge.read": desk.get(f"/api/v1{event}/badges"),
        "badge.write": post(desk, f"{event}/badges/issue"),
        "gate.read": desk.get(f"/api/v1{event}/presence"),
        "gate.write": post(desk, f"{event}/gates", {"name": "新门"}),
    }
    assert {name for name, answer in asked.items() if answer.status_code < 300} == may
    assert {one.status_code for name, one in asked.items() if name not in may} <= {403}


def test_another_stations_chief_sees_nothing(app, cordon):
    account = make_account("chief", cordon.case.centre)
    db.session.commit()
    desk = app.test_client()
    sign_in(desk, account)
    assert desk.get(f"/api/v1/events/{cordon.event}/badges").status_code == 404
    badge = cordon.badge("何雪梅").id
    db.session.rollback()
    refusal = post(desk, f"/events/{cordon.event}/badges/{badge}/replace", {"reason": "换人"})
    assert refusal.status_code == 404
