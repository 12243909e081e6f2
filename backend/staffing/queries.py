"""Reading dispatches; every query of something in an event joins through `visible_events`."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, false, or_, select

from backend.accounts import queries as accounts
from backend.accounts.models import Account, RoleGrant
from backend.assessments.models import ExamEvent
from backend.core import clock, files
from backend.core.auth import Actor
from backend.core.db import db
from backend.core.errors import Problem, not_found
from backend.core.journal_models import JournalEntry
from backend.organisations.models import Centre, Person, Station
from backend.organisations.rules import normal_name
from backend.staffing import rules
from backend.staffing.facts import provide_previous
from backend.staffing.models import Assignment, Dispatch, EventPerson

__all__ = [
    "brief", "dispatch_for", "dispatchers", "listed", "people", "phones_of", "photo_of",
    "provide_form_states", "provide_previous", "team_of", "view", "visible_events",
]  # fmt: skip

FormState = dict[str, Any]
# Until one of these ends the supervisor still works on the phone.
UNSIGNED = ("dispatched", "in_progress")
FormStates = Callable[[list[str]], dict[str, FormState]]
_form_states: list[FormStates] = []


def provide_form_states(source: FormStates) -> FormStates:
    """Inspections stands below; it hands in how far the forms of these events are."""
    if source not in _form_states:
        _form_states.append(source)
    return source


def form_states(events: list[str]) -> dict[str, FormState]:
    """`{event: {state, graded, due}}` as inspections tells."""
    return {key: value for source in _form_states for key, value in source(events).items()}


def visible_events(actor: Actor, permission: str) -> Select[ExamEvent]:
    """Exam events the permission reaches for this caller (section 3, data scope)."""
    scope = actor.scope(permission)
    query = select(ExamEvent)
    if scope.all:
        return query
    reaches = []
    if scope.centres:
        reaches.append(ExamEvent.centre_id.in_(scope.centres))
    if scope.stations:
        reaches.append(ExamEvent.station_id.in_(scope.stations))
    if (scope.events or scope.own) and actor.person_id:
        mine = select(Assignment.event_id).where(
            Assignment.person_id == actor.person_id, ~Assignment.gone
        )
        reaches.append(ExamEvent.id.in_(mine))
    return query.where(or_(*reaches) if reaches else false())


def brief(event_id: str) -> dict[str, Any]:
    """Section `brief` of the kit: the facts of the dispatch act in force, exactly as it says them.

    They change by an act only, so the journal's `seq` covers them.
    """
    row = db.session.scalar(select(Dispatch).where(Dispatch.event_id == event_id))
    if row is None:
        raise not_found()
    facts: dict[str, Any] = json.loads(row.brief)
    return facts


@dataclass(frozen=True)
class TeamMember:
    """A supervisor of an event with reply and check."""

    assignment: Assignment
    person: Person


def team_of(event_ids: Iterable[str]) -> dict[str, list[TeamMember]]:
    """Supervisors of these events, the lead first."""
    rows = db.session.execute(
        select(Assignment, Person)
        .join(Person, Person.id == Assignment.person_id)
        .where(
            Assignment.event_id.in_(list(event_ids)),
            ~Assignment.gone,
            Assignment.role == "supervisor",
        )
        .order_by(Assignment.lead.desc(), Person.name)
    )
    found: dict[str, list[TeamMember]] = {}
    for assignment, person in rows:
        found.setdefault(assignment.event_id, []).append(TeamMember(assignment, person))
    return found


def people(event_id: str) -> list[EventPerson]:
    """Everybody with a part in an event by role, without those a later file dropped."""
    return list(
        db.session.scalars(
            select(EventPerson)
            .where(EventPerson.event_id == event_id, ~EventPerson.gone)
            .order_by(EventPerson.position)
        )
    )


def photo_of(event_id: str, sha256: str | None) -> bytes | None:
    """The portrait (a JPEG of at most 24 KB) of a person or candidate; None without or erased."""
    if not sha256 or not files.exists(event_id, sha256):
        return None
    try:
        return files.read(event_id, sha256)
    except Problem:
        return None


def dispatchers(centre_id: str) -> list[str]:
    """People of the dispatch section of a centre, to send messages to."""
    now = clock.now()
    return list(
        db.session.scalars(
            select(Account.person_id)
            .join(RoleGrant, RoleGrant.account_id == Account.id)
            .where(
                RoleGrant.role == "dispatcher",
                RoleGrant.centre_id == centre_id,
                RoleGrant.state == "active",
                Account.person_id.is_not(None),
                or_(RoleGrant.ends_at.is_(None), RoleGrant.ends_at > now),
            )
            .distinct()
        )
    )


def dispatch_for(actor: Actor, event_id: str) -> Dispatch:
    """The dispatch of a visible event; a foreign id answers like an unknown one (S-6)."""
    reach = visible_events(actor, "dispatch.read").with_only_columns(ExamEvent.id)
    row = db.session.scalar(
        select(Dispatch).where(Dispatch.event_id == event_id, Dispatch.event_id.in_(reach))
    )
    if row is None:
        raise not_found()
    return row


def listed(actor: Actor, args: dict[str, Any]) -> Select[Dispatch]:
    """Dispatches the caller may see, filtered, newest first."""
    reach = visible_events(actor, "dispatch.read").with_only_columns(ExamEvent.id)
    query = (
        select(Dispatch)
        .join(ExamEvent, ExamEvent.id == Dispatch.event_id)
        .join(Station, Station.id == ExamEvent.station_id)
        .where(Dispatch.event_id.in_(reach))
    )
    if args["mine"]:
        mine = select(Assignment.event_id).where(
            Assignment.person_id == (actor.person_id or ""), ~Assignment.gone
        )
        query = query.where(Dispatch.event_id.in_(mine))
    if args["from_"]:
        query = query.where(ExamEvent.last_day >= args["from_"])
    if args["to"]:
        query = query.where(ExamEvent.first_day <= args["to"])
    today = clock.day_of(clock.now()).isoformat()
    if args["state"] == "upcoming":
        query = query.where(ExamEvent.first_day > today)
    elif args["state"] == "running":
        query = query.where(ExamEvent.first_day <= today, ExamEvent.last_day >= today)
    elif args["state"] == "past":
        query = query.where(ExamEvent.last_day < today)
    if args["q"].strip():
        text = args["q"].strip()
        query = query.where(
            Dispatch.number.contains(text, autoescape=True)
            | Station.name_key.contains(normal_name(text), autoescape=True)
        )
    return query.order_by(ExamEvent.first_day.desc(), Dispatch.number, Dispatch.id)


def view(rows: list[Dispatch], actor: Actor) -> list[dict[str, Any]]:
    """Dispatches as the API shows them."""
    ids = [row.event_id for row in rows]
    teams, forms, now = team_of(ids), form_states(ids), clock.now()
    phones = phones_of(rows)
    mine = {
        a.event_id: a
        for a in db.session.scalars(
            select(Assignment)
            .where(
                Assignment.event_id.in_(ids),
                ~Assignment.gone,
                Assignment.person_id == (actor.person_id or ""),
            )
            .order_by(Assignment.role)
        )
    }
    return [
        _view(
            row, teams.get(row.event_id, []), mine.get(row.event_id), forms.get(row.event_id), now
        )
        | {"phones": phones[row.event_id]}
        for row in rows
    ]


def phones_of(rows: list[Dispatch]) -> dict[str, list[dict[str, Any]]]:
    """The supervisors' phones by event: last contact, unsent count, and what silence means."""
    events = [row.event_id for row in rows]
    forms, now = form_states(events), clock.now()
    ready = _ready_phones(events)
    acts = _seq_of([row.act for row in rows])
    spans = {row.event_id: _spans(row) for row in rows}
    in_force = {row.event_id: acts.get(row.act, 0) for row in rows}
    found: dict[str, list[dict[str, Any]]] = {event: [] for event in events}
    for phone in accounts.phones_of(events):
        event = phone["journal"]
        if phone["role"] != "supervisor":
            continue
        facts = rules.PhoneFacts(
            last_contact=phone["last_contact"],
            ready=(event, phone["kid"]) in ready,
            kit=phone["kit_seq"] is not None and phone["kit_seq"] >= in_force[event],
            signed=event in forms and forms[event]["state"] not in UNSIGNED,
        )
        state, until = rules.phone_state(facts, spans[event], now)
        keys = ("person", "name", "label", "last_contact", "unsent", "tip", "kit_at")
        found[event].append({key: phone[key] for key in keys} | {"state": state, "until": until})
    return found


