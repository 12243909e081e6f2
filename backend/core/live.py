"""Live notices: only "journal moved to seq"; a cut stream loses nothing.

One thread a process looks at the heads twice a second, so every process and the
worker are seen, and wakes the streams; a commit in this process wakes it at once.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterable, Iterator

from flask import Flask, current_app
from sqlalchemy import select

from . import metrics
from .db import db
from .journal_models import Journal

PERIOD = 0.5
HEARTBEAT = 15.0
LONGEST = 600.0


class Watch:
    """Heads of all journals as this process last saw them."""

    def __init__(self, app: Flask):
        self.app = app
        self.heads: dict[str, int] = {}
        self.condition = threading.Condition()
        self.kick = threading.Event()
        self.streams = 0
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin watching, once."""
        with self.condition:
            if self._thread is None:
                self._look()
                self._thread = threading.Thread(target=self._run, name="live", daemon=True)
                self._thread.start()

    def _look(self) -> None:
        with self.app.app_context():
            engine = db.engines.get("ro", db.engine)
        with engine.connect() as connection:
            fresh = dict(connection.execute(select(Journal.id, Journal.seq)).all())
        if fresh != self.heads:
            self.heads = fresh
            self.condition.notify_all()

    def _run(self) -> None:
        while True:
            self.kick.wait(PERIOD)
            self.kick.clear()
            if not self.streams:
                continue
            try:
                with self.condition:
                    self._look()
            except Exception:  # noqa: BLE001 - the watcher must outlive a database hiccup
                self.app.logger.warning("live", extra={"event": "live.look_failed"})
                time.sleep(1)

    def stream(self, journals: frozenset[str]) -> Iterator[str]:
        """Server-sent events for these journals until the client leaves or ten minutes pass."""
        seen: dict[str, int] = {}
        end = time.monotonic() + LONGEST
        with self.condition:
            self.streams += 1
        metrics.streams.inc()
        try:
            with self.condition:
                self._look()
            yield "retry: 2000\n\n"
            while time.monotonic() < end:
                with self.condition:
                    fresh = self._news(journals, seen)
                    if not fresh:
                        self.condition.wait(HEARTBEAT)
                        fresh = self._news(journals, seen)
                for journal_id, seq in fresh:
                    seen[journal_id] = seq
                    yield f"event: moved\ndata: {json.dumps({'journal': journal_id, 'seq': seq})}\n\n"
                if not fresh:
                    yield ": still here\n\n"
        finally:
            with self.condition:
                self.streams -= 1
            metrics.streams.dec()

    def _news(self, journals: frozenset[str], seen: dict[str, int]) -> list[tuple[str, int]]:
        return [(j, s) for j, s in self.heads.items() if j in journals and seen.get(j) != s]


def init_live(app: Flask) -> None:
    """One watch per app."""
    app.extensions["live"] = Watch(app)


def watch(app: Flask) -> Watch:
    """The app's watch, running; ``app`` may be Flask's proxy."""
    found: Watch = app.extensions["live"]
    found.start()
    return found


def moved(journals: Iterable[str]) -> None:
    """Wake the watcher of this process; others see it within half a second."""
    if journals:
        current_app.extensions["live"].kick.set()
