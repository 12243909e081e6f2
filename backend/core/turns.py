"""One at a time for each name: whoever floods the door waits for himself, and nobody else for him.

Who comes while his own turn is still taken waits here a moment, without a database connection, and is
then told when to come again. A turn that only made work rests three times as long as it took, the next
one after it twice as long as that, and so on: whoever goes on so gets a fiftieth of the time at last.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from .errors import Problem

WAIT_SECONDS = 2
PATIENCE = 1.0
ASLEEP_EACH, ASLEEP_ALL = 4, 24
"""So many threads may wait here for one name, and for all."""
RESTS, DOUBLINGS = 3, 4
_changed = threading.Condition()
_free_at: dict[str, float] = {}
"""Names whose turn is taken (infinity) or rests until then."""
_asleep: dict[str, int] = {}
_in_a_row: dict[str, int] = {}
"""Turns of a name that only made work, since the last that did not."""


class Turn:
    """What its holder says of it."""

    fruitless = False


@contextmanager
def alone(name: str, let_go: Callable[[], None] | None = None) -> Iterator[Turn]:
    """Hold the turn of this name in this process; ``request.too_many`` with a time to wait if it
    stays taken. Call it without an open transaction, or say how to end it before waiting."""
    with _changed:
        free = _is_free(name)
        if free:
            _free_at[name] = float("inf")
    if not free:
        if let_go is not None:
            let_go()
        with _changed:
            if not _is_free(name):
                _wait(name)
            if not _is_free(name):
                raise Problem("request.too_many", retry_after=_seconds_left(name))
            _free_at[name] = float("inf")
    turn, begun = Turn(), time.monotonic()
    try:
        yield turn
    except Problem:
        turn.fruitless = True
        raise
    finally:
        now = time.monotonic()
        with _changed:
            _free_at[name] = now + _rests(name, turn) * (now - begun)
            for other in [other for other, free in _free_at.items() if free <= now]:
                del _free_at[other]
            _changed.notify_all()


def _rests(name: str, turn: Turn) -> int:
    if not turn.fruitless:
        _in_a_row.pop(name, None)
        return 0
    before = _in_a_row.get(name, 0)
    _in_a_row[name] = min(before + 1, DOUBLINGS)
    return RESTS << before


def _seconds_left(name: str) -> int:
    left = _free_at.get(name, 0) - time.monotonic()
    return max(WAIT_SECONDS, math.ceil(left)) if math.isfinite(left) else WAIT_SECONDS


def _is_free(name: str) -> bool:
    return _free_at.get(name, 0) <= time.monotonic()


def _wait(name: str) -> None:
    if _asleep.get(name, 0) >= ASLEEP_EACH or sum(_asleep.values()) >= ASLEEP_ALL:
        return
    _asleep[name] = _asleep.get(name, 0) + 1
    end = time.monotonic() + PATIENCE
    try:
        while not _is_free(name) and (left := end - time.monotonic()) > 0:
            _changed.wait(min(left, max(0.0, _free_at.get(name, 0) - time.monotonic())))
    finally:
        _asleep[name] -= 1
        if not _asleep[name]:
            del _asleep[name]
