"""Instants as people in Fujian read them; stored times are milliseconds UTC."""

from datetime import UTC, datetime, timedelta, timezone

# China has one zone without summer time, so the fixed offset needs no zone data on the host.
BEIJING = timezone(timedelta(hours=8), "Asia/Shanghai")


def beijing(ms: int) -> datetime:
    """The instant in Beijing time."""
    return datetime.fromtimestamp(ms / 1000, tz=UTC).astimezone(BEIJING)


def clock_words(ms: int | None) -> str:
    """Date and time to the second, e.g. 2026-11-21 17:02:11; empty when unknown."""
    return "" if ms is None else beijing(ms).strftime("%Y-%m-%d %H:%M:%S")


def day_words(ms: int) -> str:
    """The date as the signature line wants it, e.g. 2026 年 11 月 21 日."""
    moment = beijing(ms)
    return f"{moment.year} 年 {moment.month} 月 {moment.day} 日"
