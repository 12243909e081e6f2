"""The keeper makes packs for a dispatch: proposed from its sessions and rooms, then as typed (A3-4)."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from typing import Any

from sqlalchemy import select

from backend.assessments.models import ExamEvent
from backend.core import journal
from backend.core.db import db
from backend.core.errors import Problem, not_found
from backend.custody import acts, desk_errors
from backend.custody.models import Pack
from backend.custody.rules import folded
from backend.staffing.queries import brief

Row = dict[str, Any]
# What one entry names at most (contracts section 3).
MOST_PARENTS = 64
MEMBERS = ("number", "session", "room", "paper_code", "copies", "strip", "computer", "pieces",
           "scrap", "replaces", "withdrawn")  # fmt: skip


def packs_of(event_id: str) -> list[Pack]:
    """Every pack of an event, withdrawn ones too, by number."""
    query = select(Pack).where(Pack.event_id == event_id).order_by(Pack.number, Pack.id)
    return list(db.session.scalars(query))


def proposal(event: ExamEvent) -> list[Row]:
    """A pack for every session and room that has none yet; copies shared out over the rooms."""
    said = brief(event.id)
    held = packs_of(event.id)
    taken = {(one.session_id, one.room_id) for one in held if not one.withdrawn}
    numbers = _free_numbers({one.number for one in held})
    computer = {room["id"]: room["computer"] for room in said["rooms"]}
    found = []
    for session in sorted(said["sessions"], key=lambda one: (one["t0"], one["id"])):
        project = next(one for one in said["projects"] if one["id"] == session["project"])
        rooms: list[str | None] = list(session["rooms"]) or [None]
        for room, copies in zip(rooms, shares(session, project, len(rooms)), strict=True):
            if (session["id"], room) in taken:
                continue
            found.append(
                {
                    "pack": None, "number": next(numbers), "session": session["id"], "room": room,
                    "paper_code": project["paper_code"] or "", "copies": copies, "strip": "",
                    "computer": bool(room and computer.get(room)), "pieces": None, "scrap": None,
                    "replaces": None, "withdrawn": False,
                }
            )  # fmt: skip
    return found


def shares(session: Row, project: Row, rooms: int) -> list[int]:
    """Copies for each room: the candidates due, and the project's spare ones, as even as can be."""
    due_all = project[f"{session['kind']}_due"] or project["due"]
    due = session["due"] if session["due"] is not None else due_all
    spare = max(0, (project["copies"] or 0) - due_all)
    each, rest = divmod(due + spare, rooms)
    return [each + (place < rest) for place in range(rooms)]


def _free_numbers(used: set[str]) -> Iterator[str]:
    return (name for n in range(1, 10_000) if (name := f"{n:02}") not in used)


def prepare(event: ExamEvent, rows: list[Row], actor: str) -> list[str]:
    """Write what is new or changed of these packs as one act; returns the packs it names.

    Raises `custody.strip_used`, `custody.number_twice`, `custody.replaced_pack`, and, for a pack
    that has left already, `custody.state`.
    """
    journal.lock(event.id)
    said = brief(event.id)
    held = {one.id: one for one in packs_of(event.id)}
    told = [_told(said, row, held) for row in rows]
    changed = [one for one in told if _differs(one, held.get(one["pack"]))]
    if not changed:
        return []
    _numbers_differ(changed, held)
    _strips_are_fresh(event, changed)
    for some in batched(changed, MOST_PARENTS):
        parents = {held[one["pack"]].prepared for one in some if one["pack"] in held}
        acts.write(event.id, "custody.prepared", {"packs": some}, actor=actor, parents=parents)
    return [one["pack"] for one in changed]


def batched(rows: list[Row], most: int) -> Iterator[list[Row]]:
    """The same rows, at most so many at a time."""
    return (rows[start : start + most] for start in range(0, len(rows), most))


def _told(said: Row, row: Row, held: dict[str, Pack]) -> Row:
    session = next((one for one in said["sessions"] if one["id"] == row["session"]), None)
    if session is None or (row["room"] is not None and row["room"] not in session["rooms"]):
        raise not_found()
    if row["pack"] is not None and row["pack"] not in held:
        raise not_found()
    replaced = held.get(row["replaces"]) if row["replaces"] else None
    if row["replaces"] and (replaced is None or not (replaced.exception or replaced.withdrawn)):
        raise desk_errors.replaced_pack()
    return {name: row[name] for name in MEMBERS} | {
        "pack": row["pack"] or secrets.token_hex(6),
        "batch": session["batch"],
        "project": session["project"],
        "kind": session["kind"],
        "number": row["number"].strip(),
        "strip": row["strip"].strip(),
    }


def _differs(one: Row, known: Pack | None) -> bool:
    return known is None or row_of(known) != {name: one[name] for name in ("pack", *MEMBERS)}


def row_of(pack: Pack) -> Row:
    """A pack as the keeper's table has it; the room and strip it was prepared with."""
    return {
        "pack": pack.id, "number": pack.number, "session": pack.session_id, "room": pack.room_id,
        "paper_code": pack.paper_code, "copies": pack.copies, "strip": pack.first_strip,
        "computer": pack.computer, "pieces": pack.pieces_due, "scrap": pack.scrap_due,
        "replaces": pack.replaces, "withdrawn": pack.withdrawn,
    }  # fmt: skip


def _numbers_differ(changed: list[Row], held: dict[str, Pack]) -> None:
    named = {one["pack"] for one in changed}
    used = {one.number for one in held.values() if not one.withdrawn and one.id not in named}
    for place, one in enumerate(changed):
        if not one["withdrawn"] and one["number"] in used:
            raise desk_errors.number_twice(row=place)
        used.add(one["number"])


def _strips_are_fresh(event: ExamEvent, changed: list[Row]) -> None:
    """A strip's number belongs to one pack of the whole centre, whatever became of it."""
    rows = db.session.execute(
        select(Pack.id, Pack.first_strip, Pack.strip)
        .join(ExamEvent, ExamEvent.id == Pack.event_id)
        .where(ExamEvent.centre_id == event.centre_id)
    )
    owner: dict[str, str] = {}
    for pack, first, now in rows:
        owner |= {folded(first): pack, folded(now): pack}
    for place, one in enumerate(changed):
        if owner.setdefault(folded(one["strip"]), one["pack"]) != one["pack"]:
            raise Problem("custody.strip_used", row=place)
