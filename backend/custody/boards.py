"""The board of packs: where, with whom, how long, what is overdue; counts that must add up."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, false, func, or_, select, true

from backend.accounts.queries import people_with
from backend.assessments.models import Batch, ExamEvent, ExamSession, Project
from backend.core import clock
from backend.core.auth import Actor
from backend.core.db import db
from backend.custody import days
from backend.custody.legality import KEEPER
from backend.custody.models import Pack
from backend.custody.rules import CENTRE
from backend.custody.telling import Names, rooms_of
from backend.organisations.models import Station
from backend.organisations.rules import normal_name
from backend.staffing.models import Dispatch
from backend.staffing.queries import visible_events

Row = dict[str, Any]
MINUTE = 60_000
HOUR = 60 * MINUTE
# A handover nobody has stood behind for so long is a finding.
UNCONFIRMED = 12 * HOUR
HALF_HOUR = 30 * MINUTE
OVER = ("archived", "destroyed")
CARRIED = ("with_supervisor", "stored_overnight")
INSIDE = (*CARRIED, "on_site", "with_invigilators")
OPEN = ("opened", "issued", "collected")
TABS = ("all", "exception", "overdue", "waiting", "here", "out", "back")
SPANS = ("near", "today", "tomorrow", "week", "past", "all")
COUNTED = ("opened", "issued", "spare", "void", "collected", "missing", "pieces", "scrap")


def overdue(now: int) -> ColumnElement[str | None]:
    """What of a pack should have happened by now; null when nothing."""
    t0, end = ExamSession.t0, ExamSession.end
    midnight = t0 - (t0 + days.ZONE) % days.DAY
    state, night = Pack.state, true() if days.is_night(now) else false()
    # Papers of a session of this evening lie nowhere: they are on their way to it.
    soon = and_(t0 - 3 * HOUR <= now, now < end)
    return case(
        (Pack.withdrawn | state.in_(OVER) | (state == "exception"), None),
        (and_(state == "prepared", midnight - 6 * HOUR <= now), "collect"),
        (and_(state == "with_supervisor", midnight - 4 * HOUR <= now, night, ~soon), "store"),
        (and_(state.in_(INSIDE), t0 <= now), "open"),
        (and_(state.in_(CARRIED), t0 - HALF_HOUR <= now), "site"),
        (and_(state.in_(OPEN), end + HALF_HOUR <= now), "seal"),
        (and_(state == "resealed", ExamEvent.deadline < now), "return"),
        (and_(Pack.unproved > 0, Pack.since + UNCONFIRMED <= now), "confirm"),
        else_=None,
    )


def tabs(late: ColumnElement[str | None], house: set[str]) -> dict[str, ColumnElement[bool]]:
    """Which packs stand in each tab: a pack may need somebody and be out. What is in exception is
    where who has it is."""
    here = or_(
        Pack.state == "prepared", and_(Pack.state == "exception", Pack.with_party.in_(house))
    )
    back = Pack.state.in_(("returned", *OVER))
    return {
        "all": true(),
        "exception": or_(Pack.exception.is_not(None), Pack.conflicts > 0),
        "overdue": late.is_not(None),
        "waiting": or_(Pack.offer.is_not(None), Pack.unproved > 0),
        "here": here,
        "out": ~or_(here, back),
        "back": back,
    }


def _house(actor: Actor) -> set[str]:
    """Who has a pack that lies in its centre."""
    reach = visible_events(actor, "pack.read").with_only_columns(ExamEvent.centre_id)
    centres = db.session.scalars(reach.order_by(None).distinct())
    return {CENTRE, *(one for centre in centres for one in people_with((KEEPER,), centre))}


def board(actor: Actor, args: Row) -> Row:
    """A page of packs, what needs somebody first, and the counts of the tabs."""
    now = clock.now()
    late = overdue(now)
    stands = tabs(late, _house(actor))
    found = _found(actor, args, now).where(~Pack.withdrawn)
    numbers = found.with_only_columns(*(func.count(case((stands[one], 1))) for one in TABS))
    counts = dict(zip(TABS, db.session.execute(numbers).one(), strict=True))
    # The first tab that fits: what needs somebody comes first.
    tab = case(*((stands[one], one) for one in TABS[1:]))
    rank = case(*((stands[one], place) for place, one in enumerate(TABS[1:4])), else_=3)
    shown = found.where(stands[args["tab"]]).add_columns(
        late.label("late"), tab.label("tab"), ExamSession.t0, ExamSession.end, Station.name,
        Batch.name, Project.name, Dispatch.number,
    )  # fmt: skip
    rows = db.session.execute(
        shown.order_by(rank, ExamSession.t0, Pack.event_id, Pack.number)
        .limit(args["per_page"])
        .offset((args["page"] - 1) * args["per_page"])
    ).all()
    names = Names(row[0].event_id for row in rows)
    rooms = rooms_of(row[0].event_id for row in rows)
    return {
        "items": [_shown(row, names, rooms) for row in rows],
        "page": args["page"],
        "per_page": args["per_page"],
        "total": counts[args["tab"]],
        "counts": counts,
        "as_of": now,
        "journals": sorted({row[0].event_id for row in rows})[:20],
    }


def _found(actor: Actor, args: Row, now: int) -> Select[Pack]:
    reach = visible_events(actor, "pack.read").with_only_columns(ExamEvent.id)
    query = (
        select(Pack)
        .join(ExamEvent, ExamEvent.id == Pack.event_id)
        .join(ExamSession, ExamSession.id == Pack.session_id)
        .join(Station, Station.id == ExamEvent.station_id)
        .join(Batch, Batch.id == Pack.batch_id)
        .join(Project, Project.id == Pack.project_id)
        .join(Dispatch, Dispatch.event_id == Pack.event_id)
        .where(Pack.event_id.in_(reach))
    )
    if args["event"]:
        return query.where(Pack.event_id == args["event"])
    if not args["practice"]:
        query = query.where(~ExamEvent.practice)
    if args["q"].strip():
        # A search looks everywhere.
        text = args["q"].strip()
        return query.where(
            or_(
                Pack.number == text,
                Pack.id == text.lower().removeprefix("dkp1:"),
                Pack.strip.contains(text, autoescape=True),
                Pack.paper_code.contains(text, autoescape=True),
                Dispatch.number.contains(text, autoescape=True),
                Station.name_key.contains(normal_name(text), autoescape=True),
                Project.name.contains(text, autoescape=True),
            )
        )
    return query.where(_span(args["span"], now))


def _span(span: str, now: int) -> ColumnElement[bool]:
    """By the day of the pack's session; near besides has what exams under way left behind."""
    today = days.midnight(now)
    tomorrow, after, week = (today + n * days.DAY for n in (1, 2, 8))
    t0 = ExamSession.t0
    within = {
        "today": and_(today <= t0, t0 < tomorrow),
        "tomorrow": and_(tomorrow <= t0, t0 < after),
        "near": and_(t0 < after, ExamEvent.last_day >= clock.day_of(now).isoformat()),
        "week": and_(today <= t0, t0 < week),
        "past": t0 < today,
    }
    if span == "all":
        return true()
    # What is in exception is shown whatever its day, until the centre has settled it.
    open_trouble = and_(
        or_(Pack.exception.is_not(None), Pack.conflicts > 0), Pack.state.not_in(OVER)
    )
    return or_(within[span], open_trouble if span == "near" else false())


