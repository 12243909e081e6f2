"""Phones for chiefs and invigilators: a listed person becomes somebody with a key of their own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from backend.accounts.models import Account
from backend.accounts.services import codes as account_codes
from backend.accounts.services import ensure_field_account, put_on_roster
from backend.assessments.models import ExamEvent
from backend.core import clock, files, journal, reading
from backend.core.db import db
from backend.core.errors import not_found
from backend.organisations.models import Centre, Person
from backend.organisations.queries import person_by_id_number
from backend.organisations.services import new_person
from backend.staffing.models import EventPerson

ROLES = ("chief", "invigilator")
KIND = "staffing.people"


@dataclass(frozen=True)
class Given:
    """One-time codes of a person's new phone; shown once, stored nowhere in clear."""

    person: str
    name: str
    role: str
    activation: str | None
    enrol: str
    expires: int


def give(event: ExamEvent, listed: str, actor: str | None) -> Given:
    """Let a chief or invigilator of the list sign on an own phone, for this event."""
    journal.lock(event.id)
    row = db.session.get(EventPerson, listed)
    if row is None or row.event_id != event.id or row.gone or row.role not in ROLES:
        raise not_found()
    person = _person(event, row)
    account = ensure_field_account(
        person, role=row.role, event=event.id, by=actor, until=event.deadline, demo=event.demo
    )
    put_on_roster(event.id, person, row.role, False, clock.now(), event.deadline, actor=actor)
    if row.person_id is None:
        _link(event.id, listed, person.id, actor)
    journal.audit("party.phone", person.id, "ok", actor=actor, detail={"event": event.id})
    return _codes(account, row, actor)


def _person(event: ExamEvent, row: EventPerson) -> Person:
    """The person of the list: whom the centre knows by the same ID number is nobody else (A3-4c).
    Anybody new keeps the id of the list."""
    if row.person_id is not None:
        return db.session.get_one(Person, row.person_id)
    made = db.session.get(Person, row.id)
    if made is not None:
        return made
    known = person_by_id_number(event.centre_id, row.id_number) if row.id_number else None
    if known is not None:
        return known
    person = new_person(db.session.get_one(Centre, event.centre_id), row.name, row.id)
    if row.id_number:
        person.id_number, person.id_lookup = row.id_number, row.id_lookup
    db.session.flush()  # accounts and rosters point at it
    return person


def _link(event_id: str, listed: str, person: str, actor: str | None) -> None:
    """The list says whose phone it is."""
    last = journal.newest(event_id, KIND)
    before = reading.read(last) if last else None
    if last is None or before is None:
        raise not_found()
    told: list[dict[str, Any]] = [
        {**one, "person": person} if one["id"] == listed else one for one in before.data["people"]
    ]
    photos = files.manifest(event_id, [one["photo"] for one in told], "photo")
    journal.act(event_id, KIND, {"people": told}, actor=actor, parents=[last], files=photos)


def _codes(account: Account, row: EventPerson, actor: str | None) -> Given:
    activation = None
    if account.state == "new":
        activation, _ = account_codes.issue(account, "activation", actor)
    enrol, expires = account_codes.issue(account, "enrol", actor)
    return Given(account.person_id or "", row.name, row.role, activation, enrol, expires)
