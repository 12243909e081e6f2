"""Answers: every field of the form, before it is signed."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import bindparam, insert, select, tuple_, update

from backend.core import clock, closing
from backend.core.db import ask, db, put
from backend.core.errors import Problem
from backend.core.journal import kind
from backend.core.payload import Entry

from .. import errors, facts, rules, shapes, versions
from ..models import Answer

Value = dict[str, Any]
_ANSWER = insert(Answer)
_REPLACED = (
    update(Answer)
    .where(
        tuple_(Answer.hash, Answer.event_id, Answer.field).in_(bindparam("named", expanding=True))
    )
    .values(superseded=True)
)


@kind(
    "inspections.answer",
    1,
    who=("supervisor",),
    parents=("inspections.answer",),
    schema=shapes.AnswerData,
)
class AnswerKind:
    """One field of the form got a value."""

    @staticmethod
    def check(entry: Entry) -> None:
        """Refuse what no form can hold; gaps are for the signature to refuse (A11-s2)."""
        field, value = entry.data["field"], entry.data["value"]
        _photos_listed(entry, shapes.photos_of(field, value))
        checks = {
            "rating": _check_rating,
            "figures": _check_figures,
            "header": _check_header,
            "scope": _check_scope,
            "na": _check_ground,
            "note": _check_note,
        }
        if field == "paper" and value["signed_at"] > clock.now():
            raise errors.paper_time()
        head, _, rest = field.partition("/")
        if head in checks:
            checks[head](entry.journal, rest, value)

    @staticmethod
    def project(entry: Entry) -> None:
        """Keep the answer; it replaces those of its field that it names."""
        field = entry.data["field"]
        put(
            _ANSWER,
            {
                "hash": entry.hash,
                "event_id": entry.journal,
                "field": field,
                "value": json.dumps(entry.data["value"], ensure_ascii=False, sort_keys=True),
                "author": entry.actor,
                "kid": entry.kid,
                "n": entry.n,
                "parents": list(entry.parents),
                "seq": entry.seq,
                "at": entry.at,
                "received": entry.received,
                "superseded": False,
                "mark": _mark(field, entry.data["value"]),
            },
        )
        # A child is never accepted before its parents: nothing here can name this entry yet.
        closing.once(_answered, (entry.journal, field, entry.parents))


def _answered(answers: list[tuple[str, str, tuple[str, ...]]]) -> None:
    """For each (event, field, parents): what it replaces has a successor; then the sums."""
    replaced = [(parent, event, field) for event, field, parents in answers for parent in parents]
    for start in range(0, len(replaced), 500):  # a statement takes only so many parameters
        some = replaced[start : start + 500]
        ask(_REPLACED, {"named": some})
    for event in dict.fromkeys(event for event, _, _ in answers):
        versions.answered(event)


def _mark(field: str, value: Value) -> str | None:
    if field.startswith("rating/"):
        return value["rating"]
    return value.get("grade") if field.startswith("item/") else None


def _photos_listed(entry: Entry, photos: list[str]) -> None:
    listed = {
        file["sha256"]
        for file in entry.files
        if file["role"] == "photo" and file["type"] == "image/jpeg"
    }
    if not set(photos) <= listed:
        raise errors.photo_missing()


def _check_rating(event_id: str, examiner: str, _value: Value) -> None:
    known = {one["id"] for brief in facts.briefs(event_id) for one in brief["examiners"]}
    if examiner not in known:
        raise errors.unknown_examiner()


def _check_figures(event_id: str, project: str, value: Value) -> None:
    due = {
        one["due"]
        for brief in facts.briefs(event_id)
        for one in brief["projects"]
        if one["id"] == project
    }
    if not due:
        raise Problem("scope.object")
    if value["due"] is not None and value["due"] not in due:
        _reason(value)


def _check_header(event_id: str, key: str, value: Value) -> None:
    originals = {facts.header_in(brief)[key] or "" for brief in facts.briefs(event_id)}
    if rules.length(value["value"]) and any(originals) and value["value"] not in originals:
        _reason(value)


def _check_scope(event_id: str, _rest: str, value: Value) -> None:
    told = ({room["id"]: room for room in value["rooms"]}, value["technical_defence"])
    for brief in facts.briefs(event_id):
        rooms, defence = facts.scope_in(brief)
        if told == ({room["id"]: room for room in rooms}, defence):
            return
    _reason(value)


def _reason(value: Value) -> None:
    if not rules.length(value["reason"]):
        raise errors.reason_missing()


def _check_ground(event_id: str, section: str, value: Value) -> None:
    """A section is confirmed away only where the dispatch or a correction of the scope says so."""
    if not value["confirmed"]:
        return
    rooms = [brief["rooms"] for brief in facts.briefs(event_id)]
    corrected = db.session.scalars(
        select(Answer.value).where(Answer.event_id == event_id, Answer.field == "scope")
    )
    rooms += [json.loads(text)["rooms"] for text in corrected]
    if not any(section in rules.to_confirm(one) for one in rooms):
        raise errors.not_applicable_ground()


def _check_note(event_id: str, rest: str, _value: Value) -> None:
    session = rest.split("/")[1]
    known = {one["id"] for brief in facts.briefs(event_id) for one in brief["sessions"]}
    if session not in known:
        raise Problem("scope.object")
