"""Roles: asked for by one person, decided by another (S-1)."""

from __future__ import annotations

from typing import Any

from backend.core.auth import current, requires
from backend.core.db import db
from backend.core.errors import forbidden, not_found
from backend.core.http import blueprint, page
from backend.organisations import queries as places

from .. import queries, schemas, views
from ..models import RoleGrant
from ..permissions import PROVINCE
from ..services import grants
from .accounts import account_in_scope

bp = blueprint("roles")


@bp.post("/accounts/<account_id>/roles")
@requires("role.request")
@bp.arguments(schemas.RoleRequestSchema)
@bp.response(201, schemas.GrantSchema)
def request_role(data: dict[str, Any], account_id: str) -> dict[str, Any]:
    """Ask for a role; it holds once someone else approves."""
    actor = current()
    row = account_in_scope(account_id, "role.request")
    station = places.station(data["station"]) if data["station"] else None
    if data["station"] and station is None:
        raise not_found()
    centre = data["centre"] or (station.centre_id if station else None)
    if centre and places.centre(centre) is None:
        raise not_found()
    _within(data["role"], "role.request")
    grant = grants.request_role(
        row, data["role"], centre_id=centre, station=station, by=actor.extra["account"]
    )
    return views.grant(grant, actor)


@bp.get("/role-grants")
@requires("role.read")
@bp.arguments(schemas.GrantArgs, location="query")
@bp.response(200, schemas.GrantPage)
def list_grants(args: dict[str, Any]) -> dict[str, Any]:
    """Grants given by hand, the waiting ones first asked for."""
    actor = current()
    query = queries.visible_grants(actor.scope("role.read"))
    if args["state"] != "all":
        query = query.where(RoleGrant.state == args["state"])
    query = query.order_by(RoleGrant.requested_at.desc(), RoleGrant.id)
    return page(query, args, lambda row: views.grant(row[0], actor))


@bp.post("/role-grants/<grant_id>/approve")
@requires("role.approve")
@bp.response(200, schemas.GrantSchema)
def approve(grant_id: str) -> dict[str, Any]:
    """Approve as the second person."""
    return _decide(grant_id, approve=True)


@bp.post("/role-grants/<grant_id>/refuse")
@requires("role.approve")
@bp.response(200, schemas.GrantSchema)
def refuse(grant_id: str) -> dict[str, Any]:
    """Refuse as the second person."""
    return _decide(grant_id, approve=False)


def _within(role: str, permission: str) -> None:
    """A centre gives nothing that reaches beyond it (S-1)."""
    if role in PROVINCE and not current().scope(permission).all:
        raise forbidden()


def _decide(grant_id: str, *, approve: bool) -> dict[str, Any]:
    actor = current()
    query = queries.visible_grants(actor.scope("role.approve"))
    row = db.session.scalar(query.where(RoleGrant.id == grant_id))
    if row is None:
        raise not_found()
    _within(row.role, "role.approve")
    grants.decide(row, approve, by=actor.extra["account"])
    return views.grant(row, actor)
