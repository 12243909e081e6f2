"""The list of forms at the desk: state tabs with counts, filters, search, paging in SQL."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from backend.assessments.models import ExamEvent
from backend.core import clock
from backend.core.auth import Actor
from backend.core.db import db
from backend.organisations.models import Centre, Person, Station
from backend.organisations.rules import normal_name
from backend.staffing import queries as staffing
from backend.staffing.models import Assignment, Dispatch

from .. import errors, facts, rules
from ..models import Form
from . import times

Row = dict[str, Any]
# Five tables side by side; their exact type says nothing the columns do not.
Rows = Select[*tuple[Any, ...]]
TABS = ("all", "to_receive", "unsigned", "late", "unproven")
SORTS = {
    "day": ExamEvent.last_day,
    "station": Station.name,
    "submitted": Form.submitted_at,
    "deadline": ExamEvent.deadline,
}
# A list of more is a matter for statistics.
MOST_EXPORTED = 5_000
UNPROVEN = ("stated_in_time", "stated_late")


def listed(actor: Actor, args: dict[str, Any]) -> Row:
    """One page of forms with the count of every tab under the same filters."""
    base = _filtered(actor, args)
    verdicts = _late_verdicts(base)
    counts = {tab: _total(base.where(_tab(tab, verdicts))) for tab in TABS}
    query = _sorted(base.where(_tab(args["state"], verdicts)), args["sort"])
    size = args["per_page"]
    found = db.session.execute(query.limit(size).offset((args["page"] - 1) * size)).all()
    return {
        "items": _rows([tuple(row) for row in found]),
        "page": args["page"],
        "per_page": size,
        "total": counts[args["state"]],
        "counts": counts,
        "now": clock.now(),
    }


def exported(actor: Actor, args: dict[str, Any]) -> list[Row]:
    """Every form the filters show, as the page orders them; within the caller's `form.export`."""
    base = _filtered(actor, args, "form.export")
    query = base.where(_tab(args["state"], _late_verdicts(base)))
    if _total(query) > MOST_EXPORTED:
        raise errors.export_too_many()
    found = db.session.execute(_sorted(query, args["sort"])).all()
    return _rows([tuple(row) for row in found])


def _filtered(actor: Actor, args: dict[str, Any], permission: str = "form.read") -> Rows:
    reach = staffing.visible_events(actor, permission).with_only_columns(ExamEvent.id)
    query = (
        select(ExamEvent, Dispatch, Form, Station, Centre)
        .join(Dispatch, Dispatch.event_id == ExamEvent.id)
        .join(Station, Station.id == ExamEvent.station_id)
        .join(Centre, Centre.id == ExamEvent.centre_id)
        .outerjoin(Form, Form.event_id == ExamEvent.id)
        .where(ExamEvent.id.in_(reach))
    )
    if not args["practice"]:
        query = query.where(~ExamEvent.practice)
    if args["station"]:
        query = query.where(ExamEvent.station_id == args["station"])
    if args["month"]:
        first, last = f"{args['month']}-01", f"{args['month']}-31"
        query = query.where(ExamEvent.first_day <= last, ExamEvent.last_day >= first)
    if args["grade"] == "B":
        query = query.where(Form.b > 0)
    elif args["grade"] == "C":
        query = query.where(Form.c > 0)
    elif args["grade"] == "BC":
        query = query.where(or_(Form.b > 0, Form.c > 0))
    if args["q"].strip():
        query = query.where(_matches(args["q"].strip()))
    return query


def _matches(text: str) -> ColumnElement[bool]:
    key = normal_name(text)
    people = (
        select(Assignment.event_id)
        .join(Person, Person.id == Assignment.person_id)
        .where(
            Assignment.role == "supervisor",
            ~Assignment.gone,
            Person.search.contains(key.casefold(), autoescape=True),
        )
    )
    return or_(
        Dispatch.number.contains(text, autoescape=True),
        Station.name_key.contains(key, autoescape=True),
        ExamEvent.id.in_(people),
    )


