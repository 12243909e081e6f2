"""Shapes of a pack's page."""

from __future__ import annotations

from marshmallow import fields

from backend.core.fields import HashField, IdField, Instant, Schema, Word
from backend.custody import rules
from backend.custody.desk_schemas import (
    ASSURANCES,
    KINDS,
    PartySchema,
    _each,
    _maybe,
    _number,
    _string,
    _whether,
)
from backend.custody.schemas import (
    BackupSchema,
    ChecksSchema,
    InstallationSchema,
    PackField,
    WitnessSchema,
)
from backend.findings.rules import SEVERITIES

STEPS = (
    "prepared", "offer", "answer", "recall", "store", "open", "count", "collect", "seal", "except",
    "released", "archived", "destroyed",
)  # fmt: skip


def _perhaps(shape: type[Schema]) -> fields.Nested:
    return fields.Nested(shape, required=True, allow_none=True)


class WrittenSchema(Schema):
    """据纸质: when the sheet was written, and its photo."""

    at = Instant(required=True)
    page = HashField(required=True)


class LifeSignatureSchema(Schema):
    """A signature: whose, how, drawn as a picture, and whether somebody stands behind it."""

    party = fields.Nested(PartySchema, required=True)
    how = Word(*ASSURANCES)
    badge = _string()
    ink = fields.String(required=True, allow_none=True)
    confirmed = _maybe("own", "centre")
    confirmed_at = Instant(required=True, allow_none=True)
    open = _whether()


class LifePhotoSchema(Schema):
    """A photo of an entry, and whether its bytes are here."""

    sha256 = HashField(required=True)
    here = _whether()


class LifeCountsSchema(Schema):
    """What was counted."""

    issued = _number(none=True)
    spare = _number(none=True)
    void = _number(none=True)
    collected = _number(none=True)
    missing = _number(none=True)
    pieces = _number(none=True)
    scrap = _number(none=True)


class AllCountsSchema(LifeCountsSchema):
    """What was counted since the strip was cut."""

    opened = _number(none=True)


class LifeErratumSchema(Schema):
    """Something printed wrong."""

    page = _string()
    text = _string()


class StepSchema(Schema):
    """One step: stated time, proven time, who, what."""

    entry = HashField(required=True)
    seq = _number()
    kind = Word(*STEPS)
    at = Instant(required=True)
    earliest = Instant(required=True, allow_none=True)
    latest = Instant(required=True, allow_none=True)
    received = Instant(required=True)
    office = _whether()
    by = _perhaps(PartySchema)
    on_path = _whether()
    conflict = _whether()
    open = _whether()
    recalled = _whether()
    purpose = _maybe(*rules.PURPOSES)
    to = _perhaps(PartySchema)
    room = _string()
    place = _string()
    lock = _string()
    witness = _perhaps(WitnessSchema)
    reason = _string()
    facts = _string()
    strip = _string()
    copies = _number(none=True)
    checks = _perhaps(ChecksSchema)
    accept = fields.Boolean(required=True, allow_none=True)
    fault = _maybe(*rules.FAULTS)
    way = _maybe("normal", "early", "late", "wrong")
    mode = _maybe("theory", "practical", "computer")
    shown = fields.Boolean(required=True, allow_none=True)
    what = _maybe(*rules.TROUBLES)
    why = _maybe("recovered", "reseal")
    state = _maybe(*rules.STATES)
    withdrawn = fields.Boolean(required=True, allow_none=True)
    medium = _string()
    counts = _perhaps(LifeCountsSchema)
    others = fields.List(fields.String(), required=True)
    errata = _each(LifeErratumSchema)
    installation = _perhaps(InstallationSchema)
    backup = _perhaps(BackupSchema)
    paper = _perhaps(WrittenSchema)
    signatures = _each(LifeSignatureSchema)
    witnesses = _number()
    photos = _each(LifePhotoSchema)
    record = _whether()


class LifeFindingSchema(Schema):
    """A finding about the pack."""

    id = HashField(required=True)
    code = _string()
    severity = Word(*SEVERITIES)
    facts = _string()
    at = Instant(required=True)


class LifeSchema(Schema):
    """A pack and everything that happened to it."""

    pack = PackField(required=True)
    event = IdField(required=True)
    number = _string()
    dispatch = _string()
    station = _string()
    batch = _string()
    project = _string()
    kind = Word(*KINDS)
    computer = _whether()
    paper_code = _string()
    t0 = Instant(required=True)
    end = Instant(required=True)
    room = _string()
    copies = _number()
    inside = _number()
    strip = _string()
    strips = fields.List(fields.String(), required=True)
    state = Word(*rules.STATES)
    since = Instant(required=True)
    tip = HashField(required=True)
    with_party = fields.Nested(PartySchema, required=True, data_key="with", attribute="with")
    holder = fields.Nested(PartySchema, required=True)
    late = fields.String(required=True, allow_none=True)
    exception = fields.String(required=True, allow_none=True)
    waiting = _whether()
    unproved = fields.List(HashField(), required=True)
    conflicts = fields.List(HashField(), required=True)
    withdrawn = _whether()
    replaces = PackField(required=True, allow_none=True)
    replaced_by = PackField(required=True, allow_none=True)
    counts = fields.Nested(AllCountsSchema, required=True)
    practice = _whether()
    steps = _each(StepSchema)
    findings = _each(LifeFindingSchema)
    parties = _each(PartySchema)
