"""One person alone gets nothing that takes two, whatever accounts they can open (S-1, S-5)."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from backend.accounts import rules
from backend.accounts.models import RoleGrant
from backend.accounts.services.accounts import ensure_field_account
from backend.core.db import db, new_id
from tests.factories.accounts import PASSWORD, Phone, make_account, post, sign_in
from tests.factories.organisations import make_centre, make_person, make_station
from tests.factories.staffing import book

NOW = 1_763_000_000_000


class Town:
    """A centre with people in browsers of their own."""

    def __init__(self, app):
        self.app = app
        self.centre = make_centre()
        self.ids, self.browsers, self.people = {}, {}, {}

    def add(self, name, role, **more):
        account = make_account(role, self.centre, username=name, **more)
        self.ids[name], self.people[name] = account.id, account.person_id
        db.session.commit()
        self.browsers[name] = self.app.test_client()
        assert sign_in(self.browsers[name], name).status_code == 200

    def take_over(self, by, victim):
        """Reset an office account and sign in with the code: an attack, or help."""
        given = post(self.browsers[by], f"/accounts/{self.ids[victim]}/codes", {"purpose": "reset"})
        assert given.status_code == 201, given.json
        puppet = self.app.test_client()
        done = post(
            puppet,
            "/activation/password",
            {"code": given.json["code"], "new": f"Puppet-of-{len(self.browsers)}a"},
        )
        assert done.status_code == 200, done.json
        return puppet

    def reset_phone(self, browser, field):
        """Reset a field account and enrol a phone with the codes; the device's id."""
        given = post(browser, f"/accounts/{field}/codes", {"purpose": "reset"}).json
        phone, fresh = Phone(), self.app.test_client()
        shown = fresh.post("/api/v1/activation", json={"code": given["code"]}).json
        compact = phone.enrolment(
            shown["person"]["id"], shown["centre"]["id"], given["enrol"], shown["challenge"], NOW
        )
        done = fresh.post(
            "/api/v1/devices",
            json={
                "activation": given["code"],
                "enrol_code": given["enrol"],
                "enrolment": compact,
                "label": "新手机",
            },
        )
        assert done.status_code == 201, done.json
        assert done.json["device"]["counts"] is False
        return done.json["device"]["id"]


@pytest.fixture
def town(app, session, clock_at):
    clock_at(NOW)
    made = Town(app)
    for name, role in (
        ("leader", "centre_leader"),
        ("deputy", "centre_leader"),
        ("handler", "handler"),
        ("honest", "handler"),
    ):
        made.add(name, role)
    field = ensure_field_account(make_person(made.centre, "林小岚"), event=new_id())
    field.state = "active"
    made.ids["field"] = field.id
    session.commit()
    return made


@pytest.mark.req("S-5")
def test_a_resetter_does_not_confirm_through_an_account_they_reset(town):
    device = town.reset_phone(town.browsers["leader"], town.ids["field"])
    puppet = town.take_over("leader", "handler")
    answer = post(puppet, f"/devices/{device}/confirm")
    assert answer.json["code"] == "accounts.confirm_other"
    # Through two accounts in a row neither.
    second = town.take_over("leader", "deputy")
    third = Town.take_over(
        type("Chain", (), {"app": town.app, "ids": town.ids, "browsers": {"deputy": second}})(),
        "deputy",
        "honest",
    )
    assert post(third, f"/devices/{device}/confirm").json["code"] == "accounts.confirm_other"


@pytest.mark.req("S-5")
def test_who_reset_the_resetter_does_not_confirm_and_a_stranger_does(town):
    puppet = town.take_over("leader", "handler")
    device = town.reset_phone(puppet, town.ids["field"])
    answer = post(town.browsers["leader"], f"/devices/{device}/confirm")
    assert answer.json["code"] == "accounts.confirm_other"
    assert post(town.browsers["honest"], f"/devices/{device}/confirm").json["counts"] is True


@pytest.mark.req("S-5")
def test_a_reset_of_long_ago_ties_nobody(town, clock_at):
    town.take_over("leader", "handler")
    clock_at(NOW + rules.RESET_TIES_MS + 3_600_000)
    leader, handler = town.app.test_client(), town.app.test_client()
    sign_in(leader, "leader")
    sign_in(handler, "handler", "Puppet-of-4a")
    device = town.reset_phone(leader, town.ids["field"])
    assert post(handler, f"/devices/{device}/confirm").json["counts"] is True


@pytest.mark.req("S-1")
def test_nobody_approves_their_own_request_through_an_account_they_reset(town):
    asked = post(
        town.browsers["leader"],
        f"/accounts/{town.ids['handler']}/roles",
        {"role": "quality", "centre": town.centre.id},
    )
    assert asked.status_code == 201, asked.json
    puppet = town.take_over("leader", "deputy")
    answer = post(puppet, f"/role-grants/{asked.json['id']}/approve")
    assert (answer.status_code, answer.json["code"]) == (409, "accounts.role_two_people")


