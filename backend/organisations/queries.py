"""Verbs that read centres, stations and people."""

from __future__ import annotations

from sqlalchemy import Select, or_, select

from backend.core.db import db, lookup_hash

from .models import Centre, Person, Station


def centre(centre_id: str) -> Centre | None:
    """One centre."""
    return db.session.get(Centre, centre_id)


def centre_named(name: str) -> Centre | None:
    """The centre of this full or short name."""
    return db.session.scalars(
        select(Centre).where(or_(Centre.name == name, Centre.short == name)).order_by(Centre.id)
    ).first()


def station(station_id: str) -> Station | None:
    """One station."""
    return db.session.get(Station, station_id)


def station_named(centre_id: str, name: str) -> Station | None:
    """The centre's station of this name."""
    return db.session.scalar(
        select(Station).where(Station.centre_id == centre_id, Station.name == name)
    )


def person(person_id: str) -> Person | None:
    """One person."""
    return db.session.get(Person, person_id)


def people(ids: set[str]) -> dict[str, Person]:
    """These people by id."""
    found = db.session.scalars(select(Person).where(Person.id.in_(ids))) if ids else ()
    return {p.id: p for p in found}


def person_by_id_number(centre_id: str, number: str) -> Person | None:
    """Exact look-up by keyed hash (S-9)."""
    return db.session.scalar(
        select(Person).where(
            Person.centre_id == centre_id, Person.id_lookup == lookup_hash("id_number", number)
        )
    )


def matching(text: str) -> Select[Person]:
    """People whose name or pinyin contains the text."""
    escaped = text.casefold().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return select(Person).where(Person.search.like(f"%{escaped}%", escape="\\"))
