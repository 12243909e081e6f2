"""Verbs that change dispatches; none commits."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from backend.accounts import queries as account_queries
from backend.accounts.services import (
    end_dispatch,
    ensure_field_account,
    put_on_roster,
    take_off_roster,
)
from backend.assessments.models import ExamEvent
from backend.assessments.queries import open_events_due_from
from backend.core import clock, jobs, messages, workdays
from backend.core.canonical import canonical
from backend.core.db import db
from backend.core.journal import act, audit, open_journal
from backend.core.workdays import SpecialDay, Year
from backend.organisations.models import Person
from backend.staffing import facts as facts_of
from backend.staffing.models import Assignment, Dispatch
from backend.staffing.queries import brief, dispatchers

Facts = dict[str, Any]
NOON = 12 * 3600 * 1000
NINE = 9 * 3600 * 1000


def announce(facts: Facts, actor: str | None) -> bool:
    """Write the facts as a `staffing.dispatch` act and let roster and reminders follow.

    False when the act in force already says exactly this: nothing is written twice.
    """
    known = db.session.get(Dispatch, facts["dispatch"]["id"])
    said = canonical(facts).decode("utf-8")
    if known is not None and known.brief == said:
        return False
    before = _team(facts["event"])
    open_journal(facts["event"], "event")
    act(
        facts["event"],
        "staffing.dispatch",
        {"dispatch": facts},
        actor=actor,
        parents=[known.act] if known else [],
    )
    _follow_team(facts, before, actor)
    _plan_reminders(facts)
    return True


def refresh(event_id: str, actor: str | None = None) -> bool:
    """Announce again when the deadline or the station's last B and C changed meanwhile."""
    return announce(facts_of.refreshed(brief(event_id)), actor)


def _team(event_id: str) -> set[str]:
    return set(
        db.session.scalars(
            select(Assignment.person_id).where(
                Assignment.event_id == event_id, ~Assignment.gone, Assignment.role == "supervisor"
            )
        )
    )


def _follow_team(facts: Facts, before: set[str], actor: str | None) -> None:
    link = f"/e/{facts['event']}/brief"
    for member in facts["team"]:
        person = db.session.get_one(Person, member["person"])
        row = db.session.get_one(Assignment, (facts["event"], person.id, "supervisor"))
        ensure_field_account(
            person,
            role="supervisor",
            event=facts["event"],
            by=actor,
            until=row.until,
            demo=facts["demo"],
        )
        put_on_roster(
            facts["event"], person, "supervisor", row.lead, row.since, row.until, actor=actor
        )
        template = "staffing.changed" if person.id in before else "staffing.dispatched"
        messages.send(
            person.id,
            template,
            link,
            number=facts["dispatch"]["number"],
            station=facts["station"]["name"],
        )
    for gone in sorted(before - {member["person"] for member in facts["team"]}):
        person = db.session.get_one(Person, gone)
        take_off_roster(facts["event"], person, "supervisor", actor=actor)
        account = account_queries.account_of(gone)
        if account is not None:
            end_dispatch(account, "supervisor", facts["event"])
        messages.send(
            gone,
            "staffing.withdrawn",
            None,
            number=facts["dispatch"]["number"],
            station=facts["station"]["name"],
        )


def _plan_reminders(facts: Facts) -> None:
    """N1.8-1: 2 working days before D; 出发前体检: D-1 12:00. Practice reminds nobody."""
    if facts["practice"]:
        return
    first_day = clock.day_of(min(s["t0"] for s in facts["sessions"]))
    unaccepted = clock.start_of_day(workdays.workdays_before(first_day, 2)) + NINE
    ready = clock.start_of_day(first_day - timedelta(days=1)) + NOON
    for kind, due in (("staffing.unaccepted", unaccepted), ("staffing.unready", ready)):
        # A dispatch made later than that gives people no time to be late.
        if due > clock.now():
            jobs.enqueue(kind, facts["event"], due, event=facts["event"])


# --- reminders ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Readiness:
    """One supervisor's state the day before (issue 2, section 4)."""

    person: str
    name: str
    reply: str | None
    ready: bool | None
    at: int | None


def readiness(event_id: str) -> list[Readiness]:
    """Who accepted and whose phone passed 出发前体检."""
    rows = db.session.execute(
        select(Assignment, Person.name)
        .join(Person, Person.id == Assignment.person_id)
        .where(Assignment.event_id == event_id, ~Assignment.gone, Assignment.role == "supervisor")
        .order_by(Assignment.lead.desc(), Person.name)
    )
    return [Readiness(a.person_id, name, a.reply, a.ready, a.ready_at) for a, name in rows]


def remind(event_id: str, template: str, behind: Iterable[Readiness], *, people: bool) -> int:
    """Tell the dispatch section how many are behind, and them; returns how many."""
    found = list(behind)
    dispatch = db.session.scalar(select(Dispatch).where(Dispatch.event_id == event_id))
    event = db.session.get(ExamEvent, event_id)
    if not found or dispatch is None or event is None:
        return 0
    for person in dispatchers(event.centre_id):
        messages.send(
            person,
            template,
            f"/desk/dispatch/{event_id}",
            number=dispatch.number,
            count=len(found),
        )
    for one in found if people else ():
        link = "/check" if template == "staffing.unready" else f"/e/{event_id}/brief"
        messages.send(one.person, f"{template}_you", link, number=dispatch.number)
    return len(found)


# --- the working-day calendar ------------------------------------------------------------------


def change_calendar(
    year: int, days: Iterable[SpecialDay], *, confirmed: bool, note: str, actor: str | None
) -> Year:
    """Replace a year of the calendar; deadlines that move are announced in their events.

    It lives here and not in core because moved deadlines are acts of dispatches.
    """
    changed = workdays.set_year(year, days, confirmed=confirmed, source="centre", note=note)
    audit(
        "calendar.change",
        str(year),
        "ok",
        actor=actor,
        detail={"confirmed": confirmed, "days": len(changed.days)},
    )
    for event in open_events_due_from(clock.now()):
        refresh(event.id, actor)
    return changed
