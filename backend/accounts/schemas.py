"""Shapes in and out of accounts."""

from __future__ import annotations

from marshmallow import fields, validate

from backend.core.fields import IdField, Instant, PageArgs, Schema, Text, page_of

from .permissions import ROLES

CODE = {"least": 1, "required": True}


class SignInSchema(Schema):
    """User name and password, for administrators with the second factor also its digits."""

    username = Text(80, least=1, required=True)
    password = Text(200, least=1, required=True, load_only=True)
    digits = fields.String(
        load_default=None, allow_none=True, validate=validate.Regexp(r"\A\d{6}\Z")
    )


class PasswordSchema(Schema):
    """Change of one's own password."""

    old = Text(200, least=1, required=True, load_only=True)
    new = Text(200, least=1, required=True, load_only=True)


class CodeSchema(Schema):
    """A one-time code as typed."""

    code = Text(40, **CODE)


class CodePasswordSchema(CodeSchema):
    """First or new password by activation or reset code."""

    new = Text(200, least=1, required=True, load_only=True)


class NamedSchema(Schema):
    """Id and name of something."""

    id = IdField(required=True)
    name = fields.String(required=True)


class CentreBriefSchema(NamedSchema):
    """A centre with the number to call."""

    duty_phone = fields.String(allow_none=True)


class ActivationSchema(Schema):
    """Whom the code names, so that they confirm, and what the new key must sign."""

    person = fields.Nested(NamedSchema, allow_none=True)
    centre = fields.Nested(CentreBriefSchema, allow_none=True)
    username = fields.String()
    kind = fields.String()
    challenge = fields.String()
    root = fields.String()


class EnrolDeviceSchema(Schema):
    """A new phone: activation code (or a session), enrol code and the signed enrolment."""

    activation = Text(40, load_default=None, allow_none=True)
    enrol_code = Text(40, **CODE)
    enrolment = fields.String(required=True, validate=validate.Length(max=20_000))
    label = Text(60, least=1, required=True)


class RoleSchema(Schema):
    """A role held and where."""

    role = fields.String()
    centre = fields.String(allow_none=True)
    station = fields.String(allow_none=True)


class PlacedRoleSchema(RoleSchema):
    """A role with the name of its station or centre."""

    place = fields.String(allow_none=True)


class MeSchema(Schema):
    """The caller as the client needs to know them."""

    account = fields.Dict()
    person = fields.Nested(NamedSchema, allow_none=True)
    roles = fields.List(fields.Nested(RoleSchema))
    permissions = fields.List(fields.String())
    centre = fields.Nested(CentreBriefSchema, allow_none=True)
    device = fields.Dict(allow_none=True)
    last_login = fields.Dict(allow_none=True)
    must_change_password = fields.Boolean()
    demo = fields.Boolean()
    production = fields.Boolean()
    time = Instant()
    root = fields.String()


class EnrolledSchema(Schema):
    """The new device and its holder."""

    device = fields.Dict()
    me = fields.Nested(MeSchema)


class DeviceSchema(Schema):
    """A device in a list; the phone's person is shown to the centre."""

    id = IdField()
    person = fields.Nested(NamedSchema)
    kid = fields.String()
    label = fields.String()
    enrolled_at = Instant()
    counts = fields.Boolean()
    waiting = fields.Boolean()
    confirmed_at = Instant(allow_none=True)
    revoked_at = Instant(allow_none=True)
    revoked_why = fields.String(allow_none=True)
    last_seen = Instant(allow_none=True)
    unsent = fields.Integer(allow_none=True)
    mine = fields.Boolean()
    this = fields.Boolean()


class EmptiedSchema(Schema):
    """What a browser with an empty storage knows by its own note: how much was unsent."""

    unsent = fields.Integer(
        load_default=0, strict=True, validate=validate.Range(min=0, max=100_000)
    )


class HeardSchema(Schema):
    """Whether this browser held a phone that the house knows."""

    known = fields.Boolean(required=True)


class AlarmSchema(Schema):
    """A phone that had unsent work and came back without it (R11)."""

    id = IdField(required=True)
    person = fields.Nested(NamedSchema, required=True)
    label = fields.String(required=True)
    why = fields.String(
        required=True, validate=validate.OneOf(("emptied", "gap", "replaced", "photos"))
    )
    missing = fields.Integer(required=True)
    left = fields.Integer(required=True)
    raised_at = Instant(required=True)
    last_seen = Instant(required=True, allow_none=True)


class AlarmListSchema(Schema):
    """Alarms nobody has settled, newest first."""

    items = fields.List(fields.Nested(AlarmSchema), required=True)


