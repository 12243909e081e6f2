"""Issue, states, exchange in one step, and what becomes of badges when their key goes."""

from __future__ import annotations

import shutil
from collections import Counter
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from backend.badges import cards, queries, rules, services, token
from backend.badges.models import Badge
from backend.candidates.models import Candidate
from backend.core import clock, keys, rebuilding
from backend.core.db import db
from backend.core.errors import Problem
from backend.core.journal_models import JournalEntry
from backend.staffing.queries import people
from tests.factories.badges import list_people, person
from tests.factories.inspections import ON_THE_DAY, make_case

# What is judged here knows no dialect; scans and gates run on both databases and issue badges too.
pytestmark = pytest.mark.parametrize("app", ["sqlite"], indirect=True)


def code_of(caught) -> str:
    return caught.value.code


def acts(event: str, kind: str) -> int:
    query = select(func.count()).where(JournalEntry.journal == event, JournalEntry.kind == kind)
    return db.session.scalar(query)


@pytest.mark.req("N1.6-0")
def test_one_act_gives_everybody_a_badge_and_a_second_one_changes_nothing(cordon):
    rows = db.session.scalars(select(Badge).where(Badge.event_id == cordon.event)).all()
    roles = Counter(row.role for row in rows)
    assert roles == {"chief": 1, "team_leader": 1, "examiner": 1, "invigilator": 2, "staff": 2,
                     "supervisor": 2, "candidate": 4}  # fmt: skip
    assert acts(cordon.event, "badges.issued") == 1
    assert services.issue(cordon.row, None) == services.Issued()
    assert acts(cordon.event, "badges.issued") == 1
    assert len({row.code for row in rows}) == len({row.serial for row in rows}) == len(rows)
    assert {row.serial[:10] for row in rows} == {"NC26-1205-"}
    assert min(row.serial for row in rows) == "NC26-1205-01"


def test_a_token_says_the_badge_the_event_and_the_window_and_nobodys_name(cordon):
    row = cordon.badge("何雪梅")
    said = token.read(row.token, keys.listed("badge"))
    assert said.claim == token.Claim(
        row.id, cordon.event, "invigilator", row.not_before, row.not_after
    )
    assert said.centre == cordon.row.centre_id
    assert b"\xe4\xbd\x95" not in token.unbase45(row.token[4:])
    assert len(row.token) == 208


def test_a_candidates_code_holds_on_its_day_until_its_session_ends(cordon):
    row = cordon.badge("赵一凡")
    session = cordon.row.sessions[0]
    assert row.not_before == rules.day_start("2026-12-05")
    assert row.not_after == session.end
    assert rules.condition(row.state, row.not_before, row.not_after, session.end) == "expired"
    assert rules.condition("issued", row.not_before, row.not_after, row.not_before - 1) == "early"
    assert rules.condition("issued", row.not_before, row.not_after, row.not_before) == "valid"


def test_the_badges_of_a_changed_list_follow_it(cordon):
    gone = cordon.badge("曾建辉")
    rows = [services._listed(one, one.role, one.post, one.room_id) for one in people(cordon.event)]
    kept = [one for one in rows if one["name"] != "曾建辉"]
    changed = [{**one, "role": "staff", "post": "巡视"} if one["name"] == "何雪梅" else one
               for one in kept]  # fmt: skip
    from backend.core import journal

    said = {"people": [*changed, person("新来的", "staff", "后勤")]}
    journal.act(cordon.event, "staffing.people", said, actor=None)
    before = cordon.badge("何雪梅")
    assert services.issue(cordon.row, None) == services.Issued(issued=1, replaced=1, revoked=1)
    assert gone.state == "revoked"
    assert (before.state, before.replaced_by) == ("replaced", cordon.badge("何雪梅").id)
    assert cordon.badge("何雪梅").role == "staff"


@pytest.mark.req("8.12")
def test_a_state_follows_only_where_8_12_lets_it(cordon):
    for state, wanted in [("issued", ("suspended", "revoked", "returned")),
                          ("suspended", ("issued", "revoked", "returned"))]:  # fmt: skip
        assert all(rules.may_become(state, one) for one in wanted)
    row = cordon.badge("周德福")
    services.set_state(row, "suspended", "待核实身份", None)
    assert row.state == "suspended"
    services.set_state(row, "issued", "", None)
    services.set_state(row, "returned", "", None)
    for state in ("issued", "suspended", "revoked", "returned", "replaced"):
        with pytest.raises(Problem) as caught:
            services.set_state(row, state, "再试一次", None)
        assert code_of(caught) == "badges.state"
    assert services.issue(cordon.row, None) == services.Issued()


