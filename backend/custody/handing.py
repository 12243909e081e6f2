"""The keeper's counter: whose papers these are, giving them out, taking them back (A3-4)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import func, or_, select

from backend.assessments.models import ExamEvent
from backend.core import clock, journal, workdays
from backend.core.auth import Actor
from backend.core.db import db
from backend.core.errors import Problem, not_found
from backend.core.payload import Entry
from backend.custody import acts, days, desk_errors
from backend.custody.documents.labels import PREFIX
from backend.custody.models import Pack
from backend.custody.preparing import packs_of
from backend.custody.rules import folded
from backend.custody.telling import Names, Said, story
from backend.staffing.models import Assignment, Dispatch
from backend.staffing.queries import brief, visible_events

Row = dict[str, Any]
MOST_FOUND = 10
# A number without its end is no guess at any dispatch there ever was.
AROUND = 30
_DIGITS = re.compile(r"\d+")


def event_for(actor: Actor, event_id: str, permission: str) -> ExamEvent:
    """A visible event; a foreign id answers like an unknown one (S-6)."""
    row = db.session.scalar(visible_events(actor, permission).where(ExamEvent.id == event_id))
    if row is None:
        raise not_found()
    return row


def find(actor: Actor, text: str) -> list[Row]:
    """Dispatches a scan or a typed number may mean, the nearest day first.

    A label's code and a strip's number lead to their exam. A scanner that types keys loses every
    sign but digits and letters, so digits alone are enough: groups that end like the number's.
    """
    words = text.strip()
    reach = visible_events(actor, "pack.hand").with_only_columns(ExamEvent.id)
    query = (
        select(Dispatch, ExamEvent)
        .join(ExamEvent, ExamEvent.id == Dispatch.event_id)
        .where(Dispatch.event_id.in_(reach))
    )
    if words.upper().startswith(PREFIX):
        pack = db.session.get(Pack, words[len(PREFIX) :].lower()[:12])
        own = query.where(Dispatch.event_id == (pack.event_id if pack else ""))
        labelled = [_found(*row) for row in db.session.execute(own).all()]
        if not labelled:
            raise desk_errors.no_dispatch()
        return labelled
    exact = db.session.execute(query.where(Dispatch.number == words)).all()
    if exact:
        return [_found(*row) for row in exact]
    groups = [int(part) for part in _DIGITS.findall(words)]
    today = clock.day_of(clock.now())
    near = query.where(
        ExamEvent.first_day <= workdays.add_days(today, AROUND).isoformat(),
        ExamEvent.last_day >= workdays.add_days(today, -AROUND).isoformat(),
    )
    worn = _wearing(words)
    fitting = [
        row
        for row in db.session.execute(near).all()
        if row[1].id in worn or _ends(row[0].number, groups)
    ]
    fitting.sort(key=lambda row: abs((date.fromisoformat(row[1].first_day) - today).days))
    if not fitting:
        raise desk_errors.no_dispatch()
    return [_found(*row) for row in fitting[:MOST_FOUND]]


def _ends(number: str, groups: list[int]) -> bool:
    own = [int(part) for part in _DIGITS.findall(number)]
    return bool(groups) and own[-len(groups) :] == groups


def _wearing(strip: str) -> set[str]:
    """Exams of the packs under this strip, or labelled with it."""
    upper = folded(strip)
    named = or_(func.upper(Pack.strip) == upper, func.upper(Pack.first_strip) == upper)
    return set(db.session.scalars(select(Pack.event_id).where(named)))


def _found(dispatch: Dispatch, event: ExamEvent) -> Row:
    said = brief(event.id)
    return {
        "event": event.id, "number": dispatch.number, "station": said["station"]["name"],
        "first_day": event.first_day, "last_day": event.last_day,
    }  # fmt: skip


# --- the counter -------------------------------------------------------------------------------


def counter(event: ExamEvent) -> Row:
    """All a keeper needs on one screen: packs, who may have them, the day, what is under way."""
    said, packs, names = brief(event.id), packs_of(event.id), Names([event.id])
    told = story(event.id)
    numbers = {one.id: one.number for one in packs}
    offers = [one for one in told if one.kind == "custody.offer"]
    return {
        "event": event.id,
        "number": said["dispatch"]["number"],
        "station": said["station"]["name"],
        "batches": said["batches"],
        "first_day": event.first_day,
        "last_day": event.last_day,
        "practice": event.practice,
        "day": day_of(event, packs),
        "supervisors": supervisors(event.id),
        "sessions": [
            {key: one[key] for key in ("id", "t0", "end", "kind", "project", "batch", "rooms")}
            for one in sorted(said["sessions"], key=lambda one: one["t0"])
        ],
        "rooms": [{key: one[key] for key in ("id", "name")} for one in said["rooms"]],
        "projects": [{key: one[key] for key in ("id", "name")} for one in said["projects"]],
        "packs": [_pack(one, names) for one in packs],
        "handovers": [handover(one, numbers, names, event.id) for one in reversed(offers)],
    }


def supervisors(event_id: str) -> list[Row]:
    """Who was dispatched, the lead first; whoever declined is shown so."""
    return [
        {"id": one.person_id, "name": name, "lead": one.lead, "reply": one.reply}
        for one, name in _team(event_id)
    ]


def _team(event_id: str) -> list[tuple[Assignment, str]]:
    names = Names([event_id])
    rows = db.session.scalars(
        select(Assignment)
        .where(
            Assignment.event_id == event_id,
            Assignment.role == "supervisor",
            ~Assignment.gone,
        )
        .order_by(Assignment.lead.desc(), Assignment.person_id)
    )
    return [(one, str(names.party(event_id, one.person_id)["name"])) for one in rows]


def day_of(event: ExamEvent, packs: Iterable[Pack]) -> str:
    """Whether today is the day to collect; `unknown` where nobody confirmed the calendar."""
    wanted = {one.session_id for one in packs if one.state == "prepared" and not one.withdrawn}
    t0s = [one.t0 for one in event.sessions if not wanted or one.id in wanted]
    try:
        return days.collecting(
            clock.day_of(clock.now()), {clock.day_of(t0) for t0 in t0s}, workdays.is_workday
        )
    except Problem:
        return "unknown"


def _pack(one: Pack, names: Names) -> Row:
    return {
        "pack": one.id, "number": one.number, "session": one.session_id, "room": one.room_id,
        "project": one.project_id, "kind": one.kind, "paper_code": one.paper_code,
        "copies": one.inside, "strip": one.strip, "computer": one.computer, "state": one.state,
        "withdrawn": one.withdrawn, "replaces": one.replaces, "exception": one.exception,
        "offer": one.offer, "unproved": one.unproved, "since": one.since,
        "with": names.party(one.event_id, one.with_party),
    }  # fmt: skip


def handover(one: Said, numbers: Mapping[str, str], names: Names, event_id: str) -> Row:
    """An offer and what became of every pack of it."""
    recalled = {pack for recall in one.recalls for pack in recall.data["packs"]}
    rows = []
    for said in one.data["packs"]:
        answer = next((a for a in one.answers if a.part(said["pack"])), None)
        found = answer.part(said["pack"]) if answer else {}
        state = "waiting"
        if found:
            state = "accepted" if found["accept"] else "refused"
        elif said["pack"] in recalled:
            state = "recalled"
        rows.append(
            {
                "pack": said["pack"], "number": numbers.get(said["pack"], ""), "state": state,
                "fault": found.get("fault"), "reason": found.get("reason", ""),
            }
        )  # fmt: skip
    first = one.answers[0] if one.answers else None
    return {
        "offer": one.entry,
        "purpose": one.data["purpose"],
        "giver": names.party(event_id, one.data["signature"]["by"]),
        "receiver": names.party(event_id, one.data["to"]),
        "at": one.at,
        "answered_at": first.received if first else None,
        "packs": sorted(rows, key=lambda row: str(row["number"])),
        "paper": one.data["paper"] is not None or bool(first and first.data["paper"]),
    }


# --- giving and taking -------------------------------------------------------------------------


def give(event: ExamEvent, data: Row, keeper: str) -> Entry:
    """Offer packs to a supervisor of the dispatch, signed at the desk.

    Raises `custody.wrong_day` without a reason, `custody.declined`, `custody.given` with who and
    when, and the codes of the rule.
    """
    journal.lock(event.id)
    packs = {one.id: one for one in packs_of(event.id)}
    chosen = [packs.get(row["pack"]) for row in data["packs"]]
    if any(one is None for one in chosen):
        raise not_found()
    asked = [one for one in chosen if one is not None]
    _not_given_yet(event.id, asked)
    if not all(all(row["checks"].values()) for row in data["packs"]):
        raise Problem("custody.checks")
    if day_of(event, asked) != days.FIT and len(data["reason"].strip()) < acts.REASON_MINIMUM:
        raise desk_errors.wrong_day()
    _on_duty(event.id, data["to"])
    said = {
        "purpose": "collect", "to": data["to"], "room": None,
        "packs": [
            {"pack": one.id, "after": one.tip, "strip": one.strip, "copies": one.inside,
             "checks": row["checks"]}
            for one, row in zip(asked, data["packs"], strict=True)
        ],
        "place": data["place"].strip(), "reason": data["reason"].strip(), "paper": None,
    }  # fmt: skip
    whole, named = acts.signed(event.id, "custody.offer", said, data["signature"], keeper)
    parents = [one.tip for one in asked]
    return acts.write(event.id, "custody.offer", whole, actor=keeper, parents=parents, named=named)


def _not_given_yet(event_id: str, packs: list[Pack]) -> None:
    names = Names([event_id])
    for one in packs:
        if one.withdrawn or one.state == "exception" or _is_here(one):
            continue  # what else is wrong with it, the rule says
        offers = [said for said in story(event_id, [one.id]) if said.kind == "custody.offer"]
        if offers:
            raise desk_errors.given(
                number=one.number,
                at=offers[-1].at,
                by=names.party(event_id, offers[-1].data["signature"]["by"])["name"],
                to=names.party(event_id, offers[-1].data["to"])["name"],
            )


def _is_here(one: Pack) -> bool:
    return one.state == "prepared" and one.offer is None


def _on_duty(event_id: str, person: str) -> None:
    row = next((one for one, _ in _team(event_id) if one.person_id == person), None)
    if row is None or row.reply == "declined":
        raise desk_errors.declined()


def take(event: ExamEvent, data: Row, keeper: str) -> Entry:
    """Answer an offer to this keeper, pack by pack, signed at the desk."""
    journal.lock(event.id)
    offer = next((one for one in story(event.id) if one.entry == data["offer"]), None)
    if offer is None or offer.kind != "custody.offer":
        raise not_found()
    said = {
        "offer": offer.entry,
        "packs": [_answered(offer, row) for row in data["packs"]],
        "paper": None,
    }
    whole, named = acts.signed(event.id, "custody.answer", said, data["signature"], keeper)
    return acts.write(
        event.id, "custody.answer", whole, actor=keeper, parents=[offer.entry], named=named
    )


def _answered(offer: Said, row: Row) -> Row:
    offered = offer.part(row["pack"])
    taken = row["fault"] is None and not row["reason"].strip()
    return {
        "pack": row["pack"], "accept": taken, "checks": row["checks"],
        "strip": offered.get("strip", ""), "copies": offered.get("copies", 0),
        "fault": row["fault"], "reason": row["reason"].strip(),
    }  # fmt: skip


def recall(event: ExamEvent, offer_id: str, reason: str, keeper: str) -> Entry:
    """Take back what was offered and is not answered."""
    offer = next((one for one in story(event.id) if one.entry == offer_id), None)
    if offer is None or offer.kind != "custody.offer":
        raise not_found()
    answered = {pack for answer in offer.answers for pack in answer.packs}
    open_ones = [pack for pack in offer.packs if pack not in answered]
    if not open_ones:
        raise Problem("custody.not_offered")
    said = {"offer": offer.entry, "packs": open_ones, "reason": reason.strip()}
    return acts.write(event.id, "custody.recall", said, actor=keeper, parents=[offer.entry])


def trouble(event: ExamEvent, packs: list[str], what: str, facts: str, keeper: str) -> Entry:
    """Something does not fit: the packs stay in exception until the centre releases them."""
    rows = {one.id: one for one in packs_of(event.id)}
    if not set(packs) <= rows.keys():
        raise not_found()
    said = {
        "packs": [{"pack": pack, "after": rows[pack].tip} for pack in packs],
        "what": what, "facts": facts.strip(),
    }  # fmt: skip
    return acts.write(
        event.id, "custody.except", said, actor=keeper, parents=[rows[one].tip for one in packs]
    )
