"""Shapes of what is sealed: the value of every field (contracts section 6), signatures, strokes.

A wrong shape is `entry.data`; where the form has its own word for it, the message of the
validator is that code.
"""

from __future__ import annotations

import re
from typing import Any

import marshmallow as ma
from marshmallow import validate

from backend.core.fields import HashField, IdField, Schema, Text

from . import rules

REMARK, TEXT, TITLE, REASON = 1000, 4000, 100, 200
MOST_PHOTOS = 64
COUNT = 100_000
BASES = ("seen", "records", "sampled")


class Flag(ma.fields.Field[bool]):
    """True or false, nothing that looks like it."""

    def _deserialize(self, value: Any, *_args: Any, **_kwargs: Any) -> bool:
        if not isinstance(value, bool):
            raise ma.ValidationError("flag")
        return value


class Whole(ma.fields.Field[int]):
    """A whole number in a range; true is none."""

    def __init__(self, low: int, high: int, *, code: str = "number", **kwargs: Any):
        super().__init__(**kwargs)
        self.low, self.high, self.code = low, high, code

    def _deserialize(self, value: Any, *_args: Any, **_kwargs: Any) -> int:
        if not isinstance(value, int) or isinstance(value, bool):
            raise ma.ValidationError(self.code)
        if not self.low <= value <= self.high:
            raise ma.ValidationError(self.code)
        return value


def _choice(*values: str, code: str = "choice", **kwargs: Any) -> ma.fields.String:
    error: dict[str, Any] = {"invalid": code, "required": code, "null": code}
    return ma.fields.String(
        validate=validate.OneOf(values, error=code), error_messages=error, **kwargs
    )


def _grade(**kwargs: Any) -> ma.fields.String:
    return _choice(*rules.GRADES, code="inspections.grade", allow_none=True, **kwargs)


def _photos() -> ma.fields.List:
    return ma.fields.List(
        HashField(), required=True, validate=[validate.Length(max=MOST_PHOTOS), _distinct]
    )


def _distinct(values: list[Any]) -> None:
    if len(set(values)) != len(values):
        raise ma.ValidationError("repeated")


class Basis(Schema):
    """依据: how a grade was come by (A11-o2)."""

    how = _choice(*BASES, required=True)
    rooms = Whole(1, 999, required=True, allow_none=True)


class Graded(Schema):
    """`item/<no>` of the 35 graded items."""

    grade = _grade(required=True)
    remark = Text(REMARK, required=True)
    basis = ma.fields.Nested(Basis, required=True, allow_none=True)
    corrected = Flag(required=True)
    via = _choice("rest", required=True, allow_none=True)
    photos = _photos()


class FreeText(Schema):
    """`item/29` and `item/38`."""

    text = Text(TEXT, required=True)
    photos = _photos()


class Rating(Schema):
    """`rating/<examiner>`."""

    rating = _choice(*rules.RATINGS, code="inspections.grade", required=True, allow_none=True)


class HeaderValue(Schema):
    """`header/<key>`."""

    value = Text(REASON, required=True)
    reason = Text(REASON, required=True, allow_none=True)


def _count(**kwargs: Any) -> Whole:
    return Whole(0, COUNT, code="inspections.figures", required=True, **kwargs)


class Count(Schema):
    """Due and present of one part."""

    due = _count()
    present = _count()

    @ma.validates_schema
    def _fits(self, data: dict[str, Any], **_: Any) -> None:
        if data["present"] > data["due"]:
            raise ma.ValidationError("inspections.figures")


class Figures(Schema):
    """`figures/<project>`: present is at most due, in each part and in all (A11-h2)."""

    due = _count(allow_none=True)
    present = _count(allow_none=True)
    theory = ma.fields.Nested(Count, required=True, allow_none=True)
    practical = ma.fields.Nested(Count, required=True, allow_none=True)
    reason = Text(REASON, required=True, allow_none=True)

    @ma.validates_schema
    def _fits(self, data: dict[str, Any], **_: Any) -> None:
        if None not in (data["due"], data["present"]) and data["present"] > data["due"]:
            raise ma.ValidationError("inspections.figures")


class PlainText(Schema):
    """`explanation`, `exceptions`."""

    text = Text(TEXT, required=True)


class Label(Schema):
    """`label`: the words in the brackets after the title (Q-15)."""

    text = Text(TITLE, required=True)


class ScopeRoom(Schema):
    """A room as corrected on site."""

    id = IdField(required=True)
    name = Text(TITLE, least=1, required=True)
    kind = _choice("theory", "practical", required=True)
    computer = Flag(required=True)


def _distinct_rooms(rooms: list[dict[str, Any]]) -> None:
    _distinct([room["id"] for room in rooms])


class Scope(Schema):
    """`scope`: rooms and defence as found on site, with a reason (A11-f1c)."""

    rooms = ma.fields.List(
        ma.fields.Nested(ScopeRoom),
        required=True,
        validate=[validate.Length(max=200), _distinct_rooms],
    )
    technical_defence = Flag(required=True)
    reason = Text(REASON, required=True, allow_none=True)