def test_suspending_and_revoking_need_a_reason(cordon):
    for state in ("suspended", "revoked"):
        with pytest.raises(Problem) as caught:
            services.set_state(cordon.badge("周德福"), state, " 丢 ", None)
        assert code_of(caught) == "badges.reason_missing"
    with pytest.raises(Problem) as caught:
        services.replace(cordon.badge("周德福"), "", None)
    assert code_of(caught) == "badges.reason_missing"


def test_a_lost_badge_is_replaced_by_another_of_the_same_person(cordon):
    old = cordon.badge("周德福")
    new = services.replace(old, "证卡遗失", None)
    assert (old.state, old.reason, old.replaced_by) == ("replaced", "证卡遗失", new.id)
    assert (new.holder_id, new.state, new.role) == (old.holder_id, "issued", "staff")
    assert new.code != old.code
    assert new.serial != old.serial
    with pytest.raises(Problem) as caught:
        services.replace(old, "再来一张", None)
    assert code_of(caught) == "badges.state"


def test_a_revoked_badge_stays_revoked_when_another_comes_after_it(cordon):
    old = cordon.badge("周德福")
    services.set_state(old, "revoked", "认错了人", None)
    new = services.replace(old, "查清，补发", None)
    assert (old.state, old.replaced_by) == ("revoked", new.id)


def test_an_invigilator_is_replaced_in_one_step(cordon):
    old = cordon.badge("何雪梅")
    reserve = cordon.badge("宋晓蕾")
    room = next(one for one in people(cordon.event) if one.id == old.holder_id).room_id
    seq = acts(cordon.event, "badges.issued")
    new = services.replace(old, "临时身体不适", None, holder_id=reserve.holder_id)
    assert (old.state, old.replaced_by) == ("revoked", new.id)
    assert (new.holder_id, new.role, new.state) == (reserve.holder_id, "invigilator", "issued")
    assert (reserve.state, reserve.replaced_by) == ("replaced", new.id)
    taken = next(one for one in people(cordon.event) if one.id == reserve.holder_id)
    assert (taken.role, taken.room_id) == ("invigilator", room)
    assert acts(cordon.event, "badges.issued") == seq + 1
    db.session.commit()
    assert rebuilding.check() == []
    # Who was replaced gets no other badge by the next issue.
    assert services.issue(cordon.row, None) == services.Issued()


def test_nobody_takes_over_who_is_not_on_the_list_or_serves_otherwise(cordon):
    old = cordon.badge("何雪梅")
    for holder in ("f" * 32, old.holder_id, cordon.badge("赵一凡").holder_id,
                   cordon.badge("郑国荣").holder_id):  # fmt: skip
        with pytest.raises(Problem) as caught:
            services.replace(old, "换人", None, holder_id=holder)
        assert code_of(caught) == "badges.holder"
    with pytest.raises(Problem) as caught:
        services.replace(
            cordon.badge("赵一凡"), "换人", None, holder_id=cordon.badge("周德福").holder_id
        )
    assert code_of(caught) == "badges.state"


def test_an_empty_list_has_nobody_to_issue_to(session, clock_at):
    clock_at(ON_THE_DAY)
    case = make_case()
    from backend.core import journal

    journal.act(case.event, "staffing.people", {"people": []}, actor=None)
    event = db.session.get_one(services.ExamEvent, case.event)
    with pytest.raises(Problem) as caught:
        services.issue(event, None)
    assert code_of(caught) == "badges.nobody"


def test_cards_have_all_that_is_printed(cordon):
    found = queries.cards(cordon.event)
    assert all(isinstance(one, cards.Card) for one in found)
    one = next(card for card in found if card.name == "何雪梅")
    badge = cordon.badge("何雪梅")
    assert (one.role, one.room, one.serial, one.token) == (
        "invigilator", "第1考场", badge.serial, badge.token)  # fmt: skip
    assert one.station == "宁川市茶业技术学校职业技能鉴定站"
    assert one.photo
    assert one.photo.startswith(b"\xff\xd8")
    assert one.shown_code == f"{badge.code[:2]}-{badge.code[2:]}"
    admission = next(card for card in found if card.subject == "candidate")
    assert admission.ticket == "20260001"
    assert admission.project == "茶叶加工"
    services.set_state(badge, "revoked", "不再担任", None)
    assert badge.id not in {card.badge for card in queries.cards(cordon.event)}
    assert [card.badge for card in queries.cards(cordon.event, [badge.id])] == [badge.id]
    assert queries.cards(cordon.event, []) == []


