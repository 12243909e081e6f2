"""Verbs that read centres, stations and people."""

from __future__ import annotations

from sqlalchemy import Select, or_, select

from backend.core.auth import Scope
from backend.core.db import db, lookup_hash

from . import rules
from .models import Centre, Person, Station


def centre(centre_id: str) -> Centre | None:
    """One centre."""
    return db.session.get(Centre, centre_id)


def centre_named(name: str) -> Centre | None:
    """The centre of this full or short name, whatever its width."""
    key = rules.normal_name(name)
    same = or_(Centre.name_key == key, Centre.short.in_((key, rules.written_name(name))))
    return db.session.scalars(select(Centre).where(same).order_by(Centre.id)).first()


def station(station_id: str) -> Station | None:
    """One station."""
    return db.session.get(Station, station_id)


def station_named(centre_id: str, name: str) -> Station | None:
    """The centre's station of this name, whatever its width."""
    key = rules.normal_name(name)
    return db.session.scalar(
        select(Station).where(Station.centre_id == centre_id, Station.name_key == key)
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
    key = rules.normal_name(text).casefold()
    return select(Person).where(Person.search.contains(key, autoescape=True))


def visible_centres(scope: Scope, text: str) -> Select[Centre]:
    """Centres in reach whose name or short name contains the text."""
    query = select(Centre)
    if not scope.all:
        query = query.where(Centre.id.in_(scope.centres))
    key = rules.normal_name(text)
    found = or_(
        Centre.name_key.contains(key, autoescape=True), Centre.short.contains(key, autoescape=True)
    )
    return query.where(found).order_by(Centre.level.desc(), Centre.name_key, Centre.id)


def visible_stations(scope: Scope, text: str, centre_id: str | None) -> Select[Station]:
    """Stations in reach whose name contains the text, of one centre or of all."""
    query = select(Station)
    if not scope.all:
        near = Station.centre_id.in_(scope.centres) | Station.id.in_(scope.stations)
        query = query.where(near)
    if centre_id:
        query = query.where(Station.centre_id == centre_id)
    key = rules.normal_name(text)
    return query.where(Station.name_key.contains(key, autoescape=True)).order_by(
        Station.name_key, Station.id
    )
