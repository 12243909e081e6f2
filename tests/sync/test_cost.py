"""What a push asks of the database: a bound, so that what was taken out does not come back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine

from tests.sync.test_door import house  # noqa: F401

# The caller, the event, the roster; the phone, its tip and alarms; head, backup, restores; on
# PostgreSQL nothing is added. Every further question of a push without an entry needs a reason.
EMPTY = 13
# And of each slice of eight: lock, what is known of it, keys, the moment; line, entry, body and
# answer, each once for all; what they replace; the form, its values in force and its sums.
SLICE = 15


@contextmanager
def counted() -> Iterator[list[str]]:
    """Statements executed meanwhile; BEGIN is none."""
    found: list[str] = []

    def note(_connection, _cursor, statement, _parameters, _context, _many) -> None:
        if not statement.startswith("BEGIN"):
            found.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(Engine, "before_cursor_execute", note)


@pytest.mark.parametrize(("entries", "most"), [(0, EMPTY), (1, EMPTY + SLICE), (8, EMPTY + SLICE)])
def test_a_push_asks_no_more_than_it_must(house, entries, most):  # noqa: F811
    house.push(house.answer("item/20"))  # the form and the phone's tip are there
    sealed = [house.answer(f"item/{1 + n}") for n in range(entries)]
    tip = list(house.lead.tips[house.event])
    with counted() as found:
        answered = house.push(*sealed, tip=tip)
    assert house.outcomes(answered) == ["accepted"] * entries
    assert len(found) <= most, "\n".join(found)


def test_a_whole_day_costs_a_slice_for_every_eight(house):  # noqa: F811
    house.push(house.answer("item/20"))
    sealed = [house.answer(f"item/{1 + n % 28}", grade=None) for n in range(64)]
    with counted() as found:
        house.outcomes(house.push(*sealed))
    assert len(found) <= EMPTY + 8 * SLICE, len(found)
