"""Builders of a cordon: an event with people and candidates, badges, gates and their phones."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from backend.accounts import queries as accounts
from backend.assessments.models import ExamEvent
from backend.badges import gates, holders, services
from backend.badges.models import Badge, Gate
from backend.core import files, journal
from backend.core.canonical import sha256
from backend.core.db import db, new_id
from backend.staffing.queries import people

from .accounts import Phone, make_device
from .inspections import Case, jpeg, make_case

Value = dict[str, Any]
# Name, role, post, room by number: nobody real.
STAFF = (
    ("何雪梅", "invigilator", "", 0),
    ("曾建辉", "invigilator", "", 1),
    ("周德福", "staff", "警戒线值守", None),
    ("宋晓蕾", "staff", "医疗", None),
)
CANDIDATES = ("赵一凡", "钱二妹", "孙三宝", "李四海")


@dataclass
class GatePhone:
    """A gate and the phone in its guard's hand."""

    gate: Gate
    phone: Phone


@dataclass
class Cordon:
    """An event with its badges; `by_name` holds the badge of everybody."""

    case: Case
    gates: list[GatePhone] = field(default_factory=list)

    @property
    def event(self) -> str:
        """The journal."""
        return self.case.event

    @property
    def row(self) -> ExamEvent:
        """The event."""
        return db.session.get_one(ExamEvent, self.event)

    def badge(self, name: str) -> Badge:
        """The newest badge of somebody."""
        holder = next(
            one.id
            for one in holders.of_event(self.row).values()
            if one.name == name and not one.gone
        )
        return services.newest_of(self.event)[holder]

    def push(self, *compacts: str) -> list[str]:
        """Carry entries through the door; returns their outcomes."""
        return self.case.push(*compacts)

    def scan(
        self, at_gate: int, badge: Badge | str | None, /, at: int | None = None, **more: Any
    ) -> str:
        """The next scan of a gate's phone, not yet sent."""
        one = self.gates[at_gate]
        self.case.at += 1000
        when = self.case.at if at is None else at
        data = scan_data(badge, one.gate.id, **more)
        return one.phone.seal(self.event, "badges.scan", data, at=when)

    def spot(self, badge: Badge, **more: Any) -> str:
        """A supervisor's spot check."""
        data = scan_data(badge, None, direction="spot", admitted=False, **more)
        return self.case.seal("badges.scan", data)


def scan_data(badge: Badge | str | None, gate: str | None, /, **more: Any) -> Value:
    """Data of a scan that lets somebody in; keywords change members."""
    row = db.session.get(Badge, badge) if isinstance(badge, str) else badge
    return {
        "badge": row.id if row else badge,
        "subject": row.subject if row else None,
        "gate": gate,
        "guard": None,
        "direction": "in",
        "outcome": "admitted",
        "admitted": True,
        "via": "qr",
        "same": True,
        "card": None,
        "identity": None,
        "override": None,
        "list": {"seq": 3, "age_ms": 60_000},
        "note": "",
        "paper_at": None,
        **more,
    }


def refused(outcome: str, **more: Any) -> Value:
    """What changes in a scan that lets nobody in."""
    return {"outcome": outcome, "admitted": False, "same": None, **more}


def list_people(event: str, *more: Value) -> None:
    """Say who is there: whom the dispatch names, the staff above, and more."""
    rooms = [room.id for room in db.session.get_one(ExamEvent, event).rooms]
    known = [services._listed(one, one.role, one.post, one.room_id) for one in people(event)]
    photo = jpeg(40)
    files.put(event, sha256(photo), photo)
    files.stored(event, sha256(photo), len(photo), "image/jpeg")
    names = {one["name"] for one in known}
    told = [
        person(name, role, post, None if room is None else rooms[room], photo=sha256(photo))
        for name, role, post, room in STAFF
        if name not in names
    ]
    last = journal.newest(event, "staffing.people")
    journal.act(
        event,
        "staffing.people",
        {"people": [*known, *told, *more]},
        actor=None,
        parents=[last] if last else [],
        files=files.manifest(event, [sha256(photo)], "photo"),
    )


def person(name: str, role: str, post: str = "", room: str | None = None, **more: Any) -> Value:
    """A row of `staffing.people`."""
    return {
        "id": new_id(), "person": None, "name": name, "role": role, "post": post, "room": room,
        "id_number": None, "phone": "10000000099", "card_number": "", "card_until": "",
        "photo": None, **more,
    }  # fmt: skip


def list_candidates(event: str) -> None:
    """Say who is examined: all in the first session."""
    row = db.session.get_one(ExamEvent, event)
    session = row.sessions[0]
    photo = jpeg(70)
    files.put(event, sha256(photo), photo)
    files.stored(event, sha256(photo), len(photo), "image/jpeg")
    told = [
        {
            "id": new_id(), "name": name, "id_number": f"99010119900101{number:04d}",
            "ticket": f"2026{number:04d}", "project": session.project_id, "session": session.id,
            "room": row.rooms[0].id, "seat": str(number), "photo": sha256(photo),
        }
        for number, name in enumerate(CANDIDATES, 1)
    ]  # fmt: skip
    journal.act(event, "candidates.listed", {"candidates": told}, actor=None,
                files=files.manifest(event, [sha256(photo)], "photo"))  # fmt: skip


def open_gate(event: str, name: str, **more: Any) -> GatePhone:
    """A gate whose phone has enrolled."""
    row = db.session.get_one(ExamEvent, event)
    gate = gates.create(row, name, more.get("direction", "both"), more.get("roles"), None)
    account = accounts.account_of(gate.person_id)
    assert account is not None
    return GatePhone(gate, make_device(account))


def make_cordon(names: tuple[str, ...] = ("一号门", "二号门"), **head: Any) -> Cordon:
    """Everything in its place; commits."""
    case = make_case(**head)
    list_people(case.event)
    list_candidates(case.event)
    services.issue(db.session.get_one(ExamEvent, case.event), None)
    found = Cordon(case, [open_gate(case.event, name) for name in names])
    db.session.commit()
    return found