def _late_verdicts(base: Rows) -> dict[str, str]:
    """Verdict of every form whose first signature came after the deadline: few, so worked out."""
    rows = db.session.execute(
        base.with_only_columns(Form, ExamEvent.deadline).where(
            Form.first_received > ExamEvent.deadline
        )
    ).all()
    stated = times.stated_times(form for form, _ in rows)
    return {form.event_id: times.verdict(form, deadline, stated) for form, deadline in rows}


def _tab(tab: str, verdicts: dict[str, str]) -> ColumnElement[bool]:
    unsigned = Form.latest.is_(None)
    if tab == "to_receive":
        return and_(
            Form.official.is_not(None), or_(~Form.quality_received, ~Form.dispatch_received)
        )
    if tab == "unsigned":
        return unsigned
    if tab == "late":
        proven = [event for event, found in verdicts.items() if found == "proven_late"]
        overdue = and_(unsigned, ExamEvent.deadline < clock.now())
        return or_(overdue, ExamEvent.id.in_(proven))
    if tab == "unproven":
        return ExamEvent.id.in_([e for e, found in verdicts.items() if found in UNPROVEN])
    return ExamEvent.id.is_not(None)


def _total(query: Rows) -> int:
    counted = query.with_only_columns(ExamEvent.id).order_by(None).subquery()
    return db.session.scalar(select(func.count()).select_from(counted)) or 0


def _sorted(query: Rows, sort: str) -> Rows:
    column = SORTS[sort.removeprefix("-")]
    ordered = column.desc().nulls_last() if sort.startswith("-") else column.asc().nulls_last()
    return query.order_by(ordered, ExamEvent.id)


def _rows(found: list[tuple[Any, ...]]) -> list[Row]:
    ids = [event.id for event, *_ in found]
    teams = staffing.team_of(ids)
    stated = times.stated_times(form for _, _, form, _, _ in found)
    phones = staffing.phones_of([dispatch for _, dispatch, *_ in found])
    return [
        row_of(
            event,
            dispatch,
            form,
            station,
            centre,
            teams.get(event.id, []),
            stated,
            phones[event.id],
        )
        for event, dispatch, form, station, centre in found
    ]


def row_of(
    event: ExamEvent,
    dispatch: Dispatch,
    form: Form | None,
    station: Station,
    centre: Centre,
    team: list[staffing.TeamMember],
    stated: dict[str, int],
    phones: list[Row],
) -> Row:
    """One form as the list and the head of its page show it."""
    brief = json.loads(dispatch.brief)
    return {
        "event": event.id,
        "number": dispatch.number,
        "station": {"id": station.id, "name": station.name},
        "centre": {"id": centre.id, "name": centre.name},
        "batches": [batch["name"] for batch in brief["batches"]],
        "projects": [project["name"] for project in brief["projects"]],
        "first_day": event.first_day,
        "last_day": event.last_day,
        "practice": event.practice,
        "demo": event.demo,
        "supervisors": [
            {"person": m.person.id, "name": m.person.name, "lead": m.assignment.lead} for m in team
        ],
        "state": form.state if form else "dispatched",
        "version": form.version if form else 0,
        "graded": form.graded if form else 0,
        "due": form.due if form else _due(brief),
        "a": form.a if form else None,
        "b": form.b if form else None,
        "c": form.c if form else None,
        "away": form.away if form else None,
        "deadline": {
            "at": event.deadline,
            "verdict": times.verdict(form, event.deadline, stated),
            "stated": stated.get(form.first_sign or "") if form else None,
            "received": form.first_received if form else None,
        },
        "submitted_at": form.submitted_at if form else None,
        "received": {
            "quality": bool(form and form.quality_received),
            "dispatch": bool(form and form.dispatch_received),
        },
        "recorded": bool(form and form.recorded),
        "phones": phones,
    }


def _due(brief: dict[str, Any]) -> int:
    return len(rules.ITEMS) - len(rules.not_applicable(*facts.scope_in(brief)))
