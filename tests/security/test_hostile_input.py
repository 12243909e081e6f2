"""What a hostile client may put on the wire: every byte of it is answered with a coded refusal."""

from __future__ import annotations

import json

import pytest

from backend.core.db import db
from tests.factories.accounts import make_account, post, sign_in
from tests.factories.staffing import make_dispatch

HUGE = 10**30


@pytest.fixture
def desk(app):
    """A handler of the centre that owns the dispatch, signed in, and its event."""
    browser = app.test_client()
    with app.app_context():
        event = make_dispatch()
        from backend.assessments.models import ExamEvent
        from backend.organisations.models import Centre

        centre = db.session.get_one(Centre, db.session.get_one(ExamEvent, event).centre_id)
        name = make_account("handler", centre).username
        audit = make_account("audit_admin", centre).username
        db.session.commit()
    assert sign_in(browser, name).status_code == 200
    return browser, event, audit


def test_no_text_breaks_a_route_open_to_strangers(client):
    for text in ("\ud800", "a\0b", "\U0010ffff" * 10, "%s%n", "' OR 1=1 --"):
        for path, body in (
            ("/session", {"username": text, "password": text}),
            ("/activation", {"code": text}),
            ("/activation/password", {"code": text, "new": text}),
            (
                "/devices",
                {"activation": text, "enrol_code": text, "enrolment": text, "label": text},
            ),
        ):
            answer = client.post(
                f"/api/v1{path}", data=json.dumps(body), content_type="application/json"
            )
            assert 400 <= answer.status_code < 500, (path, text, answer.status_code)


def test_nesting_without_end_is_refused(client):
    for bomb in (b"[" * 100_000, b'{"a":' * 100_000):
        answer = client.post("/api/v1/session", data=bomb, content_type="application/json")
        assert answer.status_code in (400, 422)


def test_nul_and_oversize_in_an_address_name_nothing(client, desk):
    browser, event, _ = desk
    for path in (
        "/api/v1/forms/a%00b",
        "/api/v1/dispatches/a%00b",
        f"/api/v1/forms/{'a' * 5000}",
        f"/api/v1/forms/{event}/photos/a%00b",
        "/verify/a%00b",
    ):
        assert browser.get(path).status_code == 404, path
    answer = post(browser, "/devices/a%00b/revoke", {"reason": "试一试"})
    assert answer.status_code == 404
    for path in ("/a%00b", "/" + "a" * 5000, "/%ff%fe"):
        assert client.get(path).status_code in (200, 404), path


def test_numbers_without_end_are_refused(app, desk):
    browser, event, audit = desk
    auditor = app.test_client()
    assert sign_in(auditor, audit).status_code == 200
    for one, path in (
        (browser, f"/journals/{event}/changes?after={HUGE}"),
        (browser, f"/forms?page={HUGE}"),
        (browser, f"/forms/{event}/paper.pdf?version={HUGE}"),
        (auditor, f"/audit?from={HUGE}"),
        (auditor, f"/audit?until=-{HUGE}"),
    ):
        answer = one.get("/api/v1" + path)
        assert 400 <= answer.status_code < 500, (path, answer.status_code)
