"""Shapes of the kinds of custody (contracts section 14)."""

from __future__ import annotations

from typing import Any

import marshmallow as ma
from marshmallow import fields, validate

from backend.badges.schemas import BadgeField
from backend.core.fields import HashField, IdField, Instant, Schema, Text, Word
from backend.custody import rules

MOST_COPIES = 100_000
MOST_PACKS = 64
# An entry names 64 others at most; an offer names two for each pack.
MOST_OFFERED = 32
# Server acts carry a whole batch.
MOST_PREPARED = 500


class PackField(fields.String):
    """Id of a pack, as its label has it: 12 lower-case hex characters."""

    def __init__(self, **kwargs: Any):
        kwargs.setdefault("validate", validate.Regexp(r"\A[0-9a-f]{12}\Z", error="pack"))
        super().__init__(**kwargs)


def _copies(**kwargs: Any) -> fields.Integer:
    span = validate.Range(min=0, max=MOST_COPIES, error="range")
    return fields.Integer(required=True, strict=True, validate=span, **kwargs)


def _whether() -> fields.Boolean:
    return fields.Boolean(required=True, truthy={True}, falsy={False})


def _strip() -> Text:
    return Text(40, least=1, required=True)


def _reason() -> Text:
    return Text(200, required=True)


def _packs(shape: type[Schema], most: int = MOST_PACKS) -> fields.List:
    size = validate.Length(min=1, max=most, error="length")
    return fields.List(fields.Nested(shape), required=True, validate=size)


def _list(item: Any, low: int, high: int) -> fields.List:
    return fields.List(
        item, required=True, validate=validate.Length(min=low, max=high, error="length")
    )


class AboutPacks(Schema):
    """Data about packs, each named once."""

    @ma.validates_schema
    def _once(self, data: dict[str, Any], **_more: Any) -> None:
        names = [one if isinstance(one, str) else one["pack"] for one in data["packs"]]
        if len(set(names)) != len(names):
            raise ma.ValidationError("twice", "packs")


class ChecksSchema(Schema):
    """What was looked at from outside (A3-4b)."""

    project = _whether()
    copies = _whether()
    bag = _whether()
    strip = _whether()


class SignatureSchema(Schema):
    """Who signed and by what; `badge` is the signer's, scanned on another's device."""

    by = IdField(required=True)
    strokes = HashField(required=True, allow_none=True)
    assurance = Word("key", "signin", "strokes", "paper")
    badge = BadgeField(required=True, allow_none=True)


class PaperSchema(Schema):
    """据纸质: when the sheet was written, and its photo."""

    at = Instant(required=True)
    page = HashField(required=True)


def _signature() -> fields.Nested:
    return fields.Nested(SignatureSchema, required=True)


def _two_signatures() -> fields.List:
    # One is enough for the shape: that it takes two is a rule with a code of its own.
    return _list(fields.Nested(SignatureSchema), 1, 2)


def _paper() -> fields.Nested:
    return fields.Nested(PaperSchema, required=True, allow_none=True)


# --- a pack and its way ------------------------------------------------------------------------


class PreparedPackSchema(Schema):
    """A pack as the keeper made it."""

    pack = PackField(required=True)
    number = Text(40, least=1, required=True)
    batch = IdField(required=True)
    session = IdField(required=True)
    room = IdField(required=True, allow_none=True)
    kind = Word("theory", "practical")
    project = IdField(required=True)
    paper_code = Text(60, required=True)
    copies = _copies()
    strip = _strip()
    computer = _whether()
    pieces = _copies(allow_none=True)
    scrap = _copies(allow_none=True)
    replaces = PackField(required=True, allow_none=True)
    withdrawn = _whether()


class PreparedDataSchema(AboutPacks):
    """Data of `custody.prepared`."""

    packs = _packs(PreparedPackSchema, MOST_PREPARED)


class OfferedPackSchema(Schema):
    """A pack as the giver shows it."""

    pack = PackField(required=True)
    after = HashField(required=True)
    strip = _strip()
    copies = _copies()
    checks = fields.Nested(ChecksSchema, required=True)


class OfferDataSchema(AboutPacks):
    """Data of `custody.offer`."""

    purpose = Word(*rules.PURPOSES)
    to = IdField(required=True)
    room = IdField(required=True, allow_none=True)
    packs = _packs(OfferedPackSchema, MOST_OFFERED)
    place = Text(100, required=True)
    reason = _reason()
    signature = _signature()
    paper = _paper()


class AnsweredPackSchema(Schema):
    """A pack as the receiver found it."""

    pack = PackField(required=True)
    accept = _whether()
    checks = fields.Nested(ChecksSchema, required=True)
    strip = Text(40, required=True)
    copies = _copies()
    fault = fields.String(
        required=True, allow_none=True, validate=validate.OneOf(rules.FAULTS, error="fault")
    )
    reason = _reason()


class AnswerDataSchema(AboutPacks):
    """Data of `custody.answer`."""

    offer = HashField(required=True)
    packs = _packs(AnsweredPackSchema)
    signature = _signature()
    paper = _paper()


class RecallDataSchema(AboutPacks):
    """Data of `custody.recall`."""

    offer = HashField(required=True)
    packs = _list(PackField(), 1, MOST_PACKS)
    reason = _reason()


