"""Importing: all or nothing, the same number updates in place, ids stay, people are not doubled."""

from datetime import date

import pytest
from sqlalchemy import func, select

from backend.accounts.models import Account, Service
from backend.accounts.queries import account_of
from backend.assessments.models import Contact, ExamEvent, ExamSession, Room
from backend.core import clock, rebuilding
from backend.core.errors import Problem
from backend.core.jobs import DueJob
from backend.core.journal_models import JournalEntry
from backend.core.messages import inbox
from backend.core.reading import entries
from backend.organisations.models import Centre, Person
from backend.staffing import facts as facts_of
from backend.staffing import queries, services
from backend.staffing.models import Assignment, Dispatch
from backend.staffing.schemas import BriefSchema, DispatchDataSchema
from tests.factories.staffing import book, load, make_dispatch


def count(session, model):
    return session.scalar(select(func.count()).select_from(model))


def acts(event):
    return list(entries(event, kinds=("staffing.dispatch",)))


def test_a_dispatch_makes_event_people_and_codes(session, clock_at):
    clock_at(clock.at(date(2026, 11, 23), "10:00"))
    result = load()
    assert (result.created, result.updated, result.errors) == (1, 0, [])
    event = session.get(ExamEvent, result.event)
    assert (event.first_day, event.last_day) == ("2026-12-05", "2026-12-05")
    # Saturday; the first working day after is Monday (A11-f3c).
    assert event.deadline == clock.end_of_day(date(2026, 12, 7))
    assert [room.computer for room in event.rooms] == [True, False]
    assert [s.kind for s in event.sessions] == ["theory", "practical"]
    assert {code.name for code in result.codes} == {"林晓岚", "陈志远"}
    assert len({code.activation for code in result.codes} | {c.enrol for c in result.codes}) == 4
    assert count(session, Account) == 2
    assert len(acts(result.event)) == 1


@pytest.mark.req("A11-f3c")
def test_the_deadline_is_the_end_of_the_first_working_day_after_the_last_day(session):
    fresh = book()
    fresh["场次"][0]["日期"], fresh["场次"][1]["日期"] = "2026-09-30", "2026-09-30"
    result = load(fresh)
    # National Day to 7 October 2026.
    assert session.get(ExamEvent, result.event).deadline == clock.end_of_day(date(2026, 10, 8))


@pytest.mark.req("N1.8-1")
def test_the_brief_is_exactly_what_the_contract_says(session):
    event = make_dispatch()
    brief = queries.brief(event)
    assert BriefSchema().validate(brief) == {}
    assert DispatchDataSchema().validate(acts(event)[0].data) == {}
    assert acts(event)[0].data["dispatch"] == brief
    assert set(brief) == {
        "event", "practice", "demo", "template", "dispatch", "centre", "station", "chief", "team",
        "batches", "projects", "rooms", "sessions", "examiners", "flags", "contacts", "previous",
        "deadline", "last_day", "texts",
    }  # fmt: skip
    assert brief["team"][0]["lead"]
    assert not brief["team"][1]["lead"]
    assert brief["centre"]["duty_phone"] == "0590-5550120"
    assert brief["station"]["place"] == "茶场路18号"
    assert brief["sessions"][0]["rooms"] == [brief["rooms"][0]["id"]]


@pytest.mark.req("A10-6")
def test_the_talking_points_fit_the_kinds_of_session():
    both = facts_of.talking_points({"theory", "practical"})
    practical = facts_of.talking_points({"practical"})
    assert any("附件7-3" in point for point in practical["talking_staff"])
    assert not any("第14项" in point for point in practical["talking_staff"])
    assert len(both["talking_staff"]) == len(practical["talking_staff"]) + 1
    assert any("独立逐项判分" in point for point in both["talking_examiners"])


def test_the_same_file_again_changes_nothing(session):
    first = load()
    again = load()
    assert (again.created, again.updated, again.unchanged) == (0, 0, 1)
    assert again.event == first.event
    assert again.codes == []
    assert len(acts(first.event)) == 1
    assert count(session, Dispatch) == 1
    assert count(session, Person) == 4


def test_the_same_number_updates_in_place_and_keeps_ids(session):
    first = load()
    before = queries.brief(first.event)
    changed = book(主考="黄志强")
    changed["场次"][0]["开考"] = "09:30"
    changed["考场"][1]["名称"] = "第2考场（南楼）"
    changed["场次"][1]["考场"] = "第2考场（南楼）"
    changed["项目"][0]["应考数"] = 30
    again = load(changed)
    assert (again.created, again.updated, again.event) == (0, 1, first.event)
    after = queries.brief(first.event)
    assert [s["id"] for s in after["sessions"]] == [s["id"] for s in before["sessions"]]
    assert [r["id"] for r in after["rooms"]] == [r["id"] for r in before["rooms"]]
    assert after["projects"][0]["id"] == before["projects"][0]["id"]
    assert after["projects"][0]["due"] == 30
    assert after["chief"]["name"] == "黄志强"
    written = acts(first.event)
    assert len(written) == 2
    assert written[1].parents == (written[0].hash,)


