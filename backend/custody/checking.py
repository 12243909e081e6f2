"""What the door asks of an entry about packs, beside the rule itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from backend.assessments.models import Batch, ExamSession, Project, Room
from backend.badges.models import Badge
from backend.candidates.models import Candidate
from backend.core import clock
from backend.core.db import db
from backend.core.errors import Problem
from backend.core.payload import Entry
from backend.custody import errors, legality, parties, projection, signing
from backend.custody.models import Pack
from backend.custody.rules import Fact, Tree, folded, part
from backend.staffing.models import EventPerson

# A phone's clock is an estimate: a paper's time may seem to lie so far ahead.
AHEAD = 5 * 60_000


def check(entry: Entry) -> None:
    """Raises `scope.object` for what is not of this event, `entry.strokes_reused`, and the codes of
    `legality.judge`."""
    facts = _facts(entry)
    _check_paper(entry)
    people, gone, same = parties.duties(entry.journal)
    world = legality.World(facts, people, gone, _strips(entry), same)
    code = legality.judge(projection.fact_of(entry), world, _photos(entry, facts))
    if code is not None:
        raise errors.refused(code)
    _check_places(entry)
    _check_signatures(entry, same)
    signing.check(entry)


def _facts(entry: Entry) -> list[Fact]:
    """Everything known of the packs an entry names, which are of this event."""
    packs = projection.packs_of(entry)
    rows = db.session.execute(select(Pack.id, Pack.event_id).where(Pack.id.in_(packs))).all()
    known = {row.id for row in rows}
    foreign = any(row.event_id != entry.journal for row in rows)
    unknown = entry.kind != "custody.prepared" and (not packs or set(packs) != known)
    if foreign or unknown:
        raise Problem("scope.object")
    return projection.facts(entry.journal, packs)


def _strips(entry: Entry) -> dict[str, str]:
    """Which packs the strips an entry brings were given to by the centre, which besides knows those
    in use: a phone cannot, and what it did is a finding."""
    brings = entry.kind in ("custody.prepared", "custody.seal", "custody.released")
    if not brings:
        return {}
    of_event = select(Pack.id, Pack.strip, Pack.first_strip).where(Pack.event_id == entry.journal)
    rows = db.session.execute(of_event).all()
    about = projection.packs_of(entry)
    ours = entry.kid is None
    now = {folded(strip): pack for pack, strip, _ in rows if ours and pack not in about}
    return now | {folded(first): pack for pack, _, first in rows}


def _page(entry: Entry) -> dict[str, Any] | None:
    page: dict[str, Any] | None = entry.data.get("paper")
    return page


def _photos(entry: Entry, facts: list[Fact]) -> bool:
    """Whether there are pictures. Of an opened pack nobody takes any before its session ends, by
    whatever entry and under whatever role (S-17); the sheet itself may always be photographed."""
    page = _page(entry)
    shown = {file["sha256"] for file in entry.files if not _drawing(file)}
    shown -= {page["page"]} if page else set()
    if not shown:
        return False
    packs = projection.packs_of(entry)
    ends = (
        select(Pack.id, ExamSession.end)
        .join(ExamSession, ExamSession.id == Pack.session_id)
        .where(Pack.id.in_(packs))
    )
    at = min(entry.at, clock.now())
    for pack, end in db.session.execute(ends):
        if at < end and _lies_open(pack, facts, entry):
            raise errors.refused("custody.photo_forbidden")
    return True


def _drawing(file: dict[str, Any]) -> bool:
    return bool(file["role"] == "strokes" and file["type"] == "application/json")


def _lies_open(pack: str, facts: list[Fact], entry: Entry) -> bool:
    """Whether anybody opened a pack and nobody has closed it again, this entry least of all."""
    tree = Tree(pack, facts)
    moves = tree.moves.values()
    closed = {
        before.id
        for move in moves
        if move.fact.kind == "custody.seal" and move.fact.data["why"] == "recovered"
        for before in tree.trail(move.id) or ()
    }
    if entry.kind == "custody.seal":
        said = part(projection.fact_of(entry), pack)
        closed |= {before.id for before in tree.trail(said["after"] if said else "") or ()}
    return any(move.fact.kind == "custody.open" and move.id not in closed for move in moves)


def _check_paper(entry: Entry) -> None:
    page = _page(entry)
    if page is None:
        return
    if page["at"] > clock.now() + AHEAD:
        raise errors.refused("custody.paper_time")
    if not _listed(entry, "photo", page["page"]):
        raise errors.refused("custody.signature")


def _listed(entry: Entry, role: str, name: str) -> bool:
    return any(file["role"] == role and file["sha256"] == name for file in entry.files)


def _check_places(entry: Entry) -> None:
    """Batch, session, room and project of this event; rooms may change on the day."""
    data = entry.data
    if entry.kind == "custody.prepared":
        for said in data["packs"]:
            _check_label(entry.journal, said)
        return
    room = db.session.get(Room, data["room"]) if data.get("room") else None
    if data.get("room") and (room is None or room.event_id != entry.journal):
        raise errors.refused("custody.room")
    if "session" in data:
        packs = select(Pack.session_id).where(Pack.id.in_(projection.packs_of(entry)))
        if set(db.session.scalars(packs)) != {data["session"]}:
            raise errors.refused("custody.room")


def _check_label(event_id: str, said: dict[str, Any]) -> None:
    session = db.session.get(ExamSession, said["session"])
    named = [
        db.session.get(Batch, said["batch"]), session, db.session.get(Project, said["project"]),
        *([db.session.get(Room, said["room"])] if said["room"] else []),
    ]  # fmt: skip
    if any(one is None or one.event_id != event_id for one in named):
        raise Problem("scope.object")
    if session is None or session.kind != said["kind"]:
        raise Problem("scope.object")


def _check_signatures(entry: Entry, same: Mapping[str, str]) -> None:
    """Strokes are files of the entry; a scanned badge is the signer's; witnesses sit this exam."""
    for _, name in signing.drawn(entry.data):
        if not _listed(entry, "strokes", name):
            raise errors.refused("custody.signature")
    for one in signing.signatures(entry.data):
        wearer = _wearer(entry.journal, one["badge"]) if one["badge"] is not None else one["by"]
        if wearer is None or same.get(wearer, wearer) != same.get(one["by"], one["by"]):
            raise errors.refused("custody.signature")
    for one in entry.data.get("witnesses", ()):
        row = db.session.get(Candidate, one["candidate"])
        if row is None or row.event_id != entry.journal:
            raise Problem("scope.object")


def _wearer(event_id: str, badge: str) -> str | None:
    """The party a badge of this event belongs to."""
    query = (
        select(EventPerson.person_id, EventPerson.id)
        .join(Badge, Badge.holder_id == EventPerson.id)
        .where(Badge.id == badge, Badge.event_id == event_id, Badge.subject == "person")
    )
    row = db.session.execute(query).first()
    return (row.person_id or row.id) if row else None


__all__ = ["check"]
