"""Verbs that change centres, stations and people; imports call the same ones."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select

from backend.core import clock
from backend.core.db import db, lookup_hash, new_id
from backend.core.journal import open_journal

from . import queries, rules
from .models import Centre, Person, Station


def upsert_centre(
    name: str,
    *,
    short: str | None = None,
    level: str | None = None,
    duty_phone: str | None = None,
    paper_original: bool | None = None,
    inboxes: dict[str, str] | None = None,
    demo: bool = False,
) -> Centre:
    """The centre of this name, made with its journal when new; only what is given changes."""
    name = rules.written_name(name)
    row = queries.centre_named(name)
    if row is None:
        row = Centre(
            id=new_id(),
            name=name,
            name_key=rules.normal_name(name),
            short=short or name,
            level=level or "city",
            paper_original=False,
            inboxes={},
            demo=demo,
            created_at=clock.now(),
        )
        db.session.add(row)
        open_journal(row.id, "centre")
    given = {
        "short": short,
        "level": level,
        "duty_phone": duty_phone,
        "paper_original": paper_original,
        "inboxes": inboxes,
    }
    _change(row, given)
    db.session.flush()  # stations and people point at it
    return row


def upsert_station(
    centre: Centre,
    name: str,
    *,
    place: str | None = None,
    contact_phone: str | None = None,
    licence: str | None = None,
) -> Station:
    """The centre's station of this name; only what is given changes."""
    name = rules.written_name(name)
    row = queries.station_named(centre.id, name)
    if row is None:
        key = rules.normal_name(name)
        row = Station(id=new_id(), centre_id=centre.id, name_key=key, created_at=clock.now())
        row.place = ""
        db.session.add(row)
    given = {"name": name, "place": place, "contact_phone": contact_phone, "licence": licence}
    _change(row, given)
    db.session.flush()  # people and events point at it
    return row


def upsert_person(
    centre: Centre,
    name: str,
    *,
    phone: str | None = None,
    id_number: str | None = None,
    card_number: str | None = None,
    card_valid_until: str | None = None,
    station: Station | None = None,
) -> Person:
    """The person by ID number, else card number, else name and phone, else a name that is unique
    in the centre; made when none fits."""
    name = rules.written_name(name)
    id_number = id_number.strip().upper() if id_number else None
    phone = phone.strip() if phone else None
    row = _known_person(centre.id, name, phone, id_number, card_number)
    if row is None:
        row = Person(id=new_id(), centre_id=centre.id, search="", created_at=clock.now())
        db.session.add(row)
    given = {
        "name": name,
        "name_key": rules.normal_name(name),
        "search": rules.search_text(name),
        "phone": phone,
        "id_number": id_number,
        "phone_lookup": lookup_hash("phone", phone) if phone else None,
        "id_lookup": lookup_hash("id_number", id_number) if id_number else None,
        "card_number": card_number or None,
        "card_valid_until": card_valid_until,
        "station_id": station.id if station else None,
    }
    _change(row, given)
    db.session.flush()  # accounts and assignments point at the person
    return row


def new_person(centre: Centre, name: str, known_as: str | None = None) -> Person:
    """Somebody new, whoever else has the name: a gate is a place with a key of its own. No import
    finds it by its name, or a gate called like a supervisor would be given that one's part.
    `known_as`: the id by which an event's list knew them before."""
    name = rules.written_name(name)
    row = Person(id=known_as or new_id(), centre_id=centre.id, created_at=clock.now())
    row.name, row.name_key, row.search = name, f"gate/{row.id}", rules.search_text(name)
    db.session.add(row)
    db.session.flush()  # accounts and rosters point at it
    return row


def known_person(centre: Centre, name: str, *, phone: str | None = None) -> Person | None:
    """Whom `upsert_person` would find by name and phone; makes nobody."""
    return _known_person(centre.id, name, phone.strip() if phone else None, None, None)


def _known_person(
    centre_id: str, name: str, phone: str | None, id_number: str | None, card: str | None
) -> Person | None:
    mine = select(Person).where(Person.centre_id == centre_id)
    if id_number:
        found = queries.person_by_id_number(centre_id, id_number)
        if found:
            return found
    if card:
        found = db.session.scalar(mine.where(Person.card_number == card))
        if found:
            return found
    named = list(db.session.scalars(mine.where(Person.name_key == rules.normal_name(name))))
    # Another ID or card number on record means another person of the same name.
    named = [p for p in named if not (id_number and p.id_lookup) and not (card and p.card_number)]
    if phone:
        mark = lookup_hash("phone", phone)
        return next((p for p in named if p.phone_lookup == mark), None) or next(
            (p for p in named if p.phone_lookup is None), None
        )
    return named[0] if len(named) == 1 else None


def _change(row: Centre | Station | Person, given: Mapping[str, object]) -> None:
    for name, value in given.items():
        if value is not None and getattr(row, name) != value:
            setattr(row, name, value)
