"""Working days (工作日) of the official Chinese calendar, shifted workdays (调休) included.

The calendar is data the centre can edit. A year nobody confirmed raises `calendar.unknown_year`;
it is never guessed, because a guessed deadline would be a wrong deadline (requirements §1).
Counting: the event day is never counted; a deadline of n working days ends at 23:59:59.999 of the
n-th working day after the event (CAL-1..7).
"""

import calendar as gregorian
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import chinese_calendar
from sqlalchemy import Boolean, Integer, String, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from backend.core import clock
from backend.core.db import Base, Instant, db
from backend.core.errors import problem

FIRST_YEAR = 2018
SATURDAY = 5

unknown_year = problem(
    "calendar.unknown_year",
    422,
    zh="所需年份的工作日历尚未确认，无法计算期限",
    en="The working-day calendar of the year needed is not confirmed, so no deadline can be counted",
    clause="requirements §1",
    todo_zh="请中心在「工作日历」中导入国务院办公厅公布的该年放假安排并确认",
    todo_en="Import the official holiday notice of that year under “Working days” and confirm it",
)

_NAMES = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "Mid-autumn Festival": "中秋节",
    "National Day": "国庆节",
}


class CalendarYear(Base):
    """One year of the calendar and who vouches for it."""

    __tablename__ = "calendar_year"

    year: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    confirmed: Mapped[bool] = mapped_column(Boolean, nullable=False)
    # official: the seed; centre: entered or imported by a centre; demo: plain weekends.
    source: Mapped[str] = mapped_column(String(20), nullable=False)
    note: Mapped[str] = mapped_column(String(200), nullable=False, default="")
    changed_at: Mapped[int] = mapped_column(Instant, nullable=False)


class CalendarDay(Base):
    """A day that differs from the plain week: a holiday, or a shifted workday."""

    __tablename__ = "calendar_day"

    day: Mapped[str] = mapped_column(String(10), primary_key=True)
    year: Mapped[int] = mapped_column(Integer, nullable=False, index=True)
    working: Mapped[bool] = mapped_column(Boolean, nullable=False)
    name: Mapped[str] = mapped_column(String(60), nullable=False, default="")


@dataclass(frozen=True)
class SpecialDay:
    """A holiday or shifted workday as routes and imports hand it over."""

    day: date
    working: bool
    name: str


@dataclass(frozen=True)
class Year:
    """A calendar year as it counts now."""

    year: int
    confirmed: bool
    source: str
    note: str
    days: tuple[SpecialDay, ...]


# --- pure counting -----------------------------------------------------------------------------

IsWorkday = Callable[[date], bool]


def count_after(day: date, n: int, is_workday: IsWorkday) -> date:
    """The n-th working day after `day`, which itself is not counted; n = 0 is `day`."""
    return _step(day, n, timedelta(days=1), is_workday)


def count_before(day: date, n: int, is_workday: IsWorkday) -> date:
    """The n-th working day before `day`, which itself is not counted."""
    return _step(day, n, timedelta(days=-1), is_workday)


def _step(day: date, n: int, by: timedelta, is_workday: IsWorkday) -> date:
    if n < 0:
        raise ValueError("count forward or backward by the function's name, not by the sign")
    while n:
        day += by
        if is_workday(day):
            n -= 1
    return day


def plain_workday(day: date, special: Mapping[date, bool]) -> bool:
    """Monday to Friday, unless the calendar says otherwise for this day."""
    return special.get(day, day.weekday() < SATURDAY)


def add_months(day: date, months: int) -> date:
    """Calendar months later; a day the month lacks becomes its last one (CAL-6, CAL-7)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = gregorian.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def add_days(day: date, n: int) -> date:
    """Calendar days later, for the rules that say 日 and not 工作日 (N1.9-5a)."""
    return day + timedelta(days=n)


# --- the calendar in force ---------------------------------------------------------------------


def official_years() -> range:
    """The years the seed knows from the State Council's notices."""
    last: date = max(chinese_calendar.constants.holidays)
    return range(FIRST_YEAR, last.year + 1)


def official_days(year: int) -> list[SpecialDay]:
    """Holidays and shifted workdays of one official year."""
    known = chinese_calendar.constants
    days = [
        *((day, False, name) for day, name in known.holidays.items() if day.year == year),
        *((day, True, name) for day, name in known.workdays.items() if day.year == year),
    ]
    return [SpecialDay(day, working, _NAMES.get(name, name)) for day, working, name in sorted(days)]


def year_of_record(year: int) -> Year | None:
    """The stored year, else the official seed, else None."""
    row = db.session.get(CalendarYear, year)
    if row is None:
        if year not in official_years():
            return None
        return Year(year, True, "official", "", tuple(official_days(year)))
    days = db.session.scalars(
        select(CalendarDay).where(CalendarDay.year == year).order_by(CalendarDay.day)
    )
    special = tuple(SpecialDay(date.fromisoformat(d.day), d.working, d.name) for d in days)
    return Year(year, row.confirmed, row.source, row.note, special)


def set_year(
    year: int, days: Iterable[SpecialDay], *, confirmed: bool, source: str, note: str = ""
) -> Year:
    """Replace one year of the calendar by what a centre entered or imported."""
    row = db.session.get(CalendarYear, year) or CalendarYear(year=year)
    row.confirmed, row.source, row.note, row.changed_at = confirmed, source, note, clock.now()
    db.session.add(row)
    db.session.execute(delete(CalendarDay).where(CalendarDay.year == year))
    special = tuple(sorted(days, key=lambda d: d.day))
    db.session.add_all(
        CalendarDay(day=d.day.isoformat(), year=year, working=d.working, name=d.name)
        for d in special
    )
    db.session.flush()  # the next count in this transaction must see the new days
    return Year(year, confirmed, source, note, special)


def seed_official() -> list[int]:
    """Store every official year not stored yet; a year a centre edited is left alone."""
    stored = set(db.session.scalars(select(CalendarYear.year)))
    missing = [year for year in official_years() if year not in stored]
    for year in missing:
        set_year(year, official_days(year), confirmed=True, source="official")
    return missing


class _InForce:
    """Reads each year once per count."""

    def __init__(self) -> None:
        self._years: dict[int, dict[date, bool]] = {}

    def __call__(self, day: date) -> bool:
        special = self._years.get(day.year)
        if special is None:
            record = year_of_record(day.year)
            if record is None or not record.confirmed:
                raise unknown_year()
            special = self._years[day.year] = {d.day: d.working for d in record.days}
        return plain_workday(day, special)


def is_workday(day: date) -> bool:
    """Whether the centre works on this day."""
    return _InForce()(day)


def add_workdays(day: date, n: int) -> date:
    """The n-th working day after `day`."""
    return count_after(day, n, _InForce())


def workdays_before(day: date, n: int) -> date:
    """The n-th working day before `day` (D-10wd)."""
    return count_before(day, n, _InForce())


def deadline_after(day: date, n: int) -> int:
    """End of the n-th working day after `day`, as an instant."""
    return clock.end_of_day(add_workdays(day, n))
