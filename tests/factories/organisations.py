"""Builders of centres, stations and people; every name is invented."""

from __future__ import annotations

from itertools import count

from backend.organisations import services
from backend.organisations.models import Centre, Person, Station

_numbers = count(1)


def make_centre(name: str | None = None, **more: object) -> Centre:
    """A city centre with a duty phone."""
    name = name or f"云澜市职业技能鉴定指导中心{next(_numbers)}"
    return services.upsert_centre(name, **{"duty_phone": "0590-5550100", **more})  # type: ignore[arg-type]


def make_station(centre: Centre, name: str | None = None) -> Station:
    """A station of the centre."""
    return services.upsert_station(centre, name or f"青岭鉴定站{next(_numbers)}", place="青岭路1号")


def make_person(centre: Centre, name: str = "林秀英", phone: str | None = None) -> Person:
    """A person of the centre, told apart by phone."""
    return services.upsert_person(centre, name, phone=phone or f"1990000{next(_numbers):04d}")
