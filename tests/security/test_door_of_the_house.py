"""Around the API: forged proxy headers, CSRF, static paths, headers, what errors and logs say."""

from __future__ import annotations

import io
import json
import logging
from dataclasses import replace

import pytest
from werkzeug.middleware.proxy_fix import ProxyFix

from backend import create_app
from backend.accounts import passwords
from backend.core import auth, http, metrics
from backend.core.auth import public
from backend.core.db import db
from backend.docs.routes import ways
from tests.factories.accounts import PASSWORD, make_account, sign_in
from tests.factories.organisations import make_centre

# Names a browser, not a session; another site can send neither its JSON nor its Strict cookie.
BY_DEVICE_COOKIE = {"alarms.emptied"}
# Nothing here hangs on the database.
pytestmark = pytest.mark.parametrize("app", ["sqlite"], indirect=True)

FORGED = {
    "X-Forwarded-For": "127.0.0.1",
    "X-Real-IP": "127.0.0.1",
    "Forwarded": "for=127.0.0.1",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Host": "evil.example",
}


@pytest.fixture
def zhou(app):
    """Somebody of the desk, signed in."""
    with app.app_context():
        name = make_account("handler", make_centre()).username
        db.session.commit()
    browser = app.test_client()
    assert sign_in(browser, name).status_code == 200
    return browser


# --- forged proxy headers ----------------------------------------------------------------------


def seen(app, *hops, peer="203.0.113.9"):
    """The address the house sees for a request that came through these hops."""
    found = []

    @app.before_request
    def _look():
        found.append(auth.address())

    headers = {"X-Forwarded-For": ", ".join(hops)} if hops else {}
    app.test_client().get("/healthz", headers=headers, environ_base={"REMOTE_ADDR": peer})
    return found[-1]


@pytest.mark.req("S-3")
def test_without_a_trusted_proxy_nobody_names_their_own_address(app):
    assert seen(app, "127.0.0.1") == "203.0.113.9"


@pytest.mark.req("S-3")
def test_with_one_trusted_proxy_only_its_own_word_counts(app):
    app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1)
    assert seen(app, "127.0.0.1", "198.51.100.7", peer="10.0.0.1") == "198.51.100.7"


def test_the_setting_is_what_decides(app, monkeypatch):
    settings = app.config["SETTINGS"]
    assert settings.trusted_proxies == 0
    assert not isinstance(app.wsgi_app, ProxyFix)
    trusting = create_app(replace(settings, trusted_proxies=2))
    assert isinstance(trusting.wsgi_app, ProxyFix)
    assert trusting.wsgi_app.x_for == 2
    assert trusting.wsgi_app.x_host == 0
    with trusting.app_context():
        for engine in db.engines.values():
            engine.dispose()


def test_figures_are_for_this_host_even_behind_a_proxy_nobody_declared(client):
    assert client.get("/metrics").status_code == 200
    for name, value in FORGED.items():
        if name.startswith("X-Forwarded-") or name == "Forwarded":
            assert client.get("/metrics", headers={name: value}).status_code == 404, name
    far = {"REMOTE_ADDR": "203.0.113.9"}
    assert client.get("/metrics", environ_base=far, headers=FORGED).status_code == 404


def test_demo_accounts_do_not_open_through_an_undeclared_proxy(app, client):
    with app.app_context():
        account = make_account("handler", make_centre())
        account.demo = True
        name = account.username
        db.session.commit()
    body = {"username": name, "password": PASSWORD}
    refused = client.post("/api/v1/session", json=body, headers={"X-Forwarded-For": "203.0.113.9"})
    assert refused.json["code"] == "accounts.demo_local"
    assert client.post("/api/v1/session", json=body).status_code == 200


# --- CSRF --------------------------------------------------------------------------------------


