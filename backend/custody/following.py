"""What an accepted entry about packs sets off: findings, reminders. Once, never in a rebuild."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import String, cast, select

from backend.assessments.models import ExamEvent, Room
from backend.core import jobs
from backend.core.db import db
from backend.core.journal_models import JournalEntry
from backend.core.payload import Entry
from backend.custody import causes, nights, projection, rules, signing
from backend.custody.causes import HOUR, PACK, Cause
from backend.custody.models import Pack
from backend.findings.models import Finding
from backend.findings.services import raise_finding

# A handover nobody stands behind for so long is a finding (A3-4c).
UNCONFIRMED_AFTER = 12 * HOUR
# What two people, or one, sign without its being a handover.
UNSIGNED = ("custody.open", "custody.seal", "custody.store")


def follow(entry: Entry) -> None:
    """Look at what an entry says, and at what it makes of its packs."""
    packs = projection.packs_of(entry)
    rows = {row.id: row for row in db.session.scalars(select(Pack).where(Pack.id.in_(packs)))}
    for pack in packs:
        row = rows[pack]
        for cause in causes.of(entry, row):
            _look(entry, row, cause)
        if row.conflicts:
            _conflict(entry, row)
    if entry.kind in rules.STARTS:
        nights.plan(db.session.get_one(ExamEvent, entry.journal))
    if entry.kind == "custody.store":
        nights.arrived(entry, rows.values())
    if _waits(entry, rows.values()):
        after = (entry.received or entry.at) + UNCONFIRMED_AFTER
        jobs.enqueue(
            "custody.unconfirmed", entry.hash, after, event=entry.journal, entry=entry.hash
        )
    signing.tell(entry.hash)


def _waits(entry: Entry, rows: Iterable[Pack]) -> bool:
    """Whether somebody signed on another's phone or on paper and has not stood behind it (A3-4c)."""
    if entry.kind == "custody.answer":
        return any(row.unproved for row in rows)
    signed = signing.signatures(entry.data) if entry.kind in UNSIGNED else []
    return any(one["assurance"] not in rules.PROVEN for one in signed)


def _look(entry: Entry, row: Pack, cause: Cause) -> None:
    """Raise it, in place of what was said of the same before; not again when nothing changed."""
    earlier: list[Finding] = []
    if cause.topic:
        query = select(Finding).where(Finding.event_id == entry.journal, ~Finding.superseded)
        topic = f"：{cause.topic}" if cause.wide else causes.about([row.number], cause.topic)
        earlier = [one for one in db.session.scalars(query) if topic in one.facts]
        if any(f"：{cause.same}" in one.facts for one in earlier):
            return
    if earlier or not cause.corrects:
        _raise(entry, row, cause, [entry.hash, *(one.id for one in earlier)])


def _raise(entry: Entry, row: Pack, cause: Cause, parents: Iterable[str]) -> None:
    raise_finding(
        entry.journal,
        cause.code,
        causes.about([row.number], cause.facts),
        actor=entry.actor,
        severity=cause.severity,
        item=cause.item,
        place=place_of(row),
        parents=list(parents)[:64],
    )


def place_of(row: Pack) -> str:
    """The room it is in or meant for."""
    room = db.session.get(Room, row.room_id) if row.room_id else None
    return room.name if room else ""


# --- conflicts ---------------------------------------------------------------------------------


def _conflict(entry: Entry, row: Pack) -> None:
    """One finding that names every move that does not fit; one that grew replaces it (8.5b)."""
    found = projection.custody(entry.journal, row.id)
    if found is None:
        return
    tree = rules.Tree(row.id, projection.facts(entry.journal, [row.id]))
    rivals = {
        move.id
        for move in tree.moves.values()
        if move.after in {tree.moves[one].after for one in found.conflicts if one in tree.moves}
    }
    named = sorted({*found.conflicts, *rivals})
    words = "有两条互相矛盾的交接或操作记录，已按先后取一条，请中心核实。"
    told = naming(entry.journal, named).items()
    # What else was found of one of them stands.
    known = {one: of for one, of in told if words in db.session.get_one(Finding, one).facts}
    if any(set(named) <= set(parents) for parents in known.values()):
        return
    _raise(entry, row, Cause(PACK, words, 36, "major"), [*known, *named])


def naming(event: str, entries: list[str]) -> dict[str, list[str]]:
    """Findings that name one of these entries and were not replaced, with what they name."""
    asked: Any = cast(JournalEntry.parents, String)
    condition = asked.contains(entries[0])
    for one in entries[1:]:
        condition |= asked.contains(one)
    rows = db.session.execute(
        select(JournalEntry.hash, JournalEntry.parents).where(
            JournalEntry.journal == event, JournalEntry.kind == "findings.raise", condition
        )
    ).all()
    replaced = {name for _, parents in rows for name in parents}
    return {row.hash: list(row.parents) for row in rows if row.hash not in replaced}
