"""Work that closes a transaction: done once, however many entries of it asked.

Sums over many rows (how far a form is, whether a version is whole) would otherwise be made again
after every entry of a push.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import Session

from .db import db


def once(work: Callable[[list[Any]], Any], about: Hashable) -> None:
    """Have ``work`` called before this transaction commits, with a list of all it was asked about."""
    db.session.info.setdefault("closing", {}).setdefault(work, {})[about] = None


def run() -> None:
    """Do now what was asked for, in the order of first asking; work may ask for more."""
    asked = db.session.info.get("closing")
    while asked:
        work = next(iter(asked))
        work(list(asked.pop(work)))


def forget() -> None:
    """What asked was rolled back."""
    db.session.info.pop("closing", None)


@event.listens_for(Session, "before_commit")
def _close(session: Session) -> None:
    if session.info.get("closing") and not session.in_nested_transaction():
        run()
        session.flush()  # also what was put: a commit flushes objects only


@event.listens_for(Session, "after_transaction_end")
def _end(session: Session, transaction: Any) -> None:
    if transaction.parent is None:
        session.info.pop("closing", None)
