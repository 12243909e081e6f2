"""The whole OpenAPI under schemathesis, on both databases: no 5xx and no undocumented answer.

Every operation is called with generated cases, valid and not, by people whose role reaches it, half
of the time with ids of objects that exist. `--thorough` runs many more cases of each.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from sqlalchemy import select

from backend.accounts import passwords
from backend.accounts.models import LoginCounter
from backend.accounts.permissions import PERMISSIONS, STATION
from backend.accounts.services import accounts, grants
from backend.core import messages
from backend.core.db import db
from backend.core.journal_models import FileMention, JournalEntry
from backend.inspections.models import FormVersion
from backend.organisations.models import Station
from tests.conftest import THOROUGH
from tests.factories.accounts import PASSWORD, csrf, device_of, make_account, sign_in
from tests.factories.inspections import BEFORE, ON_THE_DAY, make_case

schemathesis = pytest.importorskip("schemathesis")

CASES = 400 if THOROUGH else int(os.environ.get("DUKAO_FUZZ_CASES", "5"))
# A stream never ends; its arguments are those of `live_state`, which is called.
LEFT_OUT = {"sync.live_stream.get"}
# The first that a permission names calls the operation: between them they reach everything.
CALLERS = (
    "supervisor",
    "handler",
    "dispatcher",
    "quality",
    "centre_leader",
    "system_admin",
    "security_admin",
    "audit_admin",
    "station_clerk",
)


@dataclass
class World:
    """People by role and objects that exist."""

    app: Flask
    names: dict[str, str]
    ids: dict[str, list[str]]

    def browser(self, permission: str | None) -> Any:
        """A browser signed in as somebody who may; a stranger's for what is public."""
        browser = self.app.test_client()
        roles = PERMISSIONS.get(permission or "", {})
        role = next((one for one in CALLERS if one in roles), None)
        if role:
            with self.app.app_context():  # guessing digits and passwords locks, as it should
                db.session.query(LoginCounter).delete()
                db.session.commit()
            assert sign_in(browser, self.names[role]).status_code == 200
        return browser


@pytest.fixture
def world(app, clock_at) -> World:
    """One signed form with its team, its desk, its station, and something of everything."""
    with app.app_context():
        clock_at(BEFORE)
        case = make_case()
        clock_at(ON_THE_DAY)
        case.submitted()
        station = db.session.get_one(Station, case.station.id)
        # In the house a supervisor comes in by code and phone; here a password is shorter.
        accounts.activate(case.lead.account)
        accounts.set_password(case.lead.account, passwords.hash_password(PASSWORD))
        names = {"supervisor": case.lead.account.username}
        for role in CALLERS[1:]:
            place = station if role in STATION else None
            names[role] = make_account(role, case.centre, station=place).username
        spare = make_account("handler", case.centre)
        asker = make_account("centre_leader", case.centre)
        grant = grants.request_role(
            spare, "quality", centre_id=case.centre.id, station=None, by=asker
        )
        notice = messages.send(str(case.lead.person.id), "devices.enrolled")
        version = db.session.scalars(select(FormVersion)).one()
        mention = db.session.scalars(select(FileMention)).first()
        entry = db.session.scalars(select(JournalEntry).where(JournalEntry.journal == case.event))
        ids = {
            "event": [case.event],
            "journal": [case.event],
            "journal_id": [case.event, case.centre.id],
            "account_id": [spare.id],
            "device_id": [device_of(case.second.phone).id],
            "grant_id": [grant.id],
            "message_id": [notice.id],
            "entry": [mention.entry, *(row.hash for row in list(entry)[:2])],
            "sha256": [mention.sha256, version.snapshot],
            "token": [version.token],
            "year": ["2026"],
        }
        db.session.commit()
        db.session.remove()
    return World(app, names, ids)


def operations(app: Flask) -> list[Any]:
    """Every operation of the description."""
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)
    found = [result.ok() for result in schema.get_all_operations()]
    return [one for one in found if one.definition.raw["operationId"] not in LEFT_OUT]


def checks() -> list[Any]:
    """What every answer must satisfy."""
    from schemathesis.checks import not_a_server_error
    from schemathesis.specs.openapi.checks import (
        content_type_conformance,
        response_headers_conformance,
        response_schema_conformance,
        status_code_conformance,
    )

    return [
        not_a_server_error,
        status_code_conformance,
        content_type_conformance,
        response_headers_conformance,
        response_schema_conformance,
    ]


def strategy(operation: Any) -> Any:
    """Valid and invalid cases of an operation."""
    modes = schemathesis.GenerationMode
    return st.one_of(
        operation.as_strategy(generation_mode=modes.POSITIVE),
        operation.as_strategy(generation_mode=modes.NEGATIVE),
    )


def run(world: World, operation: Any, wrong: list[str]) -> int:
    """Call one operation with its cases; returns how many answers were successes."""
    raw = operation.definition.raw
    name = f"{operation.method.upper()} {operation.path}"
    browser = world.browser(raw.get("x-permission"))
    good, asked, cases = [], checks(), strategy(operation)

    @seed(7)
    @settings(
        max_examples=CASES,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
        derandomize=False,
    )
    @given(data=st.data())
    def call(data: Any) -> None:
        case = data.draw(cases)
        parameters = dict(case.path_parameters or {})
        for key in parameters:
            if key in world.ids and data.draw(st.integers(0, 3)):
                parameters[key] = data.draw(st.sampled_from(world.ids[key]))
        case.path_parameters = parameters
        cookies = {
            cookie.key: cookie.value
            for cookie in (browser.get_cookie("dukao_access", path="/api/v1"),)
            if cookie
        }
        # Generated headers may not undo the session, which is not what is tried here.
        case.headers = {
            key: value for key, value in (case.headers or {}).items() if key.lower() != "cookie"
        }
        answer = case.call(headers={**csrf(browser), "X-Fuzz": "1"}, cookies=cookies)
        if answer.status_code < 400:
            good.append(answer.status_code)
        try:
            case.validate_response(answer, checks=asked)
        except (AssertionError, schemathesis.errors.SchemathesisError, BaseExceptionGroup) as bad:
            told = bad.exceptions if isinstance(bad, BaseExceptionGroup) else [bad]
            wrong.extend(
                f"{name}: {answer.status_code} {str(one).splitlines()[:3]}" for one in told
            )

    call()
    return len(good)


@pytest.mark.slow
@pytest.mark.timeout(7200 if CASES > 20 else 300)
@pytest.mark.req("S-6")
def test_no_operation_fails_or_answers_what_is_not_documented(world):
    wrong: list[str] = []
    every = operations(world.app)
    good = {f"{one.method} {one.path}": run(world, one, wrong) for one in every}
    assert wrong == []
    # A fuzz that is refused everywhere would prove nothing.
    assert len(every) > 50
    assert sum(1 for count in good.values() if count) > len(every) / 2, good
