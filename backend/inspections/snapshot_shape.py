"""Shape of the snapshot file: the whole form as signed (contracts section 6)."""

from __future__ import annotations

from typing import Any

import marshmallow as ma
from marshmallow import validate

from backend.core.canonical import canonical
from backend.core.fields import HashField, IdField, Schema, Text

from . import rules
from .shapes import REASON, REMARK, TEXT, TITLE, Basis, Flag, Paper, Whole

Value = dict[str, Any]
MOST_BYTES = 2 * 1024 * 1024


def _hashes(most: int = 64) -> ma.fields.List:
    return ma.fields.List(HashField(), required=True, validate=validate.Length(max=most))


def _text(most: int) -> Text:
    return Text(most, required=True, allow_none=True)


class Ref(Schema):
    """The dispatch a form belongs to."""

    id = IdField(required=True)
    number = Text(TITLE, required=True)


class HeaderCell(Schema):
    """One header field with what the dispatch said."""

    value = Text(REASON, required=True)
    original = _text(REASON)
    reason = _text(REASON)


class Header(Schema):
    """The five header fields."""

    exam_time = ma.fields.Nested(HeaderCell, required=True)
    station = ma.fields.Nested(HeaderCell, required=True)
    exam_lead = ma.fields.Nested(HeaderCell, required=True)
    exam_place = ma.fields.Nested(HeaderCell, required=True)
    phone = ma.fields.Nested(HeaderCell, required=True)


class FigureRow(Schema):
    """One row of the figures table."""

    project = IdField(required=True)
    occupation = Text(TITLE, required=True)
    level = Text(20, required=True)
    due = Whole(0, 100_000, required=True)
    present = Whole(0, 100_000, required=True)
    absent = Whole(0, 100_000, required=True)
    entries = _hashes()


class RatingRow(Schema):
    """One examiner's rating."""

    examiner = IdField(required=True)
    name = Text(TITLE, required=True)
    rating = ma.fields.String(required=True, validate=validate.OneOf(rules.RATINGS))


class Item(Schema):
    """One of the 38 items; which members it has follows from its kind."""

    no = Whole(1, 38, required=True)
    kind = ma.fields.String(required=True)
    grade = ma.fields.String(validate=validate.OneOf((*rules.GRADES, "/")))
    na_reason = _text(40)
    remark = Text(REMARK)
    basis = ma.fields.Nested(Basis, allow_none=True)
    corrected = Flag()
    text = Text(TEXT)
    ratings = ma.fields.List(ma.fields.Nested(RatingRow), validate=validate.Length(max=500))
    entries = _hashes(500)
    photos = _hashes()

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["na_reason"].required = False

    @ma.validates_schema
    def _members(self, data: Value, **_: Any) -> None:
        want = MEMBERS.get(kind_of(data["no"])) if data["kind"] == kind_of(data["no"]) else None
        if want is None or set(data) != want | {"no", "kind", "entries", "photos"}:
            raise ma.ValidationError("members")


MEMBERS = {
    "graded": {"grade", "na_reason", "remark", "basis", "corrected"},
    "free_text": {"text"},
    "evaluation": {"ratings"},
}


def kind_of(no: int) -> str:
    """Kind of an item, as annex11.json names it."""
    if no in rules.FREE_TEXT:
        return "free_text"
    return "evaluation" if no == rules.RATINGS_ITEM else "graded"


class Sheet(Schema):
    """An extra A4 page."""

    title = Text(TITLE, required=True)
    text = Text(TEXT, required=True)


class SnapshotFile(Schema):
    """A file the form shows."""

    sha256 = HashField(required=True)
    size = Whole(1, 12 * 1024 * 1024, required=True)
    type = Text(60, required=True)
    role = ma.fields.String(required=True, validate=validate.Equal("photo"))
    item = Whole(1, 38, required=True, allow_none=True)
    caption = _text(REASON)


class Member(Schema):
    """A supervisor of the dispatch."""

    person = IdField(required=True)
    name = Text(TITLE, required=True)
    lead = Flag(required=True)


class PaperSource(Paper):
    """The sheet the form was typed from: its entry, and the items typed from it."""

    entries = _hashes()
    items = ma.fields.List(Whole(1, 38), required=True, validate=validate.Length(max=38))


class Snapshot(Schema):
    """The whole form as signed (contracts section 6); `paper` only for a form typed from paper."""

    v = Whole(1, 1, required=True)
    template = HashField(required=True)
    dispatch = ma.fields.Nested(Ref, required=True)
    event = IdField(required=True)
    version = Whole(1, 999, required=True)
    previous = HashField(required=True, allow_none=True)
    amend_reason = _text(REASON)
    practice = Flag(required=True)
    demo = Flag(required=True)
    label = _text(TITLE)
    header = ma.fields.Nested(Header, required=True)
    figures = ma.fields.List(ma.fields.Nested(FigureRow), required=True)
    explanation = _text(TEXT)
    items = ma.fields.List(ma.fields.Nested(Item), required=True)
    exceptions = _text(TEXT)
    extra = ma.fields.List(ma.fields.Nested(Sheet), required=True, validate=validate.Length(max=50))
    files = ma.fields.List(ma.fields.Nested(SnapshotFile), required=True)
    supervisors = ma.fields.List(ma.fields.Nested(Member), required=True)
    paper = ma.fields.Nested(PaperSource)
    made_at = Whole(0, 2**53, required=True)


def misfit(raw: bytes, value: Any) -> str | None:
    """Where bytes are no snapshot at all: `snapshot` (spelling), or the member that is wrong."""
    if not isinstance(value, dict) or len(raw) > MOST_BYTES or canonical(value) != raw:
        return "snapshot"
    errors = Snapshot().validate(value)
    return str(next(iter(errors))) if errors else None