class KeySchema(Schema):
    """The key of a phone that has lost its session."""

    kid = Text(43, least=43, required=True)


class ChallengeSchema(Schema):
    """What the key must sign, once, within ten minutes."""

    challenge = fields.String(required=True)


class KeySignInSchema(KeySchema):
    """Proof of possession: ES256 over `dukao-session-1`, a line break and the challenge."""

    challenge = Text(32, least=32, required=True)
    signature = Text(86, least=86, required=True)


class DeviceListSchema(Schema):
    """Devices of oneself, or of the centre."""

    items = fields.List(fields.Nested(DeviceSchema))


class ReasonSchema(Schema):
    """Why."""

    reason = Text(200, least=2, required=True)


class AccountArgs(PageArgs):
    """Search of accounts by name or pinyin."""

    q = Text(60, load_default="")
    state = fields.String(load_default=None, validate=validate.OneOf(["new", "active", "disabled"]))


class AccountSchema(Schema):
    """An account in a list; the phone number is masked (S-8)."""

    id = IdField()
    username = fields.String()
    kind = fields.String()
    state = fields.String()
    person = fields.Nested(NamedSchema, allow_none=True)
    phone = fields.String(allow_none=True)
    centre = fields.Nested(NamedSchema, allow_none=True)
    roles = fields.List(fields.Nested(PlacedRoleSchema))
    devices = fields.Integer()
    reset = fields.Boolean()
    login_at = Instant(allow_none=True)


AccountPage = page_of(AccountSchema)


class NewAccountSchema(Schema):
    """An account for a person of a centre; administrators come from the installation only."""

    username = Text(40, least=3, required=True)
    kind = fields.String(required=True, validate=validate.OneOf(["office", "field"]))
    name = Text(60, least=1, required=True)
    centre = IdField(required=True)
    station = IdField(load_default=None, allow_none=True)
    phone = Text(30, load_default=None, allow_none=True)
    id_number = Text(18, load_default=None, allow_none=True, load_only=True)
    role = fields.String(load_default=None, allow_none=True, validate=validate.OneOf(ROLES))


class IssueCodeSchema(Schema):
    """Which code, and which old phone ends in the same act."""

    purpose = fields.String(
        required=True, validate=validate.OneOf(["activation", "enrol", "reset"])
    )
    revoke_device = IdField(load_default=None, allow_none=True)


class IssuedCodeSchema(Schema):
    """A code, shown this once; a field account gets its enrol code in the same act."""

    code = fields.String()
    enrol = fields.String(allow_none=True)
    expires = Instant()


class RoleRequestSchema(Schema):
    """A role to be given."""

    role = fields.String(required=True, validate=validate.OneOf(ROLES))
    centre = IdField(load_default=None, allow_none=True)
    station = IdField(load_default=None, allow_none=True)


class GrantArgs(PageArgs):
    """Which grants."""

    state = fields.String(
        load_default="pending",
        validate=validate.OneOf(["pending", "active", "refused", "ended", "all"]),
    )


class GrantSchema(Schema):
    """A grant in a list."""

    id = IdField()
    account = fields.Dict()
    role = fields.String()
    centre = fields.String(allow_none=True)
    station = fields.String(allow_none=True)
    place = fields.String(allow_none=True)
    state = fields.String()
    requested_by = fields.String(allow_none=True)
    requested_at = Instant()
    decided_by = fields.String(allow_none=True)
    decided_at = Instant(allow_none=True)
    mine = fields.Boolean()


GrantPage = page_of(GrantSchema)


class AuditArgs(PageArgs):
    """Which audit lines."""

    actor = IdField(load_default=None, allow_none=True)
    # In an address every value is text.
    start = Instant(load_default=None, allow_none=True, data_key="from", strict=False)
    until = Instant(load_default=None, allow_none=True, data_key="until", strict=False)


class AuditSchema(Schema):
    """One line of the audit (S-7)."""

    seq = fields.Integer()
    at = Instant()
    actor = fields.String(allow_none=True)
    name = fields.String(allow_none=True)
    action = fields.String()
    object = fields.String(allow_none=True)
    result = fields.String()
    code = fields.String(allow_none=True)
    detail = fields.Dict()


AuditPage = page_of(AuditSchema)


class TotpSchema(Schema):
    """A fresh secret for an authenticator, shown this once."""

    secret = fields.String()
    uri = fields.String()


class DigitsSchema(Schema):
    """Six digits of the authenticator."""

    digits = fields.String(required=True, validate=validate.Regexp(r"\A\d{6}\Z"))


class AccountImportSchema(Schema):
    """What an import came to; with errors nothing was changed."""

    created = fields.Integer()
    updated = fields.Integer()
    errors = fields.List(fields.Dict())
