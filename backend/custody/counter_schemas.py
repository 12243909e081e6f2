"""Shapes of the counter: preparing packs, giving them out, taking them back."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, validate

from backend.core.fields import HashField, IdField, Instant, Schema, Text, Word
from backend.custody import rules
from backend.custody.desk_schemas import (
    KINDS,
    PartySchema,
    _each,
    _maybe,
    _number,
    _string,
    _whether,
)
from backend.custody.schemas import (
    MOST_COPIES,
    MOST_OFFERED,
    MOST_PACKS,
    MOST_PREPARED,
    ChecksSchema,
    PackField,
)

DAYS = ("fit", "decision", "early", "late", "over", "unknown")
MOST_STROKES = 400
MOST_POINTS = 20_000


def _copies(*, none: bool = False) -> fields.Integer:
    span = validate.Range(min=0, max=MOST_COPIES)
    return fields.Integer(required=True, strict=True, allow_none=none, validate=span)


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
