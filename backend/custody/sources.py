"""What a record is written from, read at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from backend.assessments.models import ExamEvent
from backend.candidates.models import Candidate
from backend.core.db import db
from backend.custody import projection, rules, standing
from backend.custody.models import Pack
from backend.custody.preparing import packs_of
from backend.custody.telling import ROLES, Names, Said, rooms_of, story
from backend.staffing.queries import brief

Row = dict[str, Any]
HANDOVERS = ("custody.offer", "custody.answer")
KINDS = {"theory": "理论", "practical": "操作技能"}


@dataclass(frozen=True)
class Source:
    """Everything a record is written from, read at once so that nothing is held while it is set."""

    event: ExamEvent
    said: Row
    packs: dict[str, Pack]
    names: Names
    rooms: dict[str, str]
    told: list[Said]
    waits: frozenset[tuple[str, str]]
    path: frozenset[str]

    def stands(self, one: Said, signature: Row) -> bool:
        """Whether somebody stands behind a signature (A3-4c): by own device or sign-in, by a
        confirmation, or by what the signer did to its packs later."""
        if signature["assurance"] in (*rules.PROVEN, "witness"):
            return True
        if any(
            confirm.data["how"] == "centre" or confirm.data["by"] == signature["by"]
            for confirm in one.confirmed
        ):
            return True
        if one.kind not in HANDOVERS:
            return (one.entry, signature["by"]) not in self.waits
        handed = {one.entry, *(answer.entry for answer in one.answers)} & self.path
        return bool(handed) and (one.entry, signature["by"]) not in self.waits

    def name(self, party: str) -> str:
        """Name of a party, or of a candidate who saw it."""
        seen = db.session.get(Candidate, party)
        return seen.name if seen else str(self.names.party(self.event.id, party)["name"])

    def role(self, party: str) -> str:
        """The role in words."""
        if db.session.get(Candidate, party):
            return "考生"
        return ROLES.get(self.names.party(self.event.id, party)["role"], "")

    def project(self, pack: Pack) -> str:
        """Project and kind, on two lines."""
        named = (one["name"] for one in self.said["projects"] if one["id"] == pack.project_id)
        kind = "机考" if pack.computer else KINDS[pack.kind]
        return f"{next(named, '')}\n{kind}"

    def before(self, one: Said, pack: str) -> dict[str, int | None]:
        """What was counted of a pack up to this entry."""
        facts = projection.facts(self.event.id, [pack])
        now = rules.Tree(pack, facts).now(one.part(pack)["after"])
        return now.counts if now else {}

    def session(self, session_id: str) -> Row:
        """A session of the dispatch, or nothing of it."""
        return next((one for one in self.said["sessions"] if one["id"] == session_id), {})


def source(event: ExamEvent) -> Source:
    """Read an event's packs and their story."""
    packs = {one.id: one for one in packs_of(event.id)}
    told = story(event.id)
    for one in told:
        if one.packs and isinstance(one.data.get("packs"), list) and one.kind != "custody.recall":
            one.data["packs"].sort(key=lambda row: packs[row["pack"]].number)
    waits: set[tuple[str, str]] = set()
    path: set[str] = set()
    for pack in packs:
        facts = projection.facts(event.id, [pack])
        if found := rules.fold(pack, facts):
            waits.update(standing.open_signatures(pack, facts, found))
            path.update(found.steps)
    return Source(
        event,
        brief(event.id),
        packs,
        Names([event.id]),
        rooms_of([event.id]),
        told,
        frozenset(waits),
        frozenset(path),
    )
