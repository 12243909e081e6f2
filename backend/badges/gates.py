"""Gates (门岗) and their day passes: a phone becomes a gate by a code the chief shows once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from backend.accounts import queries as accounts
from backend.accounts.services import (
    end_dispatch,
    end_sessions,
    ensure_field_account,
    first_codes,
    new_challenge,
    put_on_roster,
    take_off_roster,
    withdraw_first_codes,
)
from backend.assessments.models import ExamEvent
from backend.assessments.rules import DAY, MINUTE
from backend.badges import errors, rules, services, token
from backend.badges.models import Badge, Gate, GateScan
from backend.core import clock, journal, keys
from backend.core.db import db, new_id
from backend.organisations.models import Centre, Person
from backend.organisations.rules import normal_name
from backend.organisations.services import new_person
from backend.staffing.models import EventPerson

ROLE = "gate"
MOST_PHONES = 2
# A lost answer may be asked for again, by the same request, for so long.
AGAIN = 10 * MINUTE


def over_at(event: ExamEvent) -> int:
    """The end of the event's last day: every gate ends then by itself."""
    return rules.day_start(event.last_day) + DAY


def create(
    event: ExamEvent, name: str, direction: str, roles: list[str] | None, actor: str | None
) -> Gate:
    """A new gate with its own sign-in, without password, for this event only."""
    until, now = over_at(event), clock.now()
    if until <= now:
        raise errors.event_over()
    journal.lock(event.id)
    name = name.strip()
    same = select(func.count()).where(
        Gate.event_id == event.id, Gate.name == name, Gate.ended_at.is_(None)
    )
    if db.session.scalar(same):
        raise errors.gate_name()
    person = new_person(db.session.get_one(Centre, event.centre_id), name)
    row = Gate(
        id=new_id(),
        event_id=event.id,
        person_id=person.id,
        name=name,
        direction=direction,
        roles=roles,
        created_at=now,
        created_by=actor,
    )
    db.session.add(row)
    db.session.flush()  # the act's projection follows it
    ensure_field_account(
        person, role=ROLE, event=event.id, by=actor, until=until, demo=event.demo
    )  # fmt: skip
    put_on_roster(event.id, person, ROLE, False, now, until, actor=actor)
    _say(row, actor, ended=False)
    return row


def end(gate: Gate, actor: str | None) -> Gate:
    """The gate ends now: its key counts no more, its kit goes; what it has unsent still comes."""
    journal.lock(gate.event_id)
    db.session.refresh(gate)
    if gate.ended_at is not None:
        raise errors.gate_ended()
    person = db.session.get_one(Person, gate.person_id)
    take_off_roster(gate.event_id, person, ROLE, actor=actor)
    account = accounts.account_of(person.id)
    if account is not None:
        end_dispatch(account, ROLE, gate.event_id)
        withdraw_first_codes(account)
        end_sessions(account.id, "gate_ended")
    gate.pass_badge = gate.pass_until = gate.pass_nonce = None
    _say(gate, actor, ended=True)
    return gate


def _say(gate: Gate, actor: str | None, *, ended: bool) -> None:
    said = {
        "gate": gate.id, "name": gate.name, "direction": gate.direction, "roles": gate.roles,
        "ended": ended,
    }  # fmt: skip
    journal.act(gate.event_id, "badges.gate", said, actor=actor)


def day_pass(gate: Gate, actor: str | None) -> tuple[str, int]:
    """A fresh day pass, for one phone and half an hour; the one before is void. (token, until)"""
    event = db.session.get_one(ExamEvent, gate.event_id)
    now = clock.now()
    if gate.ended_at is not None:
        raise errors.gate_ended()
    if over_at(event) <= now:
        raise errors.event_over()
    if len(accounts.active_devices(gate.person_id)) >= MOST_PHONES:
        raise errors.gate_full()
    start = now // MINUTE * MINUTE
    until = start + rules.PASS_TERM
    claim = token.Claim(token.new_badge(), event.id, ROLE, start, until)
    text = token.pack(keys.private(services.signing_key(event)), claim)
    gate.pass_badge, gate.pass_until, gate.pass_by = claim.badge, until, actor
    gate.spent_at = gate.pass_nonce = None
    account = accounts.account_of(gate.person_id)
    if account is not None:
        withdraw_first_codes(account)
    journal.audit("gate.pass", gate.id, "ok", actor=actor, detail={"event": event.id})
    return text, until