def _shown(row: Any, names: Names, rooms: dict[str, str]) -> Row:
    pack: Pack = row[0]
    _, late, tab, t0, end, station, batch, project, number = row
    return {
        "pack": pack.id, "event": pack.event_id, "number": pack.number, "dispatch": number,
        "station": station, "batch": batch, "project": project, "kind": pack.kind,
        "computer": pack.computer, "t0": t0, "end": end, "room": rooms.get(pack.room_id or "", ""),
        "copies": pack.inside, "strip": pack.strip, "state": pack.state, "since": pack.since,
        "with": names.party(pack.event_id, pack.with_party), "tab": tab, "late": late,
        "exception": pack.exception or ("conflict" if pack.conflicts else None),
        "waiting": pack.offer is not None, "unproved": pack.unproved,
        "withdrawn": pack.withdrawn,
    }  # fmt: skip


# --- counts that must add up (8.5b) ------------------------------------------------------------


def totals(event_id: str) -> Row:
    """Counts by batch and by room, and how many packs' own counts do not add up."""
    counted = Pack.issued + Pack.spare + Pack.void
    off = case(
        (and_(Pack.issued.is_not(None), counted != Pack.opened), 1),
        (and_(Pack.collected.is_not(None), Pack.collected + Pack.missing != Pack.issued), 1),
        else_=0,
    )
    sums = {"copies": Pack.copies, "off": off} | {name: getattr(Pack, name) for name in COUNTED}
    rows = db.session.execute(
        select(
            Pack.batch_id, Pack.room_id, func.count(), func.count(Pack.issued),
            *(func.sum(column) for column in sums.values()),
        )
        .where(Pack.event_id == event_id, ~Pack.withdrawn)
        .group_by(Pack.batch_id, Pack.room_id)
    ).all()  # fmt: skip
    of_event = select(Batch.id, Batch.name).where(Batch.event_id == event_id)
    batches: dict[str, str] = dict(db.session.execute(of_event).all())  # type: ignore[arg-type]
    rooms = rooms_of([event_id])
    figures = ("packs", "counted", *sums)
    by_batch: dict[str, Row] = {}
    by_room: dict[str, Row] = {}
    for batch, room, *values in rows:
        for into, key, name in (
            (by_batch, batch, batches.get(batch, "")),
            (by_room, room or "", rooms.get(room or "", "")),
        ):
            one = into.setdefault(key, {"id": key, "name": name} | dict.fromkeys(figures, 0))
            for what, value in zip(figures, values, strict=True):
                one[what] += int(value or 0)
    found = [*by_batch.values(), *by_room.values()]
    for one in found:
        # Null while nothing was counted yet.
        one["adds_up"] = not (one["off"] or one["missing"]) if one["counted"] else None
    return {
        "batches": sorted(by_batch.values(), key=lambda one: str(one["name"])),
        "rooms": sorted(by_room.values(), key=lambda one: str(one["name"])),
    }
