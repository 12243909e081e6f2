"""What accounts, devices and grants look like from outside; reads only."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import current_app
from sqlalchemy import func, select

from backend.core import clock, keys
from backend.core.auth import Actor
from backend.core.db import db
from backend.organisations import queries as places
from backend.organisations.models import Centre, Person

from . import queries, rules, tokens
from .models import Account, Device, PhoneAlarm, RoleGrant, Session
from .services import notices


def me(account: Account, session: Session) -> dict[str, Any]:
    """The caller, with place and time of the sign-in before this one (S-4)."""
    device = db.session.get(Device, session.device_id) if session.device_id else None
    actor = tokens.actor_of(account, session, device)
    settings, now = current_app.config["SETTINGS"], clock.now()
    last = account.previous_login_at
    return {
        "account": {
            "id": account.id,
            "username": account.username,
            "kind": account.kind,
            "second_factor": account.totp_confirmed_at is not None,
        },
        "person": named(account.person),
        "roles": roles(actor),
        "permissions": sorted(p for p in current_app.extensions["permissions"] if actor.may(p)),
        "centre": centre(account.person.centre) if account.person else None,
        "device": {"id": device.id, "kid": device.kid, "counts": queries.device_counts(device)}
        if device
        else None,
        "last_login": {"at": last, "place": account.previous_login_place} if last else None,
        "notice": my_notice(account),
        "must_change_password": tokens.must_change(account, now),
        "must_enrol_second_factor": tokens.must_enrol(account),
        "demo": account.demo,
        "production": settings.is_production,
        "time": now,
        "root": keys.root_kid(),
    }


def my_notice(account: Account) -> dict[str, Any]:
    """What the caller confirmed of the data protection notice in force (S-13)."""
    row = notices.confirmed(account.id)
    return {
        "version": notices.version(),
        "at": row.at if row else None,
        "sensitive": bool(row and row.sensitive),
    }


def named(row: Person | Centre | None) -> dict[str, str] | None:
    """Id and name."""
    return {"id": row.id, "name": row.name} if row else None


def centre(row: Centre) -> dict[str, Any]:
    """A centre with the number to call."""
    return {"id": row.id, "name": row.name, "duty_phone": row.duty_phone}


def roles(actor: Actor) -> list[dict[str, str | None]]:
    """Roles held and where."""
    return [{"role": g.role, "centre": g.centre_id, "station": g.station_id} for g in actor.grants]


def device(row: Device, actor: Actor) -> dict[str, Any]:
    """A device in a list."""
    counts = queries.device_counts(row)
    return {
        "id": row.id,
        "person": named(row.person),
        "kid": row.kid,
        "label": row.label,
        "enrolled_at": row.enrolled_at,
        "counts": counts and row.revoked_at is None,
        "waiting": not counts and row.revoked_at is None,
        "confirmed_at": row.confirmed_at,
        "revoked_at": row.revoked_at,
        "revoked_why": row.revoked_why,
        "last_seen": row.last_seen,
        "unsent": row.unsent,
        "mine": row.person_id == actor.person_id,
        "this": row.id == actor.device_id,
    }


def alarm(row: PhoneAlarm) -> dict[str, Any]:
    """A phone that misses announced work; `left` is what has not come by another way since."""
    return {
        "id": row.id,
        "person": named(row.device.person),
        "label": row.device.label,
        "why": row.why,
        "missing": row.missing,
        "left": queries.still_missing(row),
        "raised_at": row.raised_at,
        "last_seen": row.device.last_seen,
    }


def account(row: Account) -> dict[str, Any]:
    """An account in a list; the phone number is masked (S-8)."""
    held = queries.grants_of(row.id, clock.now())
    person = row.person
    count = (
        db.session.scalar(
            select(func.count()).where(
                Device.person_id == row.person_id, Device.revoked_at.is_(None)
            )
        )
        if person
        else 0
    )
    seen = {(g.role, g.centre_id, g.station_id) for g in held}
    return {
        "id": row.id,
        "username": row.username,
        "kind": row.kind,
        "state": row.state,
        "person": named(person),
        "phone": rules.mask_phone(person.phone) if person else None,
        "centre": named(person.centre) if person else None,
        "roles": [
            {"role": r, "centre": c, "station": s, "place": place_name(c, s)}
            for r, c, s in sorted(seen, key=str)
        ],
        "devices": count,
        "reset": row.reset_at is not None,
        "login_at": row.login_at,
    }


def place_name(centre_id: str | None, station_id: str | None) -> str | None:
    """Where a role holds, by name: the station, else the centre."""
    row = places.station(station_id) if station_id else places.centre(centre_id or "")
    return row.name if row else None


def grant(row: RoleGrant, actor: Actor) -> dict[str, Any]:
    """A grant in a list; `mine` when the reader may not decide it."""
    return {
        "id": row.id,
        "account": {
            "id": row.account.id,
            "username": row.account.username,
            "name": row.account.person.name if row.account.person else None,
        },
        "role": row.role,
        "centre": row.centre_id,
        "station": row.station_id,
        "place": place_name(row.centre_id, row.station_id),
        "state": row.state,
        "requested_by": row.requested_by,
        "requested_at": row.requested_at,
        "decided_by": row.decided_by,
        "decided_at": row.decided_at,
        "mine": actor.account_id in (row.requested_by, row.account_id),
    }


def names_of(ids: Iterable[str]) -> dict[str, str]:
    """Names behind person or account ids."""
    wanted = set(ids)
    people = select(Person.id, Person.name).where(Person.id.in_(wanted))
    accounts = select(Account.id, Account.username).where(Account.id.in_(wanted))
    rows = [*db.session.execute(accounts), *db.session.execute(people)]
    return {row[0]: row[1] for row in rows}
