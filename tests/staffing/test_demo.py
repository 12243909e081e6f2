"""The examples and the demo: one session runs now, people can sign in, twice changes nothing."""

import json
import stat
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import func, select

from backend import demo
from backend.accounts.models import Account
from backend.assessments.models import ExamEvent, ExamSession
from backend.candidates.queries import candidates
from backend.core import clock, workdays
from backend.staffing import queries
from backend.staffing.columns import HEAD
from backend.staffing.importing import read_upload
from backend.staffing.models import ROLES, Dispatch
from backend.staffing.plan import make_plan
from backend.staffing.schemas import BriefSchema
from backend.staffing.sheets import read_book
from tests.factories.accounts import sign_in

EXAMPLES = Path(demo.EXAMPLES)
DAY = date(2026, 12, 5)


def read(name):
    return make_plan(read_book((EXAMPLES / name).read_bytes(), HEAD), DAY)


@pytest.mark.parametrize("file", sorted(p.name for p in EXAMPLES.glob("*.json")))
def test_an_example_is_a_good_dispatch(file):
    plan, faults = read(file)
    assert faults == []
    assert plan.projects


def test_the_examples_show_what_they_promise():
    tea, cooking, four = (read(f"{name}.json")[0] for name in ("tea", "cooking", "four-projects"))
    assert {r["kind"] for r in tea.rooms} == {"practical"}
    assert {r["kind"] for r in cooking.rooms} == {"theory", "practical"}
    assert any(r["computer"] for r in cooking.rooms)
    assert len(four.projects) == 4
    assert len({clock.day_of(s["t0"]) for s in four.sessions}) == 2
    assert len(four.supervisors) == 2
    assert read("practice.json")[0].head["练习"]


def test_the_workbook_is_the_tea_dispatch_with_real_days():
    book, _ = read("tea.xlsx")
    plan, _ = read("tea.json")
    assert book.sessions == plan.sessions
    assert book.examiners == plan.examiners


def test_the_zip_is_the_tea_dispatch_with_a_photo_of_everybody():
    with (EXAMPLES / "tea.zip").open("rb") as bundle:
        plan, faults = read_upload(bundle, None)
    tea, _ = read("tea.json")
    assert faults == []
    assert [c["ticket"] for c in plan.candidates] == [c["ticket"] for c in tea.candidates]
    assert all(row["photo"] in plan.photos for row in [*plan.people, *plan.candidates])
    assert all(len(photo) < 20_000 for photo in plan.photos.values())


@pytest.mark.parametrize("file", sorted(p.name for p in EXAMPLES.glob("*.json")))
def test_no_number_of_the_examples_belongs_to_anybody(file):
    plan, _ = read(file)
    numbers = [row["id_number"] for row in [*plan.people, *plan.candidates]]
    assert len(plan.candidates) == sum(project["due"] for project in plan.projects)
    # A region that does not exist.
    assert all(number.startswith("990000") for number in numbers)


@pytest.fixture
def loaded(app, session):
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], environment="demo")
    demo.load()
    session.commit()
    return session


def test_one_session_is_always_now(loaded):
    now = clock.now()
    running = loaded.scalars(
        select(ExamEvent)
        .join(ExamSession, ExamSession.event_id == ExamEvent.id)
        .where(ExamSession.t0 <= now, ExamSession.end >= now)
    ).all()
    assert len(running) >= 2
    assert all(event.demo for event in loaded.scalars(select(ExamEvent)))
    for event in loaded.scalars(select(ExamEvent.id)).all():
        assert BriefSchema().validate(queries.brief(event)) == {}
        people, listed = queries.people(event), candidates(event)
        assert {p.role for p in people} == set(ROLES)
        assert listed
        assert all(queries.photo_of(event, row.photo) for row in [*people, *listed])
    assert loaded.scalar(select(func.count()).where(ExamEvent.practice)) == 1


def test_loading_twice_changes_nothing(loaded):
    before = demo.listing()
    demo.load()
    loaded.commit()
    assert loaded.scalar(select(func.count()).select_from(Dispatch)) == 4
    assert demo.listing() == before


def test_accounts_stand_in_an_owner_only_file_and_sign_in(app, loaded, client):
    file = Path(app.config["SETTINGS"].instance) / "demo-accounts.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    rows = {row["username"]: row for row in demo.listing()}
    assert {row["role"] for row in rows.values()} >= {
        "quality", "dispatcher", "handler", "centre_leader", "station_clerk", "province_leader",
        "system_admin", "security_admin", "audit_admin", "supervisor",
    }  # fmt: skip
    supervisors = [row for row in rows.values() if row["role"] == "supervisor"]
    assert len(supervisors) == 3
    assert all(row["activation"] and row["enrol"] for row in supervisors)
    assert json.dumps(list(rows.values()))
    loaded.remove()
    assert sign_in(client, "quality", rows["quality"]["password"]).status_code == 200


def test_codes_are_listed_only_until_they_were_used(loaded):
    row = next(r for r in demo.listing() if r["role"] == "supervisor")
    loaded.scalar(select(Account).where(Account.username == row["username"])).state = "active"
    shown = next(r for r in demo.listing() if r["username"] == row["username"])
    assert "activation" not in shown


def test_a_year_without_calendar_gets_plain_weekends_and_says_so(app, session, clock_at):
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], environment="demo")
    clock_at(clock.at(date(2031, 3, 3), "09:00"))
    said = demo.load()
    assert any("2031" in line and "演示" in line for line in said)
    assert workdays.year_of_record(2031).source == "demo"


def test_production_refuses_the_demo(app, session):
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], environment="production")
    with pytest.raises(demo.DemoRefused):
        demo.load()
    assert session.scalar(select(func.count()).select_from(ExamEvent)) == 0


def test_the_command_line_loads_an_example_and_names_bad_rows(app, tmp_path):
    runner = app.test_cli_runner()
    done = runner.invoke(args=["import", "dispatch", str(EXAMPLES / "tea.xlsx")])
    assert done.exit_code == 0, done.output
    assert "激活码" in done.output
    assert "无变化" in runner.invoke(args=["import", "dispatch", str(EXAMPLES / "tea.xlsx")]).output
    bad = runner.invoke(args=["import", "dispatch", str(EXAMPLES / "tea.json")])
    assert bad.exit_code == 1
    assert "场次 第1行 日期" in bad.output
    target = tmp_path / "t.xlsx"
    assert runner.invoke(args=["export", "dispatch-template", str(target)]).exit_code == 0
    assert target.read_bytes().startswith(b"PK")
