"""Who the parties are and what was said of the packs, put into words once for board, page and paper."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from sqlalchemy import select

from backend.assessments.models import ExamEvent, Room
from backend.badges.models import Badge
from backend.core import files
from backend.core.db import db
from backend.core.errors import Problem
from backend.custody.legality import KEEPER
from backend.custody.models import Step
from backend.custody.parties import party_of
from backend.custody.rules import CENTRE
from backend.organisations.models import Centre, Person
from backend.staffing.models import Assignment, EventPerson

Row = dict[str, Any]
ROLES = {
    "supervisor": "质量督导员",
    "chief": "主考",
    "invigilator": "监考员",
    KEEPER: "中心试卷交接人员",
    CENTRE: "中心",
}


class Names:
    """Names and roles of parties of some events; whoever is on no list is known by the centre."""

    def __init__(self, events: Iterable[str]) -> None:
        self.events = sorted(set(events))
        self._more: dict[str, Row] = {}

    @cached_property
    def _listed(self) -> dict[tuple[str, str], Row]:
        found: dict[tuple[str, str], Row] = {}
        rows = db.session.scalars(select(EventPerson).where(EventPerson.event_id.in_(self.events)))
        for one in rows:
            found[one.event_id, party_of(one)] = {
                "id": party_of(one), "name": one.name, "role": one.role, "phone": one.phone,
            }  # fmt: skip
        team = db.session.execute(
            select(Assignment.event_id, Person)
            .join(Person, Person.id == Assignment.person_id)
            .where(Assignment.event_id.in_(self.events), Assignment.role == "supervisor")
        )
        for event_id, person in team:
            found[event_id, person.id] = {
                "id": person.id, "name": person.name, "role": "supervisor",
                "phone": person.phone or "",
            }  # fmt: skip
        return found

    @cached_property
    def _centres(self) -> dict[str, str]:
        rows = db.session.execute(
            select(ExamEvent.id, Centre.name)
            .join(Centre, Centre.id == ExamEvent.centre_id)
            .where(ExamEvent.id.in_(self.events))
        )
        return dict(rows.all())  # type: ignore[arg-type]

    def party(self, event_id: str, party: str) -> Row:
        """`{id, name, role, phone}`; a name nobody knows stays empty."""
        if party in (CENTRE, ""):
            name = self._centres.get(event_id, "")
            return {"id": CENTRE, "name": name, "role": CENTRE, "phone": ""}
        known = self._listed.get((event_id, party)) or self._more.get(party)
        if known is None:
            person = db.session.get(Person, party)
            known = self._more[party] = {
                "id": party, "name": person.name if person else "", "role": KEEPER, "phone": "",
            }  # fmt: skip
        return known


@dataclass
class Said:
    """One accepted entry about packs, whole again."""

    entry: str
    kind: str
    data: Row
    parents: tuple[str, ...]
    packs: list[str]
    at: int
    received: int
    seq: int
    actor: str | None
    kid: str | None
    confirmed: list[Said] = field(default_factory=list)
    answers: list[Said] = field(default_factory=list)
    recalls: list[Said] = field(default_factory=list)

    def part(self, pack: str) -> Row:
        """What it says of one pack."""
        found = (one for one in self.data.get("packs", ()) if isinstance(one, Mapping))
        return next((dict(one) for one in found if one["pack"] == pack), {})

    @property
    def signatures(self) -> list[Row]:
        """Whoever signed it."""
        if "signature" in self.data:
            return [self.data["signature"]]
        return list(self.data.get("signatures", ()))


def story(event_id: str, packs: Iterable[str] | None = None) -> list[Said]:
    """Everything accepted about an event's packs in the order of its lines, with what answers,
    recalls and confirms it hung where it belongs."""
    query = select(Step).where(Step.event_id == event_id)
    if packs is not None:
        about = select(Step.entry).where(Step.event_id == event_id, Step.pack.in_(list(packs)))
        query = query.where(Step.entry.in_(about))
    found: dict[str, Said] = {}
    for row in db.session.scalars(query.order_by(Step.seq, Step.entry, Step.pack)):
        kept = json.loads(row.facts)
        known = found.get(row.entry)
        if known is None:
            found[row.entry] = Said(
                row.entry, row.kind, kept["data"], tuple(kept["parents"]), [row.pack], row.at,
                row.received, row.seq, row.actor, row.kid,
            )  # fmt: skip
            continue
        known.packs.append(row.pack)
        if isinstance(kept["data"].get("packs"), list):
            known.data["packs"].extend(kept["data"]["packs"])
    for one in found.values():
        if one.kind == "custody.confirm" and one.data["entry"] in found:
            found[one.data["entry"]].confirmed.append(one)
        elif one.kind == "custody.answer" and one.data["offer"] in found:
            found[one.data["offer"]].answers.append(one)
        elif one.kind == "custody.recall" and one.data["offer"] in found:
            found[one.data["offer"]].recalls.append(one)
    return list(found.values())


def rooms_of(event_ids: Iterable[str]) -> dict[str, str]:
    """Names of rooms by id."""
    query = select(Room.id, Room.name).where(Room.event_id.in_(sorted(set(event_ids))))
    return dict(db.session.execute(query).all())  # type: ignore[arg-type]


def serials(event_id: str, badges: Iterable[str | None]) -> dict[str, str]:
    """Printed numbers of badges by id."""
    wanted = sorted({one for one in badges if one})
    query = select(Badge.id, Badge.serial).where(Badge.event_id == event_id, Badge.id.in_(wanted))
    return dict(db.session.execute(query).all()) if wanted else {}  # type: ignore[arg-type]


def strokes_of(event_id: str, sha256: str | None) -> Row | None:
    """A drawn signature; None while its file has not arrived, or is no drawing."""
    if not sha256 or not files.exists(event_id, sha256):
        return None
    try:
        drawn = json.loads(files.read(event_id, sha256))
    except (Problem, ValueError):
        return None
    fits = isinstance(drawn, dict) and isinstance(drawn.get("strokes"), list)
    return drawn if fits else None
