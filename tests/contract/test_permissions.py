"""Every route × every role × a foreign object, generated from the url map and the one table (S-6).

A stranger gets 401, a role the table does not name 403, and someone else's object answers exactly
like one that does not exist. A new route takes part by itself; if it changes an object by POST it
needs a valid body here, so that the answer is about the object and not about the body.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from backend.accounts import queries
from backend.accounts.models import RoleGrant
from backend.accounts.permissions import PERMISSIONS, ROLES
from backend.accounts.services import alarms, grants
from backend.badges import gates, printing, services
from backend.badges.models import Badge
from backend.core import erasure, messages
from backend.core.db import db, new_id
from backend.organisations.models import Centre, Station
from backend.staffing.models import Dispatch
from backend.staffing.queries import people
from backend.sync import kits
from tests.factories.accounts import csrf, device_of, make_account, make_device, sign_in
from tests.factories.inspections import Case
from tests.factories.organisations import make_centre
from tests.factories.papers import Papers
from tests.factories.staffing import make_dispatch

# Open by design and served by a library: it describes the API and holds no data.
LIBRARY = {"api-docs.openapi_json"}
# Any enrolled person may carry anybody's sealed entries (architecture 5): the journal is no secret.
CARRIED = {"sync.push"}
# A stream never ends; its heads are those of `live_state`, which is tested.
STREAMS = {"sync.live_stream"}
# Not objects: a year of the calendar is everybody's.
NO_OBJECT = {"year", "path", "token"}

REASON = {"reason": "不再使用"}
PACKS = {"packs": ["0123456789ab"]}
CHECKS = {"project": True, "copies": True, "bag": True, "strip": True}
CHECKED = [{"pack": "0123456789ab", "checks": CHECKS}]
INK = {"width": 600, "height": 200, "strokes": [[[1.0, 1.0, 0.0]]]}
BODIES: dict[str, Any] = {
    "/custody/packs/<pack>/release": {"state": "on_site", **REASON},
    "/events/<event>/custody/answers": {"offer": "0" * 64, "packs": CHECKED, "signature": INK},
    "/events/<event>/custody/archive": {**PACKS, "place": "档案室", "keeper": "某人"},
    "/events/<event>/custody/destroy": {**PACKS, **REASON, "username": "x", "password": "x"},
    "/events/<event>/custody/offers": {"to": "0" * 32, "packs": CHECKED, "signature": INK},
    "/events/<event>/custody/packs": {
        "packs": [
            {
                "pack": None,
                "number": "1",
                "session": "0" * 32,
                "room": None,
                "paper_code": "",
                "copies": 30,
                "strip": "F-1",
                "computer": False,
                "pieces": None,
                "scrap": None,
                "replaces": None,
                "withdrawn": False,
            }
        ]
    },
    "/events/<event>/custody/recalls": {"offer": "0" * 64, **REASON},
    "/events/<event>/custody/troubles": {**PACKS, "what": "lost", "facts": "找不到"},
    "/events/<event>/badges/prints": {"layout": "sheet"},
    "/events/<event>/badges/<badge>/replace": REASON,
    "/events/<event>/badges/<badge>/state": {"state": "suspended", **REASON},
    "/events/<event>/gates": {"name": "一号门"},
    "/journals/<journal_id>/holds": REASON,
    "/journals/<journal_id>/holds/lift": REASON,
    "/journals/<journal_id>/erasures": REASON,
    "/accounts/<account_id>/codes": {"purpose": "enrol"},
    "/accounts/<account_id>/roles": {"role": "quality"},
    "/alarms/<alarm_id>/settle": REASON,
    "/devices/<device_id>/revoke": REASON,
    "/forms/<event>/receipts": {"inbox": "quality"},
    "/forms/<event>/replies": {"text": "已整改完毕"},
    "/forms/<event>/returns": {"question": "第 5 项为何评 B？"},
    "/held/<entry>/decision": {"decision": "accept", **REASON},
    "/journals/<journal_id>/entries": {
        "entries": [],
        "nonce": "n" * 16,
        "kit": None,
        "unsent": 0,
        "tip": None,
        "last_receipt": None,
    },
}

QUERIES = {"/events/<event>/custody/bundle": {"batch": "0" * 32}}


@dataclass(frozen=True)
class Way:
    """One method of one rule with what guards it."""

    rule: Rule
    method: str
    endpoint: str
    permission: str | None
    public: str | None

    @property
    def path(self) -> str:
        """The rule under /api/v1 without converters."""
        text = str(self.rule).removeprefix("/api/v1")
        return text.replace("string:", "").replace("int:", "")

    @property
    def objects(self) -> set[str]:
        """Arguments that name an object."""
        return set(self.rule.arguments) - NO_OBJECT

    def url(self, ids: dict[str, str]) -> str:
        """The address with these ids."""
        text = "/api/v1" + self.path
        for name in self.rule.arguments:
            text = text.replace(f"<{name}>", "2026" if name == "year" else ids[name])
        return text


def ways(app: Flask) -> Iterator[Way]:
    """Every way into the house."""
    for rule in app.url_map.iter_rules():
        view = app.view_functions[rule.endpoint]
        methods = set(rule.methods or ()) - {"OPTIONS"}
        if methods != {"HEAD"}:
            methods.discard("HEAD")
        for method in sorted(methods):
            handler = getattr(getattr(view, "view_class", None), method.lower(), view)
            yield Way(
                rule,
                method,
                rule.endpoint,
                getattr(handler, "permission", None),
                getattr(handler, "public", None),
            )


@pytest.mark.req("S-6")
def test_every_view_names_its_permission_or_says_why_it_is_public(app):
    bare = [
        f"{w.method} {w.rule}"
        for w in ways(app)
        if not w.permission and not w.public and w.endpoint not in LIBRARY
    ]
    assert bare == []
    unknown = {w.permission for w in ways(app) if w.permission} - set(PERMISSIONS)
    assert unknown == set()


def test_every_permission_guards_something(app):
    """A row nobody asks for is a right nobody checks; services may ask inside a route."""
    asked_inside = {
        "account.activate",
        "account.enrol_code",
        "account.reset_field",
        "account.reset_office",
    }
    guarded = {w.permission for w in ways(app)}
    assert set(PERMISSIONS) - guarded - asked_inside == set()


@dataclass(frozen=True)
class World:
    """A caller's browser, ids of somebody else's objects, and ids of nothing."""

    browser: FlaskClient
    foreign: dict[str, str]
    nothing: dict[str, str]


def foreign_objects() -> dict[str, str]:
    """Objects of another centre, one for every kind of id in an address."""
    event = make_dispatch(派遣号="外派〔2026〕9号", 中心="远江市职业技能鉴定指导中心")
    dispatch = db.session.query(Dispatch).filter_by(event_id=event).one()
    centre = dispatch.event.centre_id
    far = db.session.get_one(Centre, centre)
    account = make_account("handler", far)
    device = device_of(make_device(account))
    station = db.session.query(Station).filter_by(centre_id=centre).first()
    asker = make_account("centre_leader", far)
    grant: RoleGrant = grants.request_role(
        account, "quality", centre_id=centre, station=None, by=asker
    )
    assert station is not None
    section = next(iter(kits.sections(event, {"supervisor"}, None).values()))
    services.issue(dispatch.event, None)
    badge = db.session.query(Badge).filter_by(event_id=event).first()
    assert badge is not None
    gate = gates.create(dispatch.event, "一号门", "in", None, None)
    paper = printing.ask(dispatch.event, "sheet", None, "", {"name": "某人", "account": ""}, None)
    told = Papers(case=Case(event, {}, far, station, None, None))  # type: ignore[arg-type]
    keeper = make_account("paper_keeper", far)
    told.party = {"keeper": str(keeper.person_id)}
    told.write(told.prepared(told.pack("0123456789ef")))
    alarms.ring(device, "emptied", 3)
    notice = messages.send(str(account.person_id), "devices.enrolled")
    order = erasure.ask(event, "保存期满", str(account.person_id))
    return {
        "order_id": order.id,
        "account_id": account.id,
        "message_id": notice.id,
        "device_id": device.id,
        "alarm_id": queries.open_alarms(device.id)[0].id,
        "grant_id": grant.id,
        "event": event,
        "journal": event,
        "journal_id": event,
        "entry": dispatch.act,
        "sha256": section.sha256,
        "badge": badge.id,
        "gate": gate.id,
        "pack": "0123456789ef",
        "listed": people(event)[0].id,
        "print_id": paper.id,
    }


@pytest.fixture
def world(app: Flask, role: str | None) -> World:
    """The role's holder in a centre of their own, signed in, beside another centre's objects."""
    browser = app.test_client()
    with app.app_context():
        foreign = foreign_objects()
        account = make_account(role, make_centre()) if role else None
        name = account.username if account else ""
        db.session.commit()
    if role:
        assert sign_in(browser, name).status_code == 200
    nothing = {key: new_id() * (2 if key in ("entry", "sha256") else 1) for key in foreign}
    nothing["pack"] = "fedcba987654"
    return World(browser, foreign, nothing)


def knock(world: World, way: Way, ids: dict[str, str]) -> Any:
    """One request the way the client makes it."""
    body = BODIES.get(way.path, {})
    headers = csrf(world.browser)
    if way.endpoint in ("sync.put_file", "sync.head_file"):
        return world.browser.open(
            way.url(ids),
            method=way.method,
            data=b"{}",
            headers={**headers, "Upload-Length": "2"},
            content_type="application/json",
        )
    if way.method in ("GET", "HEAD"):
        query = QUERIES.get(way.path)
        return world.browser.open(way.url(ids), method=way.method, query_string=query)
    return world.browser.open(way.url(ids), method=way.method, json=body, headers=headers)


@pytest.mark.req("S-6")
@pytest.mark.parametrize("role", [None])
def test_a_stranger_gets_no_further_than_the_door(app, world, role):
    for way in ways(app):
        if way.permission:
            for ids in (world.foreign, world.nothing):
                assert knock(world, way, ids).status_code == 401, f"{way.method} {way.rule}"


@pytest.mark.slow
@pytest.mark.req("S-6")
@pytest.mark.parametrize("role", ROLES)
def test_a_role_reaches_what_the_table_says_and_nothing_foreign(app, world, role):
    wrong = []
    for way in ways(app):
        if way.permission and way.endpoint not in STREAMS:
            fault = judge(world, way, role)
            if fault:
                wrong.append(f"{way.method} {way.path}: {fault}")
    assert wrong == []


def judge(world: World, way: Way, role: str) -> str | None:
    """What is wrong with how this way answers this role; None when all is well."""
    width = PERMISSIONS[way.permission or ""].get(role)
    if width is None:
        answers = {knock(world, way, ids).status_code for ids in (world.foreign, world.nothing)}
        return None if answers == {403} else f"not named in the table, but answers {answers}"
    if not way.objects:
        status = knock(world, way, world.nothing).status_code
        return f"named in the table, but answers {status}" if status in (401, 403, 500) else None
    unknown = knock(world, way, world.nothing)
    if unknown.status_code != 404:
        return f"an unknown object answers {unknown.status_code} {unknown.get_data(as_text=True)}"
    if width == "all" or way.endpoint in CARRIED:
        return None
    foreign = knock(world, way, world.foreign)
    if (foreign.status_code, foreign.data) != (unknown.status_code, unknown.data):
        return f"a foreign object answers {foreign.status_code} {foreign.get_data(as_text=True)}"
    return None
