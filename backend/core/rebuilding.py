"""Are the exam-day tables what the journals say? Rebuild them elsewhere and compare.

Recorded outcomes are applied, never judged again. Only tables a kind writes are
compared; everything else (people, accounts, files) is copied as it is.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Table, select

from . import closing, journal, reading
from .db import Base, db
from .journal_models import Journal

PROJECTIONS: set[str] = set()
"""Names of tables that domains' ``entries`` declare."""


def projection(*models: type[Base] | Table) -> None:
    """Declare tables that are functions of the journals."""
    for model in models:
        PROJECTIONS.add(model.name if isinstance(model, Table) else model.__tablename__)


def _rows(table: Any) -> list[tuple[Any, ...]]:
    result = db.session.execute(select(table).order_by(*table.primary_key.columns))
    return [tuple(row) for row in result]


def _words(row: tuple[Any, ...]) -> set[str]:
    return {value for value in row if isinstance(value, str)}


def _of_erased(tables: list[Table], before: dict[str, list[tuple[Any, ...]]]) -> set[str]:
    """Ids of erased journals and of every row that hangs on one: no journal can make these again."""
    known = set(db.session.scalars(select(Journal.id).where(Journal.erased_by.is_not(None))))
    for table in tables:
        keys = list(table.primary_key.columns)
        place = list(table.columns).index(keys[0])
        for row in before[table.name]:
            if len(keys) == 1 and known & _words(row):
                known.add(row[place])
    return known


def check() -> list[str]:
    """Differences in words; empty when the tables follow from the journals.

    Runs inside one transaction that is rolled back: the tables are emptied, written
    again from the journals, compared with what stood there, and left untouched.
    """
    tables = [t for t in Base.metadata.sorted_tables if t.name in PROJECTIONS]
    before = {table.name: _rows(table) for table in tables}
    try:
        for table in reversed(tables):
            db.session.execute(table.delete())
        db.session.expire_all()
        for name in db.session.scalars(select(Journal.id).order_by(Journal.id)).all():
            for entry in reading.entries(name):
                behaviour = journal.KINDS.get((entry.kind, entry.v))
                if behaviour is not None:
                    behaviour.behaviour.project(entry)
        closing.run()
        db.session.flush()  # the comparison reads what was just written
        gone = _of_erased(tables, before)
        found = []
        for table in tables:
            after = _rows(table)
            stood = [row for row in before[table.name] if not gone & _words(row)]
            if sorted(map(repr, after)) != sorted(map(repr, stood)):
                lost = set(map(repr, stood)) - set(map(repr, after))
                more = set(map(repr, after)) - set(map(repr, stood))
                found.append(
                    f"{table.name}: {len(lost)} rows differ or are extra, {len(more)} as the journal says"
                )
        return found
    finally:
        db.session.rollback()