# --- keys ----------------------------------------------------------------------------------------


@pytest.fixture
def own_keys(app, tmp_path):
    """Keys that may be rotated and withdrawn without a word to other tests."""
    settings = app.config["SETTINGS"]
    folder = tmp_path / "own"
    shutil.copytree(settings.keys, folder)
    app.config["SETTINGS"] = replace(settings, keys_folder=folder)
    keys.load(folder)
    yield folder
    keys.load(settings.keys)


def test_each_centre_has_its_own_key_made_on_first_use(own_keys, cordon):
    kid = cordon.badge("何雪梅").kid
    assert [row["centre"] for row in keys.listed("badge") if row["kid"] == kid] == [
        cordon.row.centre_id
    ]
    assert keys.ensure("badge", cordon.row.centre_id, clock.now()) == kid
    assert keys.ensure("badge", "e" * 32, clock.now()) != kid


def test_without_the_root_no_key_can_be_made(own_keys, session, clock_at):
    clock_at(ON_THE_DAY)
    (own_keys / "root.pem").unlink()
    case = make_case(中心="新设市职业技能鉴定指导中心")
    with pytest.raises(Problem) as caught:
        services.issue(db.session.get_one(services.ExamEvent, case.event), None)
    assert code_of(caught) == "badges.no_key"


def test_a_rotated_key_signs_from_now_on_and_its_badges_go_on(own_keys, cordon):
    before = cordon.badge("何雪梅")
    kid = keys.rotate(own_keys, "badge", clock.now(), cordon.row.centre_id)
    assert services.issue(cordon.row, None) == services.Issued()
    new = services.replace(cordon.badge("周德福"), "证卡遗失", None)
    assert (before.kid == kid, new.kid == kid) == (False, True)
    for row in (before, new):
        assert token.read(row.token, keys.listed("badge")).claim.badge == row.id


def test_a_withdrawn_key_voids_its_badges_and_the_list_names_the_new_ones(own_keys, cordon):
    old = {name: cordon.badge(name) for name in ("何雪梅", "赵一凡")}
    suspended = cordon.badge("周德福")
    services.set_state(suspended, "suspended", "待核实身份", None)
    db.session.commit()
    keys.withdraw(own_keys, old["何雪梅"].kid, clock.now())
    with pytest.raises(token.Unfit, match="withdrawn_key"):
        token.read(old["何雪梅"].token, keys.listed("badge"))
    assert queries.listed(cordon.row)["void_key"] == 12
    assert services.replace_withdrawn(None) == 12
    for name, row in old.items():
        new = cordon.badge(name)
        assert (row.state, row.replaced_by) == ("replaced", new.id)
        assert token.read(new.token, keys.listed("badge")).kid != row.kid
    assert suspended.state == "suspended"
    assert services.replace_withdrawn(None) == 0
    shown = {one["badge"]: one for one in section(cordon)["badges"]}
    assert shown[old["何雪梅"].id]["replaced_by"] == cordon.badge("何雪梅").id


def section(cordon):
    import json

    from backend.badges import kit

    return json.loads(kit.sections(cordon.event, {"gate"}, None)["badges"].body)


def test_a_second_list_of_people_leaves_badges_and_candidates_alone(cordon):
    before = cordon.badge("何雪梅").id
    list_people(cordon.event)
    assert services.issue(cordon.row, None) == services.Issued()
    assert cordon.badge("何雪梅").id == before
    assert db.session.scalar(select(func.count()).select_from(Candidate)) == 4


def test_withdrawing_a_key_at_the_console_replaces_its_badges(app, own_keys, cordon):
    old = cordon.badge("何雪梅")
    said = app.test_cli_runner().invoke(args=["keys", "withdraw", old.kid])
    assert said.exit_code == 0, said.output
    assert "13 badges" in said.output
    db.session.expire_all()
    assert (old.state, old.replaced_by) == ("replaced", cordon.badge("何雪梅").id)
    assert "Error" in app.test_cli_runner().invoke(args=["keys", "withdraw", "x" * 43]).output
