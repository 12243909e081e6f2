"""What two people of the centre say about an entry that came after its phone was revoked.

Each word is a server act of its own. The entry is let in or refused as soon as the newest words of
two persons agree (architecture section 5); nothing else is stored, so a rebuild finds the same.
"""

from __future__ import annotations

from dataclasses import dataclass

from marshmallow import fields, validate
from sqlalchemy import select

from .db import db
from .errors import Problem
from .fields import HashField, Schema, Text
from .journal import SERVER, act, body_of, kind
from .journal_models import JournalEntry
from .payload import Entry
from .reading import entry_from

KIND = "journal.opinion"
DECISIONS = ("accept", "refuse")
NEEDED = 2


class OpinionSchema(Schema):
    """Data of `journal.opinion`."""

    entry = HashField(required=True)
    decision = fields.String(required=True, validate=validate.OneOf(DECISIONS))
    reason = Text(200, least=1, required=True)


@kind(KIND, 1, who=SERVER, parents=("any",), schema=OpinionSchema)
class OpinionKind:
    """One person's word; the door judges the entry again after it."""

    @staticmethod
    def check(_entry: Entry) -> None:
        """Never sealed by a device."""
        raise Problem("entry.kind")

    @staticmethod
    def project(_entry: Entry) -> None:
        """It is read from the journal: there are few, and only while something was held."""


@dataclass(frozen=True)
class Opinion:
    """A person's newest word about an entry; ``at`` in ms."""

    person: str | None
    decision: str
    reason: str
    at: int


def say(journal_id: str, entry: str, decision: str, reason: str, *, by: str) -> None:
    """Journal one person's word about an entry."""
    data = {"entry": entry, "decision": decision, "reason": reason}
    act(journal_id, KIND, data, actor=by, parents=[entry])
    db.session.flush()  # the next look counts it


def about(journal_id: str) -> dict[str, list[Opinion]]:
    """``{entry: newest word of every person, oldest first}`` of one journal."""
    rows = db.session.scalars(
        select(JournalEntry)
        .where(JournalEntry.journal == journal_id, JournalEntry.kind == KIND)
        .order_by(JournalEntry.seq)
    )
    found: dict[str, dict[str | None, Opinion]] = {}
    for row in rows:
        body = body_of(row.hash)
        if body is None:
            continue
        data = entry_from(row, body).data
        said = found.setdefault(data["entry"], {})
        said.pop(row.actor, None)
        said[row.actor] = Opinion(row.actor, data["decision"], data["reason"], row.received)
    return {entry: list(said.values()) for entry, said in found.items()}


def agreed(said: list[Opinion]) -> str | None:
    """The decision that two different people share; None while they do not."""
    for decision in DECISIONS:
        if len([one for one in said if one.decision == decision]) >= NEEDED:
            return decision
    return None


def verdict(journal_id: str, entry: str) -> str | None:
    """``accept``, ``refuse`` or None, as it stands now."""
    return agreed(about(journal_id).get(entry, []))


def let_in(journal_id: str) -> set[str]:
    """Entries that count although they came after their phone was revoked (撤销后到达)."""
    return {entry for entry, said in about(journal_id).items() if agreed(said) == "accept"}
