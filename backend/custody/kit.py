"""The part of a kit about papers: who may have them, which packs there are, and the settings."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from backend.accounts.queries import people_with
from backend.assessments.models import ExamEvent
from backend.badges import queries as badges
from backend.badges.models import Badge
from backend.core.db import db
from backend.core.journal_models import JournalEntry
from backend.core.payload import Entry
from backend.core.reading import read
from backend.custody import causes, following
from backend.custody.legality import CARRIERS, KEEPER
from backend.custody.models import Pack
from backend.custody.parties import aliases, party_of
from backend.organisations.models import Person
from backend.staffing.models import Assignment, EventPerson

Row = dict[str, Any]
# Lines of these kinds change the section.
KINDS = (
    "custody.prepared", "staffing.dispatch", "staffing.people", "badges.issued", "badges.changed",
)  # fmt: skip
STORE = "custody.store"
SETTINGS = {
    # Minutes until the giver is asked to recall (8.5b): a proposal, no rule.
    "recall_after": 30 * causes.MINUTE,
    "unconfirmed_after": following.UNCONFIRMED_AFTER,
    "theory_anchor": -5 * causes.MINUTE,
    "theory_early": causes.OPENING["theory"][0] * causes.MINUTE,
    "practical_early": causes.OPENING["practical"][0] * causes.MINUTE,
    "practical_late": causes.OPENING["practical"][1] * causes.MINUTE,
}


def sections(event_id: str, roles: set[str], person: str | None) -> dict[str, badges.Section]:
    """Section `custody`; whoever is only an invigilator gets no more than a room needs (S-18)."""
    event = db.session.get(ExamEvent, event_id)
    if event is None:
        return {}
    narrow = roles <= {"invigilator"}
    keepers = people_with((KEEPER,), event.centre_id)
    view = f"custody {person if narrow else ''} {' '.join(keepers)}"
    newest = badges.mark(event_id, (*KINDS, STORE) if narrow else KINDS)
    return badges.keep(
        (event_id, newest, view),
        lambda: {"custody": _section(event, keepers, person, narrow=narrow)},
    )


def carriers_brief(event_id: str) -> Row:
    """The brief of a chief or invigilator: what a gate gets, for as long as papers are on their way."""
    event = db.session.get_one(ExamEvent, event_id)
    return {**badges.gate_brief(event_id), "deadline": event.deadline}


def _section(event: ExamEvent, keepers: list[str], person: str | None, *, narrow: bool) -> Row:
    parties = [*_listed(event.id), *_keepers(keepers)]
    return {
        "parties": _near(parties, person) if narrow else parties,
        # Which ids mean one person: what the door would refuse, no phone seals (A3-4c).
        "same": aliases(event.id),
        "packs": packs(event.id),
        "settings": SETTINGS,
        **({"stored": stored(event.id)} if narrow else {}),
    }


def _near(parties: list[Row], person: str | None) -> list[Row]:
    """Phone numbers of keepers, the chief and the own room alone."""
    rooms = {one["room"] for one in parties if one["person"] == person and one["room"]}
    return [
        one
        if one["role"] in (KEEPER, "chief") or one["person"] == person or one["room"] in rooms
        else {**one, "phone": ""}
        for one in parties
    ]


def stored(event_id: str) -> list[Row]:
    """Nights of packs without place, lock and witness: that they were, and what they follow."""
    query = select(JournalEntry.hash).where(
        JournalEntry.journal == event_id, JournalEntry.kind == STORE,
        JournalEntry.outcome == "accepted",
    )  # fmt: skip
    found = [read(one) for one in db.session.scalars(query.order_by(JournalEntry.seq))]
    return [
        {
            "hash": one.hash, "kind": one.kind, "v": one.v, "journal": one.journal, "n": one.n,
            "prev": one.prev, "parents": list(one.parents), "happened": {"at": one.at},
            "data": {
                "packs": one.data["packs"], "place": "", "lock": "",
                "witness": {"name": "", "phone": ""}, "signature": one.data["signature"],
                "paper": None,
            },
            "files": [], "kid": one.kid, "actor": one.actor, "seq": one.seq,
            "received": one.received, "outcome": "accepted", "own": False,
        }
        for one in found if one is not None
    ]  # fmt: skip


def _listed(event_id: str) -> list[Row]:
    badge_of = {
        one.holder_id: one.id
        for one in db.session.scalars(
            select(Badge)
            .where(Badge.event_id == event_id, Badge.subject == "person")
            .order_by(Badge.issued_at, Badge.serial)
        )
        if one.state != "replaced"
    }
    people = db.session.scalars(
        select(EventPerson)
        .where(EventPerson.event_id == event_id, EventPerson.role.in_(CARRIERS))
        .order_by(EventPerson.position)
    ).all()
    found = [
        _row(party_of(one), one.name, one.role, listed=one.id, person=one.person_id, post=one.post,
             room=one.room_id, phone=one.phone, badge=badge_of.get(one.id), photo=one.photo,
             gone=one.gone)
        for one in people
    ]  # fmt: skip
    known = {one.person_id for one in people}
    team = db.session.execute(
        select(Person, Assignment.gone)
        .join(Assignment, Assignment.person_id == Person.id)
        .where(Assignment.event_id == event_id, Assignment.role == "supervisor")
        .order_by(Person.name, Person.id)
    )
    return found + [
        _row(person.id, person.name, "supervisor", person=person.id, phone=person.phone or "",
             gone=gone)
        for person, gone in team
        if person.id not in known
    ]  # fmt: skip


def _keepers(people: list[str]) -> list[Row]:
    rows = db.session.scalars(select(Person).where(Person.id.in_(people)).order_by(Person.id))
    return [_row(one.id, one.name, KEEPER, person=one.id, phone=one.phone or "") for one in rows]


def _row(party: str, name: str, role: str, **more: Any) -> Row:
    return {
        "id": party, "listed": None, "person": None, "name": name, "role": role, "post": "",
        "room": None, "phone": "", "badge": None, "photo": None, "gone": False, **more,
    }  # fmt: skip


def packs(event_id: str) -> list[Row]:
    """Packs as their newest `custody.prepared` says, each with its hash."""
    acts: dict[str, Entry] = {}
    found = []
    rows = select(Pack).where(Pack.event_id == event_id).order_by(Pack.number, Pack.id)
    for row in db.session.scalars(rows):
        act = acts.get(row.prepared) or read(row.prepared)
        if act is None:
            continue
        acts[row.prepared] = act
        said = next(one for one in act.data["packs"] if one["pack"] == row.id)
        found.append({**said, "prepared": row.prepared})
    return found
