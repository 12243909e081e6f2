"""Dispatches over HTTP: reach, lists, import at the desk; the calendar."""

import io

import pytest
from sqlalchemy import func, select

from backend.accounts import passwords
from backend.accounts.queries import account_of
from backend.accounts.services import accounts
from backend.core.journal_models import JournalEntry
from backend.staffing import queries
from backend.staffing.sheets import as_json
from backend.staffing.template import template_xlsx
from tests.factories.accounts import PASSWORD, csrf, sign_in
from tests.factories.staffing import book, load, make_dispatch


def upload(client, data, **headers):
    return client.post(
        "/api/v1/dispatches/import",
        data={"file": (io.BytesIO(data), "d.xlsx")},
        content_type="multipart/form-data",
        headers={**csrf(client), **headers},
    )


def get(client, path):
    return client.get(f"/api/v1{path}")


def put(client, path, body):
    return client.put(f"/api/v1{path}", json=body, headers=csrf(client))


@pytest.fixture
def event(session, desks):
    made = make_dispatch()
    session.commit()
    return made


def as_supervisor(app, session, event, number=0):
    """The field account of a team member, with a password for this test."""
    account = account_of(queries.brief(event)["team"][number]["person"])
    accounts.activate(account)
    accounts.set_password(account, passwords.hash_password(PASSWORD))
    session.commit()
    client = app.test_client()
    assert sign_in(client, account).status_code == 200
    return client


def test_the_desk_imports_and_gets_codes_once(desks, session):
    answer = upload(desks["dispatcher"], as_json(book()))
    assert answer.status_code == 200, answer.json
    assert (answer.json["created"], answer.json["updated"]) == (1, 0)
    assert [set(c) for c in answer.json["codes"]] == [
        {"person", "name", "activation", "enrol", "expires"}
    ] * 2
    again = upload(desks["dispatcher"], as_json(book(备注="请早到")))
    assert (again.json["created"], again.json["updated"], again.json["codes"]) == (0, 1, [])


def test_the_desk_imports_the_filled_workbook(desks, session):
    rows = {name: rows if isinstance(rows, list) else [rows] for name, rows in book().items()}
    assert upload(desks["dispatcher"], template_xlsx(rows)).json["created"] == 1


def test_bad_rows_are_named_in_the_readers_language_and_nothing_is_written(desks, session):
    desk = desks["dispatcher"]
    before = session.scalar(select(func.count()).select_from(JournalEntry))
    session.rollback()  # SQLite has one writer; the requests need it
    bad = as_json(book(主考电话="1"))
    answer = upload(desk, bad)
    assert answer.json["errors"][0]["column"] == "主考电话"
    assert "11 位手机号" in answer.json["errors"][0]["reason"]
    english = upload(desk, bad, **{"Accept-Language": "en"})
    assert "mobile" in english.json["errors"][0]["reason"]
    session.rollback()
    assert session.scalar(select(func.count()).select_from(JournalEntry)) == before


def test_another_centres_dispatch_is_a_named_fault(desks, session):
    answer = upload(desks["foreign"], as_json(book()))
    assert [e["code"] for e in answer.json["errors"]] == ["staffing.foreign_centre"]


@pytest.mark.parametrize("name", ["quality", "leader", "province", "admin"])
def test_only_the_dispatching_desk_imports(desks, session, name):
    assert upload(desks[name], as_json(book())).status_code == 403


def test_a_file_that_is_none_is_refused_with_its_code(desks):
    assert upload(desks["dispatcher"], b"GIF89a").json["code"] == "staffing.file_unreadable"
    missing = desks["dispatcher"].post(
        "/api/v1/dispatches/import", data={}, headers=csrf(desks["dispatcher"])
    )
    assert missing.json["errors"] == {"file": ["required"]}


def test_the_template_downloads(desks):
    answer = get(desks["dispatcher"], "/dispatches/template.xlsx")
    assert answer.status_code == 200
    assert answer.data.startswith(b"PK")