@pytest.mark.req("S-1")
def test_a_centre_grants_nothing_that_reaches_beyond_it(town, session):
    answer = post(
        town.browsers["leader"],
        f"/accounts/{town.ids['handler']}/roles",
        {"role": "province_leader", "centre": town.centre.id},
    )
    assert answer.status_code == 403, answer.json
    far = make_station(make_centre())
    session.commit()
    answer = post(
        town.browsers["leader"],
        f"/accounts/{town.ids['handler']}/roles",
        {"role": "station_clerk", "centre": town.centre.id, "station": far.id},
    )
    assert answer.status_code in (404, 422), answer.json
    assert session.scalars(select(RoleGrant).where(RoleGrant.state == "pending")).all() == []


@pytest.mark.req("S-1")
def test_a_waiting_grant_beyond_the_centre_is_not_decided_there(town, session):
    wide = RoleGrant(
        id=new_id(), account_id=town.ids["handler"], role="province_leader",
        centre_id=town.centre.id, starts_at=NOW, state="pending", source="hand",
        requested_by=town.ids["leader"], requested_at=NOW,
    )  # fmt: skip
    session.add(wide)
    session.commit()
    answer = post(town.browsers["deputy"], f"/role-grants/{wide.id}/approve")
    assert answer.status_code == 403


def send(browser, changed):
    """Import a dispatch at the desk."""
    import io
    import json

    from tests.factories.accounts import csrf

    data = {"file": (io.BytesIO(json.dumps(changed).encode()), "d.json")}
    return browser.post("/api/v1/dispatches/import", data=data, headers=csrf(browser))


def dispatch_of(town, people, **head):
    """A dispatch of the town with these supervisors."""
    changed = book(中心=town.centre.name, **head)
    changed["督导员"] = [
        {"姓名": name, "手机": phone, "主督导": "是" if not i else "否"}
        for i, (name, phone) in enumerate(people)
    ]
    return changed


@pytest.mark.req("S-1")
def test_a_dispatcher_does_not_dispatch_themselves(town, session):
    me = make_person(town.centre, "周明远", "13900000001")
    town.add("zhou", "dispatcher", person=me)
    answer = send(town.browsers["zhou"], dispatch_of(town, [("周明远", "13900000001")]))
    assert answer.status_code == 403, answer.json
    assert answer.json["code"] == "accounts.role_self"
    session.expire_all()
    held = session.scalars(
        select(RoleGrant.role).where(RoleGrant.account_id == town.ids["zhou"])
    ).all()
    assert held == ["dispatcher"]
    # Somebody else may, and then Zhou may bring a later edition of the same dispatch.
    town.add("wang", "dispatcher")
    assert send(town.browsers["wang"], dispatch_of(town, [("周明远", "13900000001")])).json[
        "created"
    ]
    later = dispatch_of(town, [("周明远", "13900000001")], 备注="改")
    assert send(town.browsers["zhou"], later).json["updated"] == 1


@pytest.mark.req("S-1")
@pytest.mark.parametrize("role", ["chief", "station_clerk", "invigilator", "staff"])
def test_nobody_supervises_the_station_they_serve(town, session, role):
    person = make_person(town.centre, "吴德海", "13900000002")
    station = make_station(town.centre, "青岭鉴定站")
    town.add("wu", role, person=person, station=station)
    town.add("wang", "dispatcher")
    mine = dispatch_of(town, [("吴德海", "13900000002")], 鉴定站="青岭鉴定站")
    answer = send(town.browsers["wang"], mine)
    assert answer.json["created"] == 0
    assert [e["code"] for e in answer.json["errors"]] == ["staffing.own_station"]
    other = dispatch_of(town, [("吴德海", "13900000002")], 鉴定站="远山鉴定站")
    assert send(town.browsers["wang"], other).json["created"] == 1


@pytest.mark.req("S-1")
def test_the_chief_named_in_the_file_is_no_supervisor_of_it(town):
    town.add("wang", "dispatcher")
    mine = dispatch_of(town, [("吴德海", "13900000002")], 主考="吴德海", 主考电话="13900000002")
    answer = send(town.browsers["wang"], mine)
    assert [e["code"] for e in answer.json["errors"]] == ["staffing.both_roles"]
    assert answer.json["created"] == 0


def test_an_account_made_for_oneself_by_another_name_needs_the_other_two(town, session):
    """Two hats: a system administrator's second account holds nothing until security approves."""
    town.add("sys", "system_admin")
    made = post(
        town.browsers["sys"],
        "/accounts",
        {
            "username": "mask",
            "kind": "office",
            "name": "无名",
            "centre": town.centre.id,
            "role": "centre_leader",
        },
    ).json
    code = post(town.browsers["sys"], f"/accounts/{made['id']}/codes", {"purpose": "activation"})
    mask = town.app.test_client()
    done = post(mask, "/activation/password", {"code": code.json["code"], "new": PASSWORD})
    assert done.json["roles"] == []
    pending = session.scalar(select(RoleGrant.id).where(RoleGrant.state == "pending"))
    session.rollback()
    for browser in (mask, town.browsers["sys"]):
        assert post(browser, f"/role-grants/{pending}/approve").status_code == 403
