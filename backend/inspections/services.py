"""What the desk, the station and the worker do with a form; each is an act in the event's journal."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import or_, select

from backend.accounts.models import Account, RoleGrant
from backend.assessments.models import ExamEvent
from backend.core import clock, jobs, messages
from backend.core.auth import Actor
from backend.core.db import db
from backend.core.errors import request_invalid
from backend.core.journal import act
from backend.organisations.models import Centre, Station
from backend.staffing import queries as staffing
from backend.staffing.models import Dispatch

from . import errors
from .inboxes import inboxes_of
from .models import CoSign, Form, FormVersion, InboxReceipt, Recorded, Remark


def official(event_id: str) -> FormVersion:
    """The newest whole version; raises `inspections.not_submitted`."""
    form = db.session.get(Form, event_id)
    if form is None or form.official is None:
        raise errors.not_submitted()
    return db.session.get_one(FormVersion, form.official)


def receive(event: ExamEvent, actor: Actor, inbox: str, medium: str, day: date | None) -> None:
    """Confirm that an inbox has the official version (A11-f3c)."""
    version = official(event.id)
    centre = db.session.get_one(Centre, event.centre_id)
    if inbox not in inboxes_of(actor, centre):
        raise errors.wrong_inbox()
    if inbox == "dispatch" and centre.paper_original and medium != "paper":
        raise errors.paper_required()
    today = clock.day_of(clock.now())
    if medium == "paper" and day is None:
        raise request_invalid(errors={"day": ["required"]})
    came = day if day and medium == "paper" else today
    if not min(clock.day_of(version.at), today) <= came <= today:
        raise errors.receipt_day()
    known = select(InboxReceipt.act).where(
        InboxReceipt.sign == version.sign, InboxReceipt.inbox == inbox
    )
    if db.session.scalar(known) is not None:
        raise errors.already_received()
    data = {"sign": version.sign, "inbox": inbox, "medium": medium, "day": came.isoformat()}
    _act(version, "inspections.received", data, actor)
    _tell_team(version, "inspections.received", inbox=inbox)


def give_back(event: ExamEvent, actor: Actor, question: str) -> None:
    """Return the official version with a question; the answer is an amended version (8.6)."""
    version = official(event.id)
    form = db.session.get_one(Form, event.id)
    known = select(Remark.act).where(Remark.sign == version.sign, Remark.kind == "returned")
    if db.session.scalar(known) is not None or form.latest != version.sign:
        raise errors.already_returned()
    _act(version, "inspections.returned", {"sign": version.sign, "question": question}, actor)
    _tell_team(version, "inspections.returned")


def reply(event: ExamEvent, actor: Actor, text: str) -> None:
    """The station answers to the B and C of the official version."""
    version = official(event.id)
    _act(version, "inspections.replied", {"sign": version.sign, "text": text}, actor)
    for person in _people(event, "quality"):
        _send(person, "inspections.replied", version, desk=True)


def record(event: ExamEvent, actor: Actor) -> None:
    """已录入: the official version was typed into the province's system (Q-24)."""
    version = official(event.id)
    if db.session.scalar(select(Recorded.act).where(Recorded.sign == version.sign)) is not None:
        raise errors.already_recorded()
    _act(version, "inspections.recorded", {"sign": version.sign}, actor)


def _act(version: FormVersion, name: str, data: dict[str, Any], actor: Actor) -> None:
    by = actor.person_id or actor.account_id
    act(version.event_id, name, data, actor=by, parents=[version.sign])


# --- messages ---------------------------------------------------------------------------------


@jobs.handler("inspections.announce")
def announce(payload: dict[str, Any]) -> None:
    """A version was decided: tell the inboxes and the station, or the signers what is wrong."""
    version = db.session.get(FormVersion, payload["sign"])
    if version is None:
        return
    if version.state == "flawed":
        _tell_team(version, "inspections.flawed")
        return
    event = db.session.get_one(ExamEvent, version.event_id)
    if event.practice:
        return
    template = "inspections.submitted" if version.version == 1 else "inspections.amended"
    for person in sorted({*_people(event, "quality"), *_people(event, "dispatcher")}):
        _send(person, template, version, desk=True)
    form = db.session.get_one(Form, version.event_id)
    if form.official == version.sign and (form.b or form.c):
        for person in sorted({*_people(event, "chief"), *_people(event, "station_clerk")}):
            _send(person, "inspections.station", version, desk=True)


def _people(event: ExamEvent, role: str) -> list[str]:
    """Holders of a role at the event's centre or station."""
    at_station = role in ("chief", "station_clerk")
    place = (
        RoleGrant.station_id == event.station_id
        if at_station
        else RoleGrant.centre_id == event.centre_id
    )
    now = clock.now()
    query = (
        select(Account.person_id)
        .join(RoleGrant, RoleGrant.account_id == Account.id)
        .where(
            RoleGrant.role == role,
            place,
            RoleGrant.state == "active",
            Account.person_id.is_not(None),
            or_(RoleGrant.ends_at.is_(None), RoleGrant.ends_at > now),
        )
        .distinct()
    )
    return [person for person in db.session.scalars(query) if person]


def _tell_team(version: FormVersion, template: str, **more: Any) -> None:
    team = {
        member.person.id
        for member in staffing.team_of([version.event_id]).get(version.event_id, [])
    }
    signed = db.session.scalars(select(CoSign.signer).where(CoSign.sign == version.sign))
    for person in sorted({*team, version.signer, *signed}):
        _send(person, template, version, **more)


def _send(
    person: str, template: str, version: FormVersion, *, desk: bool = False, **more: Any
) -> None:
    event = db.session.get_one(ExamEvent, version.event_id)
    dispatch = db.session.scalar(select(Dispatch).where(Dispatch.event_id == event.id))
    link = f"/desk/forms/{event.id}" if desk else f"/e/{event.id}/form"
    messages.send(
        person,
        template,
        link,
        number=dispatch.number if dispatch else "",
        station=db.session.get_one(Station, event.station_id).name,
        version=version.version,
        **more,
    )
