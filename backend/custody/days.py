"""Pure: is today the day to collect papers (A3-4a), and what of a pack is overdue."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta

ONE = timedelta(days=1)
HOUR = 3_600_000
DAY = 24 * HOUR
ZONE = 8 * HOUR
FIT = "fit"
# Whoever comes on one of these days says why.
NEEDS_REASON = ("decision", "early", "late", "over")


def collecting(today: date, days: Iterable[date], is_workday: Callable[[date], bool]) -> str:
    """`fit` on the day before an exam day; `decision` on the last working day before it when that
    day is none: the centre may decide so, no red flag; else `early`, `late` (the exam day itself)
    or `over`."""
    ahead = sorted(day for day in set(days) if day > today)
    if any(day - ONE == today for day in ahead):
        return FIT
    if not ahead:
        return "late" if today in days else "over"
    eve = ahead[0] - ONE
    if today in days:
        return "late"
    if not is_workday(eve):
        before = eve - ONE
        while not is_workday(before):
            before -= ONE
        if before == today:
            return "decision"
    return "early"


def midnight(instant: int) -> int:
    """The beginning of its day in China, which has one zone without summer time."""
    return instant - (instant + ZONE) % DAY


def is_night(instant: int) -> bool:
    """From 20:00 to 06:00 papers that nobody uses lie somewhere (Q-4)."""
    hour = (instant - midnight(instant)) // HOUR
    return hour >= 20 or hour < 6