class Confirmed(Schema):
    """`na/<subsection>`."""

    confirmed = Flag(required=True)


class Note(Schema):
    """`note/<no>/<session>/<room>`."""

    grade = _grade(required=True)
    text = Text(REMARK, required=True)


class Meeting(Schema):
    """`meeting/<staff|examiners>` (A10-6)."""

    attended = Flag(required=True)
    at = Whole(0, 2**53, required=True, allow_none=True)


class Order(Schema):
    """`order/<id>`: 现场责令纠正单 (A10-3)."""

    item = Whole(1, 38, required=True)
    to = Text(TITLE, required=True)
    what = Text(REMARK, required=True)
    due = Whole(0, 2**53, required=True, allow_none=True)
    before = HashField(required=True, allow_none=True)
    after = HashField(required=True, allow_none=True)
    state = _choice("issued", "done", "confirmed", "not_corrected", required=True)


class Paper(Schema):
    """`paper`: the sheet that was filled in by hand; answers typed from it name this entry."""

    signed_at = Whole(0, 2**53, required=True)
    signers = ma.fields.List(
        Text(TITLE, least=1), required=True, validate=[validate.Length(min=1, max=10), _distinct]
    )
    reason = Text(REASON, least=2, required=True)
    pages = ma.fields.List(
        HashField(), required=True, validate=[validate.Length(min=1, max=20), _distinct]
    )


class ExtraSheet(Schema):
    """`extra/<id>`: another A4 page (A11-f3b)."""

    title = Text(TITLE, required=True)
    text = Text(TEXT, required=True)


_ID = "[0-9a-f]{32}"
_graded = "|".join(str(no) for no in sorted(rules.GRADED))
FIELDS: tuple[tuple[re.Pattern[str], Schema], ...] = (
    (re.compile(f"item/({_graded})"), Graded()),
    (re.compile("item/(29|38)"), FreeText()),
    (re.compile(f"rating/({_ID})"), Rating()),
    (re.compile(f"header/({'|'.join(rules.HEADER)})"), HeaderValue()),
    (re.compile(f"figures/({_ID})"), Figures()),
    (re.compile("explanation|exceptions"), PlainText()),
    (re.compile("label"), Label()),
    (re.compile("scope"), Scope()),
    (re.compile("na/(S2a|S2b)"), Confirmed()),
    (re.compile(f"note/(8|9|1[0-9]|2[0-5])/{_ID}/{_ID}"), Note()),
    (re.compile("meeting/(staff|examiners)"), Meeting()),
    (re.compile(f"order/{_ID}"), Order()),
    (re.compile(f"extra/{_ID}"), ExtraSheet()),
    (re.compile("paper"), Paper()),
)


def shape_of(field: str) -> Schema | None:
    """The shape of a field's value; None when the form has no such field."""
    for pattern, shape in FIELDS:
        if pattern.fullmatch(field):
            return shape
    return None


def photos_of(field: str, value: dict[str, Any]) -> list[str]:
    """Every photo a value names."""
    if field.startswith("order/"):
        return [photo for photo in (value["before"], value["after"]) if photo]
    return list(value["pages"] if field == "paper" else value.get("photos", ()))


class AnswerData(Schema):
    """Data of `inspections.answer`; the value's own shape follows from the field."""

    field = Text(120, least=1, required=True)
    value = ma.fields.Dict(required=True)

    @ma.validates_schema
    def _fits(self, data: dict[str, Any], **_: Any) -> None:
        shape = shape_of(data["field"])
        if shape is None:
            raise ma.ValidationError("inspections.unknown_item")
        errors = shape.validate(data["value"])
        if errors:
            raise ma.ValidationError({"value": [errors]})


ASSURANCE = ("key", "countersign", "strokes")


class SignData(Schema):
    """Data of `inspections.sign`."""

    version = Whole(1, 999, required=True)
    previous = HashField(required=True, allow_none=True)
    snapshot = HashField(required=True)
    strokes = HashField(required=True)
    signer = IdField(required=True)
    assurance = _choice(*ASSURANCE, required=True)


class CoSignData(Schema):
    """Data of `inspections.cosign`."""

    sign = HashField(required=True)
    snapshot = HashField(required=True)
    strokes = HashField(required=True)
    signer = IdField(required=True)
    assurance = _choice(*ASSURANCE, required=True)


class ReceivedData(Schema):
    """Data of `inspections.received`."""

    sign = HashField(required=True)
    inbox = _choice("quality", "dispatch", required=True)
    medium = _choice("electronic", "paper", required=True)
    day = ma.fields.String(required=True)


class ReturnedData(Schema):
    """Data of `inspections.returned`."""

    sign = HashField(required=True)
    question = Text(REMARK, least=2, required=True)


class RepliedData(Schema):
    """Data of `inspections.replied`."""

    sign = HashField(required=True)
    text = Text(TEXT, least=2, required=True)


class RecordedData(Schema):
    """Data of `inspections.recorded`."""

    sign = HashField(required=True)
