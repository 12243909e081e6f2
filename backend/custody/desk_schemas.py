"""Shapes of the desk: what the office sends and sees of packs."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, validate

from backend.core.fields import HashField, IdField, Instant, PageArgs, Schema, Text, Word, page_of
from backend.custody import boards, rules
from backend.custody.schemas import (
    MOST_COPIES,
    MOST_OFFERED,
    MOST_PACKS,
    MOST_PREPARED,
    ChecksSchema,
    PackField,
)

KINDS = ("theory", "practical")
DAYS = ("fit", "decision", "early", "late", "over", "unknown")
PARTY_ROLES = (
    "supervisor", "chief", "invigilator", "team_leader", "examiner", "staff", "paper_keeper",
    "centre",
)  # fmt: skip
ASSURANCES = ("key", "signin", "strokes", "paper")
LATE = ("collect", "store", "site", "open", "seal", "return", "confirm")
MOST_STROKES = 400
MOST_POINTS = 20_000


def _string() -> fields.String:
    return fields.String(required=True)


def _maybe(*words: str) -> fields.String:
    return fields.String(required=True, allow_none=True, validate=validate.OneOf(words))


def _whether() -> fields.Boolean:
    return fields.Boolean(required=True)


def _number(*, none: bool = False) -> fields.Integer:
    return fields.Integer(required=True, allow_none=none)


def _copies(*, none: bool = False) -> fields.Integer:
    span = validate.Range(min=0, max=MOST_COPIES)
    return fields.Integer(required=True, strict=True, allow_none=none, validate=span)


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


# --- preparing ---------------------------------------------------------------------------------


class PackRowSchema(Schema):
    """A pack in the keeper's table; `pack` null for a new one."""

    pack = PackField(required=True, allow_none=True)
    number = Text(40, least=1, required=True)
    session = IdField(required=True)
    room = IdField(required=True, allow_none=True)
    paper_code = Text(60, required=True)
    copies = _copies()
    strip = Text(40, required=True)
    computer = _whether()
    pieces = _copies(none=True)
    scrap = _copies(none=True)
    replaces = PackField(required=True, allow_none=True)
    withdrawn = _whether()


class ReadyPackSchema(PackRowSchema):
    """A pack about to be written: it has a strip."""

    strip = Text(40, least=1, required=True)


class PrepareArgs(Schema):
    """New and changed packs."""

    packs = _each(ReadyPackSchema, MOST_PREPARED)


class PreparedSchema(Schema):
    """The packs an act was written for."""

    packs = fields.List(PackField(), required=True)


class TableSchema(Schema):
    """Packs of an event, and what is proposed for sessions and rooms that have none."""

    packs = _each(PackRowSchema)
    proposal = _each(PackRowSchema)
    moved = fields.List(PackField(), required=True)


# --- the counter -------------------------------------------------------------------------------


class FindArgs(Schema):
    """What a scanner or a person typed."""

    text = Text(200, least=1, required=True)


class FoundSchema(Schema):
    """A dispatch the text may mean."""

    event = IdField(required=True)
    number = _string()
    station = _string()
    first_day = _string()
    last_day = _string()


class FoundListSchema(Schema):
    """Dispatches, the nearest day first."""

    items = _each(FoundSchema)


class PartNameSchema(Schema):
    """Something with a name."""

    id = IdField(required=True)
    name = _string()


class CounterSessionSchema(Schema):
    """A session at the counter."""

    id = IdField(required=True)
    t0 = Instant(required=True)
    end = Instant(required=True)
    kind = Word(*KINDS)
    project = IdField(required=True)
    batch = IdField(required=True)
    rooms = fields.List(IdField(), required=True)


class CounterSupervisorSchema(Schema):
    """A supervisor of the dispatch and their reply."""

    id = IdField(required=True)
    name = _string()
    lead = _whether()
    reply = _maybe("accepted", "declined")


class CounterPackSchema(Schema):
    """A pack at the counter."""

    pack = PackField(required=True)
    number = _string()
    session = IdField(required=True)
    room = IdField(required=True, allow_none=True)
    project = IdField(required=True)
    kind = Word(*KINDS)
    paper_code = _string()
    copies = _number()
    strip = _string()
    computer = _whether()
    state = Word(*rules.STATES)
    withdrawn = _whether()
    replaces = PackField(required=True, allow_none=True)
    exception = fields.String(required=True, allow_none=True)
    offer = HashField(required=True, allow_none=True)
    unproved = _number()
    since = Instant(required=True)
    with_party = fields.Nested(PartySchema, required=True, data_key="with", attribute="with")


