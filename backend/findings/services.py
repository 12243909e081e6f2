"""Raising a finding; whoever acts on it (incidents) stands below and picks it up."""

from collections.abc import Iterable
from typing import Any

from backend.assessments.queries import event as event_of
from backend.core.db import db
from backend.core.journal import act
from backend.core.payload import Entry
from backend.findings import rules
from backend.findings.errors import unknown_code
from backend.findings.models import Finding


def raise_finding(
    journal: str,
    code: str,
    facts: str,
    *,
    actor: str | None,
    severity: str | None = None,
    item: int | None = None,
    place: str | None = None,
    parents: Iterable[str] = (),
) -> Entry:
    """Raise a finding from a desk or from another domain: a server act in that journal."""
    check_code(code)
    data: dict[str, Any] = {
        "code": code,
        "severity": rules.severity_of(code, severity),
        "item": item,
        "place": place,
        "facts": facts,
    }
    return act(journal, "findings.raise", data, actor=actor, parents=parents)


def check_code(code: str) -> None:
    """Only codes of the catalogue count."""
    if code not in rules.violations():
        raise unknown_code()


def store(entry: Entry) -> Finding:
    """The finding of an accepted entry; what it names as parent finding is superseded."""
    for parent in entry.parents:
        earlier = db.session.get(Finding, parent)
        if earlier is not None:
            earlier.superseded = True
    event = event_of(entry.journal)
    data = entry.data
    row = db.session.get(Finding, entry.hash) or Finding(id=entry.hash, superseded=False)
    row.journal_id, row.event_id = entry.journal, event.id if event else None
    row.code, row.severity = data["code"], rules.severity_of(data["code"], data["severity"])
    row.item, row.place, row.facts = data["item"], data["place"] or "", data["facts"]
    row.raised_by, row.happened_at = entry.actor, entry.at
    row.received_at = entry.received or entry.at
    db.session.add(row)
    db.session.flush()  # a later entry of this push may name it
    return row
