"""Stated and proven times of a form's entries, and what they say about the deadline.

Times are worked out when asked and never stored; a journal that has not moved has the same ones,
so the last results are kept by journal and seq.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from threading import Lock

from sqlalchemy import select

from backend.core import clock, journal
from backend.core import times as core_times
from backend.core.db import db
from backend.core.journal_models import Journal
from backend.core.times import Interval

from .. import versions
from ..models import Answer, Form, FormVersion

MOST_KEPT = 256
_kept: OrderedDict[tuple[str, int, str], Mapping[str, Interval]] = OrderedDict()
_lock = Lock()


def proven(event_id: str) -> Mapping[str, Interval]:
    """`{hash: (earliest, latest)}` of every entry of the event."""
    row = db.session.get(Journal, event_id)
    if row is None:
        return {}
    key = (event_id, row.seq, row.head)
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
            return _kept[key]
    found = journal.times(event_id)
    with _lock:
        _kept[key] = found
        while len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)
    return found


def verdict(form: Form | None, deadline: int, stated: Mapping[str, int]) -> str:
    """`open`, `overdue`, or what is proven about handing in the first version (A11-f3c)."""
    if form is None or form.first_sign is None or form.first_received is None:
        return "overdue" if clock.now() > deadline else "open"
    if form.first_received <= deadline:
        return "proven_in_time"
    paper = paper_date(form)
    if paper is not None:
        # The paper's own date counts, and nothing proves it but the paper.
        return core_times.verdict((None, form.first_received), paper, deadline)
    earliest, latest = proven(form.event_id).get(form.first_sign, (None, form.first_received))
    return core_times.verdict((earliest, latest), stated[form.first_sign], deadline)


def paper_date(form: Form) -> int | None:
    """When the sheet was signed that the first version was typed from; None for a form of a phone."""
    typed = select(Answer.hash).where(Answer.event_id == form.event_id, Answer.field == "paper")
    if db.session.scalar(typed.limit(1)) is None:
        return None
    version = db.session.get(FormVersion, form.first_sign)
    if version is None or version.state != "submitted":
        return None
    paper = versions.read_snapshot(version).get("paper")
    return paper["signed_at"] if paper else None


def stated_times(forms: Iterable[Form | None]) -> dict[str, int]:
    """What the phones said about when these forms were first signed."""
    signs = [form.first_sign for form in forms if form and form.first_sign]
    rows = db.session.execute(
        select(FormVersion.sign, FormVersion.at).where(FormVersion.sign.in_(signs))
    )
    return dict(rows.all())