@pytest.mark.req("S-10")
def test_no_changing_route_obeys_a_session_without_its_csrf_header(app, zhou):
    """Also with a header that is another session's, and with the forms a foreign page can send."""
    for way in ways(app):
        if way.method in ("GET", "HEAD") or not way.in_api or way.endpoint == "session.refresh":
            continue
        url = way.address.replace("{year}", "2026")
        while "{" in url:
            url = url[: url.index("{")] + "0" * 32 + url[url.index("}") + 1 :]
        for headers in ({}, {"X-CSRF-TOKEN": "0" * 36}):
            answer = zhou.open(url, method=way.method, json={}, headers=headers)
            if way.endpoint in BY_DEVICE_COOKIE:
                continue
            if getattr(app.view_functions[way.endpoint], "public", None):
                assert answer.status_code != 200, f"{way.method} {url}"
            else:
                assert answer.status_code == 401 or answer.json["code"] == "accounts.csrf", (
                    f"{way.method} {url} {answer.status_code} {answer.json}"
                )
    assert zhou.get("/api/v1/session").status_code == 200, "and it did not sign anybody out"


@pytest.mark.req("S-10")
def test_a_foreign_page_cannot_sign_a_browser_in(app, client):
    """Login CSRF: a form can send text/plain, urlencoded and multipart, never our JSON."""
    with app.app_context():
        name = make_account("handler", make_centre()).username
        db.session.commit()
    body = json.dumps({"username": name, "password": PASSWORD})
    for mime in ("text/plain", "application/x-www-form-urlencoded"):
        answer = client.post("/api/v1/session", data=body, content_type=mime)
        assert answer.status_code in (415, 422), mime
    form = client.post("/api/v1/session", data={"username": name, "password": PASSWORD})
    assert form.status_code in (415, 422)
    assert client.get_cookie("dukao_access", path="/api/v1") is None


@pytest.mark.req("S-10")
def test_no_answer_lets_another_origin_read(client, zhou):
    for browser in (client, zhou):
        answer = browser.get("/api/v1/session", headers={"Origin": "https://evil.example"})
        assert not [name for name, _ in answer.headers if name.startswith("Access-Control")]


@pytest.mark.req("S-10")
def test_cookies_are_out_of_reach_of_scripts_and_other_sites(client, app):
    with app.app_context():
        name = make_account("handler", make_centre()).username
        db.session.commit()
    set_by = sign_in(client, name).headers.getlist("Set-Cookie")
    assert set_by
    for cookie in set_by:
        assert "SameSite=Strict" in cookie, cookie
        # The double-submit value is the one a script of ours must read.
        assert ("HttpOnly" in cookie) != cookie.startswith("csrf_"), cookie


# --- static paths ------------------------------------------------------------------------------


@pytest.fixture
def pages(app, tmp_path):
    """A house with a built client and a secret beside it."""
    folder = tmp_path / "pwa" / "dist"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text("<!doctype html><title>督考</title>")
    (folder / "assets" / "a.js").write_text("1")
    (tmp_path / "pwa" / "secret").write_text("secret")
    (tmp_path / "secret").write_text("secret")
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], pwa_folder=folder)
    return app.test_client()


CLIMBS = (
    "../secret", "../../secret", "assets/../../secret", "..%2fsecret", "....//secret",
    "assets/..%2f..%2fsecret", "%2e%2e/secret", "..\\secret", "/etc/passwd",
)  # fmt: skip


def test_a_file_outside_the_client_is_neither_served_nor_betrayed(pages):
    for climb in CLIMBS:
        there = pages.get(f"/{climb}")
        absent = pages.get(f"/{climb}-is-not-there")
        assert b"secret" not in there.data.replace(climb.encode(), b""), climb
        assert (there.status_code, there.data) == (absent.status_code, absent.data), climb


def test_the_client_itself_is_served_with_the_policy(pages):
    for path, kind in (
        ("/", "text/html"),
        ("/e/anything", "text/html"),
        ("/assets/a.js", "text/javascript"),
    ):
        answer = pages.get(path)
        assert (answer.status_code, answer.mimetype) == (200, kind)
        assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
        assert "unsafe-inline" not in answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


# --- headers -----------------------------------------------------------------------------------


