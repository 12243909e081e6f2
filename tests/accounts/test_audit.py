"""The audit administrator's page: state of the chain, filters, exports that are audited (S-7)."""

from __future__ import annotations

import csv
import io

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import text

from backend.accounts.services.record import record
from backend.core import checkpoints, keys
from backend.core.db import db
from backend.core.journal_models import trigger_names
from backend.core.verifier import verify_bundle
from tests.factories.accounts import make_account, sign_in
from tests.factories.organisations import make_centre
from tests.factories.witness import put_under_witness


@pytest.fixture
def house(session):
    """A centre whose audit has lines, one of them hostile to spreadsheets."""
    centre = make_centre()
    for role in ("audit_admin", "system_admin", "centre_leader"):
        make_account(role, centre, username=role)
    record("test.act", "=1+1", actor=None, reason="+cmd|x")
    session.commit()
    return centre


@pytest.fixture
def enter(app, house):
    """Sign somebody in."""

    def go(name="audit_admin"):
        client = app.test_client()
        assert sign_in(client, name).status_code == 200
        return client

    return go


def state(client):
    answer = client.get("/api/v1/audit/state")
    assert answer.status_code == 200
    return answer.json


@pytest.mark.req("S-7")
def test_the_chain_is_checked_and_its_anchor_named(app, session, enter, tmp_path, monkeypatch):
    client = enter()
    loose = state(client)
    assert (loose["state"], loose["anchored_to"]) == ("consistent", None)
    checkpoints.write(force=True)
    session.commit()
    whole = state(client)
    assert (whole["state"], whole["anchored_to"], whole["unanchored_from"]) == ("anchored", 1, None)
    assert whole["anchored_at"]
    assert whole["witness"] is None, "its own checkpoints are no witness"
    put_under_witness(app, monkeypatch, tmp_path / "archive", "宁川市档案局")
    assert state(client)["witness"] == "宁川市档案局"
    # A refused look at the audit is a line itself, newer than the anchor.
    assert enter("centre_leader").get("/api/v1/audit/state").status_code == 403
    assert state(client)["unanchored_from"] == whole["lines"] + 1


@pytest.mark.req("S-7")
def test_a_changed_line_is_shown_where_it_is(session, enter):
    client = enter()
    if db.engine.dialect.name == "sqlite":
        for name in trigger_names("sqlite"):
            session.execute(text(f"DROP TRIGGER {name}"))
    else:
        session.execute(text("ALTER TABLE journal_line DISABLE TRIGGER USER"))
    change = "UPDATE journal_line SET line = replace(line, 'accepted', 'acceptes') "
    session.execute(text(change + "WHERE journal = 'audit' AND seq = 2"))
    session.commit()
    found = state(client)
    assert (found["state"], found["broken_at"]) == ("broken", 2)


@pytest.mark.req("S-11")
def test_exports_hold_what_the_filters_show_and_are_lines_themselves(session, enter):
    client = enter()
    total = client.get("/api/v1/audit").json["total"]
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(client.get("/api/v1/audit/export").data))
    rows = sheet.get_sheet_by_index(0).to_python()
    assert rows[0][0].startswith("导出：audit_admin")
    assert len(rows) == total + 2
    data = client.get("/api/v1/audit/export?format=csv").data.decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(data)))
    act = next(line for line in lines if "test.act" in line)
    assert "'=1+1" in act
    assert not any(cell[:1] in tuple("=+-@") for line in lines for cell in line)
    newest = client.get("/api/v1/audit").json["items"][:2]
    assert [line["action"] for line in newest] == ["audit.export", "audit.export"]
    assert (newest[0]["detail"]["what"], newest[0]["detail"]["lines"]) == ("csv", total + 1)
    nothing = client.get("/api/v1/audit/export?format=csv&until=1").data.decode("utf-8-sig")
    assert len(list(csv.reader(io.StringIO(nothing)))) == 2


@pytest.mark.req("S-7")
def test_the_bundle_verifies_without_this_server(session, enter, tmp_path):
    checkpoints.write(force=True)
    session.commit()
    client = enter()
    path = tmp_path / "audit.zip"
    path.write_bytes(client.get("/api/v1/audit/bundle").data)
    assert verify_bundle(str(path), keys.root_kid()).state == "anchored"
    assert client.get("/api/v1/audit").json["items"][0]["detail"]["what"] == "bundle"


@pytest.mark.req("S-1")
@pytest.mark.parametrize("name", ["system_admin", "centre_leader"])
def test_nobody_else_reads_or_takes_it_away(enter, name):
    client = enter(name)
    for path in ("", "/state", "/export", "/bundle"):
        assert client.get(f"/api/v1/audit{path}").status_code == 403