class HandoverPackSchema(Schema):
    """What became of a pack of an offer."""

    pack = PackField(required=True)
    number = _string()
    state = Word("waiting", "accepted", "refused", "recalled")
    fault = _maybe(*rules.FAULTS)
    reason = _string()


class HandoverSchema(Schema):
    """An offer and its answer."""

    offer = HashField(required=True)
    purpose = Word(*rules.PURPOSES)
    giver = fields.Nested(PartySchema, required=True)
    receiver = fields.Nested(PartySchema, required=True)
    at = Instant(required=True)
    answered_at = Instant(required=True, allow_none=True)
    packs = _each(HandoverPackSchema)
    paper = _whether()


class CounterSchema(Schema):
    """An exam at the keeper's counter."""

    event = IdField(required=True)
    number = _string()
    station = _string()
    batches = _each(PartNameSchema)
    first_day = _string()
    last_day = _string()
    practice = _whether()
    day = Word(*DAYS)
    supervisors = _each(CounterSupervisorSchema)
    sessions = _each(CounterSessionSchema)
    rooms = _each(PartNameSchema)
    projects = _each(PartNameSchema)
    packs = _each(CounterPackSchema)
    handovers = _each(HandoverSchema)


def _drawn(strokes: list[Any]) -> None:
    points = [point for stroke in strokes for point in stroke]
    if len(points) > MOST_POINTS or any(len(point) != 3 for point in points):
        raise validate.ValidationError("strokes")


class InkArgs(Schema):
    """A signature drawn at the desk: strokes of points [x, y, ms]."""

    width = fields.Float(required=True, validate=validate.Range(min=1, max=10_000))
    height = fields.Float(required=True, validate=validate.Range(min=1, max=10_000))
    strokes = fields.List(
        fields.List(fields.List(fields.Float())),
        required=True,
        validate=[validate.Length(max=MOST_STROKES), _drawn],
    )


class GivenPackArgs(Schema):
    """A pack to give, as the keeper checked it."""

    pack = PackField(required=True)
    checks = fields.Nested(ChecksSchema, required=True)


class GiveArgs(Schema):
    """Packs for a supervisor; a reason where the day is not the eve."""

    to = IdField(required=True)
    packs = _each(GivenPackArgs, MOST_OFFERED)
    place = Text(100, load_default="")
    reason = Text(200, load_default="")
    signature = fields.Nested(InkArgs, required=True)


class TakenPackArgs(GivenPackArgs):
    """A pack coming back: refused with a fault or a reason."""

    fault = fields.String(load_default=None, allow_none=True, validate=validate.OneOf(rules.FAULTS))
    reason = Text(200, load_default="")


class TakeArgs(Schema):
    """The keeper's answer to an offer."""

    offer = HashField(required=True)
    packs = _each(TakenPackArgs, MOST_PACKS)
    signature = fields.Nested(InkArgs, required=True)


class RecallArgs(Schema):
    """Take an offer back."""

    offer = HashField(required=True)
    reason = Text(200, least=2, required=True)


class TroubleArgs(Schema):
    """Something does not fit."""

    packs = _each(PackField(), MOST_PACKS)
    what = Word(*rules.TROUBLES)
    facts = Text(1000, least=2, required=True)


class DoneSchema(Schema):
    """The act that was written."""

    entry = HashField(required=True)


# --- settling ----------------------------------------------------------------------------------


class ReleaseArgs(Schema):
    """What a pack in exception is from now on."""

    state = Word(*(one for one in rules.STATES if one not in ("archived", "destroyed")))
    with_party = IdField(load_default=None, allow_none=True, data_key="with")
    strip = Text(40, load_default="")
    reason = Text(200, least=2, required=True)


class ArchiveArgs(Schema):
    """Where returned packs lie from now on."""

    packs = _each(PackField(), MOST_PACKS)
    place = Text(100, least=1, required=True)
    medium = Text(60, load_default="纸质")
    keeper = Text(60, least=1, required=True)


class DestroyArgs(Schema):
    """Archived packs, and the second person by an own sign-in."""

    packs = _each(PackField(), MOST_PACKS)
    reason = Text(200, least=2, required=True)
    username = Text(60, least=1, required=True)
    password = Text(200, least=1, required=True)
    digits = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=10))


class LabelArgs(Schema):
    """Which labels; without a choice all packs that still lie here."""

    packs = Text(2000, load_default="")


class BundleArgs(Schema):
    """Of which batch."""

    batch = IdField(required=True)
