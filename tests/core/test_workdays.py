"""Working days: CAL-1..7, the editable calendar, and years nobody confirmed."""

import json
from datetime import date
from pathlib import Path

import pytest

from backend.core import clock, workdays
from backend.core.errors import Problem
from backend.core.workdays import SpecialDay

VECTORS = json.loads(
    (Path(__file__).parent.parent / "vectors" / "workdays.json").read_text(encoding="utf-8")
)


def day(text):
    return date.fromisoformat(text)


def cases(name, only=None):
    return [
        pytest.param(case, id=case["id"], marks=pytest.mark.req(case["id"]))
        if case["id"].startswith("CAL-")
        else pytest.param(case, id=case["id"])
        for case in VECTORS[name]
        if only is None or case["id"] in only
    ]


@pytest.mark.parametrize("case", cases("workdays_after"))
def test_a_deadline_ends_with_the_nth_working_day_after_the_event(session, case):
    assert workdays.add_workdays(day(case["day"]), case["n"]) == day(case["expect"])
    assert workdays.deadline_after(day(case["day"]), case["n"]) == case["deadline"]
    end = clock.local(case["deadline"])
    assert end.strftime("%Y-%m-%d %H:%M:%S") == f"{case['expect']} 23:59:59"


@pytest.mark.parametrize("case", cases("workdays_before"))
def test_working_days_before_leave_the_event_day_out(session, case):
    assert workdays.workdays_before(day(case["day"]), case["n"]) == day(case["expect"])


@pytest.mark.parametrize("case", cases("days_after"))
def test_ten_days_are_calendar_days(case):
    assert workdays.add_days(day(case["day"]), case["n"]) == day(case["expect"])


@pytest.mark.parametrize("case", cases("months_after"))
def test_a_day_the_month_lacks_becomes_its_last(case):
    assert workdays.add_months(day(case["day"]), case["n"]) == day(case["expect"])


@pytest.mark.parametrize("case", cases("unknown"))
def test_a_year_nobody_confirmed_is_an_error_and_never_a_guess(session, case):
    with pytest.raises(Problem) as refused:
        workdays.add_workdays(day(case["day"]), case["n"])
    assert refused.value.code == "calendar.unknown_year"


def test_a_stored_but_unconfirmed_year_counts_as_unknown(session):
    workdays.set_year(2027, [], confirmed=False, source="centre")
    with pytest.raises(Problem) as refused:
        workdays.is_workday(date(2027, 3, 1))
    assert refused.value.code == "calendar.unknown_year"


def test_an_imported_year_counts_with_its_shifted_days(session):
    workdays.set_year(
        2027,
        [
            SpecialDay(date(2027, 1, 1), False, "元旦"),
            SpecialDay(date(2027, 1, 2), True, "元旦调休"),
        ],
        confirmed=True,
        source="centre",
    )
    assert workdays.add_workdays(date(2026, 12, 31), 1) == date(2027, 1, 2)


def test_an_edited_official_year_wins_over_the_seed(session):
    assert workdays.is_workday(date(2026, 11, 23))
    days = [*workdays.official_days(2026), SpecialDay(date(2026, 11, 23), False, "台风停工")]
    workdays.set_year(2026, days, confirmed=True, source="centre")
    assert workdays.add_workdays(date(2026, 11, 22), 1) == date(2026, 11, 24)
    assert workdays.workdays_before(date(2026, 10, 12), 1) == date(2026, 10, 10)


def test_seeding_twice_stores_every_official_year_once_and_keeps_edits(session):
    workdays.set_year(2026, [], confirmed=True, source="centre")
    seeded = workdays.seed_official()
    assert 2018 in seeded
    assert 2026 not in seeded
    assert workdays.seed_official() == []
    assert workdays.year_of_record(2026).days == ()
    assert workdays.year_of_record(2018).source == "official"
    assert date(2018, 9, 29) in {d.day for d in workdays.year_of_record(2018).days if d.working}


def test_official_years_begin_with_the_notice():
    assert workdays.official_years()[0] == 2018
    assert 2026 in workdays.official_years()


def test_counting_backwards_by_sign_is_a_mistake(session):
    with pytest.raises(ValueError, match="sign"):
        workdays.add_workdays(date(2026, 11, 23), -1)
