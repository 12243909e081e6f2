"""History, verification, what is held, and the province's fields."""

from __future__ import annotations

from marshmallow import fields

from backend.core.fields import HashField, IdField, Instant, Schema, Word, page_of

from .rows import NULL, PageOut


class HistoryRow(Schema):
    """One entry of the event; field and value are hidden before the signature."""

    hash = HashField(required=True)
    seq = fields.Integer(required=True)
    kind = fields.String(required=True)
    field = fields.String(**NULL)
    value = fields.Dict(**NULL)
    actor = fields.String(**NULL)
    name = fields.String(**NULL)
    server = fields.Boolean(required=True)
    stated = Instant(required=True)
    received = Instant(required=True)
    earliest = Instant(**NULL)
    latest = Instant(**NULL)
    parents = fields.List(HashField(), required=True)
    paper = fields.Boolean(required=True, metadata={"description": "typed from a paper sheet"})
    outcome = fields.String(required=True)
    # The phone's raw clock, and by how many seconds it was wrong when that is worth a word (U-10).
    wall = Instant(**NULL)
    skew = fields.Integer(**NULL)
    after_revocation = fields.Boolean(required=True)


class KitOut(Schema):
    """A phone took the event's kit: first, newest, and up to which line."""

    person = IdField(required=True)
    name = fields.String(required=True)
    label = fields.String(required=True)
    at = Instant(required=True)
    newest = Instant(required=True)
    seq = fields.Integer(required=True)


class HistoryPage(page_of(HistoryRow, "FormHistoryRows")):  # type: ignore[misc]
    """A page of entries, and the kits that were taken."""

    kits = fields.List(fields.Nested(KitOut), required=True)


class CheckpointOut(Schema):
    """The checkpoint that covers the signature."""

    number = fields.Integer(required=True)
    hash = HashField(required=True)
    time = Instant(required=True)


class LateOut(Schema):
    """What came after the signature, or counted late."""

    hash = HashField(required=True)
    seq = fields.Integer(required=True)
    kind = fields.String(required=True)
    why = Word("after_signature", "after_revocation")
    stated = Instant(required=True)
    received = Instant(required=True)


class VerificationOut(Schema):
    """Verification in words and numbers."""

    shape = Word("ok", "look", "stop", "slash")
    statement = fields.String(required=True)
    details = fields.List(fields.String(), required=True)
    state = fields.String(required=True)
    broken_at = fields.Integer(**NULL)
    lines = fields.Integer(required=True)
    entries = fields.Integer(required=True)
    files = fields.Integer(required=True)
    erased = fields.Integer(required=True)
    missing_files = fields.List(HashField(), required=True)
    anchored_to = fields.Integer(**NULL)
    unanchored_from = fields.Integer(**NULL)
    checkpoint = fields.Nested(CheckpointOut, **NULL)
    journal = IdField(required=True)
    seq = fields.Integer(required=True)
    head = HashField(required=True)
    root = fields.String(required=True)
    version = fields.Integer(**NULL)
    snapshot_sha256 = HashField(**NULL)
    late_arrivals = fields.List(fields.Nested(LateOut), required=True)


class ProvinceField(Schema):
    """One field to copy."""

    field = fields.String(required=True)
    value = fields.String(required=True)


class ProvinceOut(Schema):
    """The form in the field order of the province's system."""

    items = fields.List(fields.Nested(ProvinceField), required=True)
    version = fields.Integer(required=True)
    recorded = fields.Boolean(required=True)


class AdviceOut(Schema):
    """A code in words."""

    code = fields.String(required=True)
    title = fields.String(**NULL)
    clause = fields.String(**NULL)
    todo = fields.String(**NULL)


class OpinionOut(Schema):
    """One person's word about a held entry."""

    name = fields.String(**NULL)
    decision = Word("accept", "refuse")
    reason = fields.String(required=True)
    at = Instant(required=True)


class HeldRow(AdviceOut):
    """A waiting or refused entry."""

    hash = HashField(required=True)
    event = IdField(required=True)
    number = fields.String(required=True)
    station = fields.String(required=True)
    seq = fields.Integer(required=True)
    kind = fields.String(required=True)
    field = fields.String(**NULL)
    actor = fields.String(**NULL)
    name = fields.String(**NULL)
    carrier = fields.String(**NULL)
    stated = Instant(required=True)
    received = Instant(required=True)
    state = Word("waiting", "refused")
    opinions = fields.List(fields.Nested(OpinionOut), required=True)
    may_decide = fields.Boolean(required=True)


class FlawAdvice(AdviceOut):
    """A flaw in words."""

    field = fields.String(required=True)


class FlawedOut(Schema):
    """A version that does not hold."""

    event = IdField(required=True)
    number = fields.String(required=True)
    version = fields.Integer(required=True)
    name = fields.String(**NULL)
    received = Instant(required=True)
    flaws = fields.List(fields.Nested(FlawAdvice), required=True)


class RejectedOut(AdviceOut):
    """Bytes that were no entry, under their carrier."""

    event = IdField(required=True)
    carrier = fields.String(**NULL)
    count = fields.Integer(required=True)
    received = Instant(required=True)


class HeldPage(PageOut):
    """Everything that waits for people."""

    items = fields.List(fields.Nested(HeldRow), required=True)
    flawed = fields.List(fields.Nested(FlawedOut), required=True)
    rejected = fields.List(fields.Nested(RejectedOut), required=True)