def test_what_a_later_dispatch_drops_is_gone_but_keeps_its_row(session):
    first = load()
    changed = book()
    changed["考场"].append({"名称": "第3考场", "类型": "操作技能"})
    changed["场次"][1]["考场"] = ["第2考场", "第3考场"]
    load(changed)
    assert len(session.get(ExamEvent, first.event).rooms) == 3
    load()
    assert [r.name for r in session.get(ExamEvent, first.event).rooms] == ["第1考场", "第2考场"]
    assert count(session, Room) == 3
    load(changed)
    assert count(session, Room) == 3


def test_a_supervisor_taken_off_loses_the_event_and_is_told(session, clock_at):
    first = load()
    person = next(m["person"] for m in queries.brief(first.event)["team"] if not m["lead"])
    changed = book()
    changed["督导员"][1] = {"姓名": "方静", "手机": "10000000023", "证卡号": "DD-3"}
    later = clock.now() + 3_600_000
    session.commit()
    clock_at(later)
    again = load(changed)
    assert [code.name for code in again.codes] == ["方静"]
    assert session.get(Assignment, (first.event, person, "supervisor")).gone
    assert {m.person.name for m in queries.team_of([first.event])[first.event]} == {
        "林晓岚",
        "方静",
    }
    assert "staffing.withdrawn" in {m.template for m in inbox(person)}
    ended = session.scalar(select(Service).where(Service.person_id == person))
    assert ended.ends_at is not None
    assert ended.ends_at <= clock.now()


def test_a_second_dispatch_knows_the_people_of_the_first(session):
    make_dispatch()
    result = load(book(派遣号="督派〔2026〕2号"))
    assert result.created == 1
    assert count(session, Person) == 4
    assert count(session, Account) == 2
    # Their codes are on the first paper already, and stay good.
    assert result.codes == []


def test_a_bad_row_imports_nothing(session):
    bad = book()
    bad["场次"][1]["考场"] = "第9考场"
    result = load(bad)
    assert result.errors == [
        {
            "sheet": "场次",
            "row": 2,
            "column": "考场",
            "code": "staffing.unknown_room",
            "reason": "「考场」表中没有这个考场",
        }
    ]
    assert count(session, ExamEvent) == 0
    assert count(session, Centre) == 0
    assert count(session, JournalEntry) == 0


def test_a_day_of_an_unknown_year_is_a_named_fault(session):
    bad = book()
    bad["场次"][1]["日期"] = "2030-12-05"
    assert [e["code"] for e in load(bad).errors] == ["staffing.unknown_year"]


def test_a_number_is_of_one_station_and_one_sort(session):
    make_dispatch()
    for change in ({"鉴定站": "另一鉴定站"}, {"练习": "是"}):
        with pytest.raises(Problem) as refused:
            load(book(**change))
        assert refused.value.code == "staffing.number_taken"


def test_practice_is_marked_and_reminds_nobody(session, clock_at):
    clock_at(clock.at(date(2026, 11, 23), "10:00"))
    event = make_dispatch(练习="是")
    assert session.get(ExamEvent, event).practice
    assert queries.brief(event)["practice"]
    kinds = set(session.scalars(select(DueJob.kind)))
    assert not kinds & {"staffing.unready", "staffing.unaccepted"}


@pytest.mark.req("N1.8-1")
def test_reminders_are_due_two_working_days_and_one_day_before(session, clock_at):
    clock_at(clock.at(date(2026, 11, 23), "10:00"))
    make_dispatch()
    due = dict(session.execute(select(DueJob.kind, DueJob.due_at)).all())
    assert due["staffing.unaccepted"] == clock.at(date(2026, 12, 3), "09:00")
    assert due["staffing.unready"] == clock.at(date(2026, 12, 4), "12:00")


def test_the_stations_last_b_and_c_come_from_whoever_knows_them(session, monkeypatch):
    seen = [{"no": 15, "grade": "B", "remark": "迟提醒", "day": "2026-10-11"}]
    monkeypatch.setattr(facts_of, "_previous", [lambda _station, _before: seen])
    event = make_dispatch()
    assert queries.brief(event)["previous"] == seen
    assert BriefSchema().validate(queries.brief(event)) == {}
    monkeypatch.setattr(facts_of, "_previous", [])
    assert services.refresh(event)
    assert queries.brief(event)["previous"] == []
    assert not services.refresh(event)


def test_a_changed_calendar_moves_the_deadline_by_an_act(session, clock_at):
    from backend.core import workdays

    clock_at(clock.at(date(2026, 11, 23), "10:00"))
    event = make_dispatch()
    storm = workdays.SpecialDay(date(2026, 12, 7), False, "台风停工")
    services.change_calendar(
        2026, [*workdays.official_days(2026), storm], confirmed=True, note="", actor=None
    )
    assert queries.brief(event)["deadline"] == clock.end_of_day(date(2026, 12, 8))
    assert session.get(ExamEvent, event).deadline == clock.end_of_day(date(2026, 12, 8))
    assert len(acts(event)) == 2


def test_a_rebuild_from_the_journal_gives_the_same_tables(session):
    first = load()
    changed = book(备注="改期")
    changed["场次"][0]["日期"] = "2026-12-04"
    changed["督导员"].pop()
    load(changed)
    session.commit()
    assert rebuilding.check() == []
    assert count(session, ExamSession) == 2
    assert count(session, Contact) == 1
    assert account_of(queries.brief(first.event)["team"][0]["person"]).state == "new"