class ConfirmDataSchema(Schema):
    """Data of `custody.confirm`."""

    entry = HashField(required=True)
    by = IdField(required=True)
    how = Word("own", "centre")
    reason = _reason()


class MovedPackSchema(Schema):
    """A pack and the move before."""

    pack = PackField(required=True)
    after = HashField(required=True)


class WitnessSchema(Schema):
    """Who saw where the packs lie overnight (Q-4)."""

    name = Text(60, required=True)
    phone = Text(30, required=True)


class StoreDataSchema(AboutPacks):
    """Data of `custody.store`."""

    packs = _packs(MovedPackSchema)
    place = Text(100, least=1, required=True)
    lock = Text(100, least=1, required=True)
    witness = fields.Nested(WitnessSchema, required=True)
    signature = _signature()
    paper = _paper()


# --- opening and counting ----------------------------------------------------------------------


class OpenedPackSchema(MovedPackSchema):
    """A pack as it was found when its strip was cut; `copies` were counted."""

    strip = _strip()
    copies = _copies()
    reason = _reason()


class CandidateWitnessSchema(Schema):
    """A candidate who saw the strip whole and signed."""

    candidate = IdField(required=True)
    strokes = HashField(required=True)


class InstallationSchema(Schema):
    """What a computer room has in place of a bag (Q-37)."""

    machines = _copies()
    version = Text(60, required=True)
    installer = Text(60, required=True)
    clean = _whether()
    checksum = Text(128, required=True)


class OpenDataSchema(AboutPacks):
    """Data of `custody.open`."""

    packs = _packs(OpenedPackSchema)
    session = IdField(required=True)
    room = IdField(required=True, allow_none=True)
    mode = Word("theory", "practical", "computer")
    way = Word("normal", "early", "late", "wrong")
    reason = _reason()
    shown = _whether()
    signatures = _two_signatures()
    witnesses = _list(fields.Nested(CandidateWitnessSchema), 0, 2)
    installation = fields.Nested(InstallationSchema, required=True, allow_none=True)
    paper = _paper()

    @ma.validates_schema
    def check_installation(self, data: dict[str, Any], **_: Any) -> None:
        """A computer room has no bag to show: its record stands in for it (Q-37)."""
        if data["mode"] == "computer" and data["installation"] is None:
            raise ma.ValidationError("installation")


class CountedPackSchema(MovedPackSchema):
    """The whole count of a pack after issue, or after a copy was replaced."""

    issued = _copies()
    spare = _copies()
    void = _copies()
    pieces = _copies(allow_none=True)
    scrap = _copies(allow_none=True)
    reason = _reason()


class ErratumSchema(Schema):
    """Something printed wrong."""

    pack = PackField(required=True)
    page = Text(40, required=True)
    text = Text(200, least=1, required=True)


class CountDataSchema(AboutPacks):
    """Data of `custody.count`."""

    packs = _packs(CountedPackSchema)
    errata = _list(fields.Nested(ErratumSchema), 0, 20)
    paper = _paper()


class CollectedPackSchema(MovedPackSchema):
    """What came back."""

    collected = _copies()
    missing = _copies()
    pieces = _copies(allow_none=True)
    scrap = _copies(allow_none=True)
    reason = _reason()


class CollectDataSchema(AboutPacks):
    """Data of `custody.collect`."""

    packs = _packs(CollectedPackSchema)
    paper = _paper()


class ResealedPackSchema(MovedPackSchema):
    """A pack under a new strip."""

    strip = _strip()
    copies = _copies()


class BackupSchema(Schema):
    """Where the results of a computer room were saved."""

    medium = Text(60, required=True)
    files = _copies()
    checksum = Text(128, required=True)


class SealDataSchema(AboutPacks):
    """Data of `custody.seal`."""

    packs = _packs(ResealedPackSchema)
    why = Word("recovered", "reseal")
    signatures = _two_signatures()
    backup = fields.Nested(BackupSchema, required=True, allow_none=True)
    paper = _paper()


class ExceptDataSchema(AboutPacks):
    """Data of `custody.except`."""

    packs = _packs(MovedPackSchema)
    what = Word(*rules.TROUBLES)
    facts = Text(1000, least=1, required=True)


# --- the centre --------------------------------------------------------------------------------


class ReleasedPackSchema(MovedPackSchema):
    """What the centre says a pack is now, and the moves it looked at."""

    state = Word(*rules.STATES)
    with_party = IdField(required=True, allow_none=True, data_key="with")
    strip = _strip()
    settled = fields.List(HashField(), required=True)


class ReleasedDataSchema(AboutPacks):
    """Data of `custody.released`."""

    packs = _packs(ReleasedPackSchema)
    reason = _reason()


class ArchivedDataSchema(AboutPacks):
    """Data of `custody.archived`."""

    packs = _packs(MovedPackSchema)
    place = Text(100, least=1, required=True)
    medium = Text(60, required=True)
    keeper = Text(60, least=1, required=True)


class DestroyedDataSchema(AboutPacks):
    """Data of `custody.destroyed`."""

    packs = _packs(MovedPackSchema)
    by = _list(IdField(), 2, 2)
    reason = _reason()
