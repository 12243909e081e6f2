"""The only source of time: the database's clock, read once per transaction."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import BigInteger, event
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from .db import db, lane

ZONE = ZoneInfo("Asia/Shanghai")
_SQL = {
    "sqlite": "CAST(unixepoch('subsec') * 1000 AS INTEGER)",
    "postgresql": "CAST(extract(epoch FROM clock_timestamp()) * 1000 AS BIGINT)",
}
_offset = 0


@event.listens_for(Session, "after_transaction_end")
def _forget(session: Session, transaction: Any) -> None:
    if transaction.parent is None:
        session.info.pop("now", None)


def now() -> int:
    """Instant of this transaction in ms; the same for its whole length."""
    session = db.session()
    if "now" not in session.info:
        session.flush()
        connection = lane(session)
        told = connection.exec_driver_sql(f"SELECT {_SQL[connection.dialect.name]}")
        session.info["now"] = told.scalar_one()
    return session.info["now"] + _offset


class Reading(FunctionElement[int]):
    """The clock as a column of a statement that is asked anyway; give what it said to ``told``."""

    name = "reading"
    type = BigInteger()
    inherit_cache = True


@compiles(Reading)
def _compile(_element: Reading, compiler: SQLCompiler, **_more: Any) -> str:
    return _SQL[compiler.dialect.name]


def told(reading: int) -> None:
    """The instant of this transaction, where it is not known yet."""
    db.session.info.setdefault("now", reading)


def set_offset(milliseconds: int) -> None:
    """Tests and the demo only: move the whole house in time."""
    global _offset  # noqa: PLW0603 - one clock, one offset
    _offset = milliseconds


def day_of(instant: int) -> date:
    """The day in Asia/Shanghai."""
    return datetime.fromtimestamp(instant / 1000, ZONE).date()


def local(instant: int) -> datetime:
    """The instant as local date and time."""
    return datetime.fromtimestamp(instant / 1000, ZONE)


def start_of_day(day: date) -> int:
    """Midnight at the beginning of the day, in ms."""
    return int(datetime.combine(day, time(), ZONE).timestamp() * 1000)


def end_of_day(day: date) -> int:
    """The last millisecond of the day."""
    return start_of_day(day + timedelta(days=1)) - 1


def at(day: date, clock_time: str) -> int:
    """Instant of ``HH:MM`` on a day, in ms."""
    hour, minute = (int(part) for part in clock_time.split(":"))
    return int(datetime.combine(day, time(hour, minute), ZONE).timestamp() * 1000)


def iso(instant: int) -> str:
    """RFC 3339 in UTC, for logs."""
    return datetime.fromtimestamp(instant / 1000, UTC).isoformat(timespec="milliseconds")
