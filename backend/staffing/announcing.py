"""From a plan's lists to their acts: names become ids, people keep theirs, photos are stored first."""

from typing import Any

from sqlalchemy import select

from backend.accounts.queries import account_of
from backend.accounts.services import end_dispatch, take_off_roster
from backend.candidates import services as candidates
from backend.core import files, reading
from backend.core.db import db, new_id
from backend.core.journal import act, newest
from backend.organisations.models import Person
from backend.staffing.facts import Cast
from backend.staffing.models import EventPerson
from backend.staffing.plan import Plan

Row = dict[str, Any]
KIND = "staffing.people"
# Listed by the sheet 人员 alone.
LISTED_ONLY = ("invigilator", "staff")
# Of this event only, unless a phone was given to them.
WITH_PHONE = ("chief", "invigilator")
# What only that sheet knows of people other sheets name too.
LISTED_PARTS = ("post", "room", "id_number", "card_until", "photo")


def announce_lists(plan: Plan, facts: Row, cast: Cast, actor: str | None) -> bool:
    """Write `staffing.people`, and `candidates.listed` where the file lists some; False when both
    say what is in force already."""
    event = facts["event"]
    files.keep(event, plan.photos, "image/jpeg")
    changed = _announce_people(event, _people(plan, facts, cast), actor, listed=plan.lists_people)
    if plan.candidates:
        changed = candidates.announce(event, _candidates(plan, facts), actor) or changed
    return changed


def _ids(rows: list[Row]) -> dict[str | None, str]:
    return {row["name"]: row["id"] for row in rows}


def _people(plan: Plan, facts: Row, cast: Cast) -> list[Row]:
    rooms = _ids(facts["rooms"])
    known = {
        **{("examiner", n): person.id for n, person in enumerate(cast.examiners)},
        **{("supervisor", n): person.id for n, person in enumerate(cast.supervisors)},
    }
    parts = ("name", "role", "post", "id_number", "phone", "card_number", "card_until", "photo")
    return [
        {
            **{part: row[part] for part in parts},
            "person": known.get(row["source"]),
            "room": rooms.get(row["room"]),
        }
        for row in plan.people
    ]


def _candidates(plan: Plan, facts: Row) -> list[Row]:
    projects, rooms = _ids(facts["projects"]), _ids(facts["rooms"])
    # The facts keep the order of the plan.
    sessions = {
        planned["number"]: told["id"]
        for planned, told in zip(plan.sessions, facts["sessions"], strict=True)
    }
    return [
        {
            **row,
            "project": projects[row["project"]],
            "session": sessions[row["session"]] if row["session"] else None,
            "room": rooms.get(row["room"]),
        }
        for row in plan.candidates
    ]


def _announce_people(event: str, rows: list[Row], actor: str | None, *, listed: bool) -> bool:
    last = newest(event, KIND)
    stored = list(
        db.session.scalars(
            select(EventPerson)
            .where(EventPerson.event_id == event)
            .order_by(EventPerson.gone, EventPerson.position)
        )
    )
    before = reading.read(last) if last else None
    in_force: dict[str, Row] = {p["id"]: p for p in before.data["people"]} if before else {}
    told = _with_phones(_with_ids(rows, stored), in_force)
    if not listed:
        told = _as_listed_before(told, in_force)
    if before is not None and before.data == {"people": told}:
        return False
    photos = files.manifest(event, [row["photo"] for row in told], "photo")
    parents = [last] if last else []
    act(event, KIND, {"people": told}, actor=actor, parents=parents, files=photos)
    _end_phones(event, in_force, told, actor)
    return True


def _end_phones(event: str, before: dict[str, Row], told: list[Row], actor: str | None) -> None:
    """Whoever lost a part that came with a phone signs nothing more in this event."""
    serving = {(row["person"], row["role"]) for row in told}
    for row in before.values():
        part = (row["person"], row["role"])
        if row["person"] is None or row["role"] not in WITH_PHONE or part in serving:
            continue
        take_off_roster(event, db.session.get_one(Person, row["person"]), row["role"], actor=actor)
        account = account_of(row["person"])
        if account is not None:
            end_dispatch(account, row["role"], event)


def _with_phones(rows: list[Row], in_force: dict[str, Row]) -> list[Row]:
    """Whoever was given a phone for this event stays the person it belongs to."""
    given = {key: row["person"] for key, row in in_force.items() if row["role"] in WITH_PHONE}
    return [
        {**row, "person": row["person"] or given.get(row["id"])}
        if row["role"] in WITH_PHONE
        else row
        for row in rows
    ]


def _as_listed_before(rows: list[Row], in_force: dict[str, Row]) -> list[Row]:
    """A file without the sheet says nothing of people only that sheet names: they stay."""
    kept = [
        {**row, **{part: row[part] or in_force[row["id"]][part] for part in LISTED_PARTS}}
        if row["id"] in in_force
        else row
        for row in rows
    ]
    only = [row for row in in_force.values() if row["role"] in LISTED_ONLY]
    # In the order of roles: the supervisors come last.
    place = next((n for n, row in enumerate(kept) if row["role"] == "supervisor"), len(kept))
    return [*kept[:place], *only, *kept[place:]]


def _with_ids(rows: list[Row], stored: list[EventPerson]) -> list[Row]:
    """A person keeps the id by ID number, else as the person the centre knows, else by name and
    role; two different ID numbers are two people."""
    kept: dict[int, str] = {}
    free = {one.id: one for one in stored}

    def fits(way: str, row: Row, one: EventPerson) -> bool:
        if way == "id_number":
            return row["id_number"] is not None and row["id_number"] == one.id_number
        if None not in (row["id_number"], one.id_number) and row["id_number"] != one.id_number:
            return False
        if way == "person":
            return row["person"] is not None and row["person"] == one.person_id
        return (row["name"], row["role"]) == (one.name, one.role)

    for way in ("id_number", "person", "name"):
        for number, row in enumerate(rows):
            if number in kept:
                continue
            match = next((one for one in free.values() if fits(way, row, one)), None)
            if match is not None:
                kept[number] = match.id
                del free[match.id]
    return [{"id": kept.get(n) or new_id(), **row} for n, row in enumerate(rows)]
