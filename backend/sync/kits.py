"""Kits: what a reader may see of one journal at one seq; sections by hash, entries up to there."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from backend.accounts import queries as accounts
from backend.badges import queries as badges
from backend.core import journal
from backend.core.auth import Actor
from backend.core.canonical import canonical, sha256
from backend.core.db import db
from backend.core.journal_models import Journal, JournalEntry
from backend.custody import queries as custody
from backend.staffing import queries as staffing

PAGE = 500
# The supervisor team sees the whole event; others see the facts and what they wrote themselves.
SEES_ALL = {"supervisor"}
# Who carries papers sees what happens to them (contracts section 14).
CARRIERS = {"chief", "invigilator"}


def sections(event: str, roles: set[str], person: str | None) -> dict[str, badges.Section]:
    """Name → bytes and hash of each section of the kit of a reader in these roles."""
    brief = staffing.brief(event)
    if roles == {"gate"}:
        brief = badges.gate_brief(event)
    elif roles and roles <= CARRIERS:
        brief = custody.carriers_brief(event)
    told = {"brief": canonical(brief), "roster": canonical(accounts.roster_section(event))}
    return {
        **{name: badges.Section(body, sha256(body)) for name, body in told.items()},
        **badges.sections(event, roles, person),
        **(custody.sections(event, roles, person) if roles & (SEES_ALL | CARRIERS) else {}),
    }


def visible(row: JournalEntry, reader: Actor, roles: set[str]) -> bool:
    """Whether a reader may have this entry; private kinds (ID numbers) leave the house for nobody."""
    if row.kind in journal.private_kinds():
        return False
    if "gate" in roles and row.kind.startswith("badges."):
        return True
    return sees(row, roles) or row.actor == reader.person_id


def sees(row: JournalEntry, roles: set[str]) -> bool:
    """Whether these roles may see entries of others of this kind, with their files."""
    carried = bool(roles & CARRIERS) and row.kind.startswith("custody.")
    if row.kind == "custody.store" and "chief" not in roles:
        carried = False  # where papers lie at night is not for everybody in the rooms
    return bool(roles & SEES_ALL) or (carried and row.outcome == "accepted")


def changes(event: str, after: int, reader: Actor, roles: set[str]) -> dict[str, Any]:
    """Entries after a seq that the reader may see, and the hashes of the sections."""
    row = db.session.get_one(Journal, event)
    query = (
        select(JournalEntry)
        .where(JournalEntry.journal == event, JournalEntry.settled_seq > after)
        .order_by(JournalEntry.settled_seq)
        .limit(PAGE + 1)
    )
    rows = list(db.session.scalars(query))
    more, rows = len(rows) > PAGE, rows[:PAGE]
    seen = [r for r in rows if visible(r, reader, roles)]
    lines = journal.lines_of(event, [r.hash for r in seen])
    entries = []
    for r in seen:
        body = journal.body_of(r.hash)
        if body is None or (r.outcome.startswith("refused") and r.actor != reader.person_id):
            continue
        form = "jws" if r.kid else "act"
        entries.append({"line": lines[r.hash], "outcome": r.outcome, form: body.decode("utf-8")})
    made = sections(event, roles, reader.person_id)
    return {
        "journal": event,
        "seq": rows[-1].settled_seq if more else row.seq,
        "head": row.head,
        "sections": {n: {"sha256": s.sha256, "size": len(s.body)} for n, s in made.items()},
        "entries": entries,
        "more": more,
    }
