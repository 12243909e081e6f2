"""Importing a dispatch file: all of it or nothing, and the same number again is an update."""

from dataclasses import dataclass, field, replace
from datetime import date
from typing import IO, Any

from flask import has_request_context
from sqlalchemy import select

from backend.accounts.models import AccessCode, Account
from backend.accounts.queries import account_of, serves_station
from backend.accounts.rules import CODE_TERM
from backend.accounts.services import first_codes
from backend.assessments.services import deadline_of, ensure_templates
from backend.core import clock
from backend.core.auth import Actor
from backend.core.db import db
from backend.core.errors import Problem, language
from backend.organisations import queries as organisations
from backend.organisations.models import Centre
from backend.organisations.services import upsert_centre, upsert_person, upsert_station
from backend.staffing import facts as facts_of
from backend.staffing.announcing import announce_lists
from backend.staffing.columns import HEAD, REASONS, SUPERVISORS
from backend.staffing.errors import number_taken
from backend.staffing.models import Dispatch
from backend.staffing.photos import Album, take_apart
from backend.staffing.plan import Plan, make_plan
from backend.staffing.reader import Fault
from backend.staffing.services import announce
from backend.staffing.sheets import read_book


@dataclass(frozen=True)
class Handout:
    """One-time codes of a person who has not activated yet; shown once, stored nowhere in clear."""

    person: str
    name: str
    activation: str
    enrol: str
    expires: int


@dataclass(frozen=True)
class ImportResult:
    """What an import did; with errors it did nothing."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    event: str | None = None
    errors: list[dict[str, Any]] = field(default_factory=list)
    codes: list[Handout] = field(default_factory=list)


def import_dispatch(
    data: bytes,
    actor: Actor | None,
    *,
    base: date | None = None,
    demo: bool = False,
    album: Album | None = None,
) -> ImportResult:
    """Load one dispatch file. `actor` None: the command line, which may also make the centre.

    `base` lets `D+1` in the examples count from a day; `album` holds the photos its sheets name.
    """
    plan, faults = make_plan(read_book(data, HEAD), base, album)
    if plan is None:
        return ImportResult(errors=explain(faults))
    return import_plan(plan, actor, demo=demo)


def read_upload(file: IO[bytes], photos: IO[bytes] | None) -> tuple[Plan | None, list[Fault]]:
    """The plan of an uploaded file with its photos; needs no database."""
    data, album = take_apart(file, photos)
    return make_plan(read_book(data, HEAD), None, album)


def import_plan(plan: Plan, actor: Actor | None, *, demo: bool = False) -> ImportResult:
    """Load a checked plan."""
    faults = _outside_faults(plan, actor)
    if faults:
        return ImportResult(errors=explain(faults))
    head = plan.head
    # A centre's own record of its telephone and papers is not overwritten from a desk.
    centre = (
        upsert_centre(head["中心"], duty_phone=head["中心值班电话"], demo=demo)
        if actor is None
        else _own_centre(plan, actor)
    )
    if centre is None:
        raise number_taken()
    known = db.session.scalar(
        select(Dispatch).where(Dispatch.centre_id == centre.id, Dispatch.number == head["派遣号"])
    )
    station = upsert_station(
        centre, head["鉴定站"], place=head["考核地点"], contact_phone=head["鉴定站电话"]
    )
    if known is not None:
        sort = (known.event.station_id, known.event.practice, known.event.demo)
        if sort != (station.id, bool(head["练习"]), demo):
            raise number_taken()
    cast = facts_of.Cast(
        [
            upsert_person(centre, row["name"], phone=row["phone"], card_number=row["card_number"])
            for row in plan.supervisors
        ],
        [
            upsert_person(centre, row["name"], phone=row["phone"], card_number=row["card_number"])
            for row in plan.examiners
        ],
    )
    own = [
        Fault(SUPERVISORS, row, "姓名", "own_station")
        for row, person in zip(plan.supervisor_rows, cast.supervisors, strict=True)
        if serves_station(person.id, station.id)
    ]
    if own:
        return ImportResult(errors=explain(own))
    facts = facts_of.build(plan, known, centre, station, cast, demo=demo)
    by = (actor.person_id or actor.account_id) if actor else None
    changed = announce(facts, by)
    # Not `or`: each has its own act.
    changed = announce_lists(plan, facts, cast, by) | changed
    done = ImportResult(event=facts["event"], codes=hand_out(facts, by))
    if known is None:
        return replace(done, created=1)
    return replace(done, updated=1) if changed else replace(done, unchanged=1)


def _own_centre(plan: Plan, actor: Actor) -> Centre | None:
    centre = organisations.centre_named(plan.head["中心"])
    scope = actor.scope("dispatch.import")
    return centre if centre and (scope.all or centre.id in scope.centres) else None


def _outside_faults(plan: Plan, actor: Actor | None) -> list[Fault]:
    """What only the database can say about the file, before anything is written."""
    faults = []
    if actor is not None and _own_centre(plan, actor) is None:
        faults.append(Fault(HEAD, plan.head_rows.get("中心", 1), "中心", "foreign_centre"))
    try:
        deadline_of(plan.last_day)
    except Problem:
        faults.append(Fault("场次", 0, "日期", "unknown_year"))
    ensure_templates()
    return faults


def explain(faults: list[Fault]) -> list[dict[str, Any]]:
    """Faults as people read them, in their language; the value itself is never repeated."""
    english = has_request_context() and language() == "en"
    return [
        {
            "sheet": f.sheet,
            "row": f.row,
            "column": f.column,
            "code": f"staffing.{f.code}",
            "reason": REASONS[f.code][1 if english else 0],
        }
        for f in faults
    ]


def hand_out(facts: dict[str, Any], by: str | None) -> list[Handout]:
    """Fresh codes for supervisors who never activated and hold no valid code on paper."""
    found = []
    for member in facts["team"]:
        account = account_of(member["person"])
        if account is None or account.state != "new" or _holds_codes(account):
            continue
        codes = first_codes(account, by)
        expires = clock.now() + min(CODE_TERM["activation"], CODE_TERM["enrol"])
        found.append(
            Handout(member["person"], member["name"], codes["activation"], codes["enrol"], expires)
        )
    return found


def _holds_codes(account: Account) -> bool:
    return (
        db.session.scalar(
            select(AccessCode.id)
            .where(
                AccessCode.account_id == account.id,
                AccessCode.purpose == "activation",
                AccessCode.used_at.is_(None),
                AccessCode.withdrawn_at.is_(None),
                AccessCode.expires_at > clock.now(),
            )
            .limit(1)
        )
        is not None
    )