@dataclass(frozen=True)
class Opened:
    """What a phone needs to enrol as this gate."""

    gate: Gate
    event: ExamEvent
    person: Person
    challenge: str
    codes: dict[str, str]


def opened(text: str, nonce: str) -> Opened:
    """Spend a day pass. The same request again within minutes, its answer lost on the way, gets
    fresh codes; the ones before are withdrawn, so one phone comes of it and no more.

    Raises `badges.pass`, `badges.pass_expired`, `badges.pass_spent`, `badges.gate_ended`.
    """
    try:
        said = token.read(text, keys.listed("badge"))
    except token.Unfit as unfit:
        raise errors.bad_pass() from unfit
    gate = db.session.scalar(
        select(Gate).where(Gate.pass_badge == said.claim.badge).with_for_update()
    )
    event = db.session.get(ExamEvent, said.claim.event)
    if said.claim.role != ROLE or event is None or said.centre != event.centre_id:
        raise errors.bad_pass()
    now = clock.now()
    if gate is None:
        # A later pass took its place, or the gate has ended.
        raise errors.pass_expired() if now >= said.claim.not_after else errors.bad_pass()
    if gate.event_id != event.id:
        raise errors.bad_pass()
    if gate.ended_at is not None or over_at(event) <= now:
        raise errors.gate_ended()
    if gate.spent_at is not None and not _again(gate, nonce, now):
        raise errors.pass_spent()
    if gate.spent_at is None and now >= said.claim.not_after:
        raise errors.pass_expired()
    person = db.session.get_one(Person, gate.person_id)
    account = accounts.account_of(person.id)
    if account is None:
        raise errors.gate_ended()
    gate.spent_at, gate.pass_nonce = gate.spent_at or now, nonce
    codes = first_codes(account, gate.pass_by, AGAIN)
    return Opened(gate, event, person, new_challenge(account), codes)


def confirm(scan: GateScan, actor: str) -> None:
    """A second person vouches online for what one guard did alone; raises `badges.confirmed`."""
    journal.lock(scan.event_id)
    db.session.refresh(scan)
    if scan.override in (None, "badge") or scan.confirmed_by is not None:
        raise errors.confirmed()
    if _is_party(scan, actor):
        raise errors.override()
    journal.act(
        scan.event_id,
        "badges.confirmed",
        {"scan": scan.entry, "by": actor},
        actor=actor,
        parents=[scan.entry],
    )


def _is_party(scan: GateScan, actor: str) -> bool:
    """Whether it is the guard who confirms, or whoever was let in. A chief of the list is tied to
    no sign-in, so the name decides: a namesake leaves it to somebody else."""
    person = db.session.get(Person, actor)
    query = select(EventPerson).join(Badge, Badge.holder_id == EventPerson.id)
    named = [one for one in (scan.guard, scan.badge) if one]
    rows = db.session.scalars(query.where(Badge.id.in_(named)))
    return person is not None and any(
        row.person_id == person.id or normal_name(row.name) == normal_name(person.name)
        for row in rows
    )


def _again(gate: Gate, nonce: str, now: int) -> bool:
    """The very request that spent it, and no phone has come of it yet, not even one revoked since."""
    if gate.pass_nonce != nonce or gate.spent_at is None or now >= gate.spent_at + AGAIN:
        return False
    return accounts.newest_enrolment(gate.person_id) < gate.spent_at


def shown(gate: Gate) -> dict[str, Any]:
    """A gate as a phone at its start needs it."""
    return {
        "id": gate.id, "name": gate.name, "direction": gate.direction, "roles": gate.roles,
    }  # fmt: skip
