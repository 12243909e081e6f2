"""Phones of chiefs and invigilators, and confirmations of what was signed on another's phone."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from backend.accounts import queries as account_queries
from backend.accounts.services.second import signed_in
from backend.assessments.models import ExamEvent
from backend.badges.queries import event_for
from backend.core import clock, http
from backend.core.auth import current, requires
from backend.core.db import db
from backend.core.errors import forbidden, not_found
from backend.core.http import blueprint
from backend.custody import errors, passes, phone_schemas, phones
from backend.staffing.queries import brief

bp = blueprint("papers phones")


def _who() -> str | None:
    actor = current()
    return actor.person_id or actor.account_id


@bp.post("/events/<event>/parties/<listed>/phone")
@requires("pack.phone")
@bp.response(200, phone_schemas.GivenSchema)
def give_phone(event: str, listed: str) -> phones.Given:
    """Let a chief or invigilator of the list sign papers on an own phone: codes, shown once."""
    return phones.give(event_for(current(), event, "pack.phone"), listed, _who())


@bp.get("/custody/events")
@requires("journal.read")
@bp.response(200, phone_schemas.CarriedListSchema)
def carried() -> dict[str, Any]:
    """Exams whose papers the caller's phone may carry, the next first."""
    person, now = current().person_id or "", clock.now()
    served = account_queries.journals_served(person, now)
    rows = db.session.scalars(
        select(ExamEvent).where(ExamEvent.id.in_(served)).order_by(ExamEvent.first_day)
    )
    return {"items": [_carried(row, person) for row in rows]}


def _carried(event: ExamEvent, person: str) -> dict[str, Any]:
    facts = brief(event.id)
    roles = {one.role for one in account_queries.service_spans(person, event.id)}
    return {
        "event": event.id, "number": facts["dispatch"]["number"],
        "station": facts["station"]["name"], "first_day": event.first_day,
        "last_day": event.last_day, "roles": sorted(roles),
    }  # fmt: skip


@bp.post("/custody/passes")
@requires("journal.write")
@bp.arguments(phone_schemas.PassArgs)
@bp.response(200, phone_schemas.CustodyPassSchema)
def new_pass(data: dict[str, Any]) -> dict[str, Any]:
    """The second person signs in on this phone for one confirmation; counted like any sign-in."""
    entry = passes.signed(data["entry"])
    person = current().person_id or ""
    if not account_queries.service_spans(person, entry.journal):
        raise not_found()
    account = signed_in(data["username"], data["password"], data["code"])
    if account.person_id == person:
        raise errors.refused("custody.same_person")
    token, until = passes.issue(passes.signed(data["entry"]), account)
    http.audit_later("custody.pass", entry.hash, "ok", detail={"person": account.person_id})
    return {"pass": token, "until": until}


@bp.post("/custody/confirmations")
@requires("session.own")
@bp.arguments(phone_schemas.ConfirmArgs)
@bp.response(201, phone_schemas.CustodyConfirmedSchema)
def confirm(data: dict[str, Any]) -> dict[str, Any]:
    """Stand behind what one signed on another's phone; or, for the centre, behind a sheet of paper."""
    entry = passes.signed(data["entry"])
    if data["token"] is not None:
        return {"entry": passes.spend(entry, data["token"]).hash}
    actor = current()
    if actor.person_id is None:
        raise forbidden()
    if data["how"] == "centre":
        event_for(actor, entry.journal, "pack.release")
    done = passes.confirm(entry, data["how"], actor.person_id, actor.person_id, data["reason"])
    return {"entry": done.hash}
