"""The doorway: how many pushes this process works on at once, first come, first served.

Python runs one thread at a time, and SQLite has one writer. Where every push ran at once, whoever
held the writer had to share the processor with all who waited for it, and everybody waited longer.
A long push goes back to the end of the queue after every slice, so one phone's whole day, or a
flood, costs the others a slice and no more.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from flask import Flask, current_app

from .db import db

WIDTH = {"sqlite": 1, "postgresql": 4}
"""PostgreSQL works beside us: while it does, the next push can be read and verified."""


class Doorway:
    """Places for a few; who finds none waits in the order of coming, and lets go of what it holds."""

    def __init__(self, width: int, let_go: Callable[[], None]):
        self._free, self._let_go = width, let_go
        self._queue: deque[threading.Event] = deque()
        self._changing = threading.Lock()

    @contextmanager
    def through(self) -> Iterator[None]:
        """Hold a place. Waiting for it ends the open transaction: come before anything is written."""
        self._enter()
        try:
            yield
        finally:
            self._leave()

    def step_back(self) -> None:
        """Let those go first who wait; for the holder of a place, between two transactions."""
        if self._queue:
            self._leave()
            self._enter()

    def _enter(self) -> None:
        with self._changing:
            if self._free and not self._queue:
                self._free -= 1
                return
            called = threading.Event()
            self._queue.append(called)
        self._let_go()
        called.wait()

    def _leave(self) -> None:
        with self._changing:
            if self._queue:
                self._queue.popleft().set()
            else:
                self._free += 1


def init_doorway(app: Flask) -> None:
    """One doorway per app, as wide as its database allows."""
    with app.app_context():
        app.extensions["doorway"] = Doorway(WIDTH[db.engine.dialect.name], db.session.rollback)


def here() -> Doorway:
    """The doorway of this app."""
    found: Doorway = current_app.extensions["doorway"]
    return found
