"""Accounts and roles by two people, the three administrators, the audit."""

from __future__ import annotations

import pytest

from backend.accounts.cli import init_admins
from backend.accounts.permissions import ADMINS
from tests.factories.accounts import PASSWORD, make_account, post, sign_in
from tests.factories.organisations import make_centre, make_station


@pytest.fixture
def cast(app, session):
    """System, security and audit administrator and a centre leader, each in an own browser."""
    centre = make_centre()
    accounts = {role: make_account(role, centre) for role in (*ADMINS, "centre_leader")}
    station = make_station(centre)
    session.commit()
    browsers = {}
    for role, account in accounts.items():
        browsers[role] = app.test_client()
        sign_in(browsers[role], account)
    ids = {role: account.id for role, account in accounts.items()}
    return browsers, ids, centre.id, station.id


def new_account(browsers, centre, **more):
    """System administrator makes an office account."""
    return post(
        browsers["system_admin"],
        "/accounts",
        {"username": "chen.wei", "kind": "office", "name": "陈威", "centre": centre, **more},
    )


@pytest.mark.req("S-1")
def test_the_installation_makes_three_administrators_once(session, client):
    made = init_admins()
    session.commit()
    assert sorted(made) == ["auditadmin", "secadmin", "sysadmin"]
    assert init_admins() == {}
    session.rollback()
    done = client.post(
        "/api/v1/activation/password", json={"code": made["sysadmin"], "new": PASSWORD}
    )
    assert [r["role"] for r in done.json["roles"]] == ["system_admin"]
    assert done.json["person"] is None


@pytest.mark.req("S-1")
def test_a_role_needs_a_second_person(cast):
    browsers, _, centre, _ = cast
    made = new_account(browsers, centre, role="handler").json
    assert made["roles"] == []
    (waiting,) = browsers["security_admin"].get("/api/v1/role-grants").json["items"]
    assert (waiting["role"], waiting["state"]) == ("handler", "pending")
    path = f"/role-grants/{waiting['id']}"
    assert post(browsers["system_admin"], f"{path}/approve").status_code == 403
    assert post(browsers["security_admin"], f"{path}/approve").json["state"] == "active"
    assert post(browsers["centre_leader"], f"{path}/refuse").json["code"] == "accounts.role_decided"
    listed = browsers["system_admin"].get("/api/v1/accounts?q=chenwei").json["items"]
    assert [r["role"] for r in listed[0]["roles"]] == ["handler"]


@pytest.mark.req("S-1")
def test_the_requester_does_not_approve_and_nobody_serves_themselves(cast):
    browsers, ids, centre, _ = cast
    made = new_account(browsers, centre).json
    grant = post(
        browsers["centre_leader"],
        f"/accounts/{made['id']}/roles",
        {"role": "quality", "centre": centre},
    ).json
    answer = post(browsers["centre_leader"], f"/role-grants/{grant['id']}/approve")
    assert answer.json["code"] == "accounts.role_two_people"
    own = post(
        browsers["centre_leader"],
        f"/accounts/{ids['centre_leader']}/roles",
        {"role": "handler", "centre": centre},
    )
    assert own.json["code"] == "accounts.role_self"
    mixed = post(
        browsers["security_admin"],
        f"/accounts/{ids['system_admin']}/roles",
        {"role": "handler", "centre": centre},
    )
    assert mixed.json["code"] == "accounts.role_mixed"


def test_a_role_must_fit_its_place(cast):
    browsers, _, centre, station = cast
    made = new_account(browsers, centre).json

    def ask(body):
        return post(browsers["security_admin"], f"/accounts/{made['id']}/roles", body)

    assert ask({"role": "chief", "centre": centre}).json["code"] == "accounts.role_unknown"
    assert ask({"role": "handler"}).json["code"] == "accounts.role_unknown"
    assert ask({"role": "chief", "station": station}).status_code == 201
    assert ask({"role": "nonsense", "centre": centre}).status_code == 422
    assert ask({"role": "handler", "centre": "0" * 32}).status_code == 404


def test_administrators_are_never_reset_or_disabled_over_http(cast):
    browsers, ids, _, _ = cast
    path = f"/accounts/{ids['security_admin']}"
    assert post(browsers["system_admin"], f"{path}/codes", {"purpose": "reset"}).json["code"] == (
        "accounts.not_this_kind"
    )
    assert post(browsers["system_admin"], f"{path}/disable").json["code"] == (
        "accounts.not_this_kind"
    )


def test_a_system_administrator_activates_but_does_not_reset(cast):
    browsers, ids, centre, _ = cast
    made = new_account(browsers, centre).json
    path = f"/accounts/{made['id']}/codes"
    issued = post(browsers["system_admin"], path, {"purpose": "activation"})
    assert issued.status_code == 201
    assert len(issued.json["code"]) == 9
    leader = f"/accounts/{ids['centre_leader']}/codes"
    assert post(browsers["system_admin"], leader, {"purpose": "reset"}).status_code == 404
    assert post(browsers["system_admin"], leader, {"purpose": "activation"}).json["code"] == (
        "accounts.not_new"
    )


def test_a_user_name_is_taken_once_in_any_case(cast):
    browsers, _, centre, _ = cast
    assert new_account(browsers, centre).status_code == 201
    again = new_account(browsers, centre, username="CHEN.Wei", name="陈巍")
    assert again.json["code"] == "accounts.username_taken"


@pytest.mark.req("S-7")
def test_the_audit_tells_who_did_what_from_where_and_is_read_by_one_role(cast):
    browsers, ids, centre, _ = cast
    new_account(browsers, centre, role="handler")
    assert browsers["centre_leader"].get("/api/v1/audit").status_code == 403
    page = browsers["audit_admin"].get("/api/v1/audit?per_page=100").json
    actions = [item["action"] for item in page["items"]]
    assert {"session.start", "account.create", "role.request"} <= set(actions)
    refused = next(i for i in page["items"] if i["result"] == "refused")
    assert refused["detail"]["address"] == "127.0.0.1"
    made = next(i for i in page["items"] if i["action"] == "account.create")
    assert made["actor"] == ids["system_admin"]
    assert "陈威" not in str(page), "names come from the people, not from the acts"


@pytest.mark.req("S-8")
def test_a_phone_number_in_the_list_is_masked(cast):
    browsers, _, centre, _ = cast
    made = new_account(browsers, centre, phone="19912345678").json
    assert made["phone"] == "199****5678"


def test_who_never_signed_in_is_new_again_when_enabled_and_still_gets_a_code(cast):
    browsers, ids, centre, _ = cast
    made = new_account(browsers, centre).json
    path, admin = f"/accounts/{made['id']}", browsers["system_admin"]
    assert post(admin, f"{path}/disable").json["state"] == "disabled"
    assert post(admin, f"{path}/enable").json["state"] == "new"
    assert post(admin, f"{path}/codes", {"purpose": "activation"}).status_code == 201
    used = f"/accounts/{ids['centre_leader']}"
    post(admin, f"{used}/disable")
    assert post(admin, f"{used}/enable").json["state"] == "active"