@pytest.mark.req("S-10")
def test_every_answer_of_the_api_is_kept_in_no_cache_and_framed_nowhere(app, zhou):
    for way in ways(app):
        if way.method != "GET" or way.endpoint == "sync.live_stream":
            continue
        url = way.address.replace("{year}", "2026").replace("{path}", "x").replace("{token}", "x")
        while "{" in url:
            url = url[: url.index("{")] + "0" * 32 + url[url.index("}") + 1 :]
        answer = zhou.get(url)
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy, url
        assert "unsafe" not in policy.replace("'wasm-unsafe-eval'", ""), url
        assert answer.headers["X-Content-Type-Options"] == "nosniff", url
        assert answer.headers["Referrer-Policy"] == "no-referrer", url
        if url.startswith(("/api/", "/verify")):
            assert answer.headers["Cache-Control"] == "no-store", url


# --- errors and logs ---------------------------------------------------------------------------


@pytest.mark.req("U-13")
def test_names_and_values_sent_in_are_not_repeated(client):
    mark = "<img src=x onerror=alert(1)>\ud800"
    body = json.dumps({mark: mark, "username": mark, "password": "x"})
    answer = client.post("/api/v1/session", data=body, content_type="application/json")
    assert answer.status_code == 422
    assert "onerror" not in answer.get_data(as_text=True)
    assert set(answer.json["errors"]) <= {"username", "_"}


def test_no_log_line_carries_what_people_wrote(app):
    """An unexpected failure in the database, the likeliest place for values to leak from."""
    bp = http.blueprint("leaky")
    private = "林秀英的手机号13912345678"

    @bp.get("/leaky")
    @public("a test")
    def leaky():
        """Fails with a value in hand."""
        db.session.execute(db.text("SELECT * FROM nowhere WHERE x = :x"), {"x": private})

    app.register_blueprint(bp)
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(metrics.JsonLines())
    logger = logging.getLogger("backend")
    logger.addHandler(handler)
    plain = io.StringIO()
    raw = logging.StreamHandler(plain)
    logger.addHandler(raw)
    try:
        answer = app.test_client().get("/api/v1/leaky?q=" + private)
    finally:
        logger.removeHandler(handler)
        logger.removeHandler(raw)
    assert answer.status_code == 500
    assert private not in answer.get_data(as_text=True)
    line = json.loads(stream.getvalue().splitlines()[0])
    assert line["exception"]
    assert private not in stream.getvalue()
    # Even a log handler of somebody else's, with the whole trace, shows no parameter.
    assert "nowhere" in plain.getvalue()
    assert private not in plain.getvalue()


# --- oracles by time, and refusals on record ---------------------------------------------------


@pytest.mark.req("S-3")
def test_every_failed_sign_in_costs_one_slow_hash_whoever_is_asked_for(app, client, monkeypatch):
    """An unknown name, a new account without password and a wrong password: the same work."""
    with app.app_context():
        centre = make_centre()
        known = make_account("handler", centre).username
        fresh = make_account("handler", centre)
        fresh.password_hash, fresh.state = None, "new"
        empty = fresh.username
        db.session.commit()
    passwords.matches(None, "x")  # the dummy is made once
    calls = []
    real = passwords._hasher
    monkeypatch.setattr(passwords, "_hasher", Counting(real, calls))
    for name in ("nobody-of-that-name", empty, known):
        calls.clear()
        answer = client.post("/api/v1/session", json={"username": name, "password": "wrong"})
        assert (answer.status_code, answer.json["code"]) == (401, "accounts.wrong_sign_in")
        assert len(calls) == 1, name


class Counting:
    """A hasher that counts what it is asked to verify."""

    def __init__(self, real, calls):
        self.real, self.calls = real, calls

    def verify(self, stored, password):
        """As the real one."""
        self.calls.append(stored)
        return self.real.verify(stored, password)


@pytest.mark.req("S-6")
def test_a_refused_access_stands_in_the_audit(app, zhou):
    assert zhou.get(f"/api/v1/forms/{'0' * 32}").status_code == 404
    assert zhou.get("/api/v1/audit").status_code == 403
    with app.app_context():
        name = make_account("audit_admin", make_centre()).username
        db.session.commit()
    auditor = app.test_client()
    assert sign_in(auditor, name).status_code == 200
    lines = [
        (line["object"], line["result"], line["detail"]["address"])
        for line in auditor.get("/api/v1/audit?per_page=50").json["items"]
        if line["action"] == "refused GET"
    ]
    assert ("forms.get_form", "refused", "127.0.0.1") in lines
    assert ("audit.read_audit", "refused", "127.0.0.1") in lines
