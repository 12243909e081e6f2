"""Failed attempts by account, address and known browser (S-3)."""

from __future__ import annotations

from dataclasses import dataclass

from backend.core import clock
from backend.core.db import db, lookup_hash

from .. import rules
from ..models import LoginCounter


@dataclass(frozen=True)
class Counter:
    """What is counted and how many failures lock it."""

    key: str
    most: int


def counters(subject: str, address: str, browser: str | None) -> list[Counter]:
    """The counters an attempt runs against.

    From a browser where this person holds an enrolled device only that browser's own failures
    count, so nobody else can lock them out.
    """
    if browser:
        return [Counter(_key("browser", f"{subject}\0{browser}"), rules.MAX_FAILURES)]
    return [
        Counter(_key("account", subject), rules.MAX_FAILURES),
        Counter(_key("address", address), rules.MAX_ADDRESS_FAILURES),
    ]


def code_counters(address: str) -> list[Counter]:
    """Wrong one-time codes are counted by address: the code itself names the account."""
    return [Counter(_key("code_address", address), rules.MAX_ADDRESS_FAILURES)]


def is_locked(watched: list[Counter]) -> bool:
    """Whether any of them is locked now."""
    now = clock.now()
    rows = (db.session.get(LoginCounter, counter.key) for counter in watched)
    return any(row and row.locked_until and now < row.locked_until for row in rows)


def failed(watched: list[Counter]) -> bool:
    """Count a failure; says whether it locked something. A half hour of peace starts anew."""
    now = clock.now()
    locks = False
    for counter in watched:
        row = db.session.get(LoginCounter, counter.key, with_for_update=True)
        if row is None:
            row = LoginCounter(key=counter.key, failures=0, first_at=now)
            db.session.add(row)
        if now - row.first_at > rules.LOCK_MS:
            row.failures, row.first_at, row.locked_until = 0, now, None
        row.failures += 1
        if row.failures >= counter.most:
            row.locked_until = now + rules.LOCK_MS
            locks = True
    return locks


def succeeded(watched: list[Counter]) -> None:
    """Forget the failures of account and browser; an address keeps its count until it is old."""
    for counter in watched:
        row = db.session.get(LoginCounter, counter.key)
        if row and counter.most == rules.MAX_FAILURES:
            db.session.delete(row)


def _key(what: str, value: str) -> str:
    return lookup_hash(f"login_{what}", value)
