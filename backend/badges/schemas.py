"""Shapes of the kinds of badges, and of what the office sends and sees."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, validate

from backend.badges import rules
from backend.badges.models import DIRECTIONS, STATES, SUBJECTS
from backend.core.fields import (
    HashField,
    IdField,
    Instant,
    PageArgs,
    Schema,
    Text,
    Word,
    page_of,
)


class BadgeField(fields.String):
    """Id of a badge: 9 bytes as base64url."""

    def __init__(self, **kwargs: Any):
        kwargs.setdefault("validate", validate.Regexp(r"\A[A-Za-z0-9_-]{12}\Z", error="badge"))
        super().__init__(**kwargs)


class KidField(fields.String):
    """Thumbprint of a key."""

    def __init__(self, **kwargs: Any):
        kwargs.setdefault("validate", validate.Length(equal=43, error="kid"))
        super().__init__(**kwargs)


def _optional_word(*words: str) -> fields.String:
    return fields.String(
        required=True, allow_none=True, validate=validate.OneOf(words, error="word")
    )


def _maybe() -> fields.Boolean:
    return fields.Boolean(required=True, allow_none=True, truthy={True}, falsy={False})


def _whether() -> fields.Boolean:
    return fields.Boolean(required=True, truthy={True}, falsy={False})


# --- kinds -------------------------------------------------------------------------------------


class IssuedBadgeSchema(Schema):
    """One badge as it is issued."""

    badge = BadgeField(required=True)
    subject = Word(*SUBJECTS)
    holder = IdField(required=True)
    role = Word(*rules.HOLDERS)
    serial = Text(30, required=True)
    code = Text(4, required=True)
    starts = Instant(required=True, data_key="from")
    ends = Instant(required=True, data_key="until")
    kid = KidField(required=True)
    token = Text(256, required=True)


class IssuedDataSchema(Schema):
    """Data of `badges.issued`."""

    badges = fields.List(fields.Nested(IssuedBadgeSchema), required=True)


class ChangedDataSchema(Schema):
    """Data of `badges.changed`."""

    badge = BadgeField(required=True)
    state = Word(*STATES)
    reason = Text(200, required=True)
    replaced_by = BadgeField(required=True, allow_none=True)


class GateDataSchema(Schema):
    """Data of `badges.gate`."""

    gate = IdField(required=True)
    name = Text(30, required=True, least=1)
    direction = Word(*DIRECTIONS)
    roles = fields.List(Word(*rules.HOLDERS), required=True, allow_none=True)
    ended = _whether()


class ConfirmedDataSchema(Schema):
    """Data of `badges.confirmed`."""

    scan = HashField(required=True)
    by = IdField(required=True)


class OverrideSchema(Schema):
    """Letting in against the verdict: how a second person was proved, and why."""

    way = Word(*rules.WAYS)
    by = BadgeField(required=True, allow_none=True)
    reason = Text(200, required=True, least=2)


class ListAgeSchema(Schema):
    """The list the phone judged by."""

    seq = fields.Integer(required=True, strict=True, validate=validate.Range(min=0, error="range"))
    age_ms = Instant(required=True)


class ScanDataSchema(Schema):
    """Data of `badges.scan`."""

    badge = BadgeField(required=True, allow_none=True)
    subject = _optional_word(*SUBJECTS)
    gate = IdField(required=True, allow_none=True)
    guard = BadgeField(required=True, allow_none=True)
    direction = Word("in", "out", "spot")
    outcome = Word(*rules.OUTCOMES)
    admitted = _whether()
    via = Word(*rules.VIAS)
    same = _maybe()
    card = _maybe()
    identity = _maybe()
    override = fields.Nested(OverrideSchema, required=True, allow_none=True)
    list_ = fields.Nested(ListAgeSchema, required=True, allow_none=True, data_key="list")
    note = Text(200, required=True)
    paper_at = Instant(required=True, allow_none=True)


class GuardDataSchema(Schema):
    """Data of `badges.guard`."""

    gate = IdField(required=True)
    badge = BadgeField(required=True)


class ShownDataSchema(Schema):
    """Data of `badges.shown`."""

    candidate = IdField(required=True)
    purpose = Text(60, required=True)


# --- the office --------------------------------------------------------------------------------


class BadgeSchema(Schema):
    """A badge in the list; `condition` is its state as people read it."""

    badge = BadgeField(required=True)
    serial = fields.String(required=True)
    code = fields.String(required=True)
    subject = Word(*SUBJECTS)
    holder = IdField(required=True)
    role = Word(*rules.HOLDERS)
    name = fields.String(required=True)
    post = fields.String(required=True)
    room = fields.String(required=True)
    ticket = fields.String(required=True)
    starts = Instant(required=True, data_key="from", attribute="from")
    ends = Instant(required=True, data_key="until", attribute="until")
    state = Word(*STATES)
    condition = Word("early", "valid", "expired", *STATES[1:])
    reason = fields.String(required=True)
    changed_at = Instant(required=True)
    issued_at = Instant(required=True)
    replaced_by = BadgeField(required=True, allow_none=True)
    card_number = fields.String(required=True)
    card_until = fields.String(required=True)
    has_photo = fields.Boolean(required=True)
    void_key = fields.Boolean(required=True)


class WithoutBadgeSchema(Schema):
    """Somebody of the lists who has no badge yet."""

    id = IdField(required=True)
    subject = Word(*SUBJECTS)
    role = Word(*rules.HOLDERS)
    name = fields.String(required=True)
    post = fields.String(required=True)
    room = fields.String(required=True)
    has_photo = fields.Boolean(required=True)


def _counts() -> fields.Dict:
    return fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)


class BadgeListSchema(Schema):
    """Every badge of an event, with counts by condition, who is missing by role, and how many are
    void by a withdrawn key."""

    event = IdField(required=True)
    counts = _counts()
    missing = _counts()
    void_key = fields.Integer(required=True)
    items = fields.List(fields.Nested(BadgeSchema), required=True)
    holders = fields.List(fields.Nested(WithoutBadgeSchema), required=True)


class IssueResultSchema(Schema):
    """What an issue came to."""

    issued = fields.Integer(required=True)
    replaced = fields.Integer(required=True)
    revoked = fields.Integer(required=True)


class StateArgs(Schema):
    """Suspend, resume, revoke or take back a badge."""

    state = fields.String(
        required=True,
        validate=validate.OneOf(("issued", "suspended", "revoked", "returned"), error="state"),
    )
    reason = Text(200, load_default="")


class ReplaceArgs(Schema):
    """Another badge; `holder` is who takes over the part (A8)."""

    reason = Text(200, required=True)
    holder = IdField(load_default=None, allow_none=True)


class ReplacedSchema(Schema):
    """The badge that was, and the one in its place."""

    old = fields.Nested(BadgeSchema, required=True)
    new = fields.Nested(BadgeSchema, required=True)


class GateArgs(Schema):
    """A new gate; without roles everybody with a valid badge may pass."""

    name = Text(30, required=True, least=1)
    direction = fields.String(
        load_default="both", validate=validate.OneOf(DIRECTIONS, error="direction")
    )
    roles = fields.List(
        fields.String(validate=validate.OneOf(rules.HOLDERS, error="role")),
        load_default=None,
        allow_none=True,
        validate=validate.Length(min=1, error="roles"),
    )


class GatePhoneSchema(Schema):
    """A phone of a gate."""

    device = IdField(required=True)
    label = fields.String(required=True)
    last_contact = Instant(required=True, allow_none=True)
    unsent = fields.Integer(required=True, allow_none=True)
    kit_at = Instant(required=True, allow_none=True)


class GuardSchema(Schema):
    """Who stands at a gate, by the badge its last scan named."""

    serial = fields.String(required=True)
    name = fields.String(required=True)


class GateSchema(Schema):
    """A gate in the list; `pass_until` while a day pass waits for its phone."""

    id = IdField(required=True)
    name = fields.String(required=True)
    direction = Word(*DIRECTIONS)
    roles = fields.List(fields.String(), required=True, allow_none=True)
    created_at = Instant(required=True)
    ended_at = Instant(required=True, allow_none=True)
    pass_until = Instant(required=True, allow_none=True)
    phones = fields.List(fields.Nested(GatePhoneSchema), required=True)
    guard = fields.Nested(GuardSchema, required=True, allow_none=True)
    # `in` is a word of Python.
    ins = fields.Integer(required=True, data_key="in", attribute="in")
    out = fields.Integer(required=True)
    refused = fields.Integer(required=True)
    last_at = Instant(required=True, allow_none=True)


class GateListSchema(Schema):
    """The gates of an event."""

    items = fields.List(fields.Nested(GateSchema), required=True)


class PassSchema(Schema):
    """A day pass: the packed token, a link with it after `#`, and that link as a QR code (SVG)."""

    token = fields.String(required=True)
    url = fields.String(required=True)
    qr = fields.String(required=True)
    until = Instant(required=True)


class OpenArgs(Schema):
    """A day pass as scanned; `nonce` names this request, so that a lost answer can be had again."""

    pass_ = Text(300, required=True, data_key="pass")
    nonce = fields.String(
        required=True, validate=validate.Regexp(r"\A[A-Za-z0-9_-]{16,64}\Z", error="nonce")
    )


class NamedGateSchema(Schema):
    """Id and name of a gate, or of the person that stands for it."""

    id = IdField(required=True)
    name = fields.String(required=True)


class OpenedCentreSchema(NamedGateSchema):
    """The centre with the number to call."""

    duty_phone = fields.String(required=True, allow_none=True)


class OpenedGateSchema(NamedGateSchema):
    """The gate this phone becomes."""

    direction = Word(*DIRECTIONS)
    roles = fields.List(fields.String(), required=True, allow_none=True)


class OpenedSchema(Schema):
    """What the phone then sends to `POST /devices`, and what it becomes."""

    person = fields.Nested(NamedGateSchema, required=True)
    centre = fields.Nested(OpenedCentreSchema, required=True)
    challenge = IdField(required=True)
    root = fields.String(required=True)
    activation = fields.String(required=True)
    enrol_code = fields.String(required=True)
    event = IdField(required=True)
    gate = fields.Nested(OpenedGateSchema, required=True)
    until = Instant(required=True)


class LogArgs(PageArgs):
    """Filters of the gate log."""

    gate = IdField(load_default=None)
    badge = BadgeField(load_default=None)
    kind = fields.String(
        load_default=None, validate=validate.OneOf(("refused", "override", "spot"), error="kind")
    )


class NamedBadgeSchema(Schema):
    """A badge and its holder."""

    badge = BadgeField(required=True)
    serial = fields.String(required=True)
    name = fields.String(required=True)
    role = Word(*rules.HOLDERS)


def _badge_or_none() -> fields.Nested:
    return fields.Nested(NamedBadgeSchema, required=True, allow_none=True)


class LogRowSchema(Schema):
    """One verdict; `confirmed` once a second person vouched online for a single override."""

    entry = HashField(required=True)
    at = Instant(required=True)
    received = Instant(required=True)
    seq = fields.Integer(required=True)
    gate = fields.Nested(NamedGateSchema, required=True, allow_none=True)
    badge = _badge_or_none()
    guard = _badge_or_none()
    direction = Word("in", "out", "spot")
    outcome = Word(*rules.OUTCOMES)
    admitted = fields.Boolean(required=True)
    via = Word(*rules.VIAS)
    override = fields.String(required=True, allow_none=True)
    override_by = _badge_or_none()
    confirmed = fields.Boolean(required=True)
    reason = fields.String(required=True)
    note = fields.String(required=True)
    same = fields.Boolean(required=True, allow_none=True)
    card = fields.Boolean(required=True, allow_none=True)
    identity = fields.Boolean(required=True, allow_none=True)
    paper_at = Instant(required=True, allow_none=True)
    list_age = Instant(required=True, allow_none=True)


LogPage = page_of(LogRowSchema, "GateLogPage")


class DayArgs(Schema):
    """Which day; today, or the event's nearest, without one."""

    day = fields.String(
        load_default=None, validate=validate.Regexp(r"\A\d{4}-\d{2}-\d{2}\Z", error="day")
    )


