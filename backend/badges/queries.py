"""Reading badges, gates, what the gates saw, and who is there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from sqlalchemy import Select, func, select

from backend.accounts import queries as accounts
from backend.assessments.models import ExamEvent
from backend.assessments.rules import DAY, start_of_day
from backend.badges import holders, projection, rules
from backend.badges.cards import Card
from backend.badges.holders import HolderFacts
from backend.badges.kit import Section, gate_brief, keep, mark, sections
from backend.badges.models import Badge, Gate, GateScan
from backend.core import clock, keys
from backend.core.auth import Actor
from backend.core.db import db
from backend.core.errors import not_found
from backend.organisations.models import Station
from backend.staffing.queries import photo_of, visible_events

__all__ = [
    "Section", "badge_for", "cards", "event_for", "gate", "gate_brief", "gate_for", "gate_log", "gates",
    "keep", "listed", "log_rows", "mark", "presence", "scan_for", "sections",
    "shown",
]  # fmt: skip

Row = dict[str, Any]


def event_for(actor: Actor, event_id: str, permission: str) -> ExamEvent:
    """A visible event; a foreign id answers like an unknown one (S-6)."""
    row = db.session.scalar(visible_events(actor, permission).where(ExamEvent.id == event_id))
    if row is None:
        raise not_found()
    return row


def badge_for(event: ExamEvent, badge_id: str) -> Badge:
    """A badge of this event."""
    row = db.session.get(Badge, badge_id)
    if row is None or row.event_id != event.id:
        raise not_found()
    return row


def gate_for(event: ExamEvent, gate_id: str) -> Gate:
    """A gate of this event."""
    row = db.session.get(Gate, gate_id)
    if row is None or row.event_id != event.id:
        raise not_found()
    return row


def scan_for(event: ExamEvent, entry: str) -> GateScan:
    """A scan of this event."""
    row = db.session.get(GateScan, entry)
    if row is None or row.event_id != event.id:
        raise not_found()
    return row


def cards(event_id: str, ids: Iterable[str] | None = None) -> list[Card]:
    """Badges ready to be printed, in the order of their numbers: these, or all that are issued."""
    event = db.session.get_one(ExamEvent, event_id)
    query = select(Badge).where(Badge.event_id == event_id)
    query = query.where(Badge.state == "issued" if ids is None else Badge.id.in_(list(ids)))
    known = holders.of_event(event)
    station = db.session.get_one(Station, event.station_id).name
    batch = "、".join(one.name for one in event.batches)
    found = []
    for row in db.session.scalars(query.order_by(Badge.serial)):
        one = known[row.holder_id]
        found.append(
            Card(
                badge=row.id,
                subject=row.subject,
                holder=row.holder_id,
                role=row.role,
                name=one.name,
                post=one.post,
                room=one.room,
                station=station,
                batch=batch,
                not_before=row.not_before,
                not_after=row.not_after,
                serial=row.serial,
                code=row.code,
                token=row.token,
                state=row.state,
                photo=photo_of(event_id, one.photo),
                card_number=one.card_number,
                card_until=one.card_until,
                ticket=one.ticket,
                project=one.project,
                session=one.session,
                seat=one.seat,
            )
        )
    return found


def listed(event: ExamEvent) -> Row:
    """The badges of an event with counts by role and by state as people read it."""
    now, void = clock.now(), set(keys.withdrawn("badge"))
    known = holders.of_event(event)
    rows = db.session.scalars(
        select(Badge).where(Badge.event_id == event.id).order_by(Badge.serial)
    ).all()
    held = {row.holder_id for row in rows}
    missing = Counter(one.role for one in known.values() if not one.gone and one.id not in held)
    items = [_listed(row, known.get(row.holder_id), now, void) for row in rows]
    return {
        "event": event.id,
        "counts": dict(Counter(item["condition"] for item in items)),
        "missing": dict(missing),
        "void_key": sum(item["void_key"] for item in items),
        "items": items,
        "holders": [
            {"id": one.id, "subject": one.subject, "role": one.role, "name": one.name,
             "post": one.post, "room": one.room, "has_photo": one.photo is not None}
            for one in known.values()
            if not one.gone and one.id not in held
        ],
    }  # fmt: skip


def shown(row: Badge) -> Row:
    """One badge as the list shows it."""
    event = db.session.get_one(ExamEvent, row.event_id)
    known = holders.of_event(event, only=row.subject)
    return _listed(row, known.get(row.holder_id), clock.now(), set(keys.withdrawn("badge")))


def _listed(row: Badge, one: HolderFacts | None, now: int, void: set[str]) -> Row:
    return {
        "badge": row.id, "serial": row.serial, "code": row.code, "subject": row.subject,
        "holder": row.holder_id, "role": row.role, "name": one.name if one else "",
        "post": one.post if one else "", "room": one.room if one else "",
        "ticket": one.ticket if one else "", "from": row.not_before, "until": row.not_after,
        "state": row.state,
        "condition": rules.condition(row.state, row.not_before, row.not_after, now),
        "reason": row.reason, "changed_at": row.changed_at, "issued_at": row.issued_at,
        "replaced_by": row.replaced_by, "card_number": one.card_number if one else "",
        "card_until": one.card_until if one else "",
        "has_photo": bool(one and one.photo),
        "void_key": row.kid in void and row.state == "issued",
    }  # fmt: skip


# --- gates -------------------------------------------------------------------------------------


def gates(event: ExamEvent) -> list[Row]:
    """Gates with their phones, guard and counts."""
    rows = db.session.scalars(
        select(Gate).where(Gate.event_id == event.id).order_by(Gate.created_at, Gate.id)
    ).all()
    people = holders.of_event(event, only="person")
    badges = {row.id: row for row in db.session.scalars(
        select(Badge).where(Badge.event_id == event.id, Badge.subject == "person"))}  # fmt: skip
    phones: dict[str, list[Row]] = {}
    for phone in accounts.phones_of([event.id]):
        phones.setdefault(phone["person"], []).append(
            {key: phone[key] for key in ("device", "label", "last_contact", "unsent", "kit_at")}
        )
    counted = db.session.execute(
        select(
            GateScan.gate,
            GateScan.direction,
            GateScan.admitted,
            func.count(),
            func.max(GateScan.at),
        )
        .where(GateScan.event_id == event.id, GateScan.gate.is_not(None))
        .group_by(GateScan.gate, GateScan.direction, GateScan.admitted)
    ).all()
    seen: dict[str, list[Passed]] = {}
    for gate_id, direction, admitted, times, last in counted:
        seen.setdefault(gate_id or "", []).append(Passed(direction, admitted, times, last))
    return [
        _gate(row, seen.get(row.id, []))
        | {"phones": phones.get(row.person_id, []), "guard": _guard(row, badges, people)}
        for row in rows
    ]


class Passed(NamedTuple):
    """How many scans of one kind a gate had, and when the last one."""

    direction: str
    admitted: bool
    times: int
    last: int


def gate(row: Gate) -> Row:
    """One gate as the list shows it."""
    event = db.session.get_one(ExamEvent, row.event_id)
    return next(one for one in gates(event) if one["id"] == row.id)


def _gate(row: Gate, seen: list[Passed]) -> Row:
    through = Counter[str]()
    for one in seen:
        through[one.direction if one.admitted else "refused"] += one.times
    return {
        "id": row.id, "name": row.name, "direction": row.direction, "roles": row.roles,
        "created_at": row.created_at, "ended_at": row.ended_at,
        "pass_until": row.pass_until if row.spent_at is None else None,
        "in": through["in"], "out": through["out"], "refused": through["refused"],
        "last_at": max((one.last for one in seen), default=None),
    }  # fmt: skip


def _guard(row: Gate, badges: dict[str, Badge], people: dict[str, HolderFacts]) -> Row | None:
    """Who stands there, by the last scan that says so."""
    newest = (
        select(GateScan.guard)
        .where(
            GateScan.event_id == row.event_id,
            GateScan.gate == row.id,
            GateScan.guard.is_not(None),
        )
        .order_by(GateScan.at.desc())
        .limit(1)
    )
    badge = badges.get(db.session.scalar(newest) or "")
    if badge is None:
        return None
    holder = people.get(badge.holder_id)
    return {"serial": badge.serial, "name": holder.name if holder else ""}


def gate_log(event: ExamEvent, args: Row) -> Select[GateScan]:
    """What the gates saw, newest first."""
    query = select(GateScan).where(GateScan.event_id == event.id)
    if args["gate"]:
        query = query.where(GateScan.gate == args["gate"])
    if args["badge"]:
        query = query.where(GateScan.badge == args["badge"])
    if args["kind"] == "refused":
        query = query.where(~GateScan.admitted, GateScan.direction != "spot")
    elif args["kind"] == "override":
        query = query.where(GateScan.override.is_not(None))
    elif args["kind"] == "spot":
        query = query.where(GateScan.direction == "spot")
    return query.order_by(GateScan.at.desc(), GateScan.entry)


def log_rows(event: ExamEvent) -> Any:
    """How one row of the log reads, with names looked up once."""
    known = holders.of_event(event)
    badges = {row.id: row for row in db.session.scalars(
        select(Badge).where(Badge.event_id == event.id))}  # fmt: skip
    names = {row.id: row.name for row in db.session.scalars(
        select(Gate).where(Gate.event_id == event.id))}  # fmt: skip

    def named(badge_id: str | None) -> Row | None:
        badge = badges.get(badge_id or "")
        if badge is None:
            return None
        one = known.get(badge.holder_id)
        return {
            "badge": badge.id, "serial": badge.serial, "name": one.name if one else "",
            "role": badge.role,
        }  # fmt: skip

    def shown(item: Any) -> Row:
        row: GateScan = item[0]
        words = projection.words(row)
        return {
            "entry": row.entry, "at": row.at, "received": row.received, "seq": row.seq,
            "gate": {"id": row.gate, "name": names.get(row.gate, "")} if row.gate else None,
            "badge": named(row.badge), "guard": named(row.guard), "direction": row.direction,
            "outcome": row.outcome, "admitted": row.admitted, "via": row.via,
            "override": row.override, "override_by": named(row.override_by),
            "confirmed": row.confirmed_by is not None,
            "reason": words["reason"], "note": words["note"],
            "same": row.same, "card": row.card, "identity": row.identity,
            "paper_at": row.paper_at, "list_age": row.list_age,
        }  # fmt: skip

    return shown


# --- presence ----------------------------------------------------------------------------------


def presence(event: ExamEvent, day: str | None) -> Row:
    """Who is inside, who is expected and missing, who came late, and the candidates' counts (A5-1).

    Of one day; without one, of today or of the event's day nearest to it.
    """
    now = clock.now()
    chosen = day or min(max(rules.day_of(now), event.first_day), event.last_day)
    start = rules.day_start(chosen)
    known = holders.of_event(event)
    of_day = [one for one in _by_holder(event, start) if one[0] in known]
    seen = dict(of_day)
    usable = {row.holder_id: row for row in db.session.scalars(
        select(Badge)
        .where(Badge.event_id == event.id, Badge.state == "issued")
        .order_by(Badge.issued_at, Badge.serial))}  # fmt: skip
    sessions = [one for one in event.sessions if start <= one.t0 < start + DAY]
    first = min((one.t0 for one in sessions), default=None)
    of_room: dict[str, int] = {}
    for one in sessions:
        for room in one.rooms:
            of_room[room.id] = min(one.t0, of_room.get(room.id, one.t0))
    people = []
    for person in known.values():
        badge = usable.get(person.id)
        stay = rules.stay(seen.get(person.id, []))
        if person.subject != "person" or (badge is None and stay.first_in is None):
            continue
        expected = of_room.get(person.room_id or "", first) if sessions else None
        people.append(_present(person, badge, stay, expected, now))
    return {
        "event": event.id,
        "day": chosen,
        "as_of": now,
        "inside": sum(one["state"] == "inside" for one in people),
        "expected": sum(one["badge"] is not None for one in people),
        "people": sorted(people, key=lambda one: _ORDER[one["state"]]),
        "candidates": _candidate_counts(event, known, seen, start),
        "candidates_inside": sum(
            rules.stay(found).inside
            for holder, found in seen.items()
            if known[holder].subject == "candidate"
        ),
    }


_ORDER = {"missing": 0, "inside": 1, "left": 2}


def _by_holder(event: ExamEvent, start: int) -> list[tuple[str, list[rules.Passage]]]:
    rows = db.session.scalars(
        select(GateScan).where(
            GateScan.event_id == event.id,
            GateScan.holder_id.is_not(None),
            GateScan.direction != "spot",
            GateScan.at >= start,
            GateScan.at < start + DAY,
        )
    ).all()
    found: dict[str, list[rules.Passage]] = {}
    for row in rows:
        found.setdefault(row.holder_id or "", []).append(projection.passage(row))
    for holder, passage in _guards(rows).items():
        found.setdefault(holder, [passage])
    return list(found.items())


def _guards(rows: Sequence[GateScan]) -> dict[str, rules.Passage]:
    """Who stands at a gate is on site, though nobody let them in: from their first scan on."""
    first: dict[str, GateScan] = {}
    for row in rows:
        if row.guard and (row.guard not in first or row.at < first[row.guard].at):
            first[row.guard] = row
    query = select(Badge.id, Badge.holder_id).where(Badge.id.in_(first))
    return {
        holder: replace(
            projection.passage(first[badge]),
            badge=badge, direction="in", admitted=True, outcome="admitted", override=None,
        )
        for badge, holder in db.session.execute(query)
    }  # fmt: skip


def _present(
    person: HolderFacts, badge: Badge | None, stay: rules.Stay, session: int | None, now: int
) -> Row:
    due = rules.arrive_by(person.role, session) if session is not None else None
    late = due is not None and (stay.first_in or now) > due
    return {
        "holder": person.id, "badge": badge.id if badge else None,
        "serial": badge.serial if badge else "", "code": badge.code if badge else "",
        "name": person.name, "role": person.role, "post": person.post, "room": person.room,
        "phone": person.phone,
        "state": "missing" if stay.first_in is None else "inside" if stay.inside else "left",
        "first_in": stay.first_in, "last_at": stay.last_at, "gate": stay.gate,
        "due": due, "late": late,
        "minutes_late": -(-((stay.first_in or now) - due) // rules.MINUTE) if due and late else 0,
    }  # fmt: skip


def _candidate_counts(
    event: ExamEvent,
    known: dict[str, HolderFacts],
    seen: dict[str, list[rules.Passage]],
    start: int,
) -> list[Row]:
    """应考, 实考, 缺考 by project and session of the day; who has no session counts in every one."""
    confirmed = set(
        db.session.scalars(
            select(GateScan.holder_id).where(
                GateScan.event_id == event.id, GateScan.identity.is_(True), GateScan.admitted,
                GateScan.at >= start, GateScan.at < start + DAY,
            )
        )
    )  # fmt: skip
    came = {holder for holder, found in seen.items() if rules.stay(found).first_in is not None}
    rows = []
    for session in event.sessions:
        if start_of_day(session.t0) != start:
            continue
        wanted = [
            one.id for one in known.values()
            if one.subject == "candidate" and not one.gone
            and one.project_id == session.project_id and one.session_id in (None, session.id)
        ]  # fmt: skip
        present = [one for one in wanted if one in came]
        rows.append(
            {
                "session": session.id, "kind": session.kind, "t0": session.t0, "end": session.end,
                "project": session.project_id, "due": len(wanted), "present": len(present),
                "absent": len(wanted) - len(present),
                "confirmed": sum(one in confirmed for one in present),
            }
        )  # fmt: skip
    return rows
