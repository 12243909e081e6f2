"""The office's view of badges: list, issue, change, replace."""

from __future__ import annotations

from typing import Any

from backend.badges import queries, schemas, services
from backend.badges.models import Badge
from backend.core.auth import Actor, current, requires
from backend.core.http import blueprint

bp = blueprint("badges")


def who(actor: Actor) -> str:
    """Whose act it is."""
    return actor.person_id or actor.account_id


@bp.get("/events/<event>/badges")
@requires("badge.read")
@bp.response(200, schemas.BadgeListSchema)
def list_badges(event: str) -> dict[str, Any]:
    """Badges and admission codes of an event, with counts, and who has none yet."""
    return queries.listed(queries.event_for(current(), event, "badge.read"))


@bp.post("/events/<event>/badges/issue")
@requires("badge.write")
@bp.response(200, schemas.IssueResultSchema)
def issue(event: str) -> services.Issued:
    """Issue what is missing and exchange what no longer fits; again, it changes nothing."""
    actor = current()
    row = queries.event_for(actor, event, "badge.write")
    return services.issue(row, who(actor))


@bp.post("/events/<event>/badges/<badge>/state")
@requires("badge.write")
@bp.arguments(schemas.StateArgs)
@bp.response(200, schemas.BadgeSchema)
def change_state(data: dict[str, str], event: str, badge: str) -> dict[str, Any]:
    """Suspend, resume, revoke or take back a badge (8.12)."""
    row = _badge(event, badge)
    services.set_state(row, data["state"], data["reason"], who(current()))
    return queries.shown(row)


@bp.post("/events/<event>/badges/<badge>/replace")
@requires("badge.write")
@bp.arguments(schemas.ReplaceArgs)
@bp.response(200, schemas.ReplacedSchema)
def replace(data: dict[str, Any], event: str, badge: str) -> dict[str, Any]:
    """Issue another badge in its place; with `holder`, to whoever takes over, in one step (A8)."""
    row = _badge(event, badge)
    new = services.replace(row, data["reason"], who(current()), data["holder"])
    return {"old": queries.shown(row), "new": queries.shown(new)}


def _badge(event: str, badge: str) -> Badge:
    return queries.badge_for(queries.event_for(current(), event, "badge.write"), badge)
