"""What only the centre does: end an exception, archive, destroy after two years by two people."""

from __future__ import annotations

from datetime import date
from typing import Any

from backend.accounts import queries as accounts
from backend.assessments.models import ExamEvent
from backend.core import clock, erasure, workdays
from backend.core.errors import not_found
from backend.core.payload import Entry
from backend.custody import acts, desk_errors, projection
from backend.custody.models import Pack
from backend.custody.preparing import packs_of

Row = dict[str, Any]
MONTHS_KEPT = 24


def release(event: ExamEvent, pack: Pack, data: Row, actor: str) -> Entry:
    """Say what a pack in exception is now: who has it, its state and strip (8.5)."""
    custody = projection.custody(event.id, pack.id)
    if custody is None:
        raise not_found()
    said = {
        "packs": [
            {
                "pack": pack.id, "after": custody.tip, "state": data["state"],
                "with": data["with_party"], "strip": data["strip"].strip() or custody.now.strip,
                # Everything known is looked at by this; what comes later is a conflict again.
                "settled": sorted(custody.conflicts),
            }
        ],
        "reason": data["reason"].strip(),
    }  # fmt: skip
    parents = [custody.tip, *custody.conflicts][:64]
    return acts.write(event.id, "custody.released", said, actor=actor, parents=parents)


def archive(event: ExamEvent, data: Row, actor: str) -> Entry:
    """Returned packs go to their archive (N2-1)."""
    rows = _chosen(event.id, data["packs"])
    said = {
        "packs": [{"pack": one.id, "after": one.tip} for one in rows],
        "place": data["place"].strip(), "medium": data["medium"].strip(),
        "keeper": data["keeper"].strip(),
    }  # fmt: skip
    return acts.write(
        event.id, "custody.archived", said, actor=actor, parents=[one.tip for one in rows]
    )


def destroy(event: ExamEvent, data: Row, actor: str, second: str) -> Entry:
    """After the term, without a hold, by two people who are not one hand (N2-1).

    Raises `custody.kept`, `custody.held`, `custody.same_hand`.
    """
    if clock.day_of(clock.now()) <= kept_until(event):
        raise desk_errors.kept(until=kept_until(event).isoformat())
    if erasure.hold_on(event.id) is not None:
        raise desk_errors.held()
    if accounts.one_hand(actor, second):
        raise desk_errors.same_hand()
    rows = _chosen(event.id, data["packs"])
    said = {
        "packs": [{"pack": one.id, "after": one.tip} for one in rows],
        "by": [actor, second], "reason": data["reason"].strip(),
    }  # fmt: skip
    return acts.write(
        event.id, "custody.destroyed", said, actor=actor, parents=[one.tip for one in rows]
    )


def kept_until(event: ExamEvent) -> date:
    """Assessment material is kept two years from the exam; practice for nobody."""
    last = date.fromisoformat(event.last_day)
    return last if event.practice else workdays.add_months(last, MONTHS_KEPT)


def _chosen(event_id: str, packs: list[str]) -> list[Pack]:
    rows = {one.id: one for one in packs_of(event_id)}
    if not set(packs) <= rows.keys():
        raise not_found()
    return [rows[one] for one in packs]
