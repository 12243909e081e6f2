"""Who can give or receive papers in an event: its people, and the centre's paper keepers."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import select

from backend.accounts.queries import people_with
from backend.assessments.models import ExamEvent
from backend.core.db import db
from backend.custody.legality import CARRIERS, KEEPER, People
from backend.organisations.models import Person
from backend.staffing.models import Assignment, EventPerson


def party_of(one: EventPerson) -> str:
    """The person's own id where the centre has one, else the id in this event's list."""
    return one.person_id or one.id


def aliases(event_id: str) -> dict[str, str]:
    """Who is who: an id of the list → the person it was linked to since, or whom the centre knows by
    the same ID number; lines with one ID number are one person, though nobody knows which. Entries
    may name any of these ids."""
    event = db.session.get_one(ExamEvent, event_id)
    listed = (
        select(EventPerson.id, EventPerson.person_id, Person.id, EventPerson.id_lookup)
        .outerjoin(
            Person,
            (Person.id_lookup == EventPerson.id_lookup) & (Person.centre_id == event.centre_id),
        )
        .where(EventPerson.event_id == event_id, EventPerson.role.in_(CARRIERS))
    )
    lines = db.session.execute(listed).all()
    found: dict[str, str] = {}
    numbered: dict[str, str] = {}
    # The best known line of a number says who it is.
    for one, linked, known, number in sorted(
        lines, key=lambda row: (not row[2], not row[1], row[0])
    ):
        person = known or linked or one
        person = numbered.setdefault(number, person) if number else person
        found |= {own: person for own in (one, linked) if own and own != person}
    return found


def duties(event_id: str) -> tuple[People, Collection[str], Mapping[str, str]]:
    """Roles by party, the parties who left the event since, and who is who."""
    same = aliases(event_id)
    found: dict[str, set[str]] = {}
    serving: set[str] = set()
    # Columns, not rows: nobody's name has to be deciphered for this.
    listed = select(
        EventPerson.id, EventPerson.person_id, EventPerson.role, EventPerson.gone
    ).where(EventPerson.event_id == event_id, EventPerson.role.in_(CARRIERS))
    for one in db.session.execute(listed):
        party = same.get(one.id, one.person_id or one.id)
        found.setdefault(party, set()).add(one.role)
        if not one.gone:
            serving.add(party)
    team = select(Assignment.person_id, Assignment.gone).where(
        Assignment.event_id == event_id, Assignment.role == "supervisor"
    )
    for row in db.session.execute(team):
        found.setdefault(row.person_id, set()).add("supervisor")
        if not row.gone:
            serving.add(row.person_id)
    event = db.session.get_one(ExamEvent, event_id)
    for keeper in people_with((KEEPER,), event.centre_id):
        found.setdefault(keeper, set()).add(KEEPER)
        serving.add(keeper)
    return found, found.keys() - serving, same
