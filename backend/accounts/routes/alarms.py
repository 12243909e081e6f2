"""Phones that came back without their unsent work (R11)."""

from __future__ import annotations

from typing import Any

from backend.core.auth import current, public, requires
from backend.core.db import db
from backend.core.errors import not_found
from backend.core.http import blueprint

from .. import queries, schemas, tokens, views
from ..models import PhoneAlarm
from ..services import alarms

bp = blueprint("alarms")
MOST = 200


@bp.post("/devices/emptied")
@public("an emptied phone has no session to speak with; its HttpOnly device cookie names it")
@bp.arguments(schemas.EmptiedSchema)
@bp.response(200, schemas.HeardSchema)
def emptied(data: dict[str, int]) -> dict[str, bool]:
    """This browser's storage is empty. Rings only for phones that this browser held."""
    mark = tokens.browser()
    found = queries.devices_of_browser(mark) if mark else []
    alarms.emptied(found, data["unsent"])
    return {"known": bool(found)}


@bp.get("/alarms")
@requires("alarm.read")
@bp.response(200, schemas.AlarmListSchema)
def list_alarms() -> dict[str, Any]:
    """Phones of the centre, or one's own, that miss announced work."""
    actor = current()
    query = queries.visible_alarms(actor.scope("alarm.read"), actor.person_id)
    rows = [views.alarm(row) for row in db.session.scalars(query.limit(MOST))]
    return {"items": [one for one in rows if one["left"]]}


@bp.post("/alarms/<alarm_id>/settle")
@requires("alarm.settle")
@bp.arguments(schemas.ReasonSchema)
@bp.response(200, schemas.AlarmSchema)
def settle(data: dict[str, Any], alarm_id: str) -> dict[str, Any]:
    """The person was asked; how it ended stands in the audit journal."""
    actor = current()
    query = queries.visible_alarms(actor.scope("alarm.settle"), None)
    row = db.session.scalar(query.where(PhoneAlarm.id == alarm_id))
    if row is None:
        raise not_found()
    alarms.settle(row, actor.person_id or actor.account_id, data["reason"])
    return views.alarm(row)
