"""Print jobs: asked for at the desk, made by the worker, kept for a day (S-11).

Nothing is held while the typesetter works: cards are read in portions without a lock, and each
portion's count is a small transaction of its own.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import delete, select, update

from backend.assessments.models import ExamEvent
from backend.core import clock, files, jobs, vault
from backend.core.db import db
from backend.core.documents import MissingGlyph
from backend.core.erasure import on_erase
from backend.core.errors import not_found
from backend.core.journal_models import Journal
from backend.organisations.models import Station

from . import errors, queries
from .cards import Card
from .models import Badge
from .print import Head, Printing, unprintable
from .printing_models import BadgePrint

KEPT = 24 * 3_600_000
SHOWN = 10
MOST_PEOPLE = 50
"""From here on a print of persons has a reason (S-11)."""
PORTION = 50
MOST_FAULTS = 100
STALE = 60_000
"""A running job that did not move for so long was left by a worker that died."""


class StillRunning(Exception):
    """Another worker is at it; tried again later."""


def ask(
    event: ExamEvent,
    layout: str,
    wanted: Sequence[str] | None,
    reason: str,
    by: dict[str, str],
    person: str | None,
) -> BadgePrint:
    """Queue a print of these badges, or of all that are in force; `by`: name and account.

    Raises `badges.nothing_to_print`, `badges.print_reason`.
    """
    query = select(Badge.id).where(Badge.event_id == event.id, Badge.state == "issued")
    if layout == "guards":
        # For a gate without a phone: the staff it must know, candidates have their own list.
        query = query.where(Badge.subject == "person")
    if wanted is not None:
        query = query.where(Badge.id.in_(list(wanted)))
    found = list(db.session.scalars(query.order_by(Badge.serial)))
    if not found:
        raise errors.nothing_to_print()
    now = clock.now()
    if len(reason.strip()) < 2 and len(_lately(event.id, person, now) | set(found)) > MOST_PEOPLE:
        raise errors.print_reason()
    row = BadgePrint(
        event_id=event.id,
        layout=layout,
        badges=found,
        asked_by=person,
        asked_at=now,
        by_words=f"{by['name']}（{by['account']}）" if by["account"] else by["name"],
        total=len(found),
        moved_at=now,
    )
    db.session.add(row)
    db.session.flush()  # the job names it
    jobs.enqueue("badges.print", row.id, print=row.id)
    return row


def _lately(event_id: str, person: str | None, now: int) -> set[str]:
    """Whom they printed within a day in portions too small to need a reason: many of those are one
    large print."""
    rows = db.session.scalars(
        select(BadgePrint).where(
            BadgePrint.event_id == event_id,
            BadgePrint.asked_by == person,
            BadgePrint.asked_at > now - KEPT,
            BadgePrint.total <= MOST_PEOPLE,
        )
    )
    return {badge for row in rows for badge in row.badges}


def listed(event_id: str) -> list[BadgePrint]:
    """The newest prints of an event."""
    query = select(BadgePrint).where(BadgePrint.event_id == event_id)
    return list(db.session.scalars(query.order_by(BadgePrint.asked_at.desc()).limit(SHOWN)))


def print_for(event: ExamEvent, print_id: str) -> BadgePrint:
    """A print of this event."""
    row = db.session.get(BadgePrint, print_id)
    if row is None or row.event_id != event.id:
        raise not_found()
    return row


def shown(row: BadgePrint) -> dict[str, Any]:
    """A print with its progress, as the desk shows it."""
    return {
        "id": row.id,
        "layout": row.layout,
        "state": row.state,
        "stage": row.stage,
        "done": row.done,
        "total": row.total,
        "faults": row.faults,
        "size": row.size,
        "by": row.by_words,
        "asked_at": row.asked_at,
        "finished_at": row.finished_at,
    }


def document(row: BadgePrint) -> bytes:
    """The PDF; raises `badges.print_gone`, `badges.print_unready`."""
    if row.state == "gone" or clock.now() >= (row.finished_at or row.asked_at) + KEPT:
        raise errors.print_gone()
    if row.state != "done":
        raise errors.print_unready()
    wrapped = db.session.get_one(Journal, row.event_id).wrapped_key
    path = _path(row.event_id, row.id)
    if wrapped is None or not path.exists():
        raise errors.print_gone()
    return vault.open_body(wrapped, path.read_bytes(), f"print.{row.id}")


# --- the worker's part -------------------------------------------------------------------------


@jobs.handler("badges.print")
def work(payload: dict[str, Any]) -> None:
    """Make one document; begun again from its start when a worker died over it."""
    row = db.session.get(BadgePrint, payload["print"])
    if row is None or row.state in ("done", "failed", "gone"):
        return
    now = clock.now()
    if row.state == "running" and row.moved_at + STALE > now:
        raise StillRunning
    job, event, names = row.id, row.event_id, list(row.badges)
    printing = Printing(row.layout, _head(row))
    _move(job, state="running", stage="cards", done=0)
    try:
        faults, pdf = _make(job, printing, _read(event, names))
        size = _keep(event, job, pdf) if pdf else None
    except Exception:
        # Whoever asked sees at once that nothing came, and may ask again.
        db.session.rollback()
        _move(job, state="failed", finished_at=clock.now())
        raise
    state = "done" if size else "failed"
    _move(job, state=state, size=size, faults=faults, finished_at=clock.now())
    jobs.enqueue("badges.print_gone", job, clock.now() + KEPT, print=job)


def _make(
    job: str, printing: Printing, cards: Sequence[Card]
) -> tuple[list[dict[str, Any]], bytes | None]:
    """The characters that stop it, or the document."""
    faults = unprintable(cards)
    if faults or not cards:
        return faults[:MOST_FAULTS], None
    try:
        for card in cards:
            count = printing.add(card)
            if count % PORTION == 0:
                _move(job, done=count)
        _move(job, done=len(cards), total=len(cards), stage="pages")
        return [], printing.pdf()
    except MissingGlyph as missing:  # in the head: no card's fault
        said = {"character": missing.character, "codepoint": missing.codepoint}
        return [{"row": 0, "serial": "", "field": "", **said}], None


def _read(event_id: str, names: Sequence[str]) -> list[Card]:
    """The cards that are still in force, read in the lane of readers."""
    writes = db.session.info.get("read_only", False)
    db.session.info["read_only"] = True
    try:
        found = queries.cards(event_id, names)
    finally:
        db.session.rollback()
        db.session.info["read_only"] = writes
    return [card for card in found if card.state == "issued"]


def _head(row: BadgePrint) -> Head:
    event = db.session.get_one(ExamEvent, row.event_id)
    head = Head(
        station=db.session.get_one(Station, event.station_id).name,
        batch="、".join(one.name for one in event.batches),
        printed=clock.local(row.asked_at).strftime("%Y-%m-%d %H:%M"),
        by=row.by_words,
        made_at=row.asked_at,
        demo=event.demo,
    )
    db.session.rollback()
    return head


def _move(job: str, **values: Any) -> None:
    """Write how far it is and let go of the writer."""
    db.session.execute(
        update(BadgePrint).where(BadgePrint.id == job).values(moved_at=clock.now(), **values)
    )
    db.session.commit()


def _path(event_id: str, job: str) -> Path:
    return files.folder(event_id) / f"print-{job}.pdf"


def _keep(event_id: str, job: str, pdf: bytes) -> int | None:
    """Write the file under the event's key; None when the event was erased meanwhile."""
    wrapped = db.session.get_one(Journal, event_id).wrapped_key
    db.session.rollback()
    if wrapped is None:
        return None
    path = _path(event_id, job)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = path.with_suffix(".new")
    with fresh.open("wb") as file:
        file.write(vault.seal_body(wrapped, pdf, f"print.{job}"))
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
    return len(pdf)


@jobs.handler("badges.print_gone")
def forget(payload: dict[str, Any]) -> None:
    """A day later the file goes: whoever needs it prints what is then in force."""
    row = db.session.get(BadgePrint, payload["print"])
    if row is not None:
        row.state = "gone"
        _path(row.event_id, row.id).unlink(missing_ok=True)


@on_erase
def erase(journal_id: str) -> None:
    """The files go with the event's folder."""
    db.session.execute(delete(BadgePrint).where(BadgePrint.event_id == journal_id))


__all__ = ["ask", "document", "listed", "print_for", "shown", "work"]