class PresentSchema(Schema):
    """Somebody expected, inside or gone again; `due` is T-45, of examiners T-30."""

    holder = IdField(required=True)
    badge = BadgeField(required=True, allow_none=True)
    serial = fields.String(required=True)
    code = fields.String(required=True)
    name = fields.String(required=True)
    role = Word(*rules.HOLDERS)
    post = fields.String(required=True)
    room = fields.String(required=True)
    phone = fields.String(required=True)
    state = Word("missing", "inside", "left")
    first_in = Instant(required=True, allow_none=True)
    last_at = Instant(required=True, allow_none=True)
    gate = IdField(required=True, allow_none=True)
    due = Instant(required=True, allow_none=True)
    late = fields.Boolean(required=True)
    minutes_late = fields.Integer(required=True)


class CandidateCountSchema(Schema):
    """应考, 实考, 缺考 of a session, and whose identity was confirmed by tap (A5-1)."""

    session = IdField(required=True)
    kind = Word("theory", "practical")
    t0 = Instant(required=True)
    end = Instant(required=True)
    project = IdField(required=True)
    due = fields.Integer(required=True)
    present = fields.Integer(required=True)
    absent = fields.Integer(required=True)
    confirmed = fields.Integer(required=True)


class PresenceSchema(Schema):
    """Who is there; the missing ones first."""

    event = IdField(required=True)
    day = fields.String(required=True)
    as_of = Instant(required=True)
    inside = fields.Integer(required=True)
    expected = fields.Integer(required=True)
    people = fields.List(fields.Nested(PresentSchema), required=True)
    candidates = fields.List(fields.Nested(CandidateCountSchema), required=True)
    candidates_inside = fields.Integer(required=True)
