"""From a form to paper: everything is read first, then typeset without a transaction."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from sqlalchemy import select

from backend.accounts import queries as accounts
from backend.assessments.models import ExamEvent
from backend.badges import queries as badges
from backend.badges.print import Head, booklet
from backend.core import clock, files
from backend.core.auth import Actor
from backend.core.db import db
from backend.core.errors import not_found
from backend.organisations.models import Centre, Person
from backend.staffing.queries import brief

from . import errors, facts, versions
from .models import CoSign, FormVersion
from .paper import (
    MissingGlyph,
    emergency_front,
    province_fields,
    render_blank,
    render_form,
    render_list,
    render_prefilled,
    render_xlsx,
)
from .queries.verification import for_paper, late_arrivals, late_words
from .services import official

# From here on an export of persons has a reason (S-11).
MOST_PEOPLE = 50
# The paper speaks with the grounds of annex11.json.
GROUNDS = {
    "no_practical_room": "no_skill_room",
    "all_theory_rooms_computer": "all_theory_rooms_computer_based",
}


def version_for(event_id: str, number: int | None) -> FormVersion:
    """The official version, or a whole one by its number."""
    if number is None:
        return official(event_id)
    query = select(FormVersion).where(
        FormVersion.event_id == event_id,
        FormVersion.version == number,
        FormVersion.state == "submitted",
    )
    version = db.session.scalar(query)
    if version is None:
        raise errors.no_such_version()
    return version


def form_pdf(event: ExamEvent, version: FormVersion) -> bytes:
    """The official form of a version (A11-p1)."""
    snapshot = _snapshot(version)
    signatures = _signatures(version)
    photos = {
        photo: files.read(event.id, photo)
        for photo in _shown(snapshot)
        if files.exists(event.id, photo)
    }
    proof = for_paper(event, version)
    centre = db.session.get_one(Centre, event.centre_id)
    electronic = not centre.paper_original
    return _typeset(
        lambda: render_form(snapshot, signatures, photos, proof, electronic_original=electronic)
    )


def blank_pdf() -> bytes:
    """The empty form."""
    return _typeset(render_blank)


def prefilled_pdf(event: ExamEvent) -> bytes:
    """The form with the facts of the dispatch, to be filled in by hand."""
    told = _told(event, brief(event.id))
    return _typeset(lambda: render_prefilled(told))


def emergency_pdf(event: ExamEvent, actor: Actor) -> bytes:
    """应急包: numbers, dispatch form, people, the guard's list and the supervisors' own badges once
    they are issued, and the prefilled form, in one document.
    """
    said = brief(event.id)
    now = clock.now()
    told = _told(event, said)
    cards = [one for one in badges.cards(event.id) if one.subject == "person"]
    head = _badge_head(event, said, actor, now)

    def render() -> bytes:
        own = [one for one in cards if one.role == "supervisor"]
        values, pictures = booklet(cards, own, head) if cards else (None, {})
        return render_prefilled(told | {"front": emergency_front(said, now, values)}, pictures)

    return _typeset(render)


def _badge_head(event: ExamEvent, said: dict[str, Any], actor: Actor, now: int) -> Head:
    mark = accounts.watermark(actor)
    return Head(
        station=said["station"]["name"],
        batch="、".join(one["name"] for one in said["batches"]),
        printed=mark["time"],
        by=f"{mark['name']}（{mark['account']}）",
        made_at=now,
        demo=event.demo,
    )


def _told(event: ExamEvent, said: dict[str, Any]) -> dict[str, Any]:
    return {
        "header": facts.header_in(said),
        "figures": [
            {"occupation": project["name"], "due": project["due"]} for project in said["projects"]
        ],
        "examiners": [examiner["name"] for examiner in said["examiners"]],
        "practice": event.practice,
        "demo": event.demo,
        "number": said["dispatch"]["number"],
    }


def form_xlsx(version: FormVersion, actor: Actor) -> bytes:
    """The answers as a workbook with who exported them (S-11)."""
    mark = accounts.watermark(actor)
    snapshot = _snapshot(version)
    late = late_words(late_arrivals(version))
    db.session.rollback()
    return render_xlsx(snapshot, mark, late)


def forms_xlsx(rows: list[dict[str, Any]], actor: Actor, reason: str) -> bytes:
    """The list of forms as the desk shows it; raises `inspections.export_reason` (S-11)."""
    people = {one["person"] for row in rows for one in row["supervisors"]}
    if len(people) > MOST_PEOPLE and len(reason.strip()) < 2:
        raise errors.export_reason()
    return render_list(rows, accounts.watermark(actor), clock.local)


def province(version: FormVersion) -> list[dict[str, str]]:
    """The form in the field order of the province's system (Q-24)."""
    return province_fields(_snapshot(version))


def photo(event_id: str, version: FormVersion, digest: str) -> bytes:
    """A photo the signed form shows; never by hash alone."""
    if digest not in _shown(versions.read_snapshot(version)) or not files.exists(event_id, digest):
        raise not_found()
    return files.read(event_id, digest)


def _shown(snapshot: dict[str, Any]) -> set[str]:
    """Every picture a form shows: the photos of its items and of its correction orders, and the
    sheets it was typed from."""
    photos = {one for item in snapshot["items"] for one in item["photos"]}
    listed = {
        file["sha256"]
        for file in snapshot["files"]
        if file["role"] == "photo" and file["type"].startswith("image/")
    }
    return photos | listed | set(snapshot.get("paper", {}).get("pages", ()))


def _typeset(render: Callable[[], bytes]) -> bytes:
    # Nothing may be held while the typesetter works.
    db.session.rollback()
    try:
        return render()
    except MissingGlyph as missing:
        raise errors.missing_glyph(
            field=missing.field, character=missing.character, codepoint=missing.codepoint
        ) from missing


def _snapshot(version: FormVersion) -> dict[str, Any]:
    snapshot = versions.read_snapshot(version)
    for item in snapshot["items"]:
        if item.get("na_reason") in GROUNDS:
            item["na_reason"] = GROUNDS[item["na_reason"]]
    return snapshot


def _signatures(version: FormVersion) -> list[dict[str, Any]]:
    """Drawn signatures, the lead's first, one of each person."""
    cosigns = db.session.scalars(
        select(CoSign)
        .where(CoSign.sign == version.sign, CoSign.state == "submitted")
        .order_by(CoSign.seq)
    ).all()
    drawn: dict[str, dict[str, Any]] = {}
    signed: list[FormVersion | CoSign] = [version, *cosigns]
    for one in signed:
        if one.signer not in drawn:
            drawn[one.signer] = {
                "name": db.session.get_one(Person, one.signer).name,
                "strokes": json.loads(files.read(version.event_id, one.strokes)),
                "signed_at": one.at,
            }
    return list(drawn.values())
