"""Roles: requested by one person, approved by another, held by a third (S-1)."""

from __future__ import annotations

from sqlalchemy import select

from backend.core import clock
from backend.core.db import db, new_id
from backend.organisations.models import Station

from .. import errors, queries, rules
from ..models import Account, RoleGrant
from ..permissions import ADMINS, PROVINCE, STATION
from .record import record


def request_role(
    account: Account, role: str, *, centre_id: str | None, station: Station | None, by: Account
) -> RoleGrant:
    """Propose a role; it holds nothing until someone else approves."""
    if by.id == account.id:
        raise errors.role_self()
    if role in ADMINS or account.kind == "admin" or rules.mixes_roles(_held(account), role, ADMINS):
        raise errors.role_mixed()
    needs_station = role in STATION
    if needs_station != (station is not None) or (role not in PROVINCE and not centre_id):
        raise errors.role_unknown()
    if account.person and centre_id != account.person.centre_id:
        raise errors.role_unknown()
    if station is not None and station.centre_id != centre_id:
        raise errors.role_unknown()
    now = clock.now()
    grant = RoleGrant(
        id=new_id(),
        account_id=account.id,
        role=role,
        centre_id=centre_id,
        station_id=station.id if station else None,
        starts_at=now,
        state="pending",
        source="hand",
        requested_by=by.id,
        requested_at=now,
    )
    grant.account = account
    db.session.add(grant)
    record("role.request", account.id, role=role, grant=grant.id)
    return grant


def decide(grant: RoleGrant, approve: bool, *, by: Account) -> None:
    """Approve or refuse: neither the requester nor the holder."""
    if by.id == grant.account_id:
        raise errors.role_self()
    if queries.one_hand(by.id, grant.requested_by) or queries.one_hand(by.id, grant.account_id):
        raise errors.role_two_people()
    if grant.state != "pending":
        raise errors.role_decided()
    if rules.mixes_roles(_held(grant.account), grant.role, ADMINS):
        raise errors.role_mixed()
    now = clock.now()
    grant.state = "active" if approve else "refused"
    grant.starts_at, grant.decided_by, grant.decided_at = now, by.id, now
    record(
        "role.approve" if approve else "role.refuse",
        grant.account_id,
        role=grant.role,
        grant=grant.id,
    )


def from_dispatch(
    account: Account, role: str, event: str, *, by: str | None, until: int | None
) -> None:
    """The role a dispatch gives, for its event; the same dispatch again changes only the term."""
    if account.kind == "admin":
        raise errors.role_mixed()
    grant = db.session.scalar(
        select(RoleGrant).where(
            RoleGrant.account_id == account.id, RoleGrant.role == role, RoleGrant.event == event
        )
    )
    now = clock.now()
    if grant is None:
        grant = RoleGrant(
            id=new_id(),
            account_id=account.id,
            role=role,
            centre_id=account.person.centre_id if account.person else None,
            event=event,
            starts_at=now,
            ends_at=until,
            state="active",
            source="dispatch",
            requested_by=by,
            requested_at=now,
        )
        db.session.add(grant)
        record("role.dispatch", account.id, actor=by, role=role, event=event)
        taken = True
    else:
        taken = grant.state != "active"
    if taken and by and by in (account.id, account.person_id):
        raise errors.role_self()
    grant.state, grant.ends_at = "active", until


def end_dispatch(account: Account, role: str, event: str) -> None:
    """A later dispatch no longer names the person."""
    now = clock.now()
    for grant in db.session.scalars(
        select(RoleGrant).where(
            RoleGrant.account_id == account.id,
            RoleGrant.role == role,
            RoleGrant.event == event,
            RoleGrant.state == "active",
        )
    ):
        grant.state, grant.ends_at = "ended", now


def install(
    account: Account,
    role: str,
    *,
    source: str = "install",
    centre_id: str | None = None,
    station_id: str | None = None,
) -> RoleGrant:
    """A role from the command line: the three administrators, and the demo's people."""
    if rules.mixes_roles(_held(account), role, ADMINS):
        raise errors.role_mixed()
    now = clock.now()
    grant = RoleGrant(
        id=new_id(),
        account_id=account.id,
        role=role,
        centre_id=centre_id,
        station_id=station_id,
        starts_at=now,
        state="active",
        source=source,
        requested_at=now,
        decided_at=now,
    )
    db.session.add(grant)
    record("role.install", account.id, role=role)
    return grant


def _held(account: Account) -> set[str]:
    return set(
        db.session.scalars(
            select(RoleGrant.role).where(
                RoleGrant.account_id == account.id, RoleGrant.state.in_(("active", "pending"))
            )
        )
    )
