"""The tables of a dispatch from the data of its act: pure, no judgement, no clock."""

import json
from typing import Any

from sqlalchemy import select, update

from backend.assessments.models import Contact, ExamEvent
from backend.assessments.services import store_event
from backend.core.canonical import canonical
from backend.core.db import db, lookup_hash
from backend.core.erasure import on_erase
from backend.core.payload import Entry
from backend.staffing.models import Assignment, Dispatch, EventPerson

DAY = 24 * 3600 * 1000
# Returned forms are amended in the weeks after; then the event is read only for field people.
REVIEW = 30 * DAY


def apply(entry: Entry) -> None:
    """Event, dispatch and assignments as this act says."""
    facts = entry.data["dispatch"]
    store_event(facts)
    _store_dispatch(facts, entry.hash)
    _store_assignments(facts, entry.received or entry.at)
    db.session.flush()  # roster and messages of this transaction read them


def _store_dispatch(facts: dict[str, Any], act: str) -> None:
    said = facts["dispatch"]
    row = db.session.get(Dispatch, said["id"]) or Dispatch(id=said["id"], event_id=facts["event"])
    row.centre_id, row.number = facts["centre"]["id"], said["number"]
    row.issued_at, row.issuer, row.remark = said["issued_at"], said["issuer"], said["remark"]
    row.act, row.brief = act, canonical(facts).decode("utf-8")
    db.session.add(row)


def _store_assignments(facts: dict[str, Any], received: int) -> None:
    rows = db.session.scalars(select(Assignment).where(Assignment.event_id == facts["event"]))
    stored = {(row.person_id, row.role): row for row in rows}
    for row in stored.values():
        row.gone = True
    # Whoever is dispatched may act at once, even when the paper is dated later.
    since = min(facts["dispatch"]["issued_at"], received)
    wanted = [
        *((p["person"], "supervisor", p["lead"], "") for p in facts["team"]),
        *((p["id"], "examiner", p["leader"], p["card_number"]) for p in facts["examiners"]),
    ]
    for person, role, lead, card in wanted:
        row = stored.get((person, role)) or Assignment(
            event_id=facts["event"],
            person_id=person,
            role=role,
            since=since,
            reply_reason="",
            checks="[]",
        )
        row.lead, row.card_number, row.gone = lead, card, False
        row.until = facts["deadline"] + REVIEW
        db.session.add(row)


def _assignment(entry: Entry) -> Assignment | None:
    return db.session.get(Assignment, (entry.journal, entry.actor, "supervisor"))


def apply_reply(entry: Entry) -> None:
    """The latest reply by stated time counts, whatever order they arrived in."""
    row = _assignment(entry)
    if row is None or not _newer(entry, row.reply_at, row.reply_entry):
        return
    row.reply = "accepted" if entry.data["decision"] == "accept" else "declined"
    row.reply_reason = entry.data["reason"] or ""
    row.reply_at, row.reply_entry = entry.at, entry.hash


def apply_check(entry: Entry) -> None:
    """The latest check by stated time counts."""
    row = _assignment(entry)
    if row is None or not _newer(entry, row.ready_at, row.check_entry):
        return
    row.ready, row.ready_at, row.check_entry = entry.data["ready"], entry.at, entry.hash
    row.checks = canonical(entry.data["checks"]).decode("utf-8")


def _newer(entry: Entry, at: int | None, known: str | None) -> bool:
    return known is None or at is None or (entry.at, entry.hash) > (at, known)


def apply_people(entry: Entry) -> None:
    """Rows as the act says; whoever it does not name is gone."""
    rows = db.session.scalars(select(EventPerson).where(EventPerson.event_id == entry.journal))
    stored = {row.id: row for row in rows}
    for row in stored.values():
        row.gone = True
    for position, said in enumerate(entry.data["people"]):
        row = stored.get(said["id"]) or EventPerson(id=said["id"], event_id=entry.journal)
        row.position, row.gone, row.person_id = position, False, said["person"]
        row.role, row.post, row.room_id = said["role"], said["post"], said["room"]
        row.name, row.phone, row.photo = said["name"], said["phone"], said["photo"]
        row.id_number = said["id_number"]
        row.id_lookup = lookup_hash("id_number", row.id_number) if row.id_number else None
        row.card_number, row.card_until = said["card_number"], said["card_until"]
        db.session.add(row)
    db.session.flush()  # badges of this transaction read them


NAMED = ("name", "phone", "card_number")


@on_erase
def erase(journal_id: str) -> None:
    """People's names and numbers of an erased event; station, days and dispatch number stay."""
    for row in db.session.scalars(select(Dispatch).where(Dispatch.event_id == journal_id)):
        facts = json.loads(row.brief)
        people = [facts["chief"], *facts["team"], *facts["examiners"], *facts["contacts"]]
        for person in people:
            person.update({key: "" for key in NAMED if key in person})
        for item in facts["previous"]:
            item["remark"] = ""
        row.brief, row.remark, row.issuer = canonical(facts).decode("utf-8"), "", ""
    blank = {"reply_reason": "", "checks": "[]", "card_number": ""}
    chief = {"chief_name": "", "chief_phone": ""}
    nobody = {"name": "", "id_number": None, "id_lookup": None, "phone": "", "photo": None}
    nobody |= {"card_number": "", "card_until": ""}
    for statement in (
        update(Assignment).where(Assignment.event_id == journal_id).values(blank),
        update(ExamEvent).where(ExamEvent.id == journal_id).values(chief),
        update(Contact).where(Contact.event_id == journal_id).values(name="", phone=""),
        update(EventPerson).where(EventPerson.event_id == journal_id).values(nobody),
    ):
        db.session.execute(statement)