def _ready_phones(events: list[str]) -> set[tuple[str, str | None]]:
    """(event, key) of the phones that passed 出发前体检: the key that signed the check."""
    rows = db.session.execute(
        select(Assignment.event_id, JournalEntry.kid)
        .join(JournalEntry, JournalEntry.hash == Assignment.check_entry)
        .where(Assignment.event_id.in_(events), ~Assignment.gone, Assignment.ready.is_(True))
    )
    return {(event, kid) for event, kid in rows}


def _seq_of(entries: list[str]) -> dict[str, int]:
    query = select(JournalEntry.hash, JournalEntry.seq).where(JournalEntry.hash.in_(entries))
    return {row[0]: row[1] for row in db.session.execute(query)}


def _spans(row: Dispatch) -> list[rules.Span]:
    sessions = json.loads(row.brief)["sessions"]
    return rules.exam_spans((clock.day_of(s["t0"]), s["t0"], s["end"]) for s in sessions)


def _view(
    row: Dispatch, team: list[TeamMember], mine: Assignment | None, form: FormState | None, now: int
) -> dict[str, Any]:
    facts = json.loads(row.brief)
    coming = [s for s in facts["sessions"] if s["end"] >= now]
    upcoming = min(coming, key=lambda s: s["t0"], default=None)
    centre = db.session.get_one(Centre, row.centre_id)
    event = row.event
    return {
        "event": row.event_id, "id": row.id, "number": row.number,
        "station": facts["station"], "centre": {"id": centre.id, "name": centre.name},
        "batches": facts["batches"], "projects": facts["projects"], "rooms": facts["rooms"],
        "first_day": event.first_day, "last_day": event.last_day, "deadline": event.deadline,
        "practice": event.practice, "demo": event.demo,
        "next_session": upcoming
        and {key: upcoming[key] for key in ("id", "t0", "end", "kind")},
        "sessions": facts["sessions"],
        "supervisors": [
            {
                "person": m.person.id, "name": m.person.name, "lead": m.assignment.lead,
                "reply": m.assignment.reply, "reply_reason": m.assignment.reply_reason,
                "check": {"ready": m.assignment.ready, "at": m.assignment.ready_at},
            }
            for m in team
        ],
        "my_role": mine.role if mine else None,
        "my_lead": bool(mine and mine.lead),
        "chief": facts["chief"],
        "centre_phone": centre.duty_phone or facts["centre"]["duty_phone"],
        "form": form,
    }  # fmt: skip
