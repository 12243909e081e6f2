"""Shapes of the desk: what all its pages share, and the board."""

from __future__ import annotations

from marshmallow import fields, validate

from backend.core.fields import IdField, Instant, PageArgs, Schema, Text, Word, page_of
from backend.custody import boards, rules
from backend.custody.schemas import (
    PackField,
)

KINDS = ("theory", "practical")
PARTY_ROLES = (
    "supervisor", "chief", "invigilator", "team_leader", "examiner", "staff", "paper_keeper",
    "centre",
)  # fmt: skip
ASSURANCES = ("key", "signin", "strokes", "paper")
LATE = ("collect", "store", "site", "open", "seal", "return", "confirm")


def _string() -> fields.String:
    return fields.String(required=True)


def _maybe(*words: str) -> fields.String:
    return fields.String(required=True, allow_none=True, validate=validate.OneOf(words))


def _whether() -> fields.Boolean:
    return fields.Boolean(required=True)


def _number(*, none: bool = False) -> fields.Integer:
    return fields.Integer(required=True, allow_none=none)


def _each(shape: type[Schema] | fields.Field, most: int | None = None) -> fields.List:
    inner = shape if isinstance(shape, fields.Field) else fields.Nested(shape)
    size = validate.Length(min=1, max=most) if most else None
    return fields.List(inner, required=True, validate=size)


class PartySchema(Schema):
    """Who has, gives or takes a pack; `centre`: it lies in the house."""

    id = _string()
    name = _string()
    role = Word(*PARTY_ROLES)
    phone = _string()


# --- the board ---------------------------------------------------------------------------------


class BoardArgs(PageArgs):
    """Filters of the board."""

    span = fields.String(load_default="near", validate=validate.OneOf(boards.SPANS))
    tab = fields.String(load_default="all", validate=validate.OneOf(boards.TABS))
    q = Text(60, load_default="")
    event = IdField(load_default=None)
    practice = fields.Boolean(load_default=False)


class BoardRowSchema(Schema):
    """A pack on the board; `since` is when it came where it is, `late` what should have happened."""

    pack = PackField(required=True)
    event = IdField(required=True)
    number = _string()
    dispatch = _string()
    station = _string()
    batch = _string()
    project = _string()
    kind = Word(*KINDS)
    computer = _whether()
    t0 = Instant(required=True)
    end = Instant(required=True)
    room = _string()
    copies = _number()
    strip = _string()
    state = Word(*rules.STATES)
    since = Instant(required=True)
    with_party = fields.Nested(PartySchema, required=True, data_key="with", attribute="with")
    tab = Word(*boards.TABS[1:])
    late = _maybe(*LATE)
    exception = fields.String(required=True, allow_none=True)
    waiting = _whether()
    unproved = _number()
    withdrawn = _whether()


class CountsSchema(Schema):
    """Packs in each tab."""

    all = _number()
    exception = _number()
    overdue = _number()
    waiting = _number()
    here = _number()
    out = _number()
    back = _number()


_Board = page_of(BoardRowSchema, "PackBoard")


class BoardSchema(_Board):  # type: ignore[valid-type,misc]
    """A page of the board."""

    counts = fields.Nested(CountsSchema, required=True)
    as_of = Instant(required=True)
    journals = fields.List(IdField(), required=True)


class TotalSchema(Schema):
    """Counts of a batch or room; `off` packs whose own counts do not add up."""

    id = _string()
    name = _string()
    packs = _number()
    counted = _number()
    copies = _number()
    off = _number()
    opened = _number()
    issued = _number()
    spare = _number()
    void = _number()
    collected = _number()
    missing = _number()
    pieces = _number()
    scrap = _number()
    adds_up = fields.Boolean(required=True, allow_none=True)


class TotalsSchema(Schema):
    """Counts by batch and by room."""

    batches = _each(TotalSchema)
    rooms = _each(TotalSchema)
