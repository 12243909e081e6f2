"""Administrators enrol a second factor before anything else, where the house asks for it (S-5)."""

from __future__ import annotations

import base64
import dataclasses

import pytest

from backend.accounts import rules
from backend.accounts.services import codes
from backend.config import Settings
from backend.core import clock
from tests.factories.accounts import PASSWORD, make_account, post, sign_in
from tests.factories.organisations import make_centre

NOW = 1_796_086_800_000


@pytest.fixture
def strict(app, session, clock_at):
    """A house that asks for it, with an administrator and an official."""
    clock_at(NOW)
    app.config["SETTINGS"] = dataclasses.replace(app.config["SETTINGS"], second_factor=True)
    centre = make_centre()
    make_account("system_admin", centre, username="sysadmin")
    make_account("dispatcher", centre, username="wang")
    session.commit()


def digits(app, secret, steps=0):
    with app.app_context():
        now = clock.now()
    return rules.totp(base64.b32decode(secret), now // 30_000 + steps)


@pytest.mark.req("S-5")
def test_production_asks_for_it_and_the_switch_decides():
    assert Settings().needs_second_factor
    assert not Settings(environment="demo").needs_second_factor
    assert not Settings(second_factor=False).needs_second_factor
    assert Settings(environment="demo", second_factor=True).needs_second_factor


@pytest.mark.req("S-5")
@pytest.mark.usefixtures("strict")
def test_an_administrator_gets_no_further_without_a_second_factor(app, client, clock_at):
    assert sign_in(client, "sysadmin").json["must_enrol_second_factor"] is True
    for path in ("/accounts", "/calendar/2026", "/messages"):
        refused = client.get(f"/api/v1{path}")
        assert (refused.status_code, refused.json["code"]) == (403, "accounts.second_factor_first")
    begun = post(client, "/session/second-factor").json
    assert begun["secret"] in begun["uri"]
    assert begun["qr"].startswith("<svg")
    wrong = post(client, "/session/second-factor/confirm", {"digits": "000000"})
    assert wrong.json["code"] == "accounts.second_factor"
    assert client.get("/api/v1/accounts").status_code == 403, "a secret alone opens nothing"
    good = {"digits": digits(app, begun["secret"])}
    assert post(client, "/session/second-factor/confirm", good).status_code == 204
    assert client.get("/api/v1/accounts").status_code == 200
    # From now on the password alone does not sign in.
    clock_at(NOW + 60_000)
    again = app.test_client()
    body = {"username": "sysadmin", "password": PASSWORD}
    assert again.post("/api/v1/session", json=body).json["code"] == "accounts.second_factor"
    body["digits"] = digits(app, begun["secret"])
    assert again.post("/api/v1/session", json=body).json["must_enrol_second_factor"] is False
    # The same digits a second time are worth nothing.
    replay = app.test_client().post("/api/v1/session", json=body)
    assert replay.json["code"] == "accounts.wrong_sign_in"


@pytest.mark.req("S-5")
@pytest.mark.usefixtures("strict")
def test_officials_are_not_asked(client):
    assert sign_in(client, "wang").json["must_enrol_second_factor"] is False
    assert client.get("/api/v1/accounts").status_code == 200


@pytest.mark.req("S-5")
@pytest.mark.usefixtures("strict")
def test_a_reset_on_the_console_asks_for_a_fresh_one(app, session, client):
    sign_in(client, "sysadmin")
    begun = post(client, "/session/second-factor").json
    post(client, "/session/second-factor/confirm", {"digits": digits(app, begun["secret"])})
    printed = app.test_cli_runner().invoke(args=["admins", "reset", "sysadmin"]).output
    code = printed.split(": ")[1].split()[0]
    assert codes.find_entry(code)
    session.rollback()
    fresh = app.test_client()
    me = fresh.post("/api/v1/activation/password", json={"code": code, "new": "Other-Leaf-88"})
    assert me.json["must_enrol_second_factor"] is True
    assert fresh.get("/api/v1/accounts").status_code == 403
