"""Signing in and out over HTTP."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from backend.accounts import rules
from backend.accounts.models import Account, Session
from backend.accounts.services import accounts, codes
from backend.core.journal_models import JournalEntry
from backend.core.reading import read
from tests.factories.accounts import PASSWORD, csrf, make_account, make_device, post, sign_in
from tests.factories.organisations import make_centre, make_person

NOW = 1_763_000_000_000


@pytest.fixture
def zhou(session, clock_at):
    """Handler Zhou of a city centre."""
    clock_at(NOW)
    account = make_account("handler", make_centre(), username="zhou")
    session.commit()
    return account


def audited(session, action):
    """The audit acts of this name, oldest first."""
    session.expire_all()
    hashes = session.scalars(
        select(JournalEntry.hash).where(JournalEntry.journal == "audit").order_by(JournalEntry.seq)
    ).all()
    found = [e for e in map(read, hashes) if e.data["action"] == action]
    session.rollback()  # the one writer is free for the next request
    return found


def near(instant):
    """The moved clock goes on running."""
    return pytest.approx(instant, abs=20_000)


def test_me_tells_the_client_what_it_needs(session, client, zhou):
    centre = zhou.person.centre_id
    session.rollback()
    answer = sign_in(client, " ＺＨＯＵ ")
    assert answer.status_code == 200
    me = answer.json
    assert me["account"]["username"] == "zhou"
    assert me["roles"] == [{"role": "handler", "centre": centre, "station": None}]
    assert "dispatch.import" in me["permissions"]
    assert "audit.read" not in me["permissions"]
    assert me["last_login"] is None
    assert me["time"] == near(NOW)
    assert len(me["root"]) == 43
    assert client.get("/api/v1/session").json["person"]["name"] == "林秀英"
    cookies = {c.key: c for c in client._cookies.values()}
    for name in ("dukao_access", "dukao_refresh", "dukao_device"):
        assert cookies[name].http_only
        assert cookies[name].same_site == "Strict"
    assert audited(session, "session.start")[0].actor == zhou.person_id


@pytest.mark.req("S-4")
def test_the_next_sign_in_shows_time_and_place_of_the_one_before(client, zhou, clock_at):
    sign_in(client, zhou)
    clock_at(NOW + rules.HOUR)
    last = sign_in(client, zhou).json["last_login"]
    assert last == {"at": near(NOW), "place": "127.0.0.1"}


@pytest.mark.req("S-3")
def test_unknown_name_and_wrong_password_answer_alike_and_lock_alike(session, client, zhou):
    for name in ("zhou", "nobody"):
        answers = [sign_in(client, name, "wrong") for _ in range(6)]
        assert [a.status_code for a in answers] == [401] * 5 + [423]
    bodies = {sign_in(client, name, "wrong").json["code"] for name in ("zhou", "nobody")}
    assert bodies == {"accounts.locked"}
    assert sign_in(client, zhou).status_code == 423, "the right password does not open a lock"
    assert len(audited(session, "session.refused")) == 10


@pytest.mark.req("S-3")
def test_a_lock_ends_after_half_an_hour(client, zhou, clock_at):
    for _ in range(5):
        sign_in(client, zhou, "wrong")
    clock_at(NOW + 29 * rules.MINUTE)
    assert sign_in(client, zhou).status_code == 423
    clock_at(NOW + 31 * rules.MINUTE)
    assert sign_in(client, zhou).status_code == 200


@pytest.mark.req("S-3")
def test_the_failures_of_others_do_not_lock_the_enrolled_device(app, session, zhou):
    own = app.test_client()
    sign_in(own, zhou)
    from backend.accounts.services.sessions import browser_mark

    make_device(zhou, browser=browser_mark(own.get_cookie("dukao_device", path="/api/v1").value))
    session.commit()
    stranger = app.test_client()
    for _ in range(6):
        sign_in(stranger, zhou, "wrong")
    assert sign_in(stranger, zhou).status_code == 423
    assert sign_in(own, zhou).status_code == 200
    for _ in range(5):
        sign_in(own, zhou, "wrong")
    assert sign_in(own, zhou).status_code == 423, "its own failures do"


@pytest.mark.req("S-3")
def test_spraying_many_names_locks_the_address(client, zhou):
    for number in range(20):
        sign_in(client, f"name{number}", "wrong")
    assert sign_in(client, zhou).status_code == 423


@pytest.mark.req("S-10")
def test_a_change_without_the_csrf_header_is_refused(client, zhou):
    sign_in(client, zhou)
    body = {"old": PASSWORD, "new": "Other-Leaf-88"}
    answer = client.post("/api/v1/session/password", json=body)
    assert (answer.status_code, answer.json["code"]) == (403, "accounts.csrf")
    assert client.post("/api/v1/session/refresh").json["code"] == "accounts.csrf"


def test_signing_out_ends_the_session_on_the_server(app, client, zhou):
    sign_in(client, zhou)
    stolen = client.get_cookie("dukao_access", path="/api/v1").value
    assert client.delete("/api/v1/session", headers=csrf(client)).status_code == 204
    thief = app.test_client()
    thief.set_cookie("dukao_access", stolen, path="/api/v1")
    assert thief.get("/api/v1/session").status_code == 401


@pytest.mark.req("S-4")
def test_the_access_token_ends_after_a_quarter_hour_and_refresh_renews_it(client, zhou, clock_at):
    sign_in(client, zhou)
    clock_at(NOW + 16 * rules.MINUTE)
    assert client.get("/api/v1/session").status_code == 401
    assert refresh(client).status_code == 200
    assert client.get("/api/v1/session").status_code == 200


@pytest.mark.req("S-4")
def test_a_desk_idle_for_half_an_hour_signs_in_again(client, zhou, clock_at):
    sign_in(client, zhou)
    clock_at(NOW + 31 * rules.MINUTE)
    assert refresh(client).json["code"] == "accounts.session_over"


@pytest.mark.req("S-4")
def test_no_office_session_outlives_twelve_hours(client, zhou, clock_at):
    sign_in(client, zhou)
    for step in range(1, 36):
        clock_at(NOW + step * 20 * rules.MINUTE)
        assert refresh(client).status_code == 200
    clock_at(NOW + 12 * rules.HOUR + rules.MINUTE)
    assert client.get("/api/v1/session").status_code == 401
    assert refresh(client).status_code == 401


def refresh(client):
    """Refresh as the client does."""
    return client.post("/api/v1/session/refresh", headers=csrf(client, "refresh"))


def replay(app, cookies, **changed):
    """A second window with older cookies of the same browser, some of them changed."""
    other = app.test_client()
    other._cookies.update(cookies)
    for name, value in changed.items():
        other.set_cookie(name, value, path="/api/v1")
    return refresh(other), other


def jar(client):
    """A copy of all cookies."""
    return dict(client._cookies)


def test_a_lost_reply_gets_the_same_successor_again(app, session, client, zhou, clock_at):
    sign_in(client, zhou)
    before = jar(client)
    assert refresh(client).status_code == 200
    clock_at(NOW + 20_000)
    answer, other = replay(app, before)
    assert answer.status_code == 200
    assert refresh(other).status_code == 200, "what the grace answered goes on"


def test_a_refresh_token_used_later_again_ends_the_family(app, session, client, zhou, clock_at):
    sign_in(client, zhou)
    before = jar(client)
    refresh(client)
    clock_at(NOW + 60_000)
    assert replay(app, before)[0].status_code == 401
    assert refresh(client).status_code == 401
    assert client.get("/api/v1/session").status_code == 401
    assert audited(session, "session.end")[-1].data["detail"]["why"] == "reused"


def test_a_refresh_token_in_another_browser_ends_the_family(app, client, zhou):
    sign_in(client, zhou)
    assert replay(app, jar(client), dukao_device="another browser")[0].status_code == 401
    assert refresh(client).status_code == 401


@pytest.mark.req("S-2")
def test_a_password_changes_by_the_policy_and_the_last_five_do_not_return(client, zhou, session):
    sign_in(client, zhou)

    def change(old, new):
        return post(client, "/session/password", {"old": old, "new": new})

    assert change("wrong", "Other-Leaf-88").status_code == 401
    assert change(PASSWORD, "short").json["errors"] == {"new": ["length", "kinds"]}
    assert change(PASSWORD, PASSWORD).json["errors"] == {"new": ["reused"]}
    assert change(PASSWORD, "Other-Leaf-88").status_code == 204
    assert change("Other-Leaf-88", PASSWORD).json["errors"] == {"new": ["reused"]}
    assert sign_in(client, zhou, "Other-Leaf-88").status_code == 200
    stored = session.scalar(select(Account.password_hash).where(Account.username == "zhou"))
    assert stored.startswith("$argon2id$")


@pytest.mark.req("S-2")
def test_after_ninety_days_only_the_password_page_opens(client, zhou, clock_at):
    clock_at(NOW + 91 * rules.DAY)
    assert sign_in(client, zhou).json["must_change_password"] is True
    assert client.get("/api/v1/accounts").json["code"] == "accounts.password_change"
    post(client, "/session/password", {"old": PASSWORD, "new": "Other-Leaf-88"})
    assert client.get("/api/v1/accounts").status_code == 200


def test_changing_the_password_ends_the_other_sessions(app, client, zhou):
    other = app.test_client()
    sign_in(other, zhou)
    sign_in(client, zhou)
    post(client, "/session/password", {"old": PASSWORD, "new": "Other-Leaf-88"})
    assert other.get("/api/v1/session").status_code == 401
    assert client.get("/api/v1/session").status_code == 200


def test_an_office_account_is_activated_by_code_and_own_password(session, client, clock_at):
    clock_at(NOW)
    account = accounts.create_account("huang", "office", make_person(make_centre()), by=None)
    code, _ = codes.issue(account, "activation", None)
    session.commit()
    assert sign_in(client, "huang", "").status_code == 422
    assert sign_in(client, "huang", "anything").status_code == 401
    shown = client.post("/api/v1/activation", json={"code": code.lower()}).json
    assert (shown["person"]["name"], shown["kind"]) == ("林秀英", "office")
    weak = client.post("/api/v1/activation/password", json={"code": code, "new": "huang"})
    assert weak.json["code"] == "accounts.password_policy"
    done = client.post("/api/v1/activation/password", json={"code": code, "new": PASSWORD})
    assert done.status_code == 200
    again = client.post("/api/v1/activation/password", json={"code": code, "new": PASSWORD})
    assert again.json["code"] == "accounts.code"
    assert sign_in(client, "huang").status_code == 200


def test_guessing_codes_locks_the_address_and_an_old_code_is_void(session, client, clock_at):
    clock_at(NOW)
    account = accounts.create_account("huang", "office", make_person(make_centre()), by=None)
    first, _ = codes.issue(account, "activation", None)
    session.flush()
    second, _ = codes.issue(account, "activation", None)
    session.commit()
    assert client.post("/api/v1/activation", json={"code": first}).status_code == 422
    clock_at(NOW + 15 * rules.DAY)
    assert client.post("/api/v1/activation", json={"code": second}).status_code == 422
    for _ in range(20):
        answer = client.post("/api/v1/activation", json={"code": "AAAA-AAAA"})
    assert answer.status_code == 423


def test_demo_accounts_sign_in_on_this_machine_only(session, client, zhou):
    session.get(Account, zhou.id).demo = True
    session.commit()
    far = client.post(
        "/api/v1/session",
        json={"username": "zhou", "password": PASSWORD},
        environ_base={"REMOTE_ADDR": "192.168.1.9"},
    )
    assert far.json["code"] == "accounts.demo_local"
    assert sign_in(client, zhou).status_code == 200


def test_a_disabled_account_is_out_at_once(session, client, zhou):
    sign_in(client, zhou)
    accounts.set_state(session.get(Account, zhou.id), "disabled", by="x")
    session.commit()
    assert client.get("/api/v1/session").status_code == 401
    assert sign_in(client, zhou).json["code"] == "accounts.disabled"
    assert sign_in(client, zhou, "wrong").json["code"] == "accounts.wrong_sign_in"
    assert session.scalar(select(Session.ended_why)) == "disabled"


@pytest.mark.req("S-5")
def test_the_second_factor_is_asked_once_it_is_on_and_each_number_works_once(client, zhou):
    sign_in(client, zhou)
    secret = post(client, "/session/second-factor").json["secret"]
    import base64

    def digits(step):
        return rules.totp(base64.b32decode(secret), NOW // 30_000 + step)

    assert sign_in(client, zhou).status_code == 200, "not on before it is confirmed"
    assert post(client, "/session/second-factor/confirm", {"digits": digits(0)}).status_code == 204
    assert sign_in(client, zhou).json["code"] == "accounts.second_factor"

    def with_digits(number):
        return client.post(
            "/api/v1/session", json={"username": "zhou", "password": PASSWORD, "digits": number}
        )

    assert with_digits(digits(0)).status_code == 401, "a number works once"
    assert with_digits(digits(1)).status_code == 200


def test_nothing_of_a_password_or_code_reaches_the_audit(session, client, zhou):
    sign_in(client, zhou, "Very-Secret-1")
    client.post("/api/v1/activation", json={"code": "ACDE-ACDE"})
    text = str([read(h).data for h in session.scalars(select(JournalEntry.hash))])
    assert "Very-Secret" not in text
    assert "ACDE" not in text
