"""Enrolment of phones, resets, confirmation, revocation."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from backend.accounts import queries, rules
from backend.accounts.models import Account, Device, RosterLine
from backend.accounts.routes import devices as devices_routes
from backend.accounts.services import codes, put_on_roster, take_off_roster
from backend.accounts.services.accounts import ensure_field_account, first_codes
from backend.accounts.services.roster import announce
from backend.core import clock, journal, jws
from backend.core.canonical import unb64u
from backend.core.db import new_id
from backend.core.payload import read_payload
from backend.core.reading import entries
from backend.sync import door
from tests.factories.accounts import Phone, device_of, make_account, make_device, post, sign_in
from tests.factories.organisations import make_centre, make_person

NOW = 1_763_000_000_000


@pytest.fixture
def lin(session, clock_at):
    """Supervisor Lin, dispatched by the centre, not yet activated."""
    clock_at(NOW)
    person = make_person(make_centre())
    account = ensure_field_account(person, role="supervisor", event=new_id())
    session.commit()
    return account


def begin(client, code):
    """First step on the phone: whom the code names."""
    return client.post("/api/v1/activation", json={"code": code})


def enrol(client, phone, shown, *, activation, code, signed_code=None, **changes):
    """Second step: the signed enrolment."""
    compact = changes.pop("compact", None) or phone.enrolment(
        shown["person"]["id"],
        changes.pop("journal", shown["centre"]["id"]),
        signed_code or code,
        changes.pop("challenge", shown["challenge"]),
        NOW,
    )
    body = {
        "activation": activation,
        "enrol_code": code,
        "enrolment": compact,
        "label": "华为 Mate 60",
        **changes,
    }
    if activation:
        return client.post("/api/v1/devices", json=body)
    return post(client, "/devices", body)


def both_codes(session, account, by=None):
    """Codes as printed on the dispatch."""
    found = first_codes(session.get(Account, account.id), by)
    session.commit()
    return found


def test_a_supervisor_activates_a_phone_and_is_signed_in(session, client, lin):
    printed = both_codes(session, lin)
    shown = begin(client, printed["activation"]).json
    assert shown["person"]["name"] == "林秀英"
    assert shown["centre"]["duty_phone"] == "0590-5550100"
    assert len(shown["root"]) == 43
    phone = Phone()
    done = enrol(client, phone, shown, activation=printed["activation"], code=printed["enrol"])
    assert done.status_code == 201
    assert done.json["device"]["kid"] == phone.kid
    assert [r["role"] for r in done.json["me"]["roles"]] == ["supervisor"]
    assert client.get("/api/v1/session").json["device"]["kid"] == phone.kid
    sealed = list(entries(shown["centre"]["id"], kinds=("accounts.enrol",)))
    assert [(e.kid, e.actor) for e in sealed] == [(phone.kid, shown["person"]["id"])]
    assert [d["this"] for d in client.get("/api/v1/devices").json["items"]] == [True]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"challenge": "0" * 32}, "accounts.challenge"),
        ({"journal": "0" * 32}, "accounts.enrolment"),
        ({"signed_code": "ACDEACDE"}, "accounts.enrolment"),
        ({"compact": "a.b.c"}, "accounts.enrolment"),
    ],
)
def test_an_enrolment_that_does_not_fit_is_refused(session, client, lin, change, code):
    printed = both_codes(session, lin)
    shown = begin(client, printed["activation"]).json
    answer = enrol(
        client, Phone(), shown, activation=printed["activation"], code=printed["enrol"], **change
    )
    assert (answer.status_code, answer.json["code"]) == (422, code)
    assert session.scalars(select(Device)).all() == []


def test_a_key_named_in_the_data_must_be_the_key_that_signed(session, client, lin):
    printed = both_codes(session, lin)
    shown = begin(client, printed["activation"]).json
    mine, other = Phone(), Phone()
    payload = unb64u(
        mine.enrolment(
            shown["person"]["id"], shown["centre"]["id"], printed["enrol"], shown["challenge"], NOW
        ).split(".")[1]
    )
    forged = jws.sign(other.key, jws.ENTRY, payload)
    answer = enrol(
        client, mine, shown, activation=printed["activation"], code=printed["enrol"], compact=forged
    )
    assert answer.json["code"] == "accounts.enrolment"


def test_nobody_enrols_for_another(session, client, lin):
    other = ensure_field_account(make_person(lin.person.centre, "郑和"), event=new_id())
    session.commit()
    mine, theirs = both_codes(session, lin), both_codes(session, other)
    shown = begin(client, mine["activation"]).json
    answer = enrol(client, Phone(), shown, activation=mine["activation"], code=theirs["enrol"])
    assert answer.json["code"] == "accounts.code"
    stolen = begin(client, theirs["activation"]).json["challenge"]
    answer = enrol(
        client, Phone(), shown, activation=mine["activation"], code=mine["enrol"], challenge=stolen
    )
    assert answer.json["code"] == "accounts.challenge"


def test_a_challenge_lasts_ten_minutes_and_five_wrong_codes_void_the_right_one(
    session, client, lin, clock_at
):
    printed = both_codes(session, lin)
    shown = begin(client, printed["activation"]).json
    clock_at(NOW + 11 * rules.MINUTE)
    late = enrol(client, Phone(), shown, activation=printed["activation"], code=printed["enrol"])
    assert late.json["code"] == "accounts.challenge"
    for _ in range(5):
        enrol(client, Phone(), shown, activation=printed["activation"], code="ACDEACDE")
    shown = begin(client, printed["activation"]).json
    void = enrol(client, Phone(), shown, activation=printed["activation"], code=printed["enrol"])
    assert void.json["code"] == "accounts.code"


def test_an_administrators_code_opens_no_phone(session, client):
    admin = make_account("security_admin", None)
    code, _ = codes.issue(admin, "reset", None)
    session.commit()
    answer = begin(client, code)
    assert (answer.status_code, answer.json["code"]) == (409, "accounts.not_this_kind")


def test_codes_and_challenge_work_once(session, client, lin):
    printed = both_codes(session, lin)
    shown = begin(client, printed["activation"]).json
    first = enrol(client, Phone(), shown, activation=printed["activation"], code=printed["enrol"])
    assert first.status_code == 201
    assert begin(client, printed["activation"]).json["code"] == "accounts.code"


@pytest.mark.req("S-5")
def test_a_third_phone_is_refused_with_what_to_do(session, client, lin):
    make_device(lin)
    make_device(lin)
    session.commit()
    printed = both_codes(session, lin)
    shown = begin(client, printed["activation"]).json
    answer = enrol(client, Phone(), shown, activation=printed["activation"], code=printed["enrol"])
    assert (answer.status_code, answer.json["code"]) == (409, "accounts.too_many_devices")
    assert "停用" in answer.json["todo"]


@pytest.mark.req("S-5")
def test_a_new_phone_after_a_reset_counts_only_when_another_officer_confirms(
    app, session, client, lin
):
    old = make_device(lin)
    zhou = make_account("dispatcher", lin.person.centre, username="zhou")
    wu = make_account("handler", lin.person.centre, username="wu")
    old_id = device_of(old).id
    queries.account_of(lin.person_id).state = "active"
    session.commit()
    duty, other = app.test_client(), app.test_client()
    sign_in(duty, zhou)
    sign_in(other, wu)
    issued = post(duty, f"/accounts/{lin.id}/codes", {"purpose": "reset", "revoke_device": old_id})
    assert issued.status_code == 201
    given = issued.json
    shown = begin(client, given["code"]).json
    done = enrol(client, Phone(), shown, activation=given["code"], code=given["enrol"]).json
    assert done["device"]["counts"] is False
    path = f"/devices/{done['device']['id']}/confirm"
    assert post(client, path).status_code == 403
    assert post(duty, path).json["code"] == "accounts.confirm_other"
    assert post(other, path).json["counts"] is True
    session.expire_all()
    assert session.get(Device, old_id).revoked_why == "换机"
    assert session.get(Account, lin.id).reset_by is None


def test_a_code_for_oneself_or_a_foreign_account_is_refused(app, session, lin):
    zhou = make_account("dispatcher", lin.person.centre, username="zhou")
    far = make_account("dispatcher", make_centre(), username="far")
    session.commit()
    own, foreign = app.test_client(), app.test_client()
    sign_in(own, zhou)
    sign_in(foreign, far)
    assert post(own, f"/accounts/{zhou.id}/codes", {"purpose": "enrol"}).status_code == 403
    unknown = post(foreign, f"/accounts/{new_id()}/codes", {"purpose": "enrol"})
    hidden = post(foreign, f"/accounts/{lin.id}/codes", {"purpose": "enrol"})
    assert (hidden.status_code, hidden.json) == (unknown.status_code, unknown.json)
    assert unknown.status_code == 404


def test_someone_signed_in_enrols_a_second_phone_with_a_code_of_the_centre(app, session, lin):
    zhou = make_account("handler", lin.person.centre, username="zhou")
    code, _ = codes.issue(zhou, "enrol", None)
    session.commit()
    desk = app.test_client()
    sign_in(desk, zhou)
    shown = post(desk, "/devices/challenge").json
    phone = Phone()
    done = enrol(desk, phone, shown, activation=None, code=code)
    assert done.status_code == 201
    assert desk.get("/api/v1/session").json["device"]["kid"] == phone.kid
    stranger = app.test_client()
    assert enrol(stranger, Phone(), shown, activation=None, code=code).status_code == 401


# --- roster ----------------------------------------------------------------------------------


@pytest.fixture
def event(session, lin):
    """An event that Lin leads."""
    made = new_id()
    journal.open_journal(made, "event")
    put_on_roster(made, lin.person, "supervisor", True, NOW, NOW + 10 * rules.DAY)
    session.commit()
    return made


def lines(session, event):
    """All roster lines of an event in order."""
    return session.scalars(
        select(RosterLine).where(RosterLine.journal == event).order_by(RosterLine.seq)
    ).all()


def test_a_phone_enrolled_later_gets_its_line_in_every_event_not_over(
    session, lin, event, clock_at
):
    assert lines(session, event) == []
    phone = make_device(lin)
    session.commit()
    author = queries.author_of(phone.kid, event)
    assert (author.person, author.roles, author.lead) == (lin.person_id, {"supervisor"}, True)
    assert author.jwk == phone.jwk
    act = next(iter(entries(event, kinds=("accounts.roster",))))
    assert set(act.data) == {"person", "role", "lead", "kid", "jwk", "from", "until", "enrolment"}
    token = jws.take_apart(act.data["enrolment"], jws.ENTRY)
    jws.verify(token, act.data["jwk"])
    assert read_payload(token.payload, token.hash, token.kid).data["person"] == lin.person_id
    assert queries.author_of(phone.kid, new_id()) is None
    assert queries.key_known_anywhere(phone.kid).spans == ()
    session.rollback()
    clock_at(NOW + 11 * rules.DAY)
    second = make_device(lin)
    assert queries.author_of(second.kid, event) is None, "the event is over"


def test_the_same_assignment_again_writes_nothing_and_a_change_of_lead_one_line(
    session, lin, event
):
    make_device(lin)
    put_on_roster(event, lin.person, "supervisor", True, NOW, NOW + 10 * rules.DAY)
    assert len(lines(session, event)) == 1
    put_on_roster(event, lin.person, "supervisor", False, NOW, NOW + 10 * rules.DAY)
    assert [line.lead for line in lines(session, event)] == [True, False]
    assert [line.lead for line in queries.roster_of(event)] == [False]


def test_taking_someone_off_ends_the_line(session, lin, event, clock_at):
    phone = make_device(lin)
    session.commit()
    clock_at(NOW + rules.DAY)
    take_off_roster(event, lin.person, "supervisor")
    assert queries.author_of(phone.kid, event).spans[0].until == pytest.approx(
        NOW + rules.DAY, abs=20_000
    )


def test_revoking_a_phone_ends_its_lines_and_its_session(app, session, client, lin, event):
    printed = both_codes(session, lin)
    shown = begin(client, printed["activation"]).json
    phone = Phone()
    done = enrol(client, phone, shown, activation=printed["activation"], code=printed["enrol"])
    path = f"/devices/{done.json['device']['id']}/revoke"
    assert post(client, path, {"reason": "丢失"}).status_code == 200
    assert client.get("/api/v1/session").status_code == 401
    session.expire_all()
    assert [line.ends_at is not None for line in lines(session, event)] == [True, True]
    assert queries.author_of(phone.kid, event).spans[0].until <= clock.now()


def sealed(phone, event, **more):
    """An answer sealed by the phone, as the door sees it."""
    compact = phone.seal(event, "inspections.answer", {}, at=NOW, **more)
    token = jws.take_apart(compact, jws.ENTRY)
    return read_payload(token.payload, token.hash, token.kid), compact


def why_waiting(entry):
    """As the door asks."""
    return queries.why_waiting(entry, queries.device_by_kid(entry.kid))


def test_after_revocation_only_what_was_known_of_before_stands(session, lin, event, clock_at):
    from backend.accounts.services import devices

    phone = make_device(lin)
    device = device_of(phone)
    first, _ = sealed(phone, event)
    second, compact = sealed(phone, event)
    third, _ = sealed(phone, event)
    assert why_waiting(first) is None
    announce(device.id, event, 2, (2, second.hash))
    session.commit()
    clock_at(NOW + rules.HOUR)
    devices.revoke(device, "x" * 32, "丢失")
    announce(device.id, event, 9, (9, "f" * 64))
    session.commit()
    assert why_waiting(second) is None
    assert why_waiting(first) == "after_revocation", "only its tip was announced"
    door.push(event, [compact], None)
    session.commit()
    assert why_waiting(first) is None, "the tip names it"
    assert why_waiting(third) == "after_revocation"
    phone.tips[event] = (1, first.hash)
    fork, _ = sealed(phone, event)
    assert why_waiting(fork) == "after_revocation", "same n as the tip, other hash"


def test_what_an_unconfirmed_phone_signs_waits(session, lin, event):
    lin.reset_by, lin.reset_at = "console", NOW
    phone = make_device(lin)
    entry, _ = sealed(phone, event)
    assert why_waiting(entry) == "unconfirmed"
    assert not queries.device_counts(device_of(phone))


def test_the_desk_sees_last_contact_and_unsent_count_of_each_phone(session, lin, event):
    phone = make_device(lin)
    announce(device_of(phone).id, event, 3, (2, "a" * 64))
    session.flush()
    (row,) = queries.phones_of([event])
    assert (row["name"], row["unsent"], row["tip"]) == ("林秀英", 3, [2, "a" * 64])


@pytest.mark.req("S-4")
def test_a_field_session_goes_on_after_twelve_hours_while_its_phone_is_in_use(
    session, client, lin, clock_at
):
    printed = both_codes(session, lin)
    shown = begin(client, printed["activation"]).json
    done = enrol(client, Phone(), shown, activation=printed["activation"], code=printed["enrol"])
    clock_at(NOW + 3 * rules.DAY)

    def refresh():
        return client.post(
            "/api/v1/session/refresh",
            headers={"X-CSRF-TOKEN": client.get_cookie("csrf_refresh_token").value},
        )

    assert refresh().json["last_login"]["at"] == pytest.approx(NOW, abs=20_000)
    row = session.get(Device, done.json["device"]["id"])
    row.revoked_at = NOW
    session.commit()
    clock_at(NOW + 6 * rules.DAY)
    assert refresh().status_code == 401


def test_an_enrolment_whose_answer_was_lost_is_answered_again(
    app, session, client, lin, clock_at, monkeypatch
):
    printed = both_codes(session, lin)
    shown = begin(client, printed["activation"]).json
    phone = Phone()
    first = enrol(client, phone, shown, activation=printed["activation"], code=printed["enrol"])
    compact = session.scalar(select(Device)).enrolment
    session.rollback()

    def again(**changes):
        """A browser that got neither answer nor cookies of the first time."""
        sent = {"activation": printed["activation"], "code": printed["enrol"], "compact": compact}
        return enrol(app.test_client(), phone, shown, **(sent | changes))

    second = again()
    assert second.status_code == 201
    assert second.json["device"] == first.json["device"]
    assert second.json["me"]["device"]["kid"] == phone.kid
    assert session.scalars(select(Device.id)).all() == [first.json["device"]["id"]]
    assert len(list(entries(shown["centre"]["id"], kinds=("accounts.enrol",)))) == 1
    session.rollback()

    # Sent again so soon that the first was not through when it was looked for.
    looks = []
    find = devices_routes._enrolled_before
    with monkeypatch.context() as racing:
        racing.setattr(
            devices_routes,
            "_enrolled_before",
            lambda data: find(data) if looks else looks.append(data),
        )
        assert again().json["device"] == first.json["device"]
    session.rollback()

    # The bytes stand in rosters: they open nothing without both codes.
    assert again(activation="ACDEACDE").json["code"] == "accounts.code"
    assert again(code="ACDEACDE").json["code"] == "accounts.code"
    assert again(activation=None, code=printed["enrol"]).status_code in (401, 403)
    clock_at(NOW + rules.CHALLENGE_MS + 60_000)
    assert again().json["code"] == "accounts.code"


def test_a_revoked_phone_is_not_enrolled_by_repeating(app, session, client, lin):
    printed = both_codes(session, lin)
    shown = begin(client, printed["activation"]).json
    phone = Phone()
    enrol(client, phone, shown, activation=printed["activation"], code=printed["enrol"])
    row = session.scalar(select(Device))
    row.revoked_at = NOW
    compact = row.enrolment
    session.commit()
    answer = enrol(
        app.test_client(),
        phone,
        shown,
        activation=printed["activation"],
        code=printed["enrol"],
        compact=compact,
    )
    assert answer.json["code"] == "accounts.code"
