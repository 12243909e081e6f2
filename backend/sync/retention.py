"""Legal holds, and erasure after the term by two people (S-20, N2-1)."""

from __future__ import annotations

from datetime import date
from typing import Any, cast

from marshmallow import fields, validate
from sqlalchemy import Select, select

from backend.accounts import queries as accounts
from backend.assessments.models import ExamEvent
from backend.core import clock, erasure, http
from backend.core.auth import Actor, current, requires
from backend.core.db import db
from backend.core.errors import not_found, problem
from backend.core.fields import HashField, PageArgs, Schema, page_of
from backend.core.journal_models import Journal
from backend.staffing import queries as staffing
from backend.staffing.models import Dispatch

bp = http.blueprint("retention")
BLUEPRINTS = (bp,)
# Candidate assessment material is kept two years from the exam (N2-1).
YEARS = 2

too_early = problem(
    "erasure.too_early",
    409,
    "考核资料须保存两年，现在不能销毁",
    "Assessment material is kept for two years; it is too early",
    clause="N2-1",
    todo_zh="期满后再提出",
    todo_en="Ask again when the term is over",
)


class ReasonArgs(Schema):
    """Why."""

    reason = fields.String(required=True, validate=validate.Length(min=2, max=200))


class HoldOut(Schema):
    """A hold, in force while ``lifted_at`` is null."""

    id = fields.String(required=True)
    journal = fields.String(required=True)
    reason = fields.String(required=True)
    set_by = fields.String(required=True)
    set_at = fields.Integer(required=True)
    lifted_by = fields.String(required=True, allow_none=True)
    lifted_at = fields.Integer(required=True, allow_none=True)


class OrderOut(Schema):
    """An erasure order; ``number`` once it was carried out."""

    id = fields.String(required=True)
    number = fields.Integer(required=True, allow_none=True)
    journal = fields.String(required=True)
    reason = fields.String(required=True)
    state = fields.String(required=True, validate=validate.OneOf(("asked", "refused", "done")))
    asked_by = fields.String(required=True)
    asked_at = fields.Integer(required=True)
    decided_by = fields.String(required=True, allow_none=True)
    decided_at = fields.Integer(required=True, allow_none=True)


class TermOut(Schema):
    """An event, until when it must be kept, and what stands against erasing it."""

    event = fields.String(required=True)
    number = fields.String(required=True)
    last_day = fields.String(required=True)
    due_from = fields.String(required=True)
    due = fields.Boolean(required=True)
    held = fields.Boolean(required=True)
    erased_by = HashField(required=True, allow_none=True)
    order = fields.Nested(OrderOut, required=True, allow_none=True)


def _person() -> str:
    actor = current()
    return actor.person_id or actor.account_id


def _another(first: str | None) -> None:
    """The caller is a second person, not an account the first one opened by a reset (S-5)."""
    if first and accounts.one_hand(first, _person()):
        raise erasure.two_people()


def _visible(actor: Actor, permission: str) -> Select[Any]:
    return staffing.visible_events(actor, permission).with_only_columns(ExamEvent.id)


def _event(event_id: str, permission: str) -> ExamEvent:
    query = select(ExamEvent).where(
        ExamEvent.id == event_id, ExamEvent.id.in_(_visible(current(), permission))
    )
    event = db.session.scalar(query)
    if event is None:
        raise not_found()
    return event


def _order(order_id: str) -> erasure.ErasureOrder:
    row = db.session.scalar(
        select(erasure.ErasureOrder).where(
            erasure.ErasureOrder.id == order_id,
            erasure.ErasureOrder.journal.in_(_visible(current(), "journal.erase")),
        )
    )
    if row is None:
        raise not_found()
    return row


def due_from(event: ExamEvent) -> date:
    """The first day on which the event may be erased; practice is kept for nobody."""
    last = date.fromisoformat(event.last_day)
    if event.practice:
        return last
    year = last.year + YEARS
    # 29 February has no anniversary: the day after counts.
    return date(year, 3, 1) if (last.month, last.day) == (2, 29) else last.replace(year=year)


def _is_due(event: ExamEvent) -> bool:
    return clock.day_of(clock.now()) > due_from(event)


@bp.post("/journals/<string:journal_id>/holds")
@requires("journal.hold")
@bp.arguments(ReasonArgs)
@bp.response(201, HoldOut)
def set_hold(data: dict[str, Any], journal_id: str) -> erasure.LegalHold:
    """Keep an event's data for a complaint or a case."""
    _event(journal_id, "journal.hold")
    return erasure.set_hold(journal_id, data["reason"], _person())


@bp.post("/journals/<string:journal_id>/holds/lift")
@requires("journal.hold")
@bp.arguments(ReasonArgs)
@bp.response(200, HoldOut)
def lift_hold(data: dict[str, Any], journal_id: str) -> erasure.LegalHold:
    """End a hold that somebody else set."""
    _event(journal_id, "journal.hold")
    known = erasure.hold_on(journal_id)
    _another(known.set_by if known else None)
    return erasure.lift_hold(journal_id, data["reason"], _person())


@bp.post("/journals/<string:journal_id>/erasures")
@requires("journal.erase")
@bp.arguments(ReasonArgs)
@bp.response(201, OrderOut)
def ask(data: dict[str, Any], journal_id: str) -> erasure.ErasureOrder:
    """Propose to erase an event whose term is over."""
    if not _is_due(_event(journal_id, "journal.erase")):
        raise too_early()
    order = erasure.ask(journal_id, data["reason"], _person())
    http.audit_later("erasure.ask", journal_id, "ok", detail={"order": order.id})
    return order


@bp.get("/erasures")
@requires("journal.erase")
@bp.arguments(PageArgs, location="query")
@bp.response(200, page_of(TermOut, "Terms"))
def terms(args: dict[str, Any]) -> dict[str, Any]:
    """Events by the end of their term, with holds and orders."""
    query = (
        select(ExamEvent, Dispatch.number, Journal.erased_by)
        .join(Dispatch, Dispatch.event_id == ExamEvent.id)
        .join(Journal, Journal.id == ExamEvent.id)
        .where(ExamEvent.id.in_(_visible(current(), "journal.erase")))
        .order_by(ExamEvent.last_day, ExamEvent.id)
    )
    return http.page(cast("Select[Any]", query), args, lambda row: _term(*row))


def _term(event: ExamEvent, number: str, erased_by: str | None) -> dict[str, Any]:
    order = db.session.scalar(
        select(erasure.ErasureOrder)
        .where(erasure.ErasureOrder.journal == event.id)
        .order_by(erasure.ErasureOrder.asked_at.desc())
        .limit(1)
    )
    return {
        "event": event.id,
        "number": number,
        "last_day": event.last_day,
        "due_from": due_from(event).isoformat(),
        "due": _is_due(event),
        "held": erasure.hold_on(event.id) is not None,
        "erased_by": erased_by,
        "order": order,
    }


@bp.post("/erasures/<string:order_id>/confirm")
@requires("journal.erase")
@bp.response(200, OrderOut)
def confirm(order_id: str) -> erasure.ErasureOrder:
    """Confirm as the second person: the data are destroyed now."""
    order = _order(order_id)
    if order.state == "asked":
        _another(order.asked_by)
    return erasure.decide(order, confirm=True, by=_person())


@bp.post("/erasures/<string:order_id>/refuse")
@requires("journal.erase")
@bp.response(200, OrderOut)
def refuse(order_id: str) -> erasure.ErasureOrder:
    """Refuse or withdraw an order."""
    return erasure.decide(_order(order_id), confirm=False, by=_person())
