"""Two people of the centre decide about what came after its phone was revoked (architecture 5)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from backend.accounts import queries as accounts
from backend.assessments.models import ExamEvent
from backend.core import opinions
from backend.core.auth import Actor
from backend.core.db import db
from backend.core.errors import not_found
from backend.core.journal_models import Journal, JournalEntry
from backend.staffing import queries as staffing

from . import door, errors


def decide(actor: Actor, entry: str, decision: str, reason: str) -> dict[str, Any]:
    """Say one's word; with a second person's equal word the entry is settled.

    Raises `object.not_found`, `held.decided`, `held.own_entry`, `held.second_person`.
    """
    reach = staffing.visible_events(actor, "held.decide").with_only_columns(ExamEvent.id)
    journal = db.session.scalar(
        select(JournalEntry.journal).where(
            JournalEntry.hash == entry, JournalEntry.journal.in_(reach)
        )
    )
    if journal is None:
        raise not_found()
    # Two words at the same moment must see each other.
    db.session.scalar(select(Journal).where(Journal.id == journal).with_for_update())
    row = db.session.get_one(JournalEntry, entry, populate_existing=True)
    if row.outcome != "waiting:after_revocation":
        raise errors.held_decided()
    by = actor.person_id or actor.account_id
    if by == row.actor:
        raise errors.held_own_entry()
    said = opinions.about(row.journal).get(entry, [])
    if any(one.decision == decision and accounts.one_hand(one.person, by) for one in said):
        raise errors.held_second_person()
    opinions.say(row.journal, entry, decision, reason, by=by)
    outcome = door.judge_again(row, by)
    return {"entry": entry, "outcome": outcome}
