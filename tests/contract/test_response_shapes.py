"""One shape of a refusal, pinned for every endpoint of the API (U-13).

Every route is knocked at in ways that must fail: by a stranger, with bytes that are no JSON, with
the wrong method, with members nobody knows. Whatever answers 400 or more answers in this shape.
"""

from __future__ import annotations

import json

import pytest

from backend.core import http
from backend.core.auth import public
from backend.core.db import db
from backend.core.errors import CATALOGUE
from backend.docs.routes import ways
from tests.factories.accounts import csrf, make_account, sign_in
from tests.factories.organisations import make_centre

REQUIRED = {"type", "code", "status", "title"}
KNOWN = REQUIRED | {"clause", "todo", "errors"}
MARK = "Zq9-never-echoed-值"
# A stream never ends; signing out would make a stranger of the caller.
LEFT_OUT = {"sync.live_stream", "session.sign_out"}


def check(answer, way) -> None:
    """The shape of one refusal."""
    name = f"{way.method} {way.address}"
    assert answer.mimetype == "application/problem+json", name
    assert answer.headers["Content-Language"] in ("zh-CN", "en"), name
    assert answer.headers["X-Content-Type-Options"] == "nosniff", name
    assert MARK not in answer.get_data(as_text=True), f"{name} repeats what came in"
    if way.method == "HEAD":
        return
    body = json.loads(answer.get_data(as_text=True))
    assert set(body) >= REQUIRED, name
    entry = CATALOGUE[body["code"]]
    assert body["type"] == f"urn:dukao:{body['code']}", name
    assert body["status"] == answer.status_code == entry.status, name
    assert body["title"] in (entry.zh, entry.en), name
    assert isinstance(body.get("errors", {}), dict), name
    assert all(
        isinstance(value, str) for key, value in body.items() if key in {"clause", "todo"}
    ), name


def knock(browser, way, **how):
    """One request; variables of the address are ids of nothing."""
    url = way.address.replace("{year}", "2026").replace("{path}", "nowhere.txt")
    for name, value in (("{sha256}", "0" * 64), ("{entry}", "0" * 64)):
        url = url.replace(name, value)
    while "{" in url:
        url = url[: url.index("{")] + "0" * 32 + url[url.index("}") + 1 :]
    return browser.open(url, method=how.pop("method", way.method), **how)


def refusals(browser, app):
    """What every route answers to what it cannot take."""
    for way in ways(app):
        if not way.in_api or way.endpoint in LEFT_OUT:
            continue
        headers = csrf(browser)
        yield way, knock(browser, way, headers=headers)
        if way.method not in ("GET", "HEAD"):
            yield (
                way,
                knock(browser, way, data=b"{", content_type="application/json", headers=headers),
            )
            yield way, knock(browser, way, json={"nobody_knows": MARK}, headers=headers)
            yield way, knock(browser, way, json=[MARK], headers=headers)
        yield way, knock(browser, way, method="TRACE", headers=headers)
        yield (
            way,
            knock(browser, way, query_string={"page": MARK, "nobody_knows": MARK}, headers=headers),
        )


@pytest.mark.req("U-13")
@pytest.mark.parametrize(
    "role",
    [None, *(pytest.param(role, marks=pytest.mark.slow) for role in ("supervisor", "handler"))],
)
def test_every_refusal_of_every_endpoint_has_the_one_shape(app, role):
    browser = app.test_client()
    if role:
        with app.app_context():
            name = make_account(role, make_centre()).username
            db.session.commit()
        assert sign_in(browser, name).status_code == 200
    seen = set()
    for way, answer in refusals(browser, app):
        assert answer.status_code < 500, f"{way.method} {way.address} answers {answer.status_code}"
        if answer.status_code >= 400:
            check(answer, way)
            seen.add(answer.status_code)
    assert {401, 405, 422} <= seen if role is None else {403, 404, 405, 422} <= seen


def test_a_failure_of_ours_has_the_shape_and_tells_nothing(app):
    bp = http.blueprint("broken")

    @bp.get("/broken")
    @public("a test")
    def broken():
        """Fails."""
        raise RuntimeError(MARK)

    app.register_blueprint(bp)
    answer = app.test_client().get("/api/v1/broken")
    assert answer.status_code == 500
    way = next(way for way in ways(app) if way.endpoint == "broken.broken")
    check(answer, way)


@pytest.mark.req("U-13")
def test_the_words_follow_the_reader(app, client):
    chinese = client.get("/api/v1/forms").get_json()
    english = client.get("/api/v1/forms", headers={"Accept-Language": "en"}).get_json()
    assert chinese["code"] == english["code"] == "auth.required"
    assert (chinese["title"], english["title"]) == ("请先登录", "Please sign in")
    assert (
        client.get("/api/v1/forms", headers={"Accept-Language": "fr"}).get_json()["title"]
        == "请先登录"
    )


def test_members_a_problem_adds_are_documented(app):
    spec = app.extensions["flask-smorest"]["apis"][""]["ext_obj"].spec.to_dict()
    assert set(spec["components"]["schemas"]["Problem"]["properties"]) == KNOWN