def test_lists_show_what_is_in_reach(desks, event):
    for name in ("dispatcher", "quality", "leader", "province"):
        assert get(desks[name], "/dispatches").json["total"] == 1
    assert get(desks["foreign"], "/dispatches").json["total"] == 0
    assert get(desks["admin"], "/dispatches").status_code == 403


@pytest.mark.req("S-6")
def test_a_foreign_event_answers_like_an_unknown_one(desks, event):
    foreign = get(desks["foreign"], f"/dispatches/{event}")
    unknown = get(desks["foreign"], f"/dispatches/{'0' * 32}")
    assert foreign.status_code == unknown.status_code == 404
    assert foreign.json == unknown.json


def test_a_dispatch_as_a_page_shows_it(desks, event):
    shown = get(desks["dispatcher"], f"/dispatches/{event}").json
    assert shown["number"] == "督派〔2026〕1号"
    assert shown["supervisors"][0]["lead"]
    assert shown["supervisors"][0]["reply"] is None
    assert shown["my_role"] is None
    assert shown["centre_phone"] == "0590-5550120"
    assert [s["kind"] for s in shown["sessions"]] == ["theory", "practical"]


def test_filters_of_the_list(desks, event):
    desk = desks["dispatcher"]
    for query, total in [
        ("from=2026-12-05&to=2026-12-05", 1), ("from=2026-12-06", 0), ("to=2026-12-04", 0),
        ("q=茶业", 1), ("q=督派", 1), ("q=100%25", 0), ("q=_", 0), ("mine=1", 0),
    ]:  # fmt: skip
        assert get(desk, f"/dispatches?{query}").json["total"] == total, query
    assert get(desk, "/dispatches?from=gestern").status_code == 422


def test_a_supervisor_sees_the_own_dispatch_only(app, session, desks, event):
    other = load(
        book(派遣号="督派〔2026〕9号", 鉴定站="另一鉴定站")
        | {"督导员": [{"姓名": "方静", "手机": "10000000023", "证卡号": "DD-3"}]}
    )
    session.commit()
    phone = as_supervisor(app, session, event)
    mine = get(phone, "/dispatches?mine=1").json
    assert [item["event"] for item in mine["items"]] == [event]
    assert (mine["items"][0]["my_role"], mine["items"][0]["my_lead"]) == ("supervisor", True)
    assert get(phone, f"/dispatches/{other.event}").status_code == 404


def test_the_calendar_is_read_by_all_and_changed_by_the_centre(desks, session):
    year = get(desks["quality"], "/calendar/2026").json
    assert (year["confirmed"], year["source"]) == (True, "official")
    assert {"day": "2026-10-01", "working": False, "name": "国庆节"} in year["days"]
    unknown = get(desks["quality"], "/calendar/2027").json
    assert (unknown["confirmed"], unknown["source"], unknown["days"]) == (False, "unknown", [])
    body = {
        "confirmed": True,
        "note": "国办通知",
        "days": [{"day": "2027-01-01", "working": False, "name": "元旦"}],
    }
    assert put(desks["quality"], "/calendar/2027", body).status_code == 403
    assert put(desks["leader"], "/calendar/2027", body).status_code == 200
    assert get(desks["quality"], "/calendar/2027").json["source"] == "centre"
    assert get(desks["quality"], "/calendar/1999").status_code == 404


def test_a_day_of_another_year_or_twice_is_refused(desks):
    for days in (
        [{"day": "2026-01-01", "working": False, "name": ""}],
        [
            {"day": "2027-01-01", "working": False, "name": ""},
            {"day": "2027-01-01", "working": True, "name": ""},
        ],
    ):
        answer = put(desks["leader"], "/calendar/2027", {"confirmed": True, "days": days})
        assert answer.json["errors"] == {"days": ["day"]}


def test_the_change_of_the_calendar_is_in_the_audit(desks, session):
    put(desks["leader"], "/calendar/2027", {"confirmed": True, "days": []})
    session.rollback()
    found = session.scalars(select(JournalEntry).where(JournalEntry.kind == "audit.act")).all()
    from backend.core.reading import read

    assert "calendar.change" in {read(row.hash).data["action"] for row in found}
