"""One at a time for each name: whoever floods the door waits for himself, and nobody else for him."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from .errors import Problem

WAIT_SECONDS = 2
_lock = threading.Lock()
_busy: set[str] = set()


@contextmanager
def alone(name: str) -> Iterator[None]:
    """Hold the turn of this name in this process; ``request.too_many`` with a time to wait if it is taken."""
    with _lock:
        if name in _busy:
            raise Problem("request.too_many", retry_after=WAIT_SECONDS)
        _busy.add(name)
    try:
        yield
    finally:
        with _lock:
            _busy.discard(name)
