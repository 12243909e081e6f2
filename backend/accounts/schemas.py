"""Shapes in and out of accounts."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, validate

from backend.core.fields import IdField, Instant, PageArgs, Schema, Text, Word, page_of

from .permissions import ROLES

KINDS = ("office", "field", "admin")
CODE = {"least": 1, "required": True}
# An answer names all its members, so that its readers need not ask whether one is there.
NULL: dict[str, Any] = {"allow_none": True, "required": True}


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

    duty_phone = fields.String(**NULL)


class ActivationSchema(Schema):
    """Whom the code names, so that they confirm, and what the new key must sign."""

    person = fields.Nested(NamedSchema, required=True)
    centre = fields.Nested(CentreBriefSchema, required=True)
    username = fields.String(required=True)
    kind = Word(*KINDS)
    challenge = fields.String(required=True)
    root = fields.String(required=True)


class EnrolDeviceSchema(Schema):
    """A new phone: activation code (or a session), enrol code and the signed enrolment."""

    activation = Text(40, load_default=None, allow_none=True)
    enrol_code = Text(40, **CODE)
    enrolment = fields.String(required=True, validate=validate.Length(max=20_000))
    label = Text(60, least=1, required=True)


class NoticePartSchema(Schema):
    """One part of the notice."""

    title = fields.String(required=True)
    text = fields.String(required=True)


class NoticeTextSchema(Schema):
    """How personal data are used, and the two sentences a person confirms (S-13)."""

    version = fields.Integer(required=True)
    title = fields.String(required=True)
    parts = fields.List(fields.Nested(NoticePartSchema), required=True)
    read = fields.String(required=True)
    sensitive = fields.String(required=True)


class ConfirmNoticeSchema(Schema):
    """The version that was read, and the separate consent to signature and photos."""

    version = fields.Integer(required=True, strict=True, validate=validate.Range(min=1, max=10_000))
    sensitive = fields.Boolean(required=True)


class MyNoticeSchema(Schema):
    """What the caller confirmed of the version in force; `at` null while nothing."""

    version = fields.Integer(required=True)
    at = Instant(**NULL)
    sensitive = fields.Boolean(required=True)


class RoleSchema(Schema):
    """A role held and where."""

    role = fields.String(required=True)
    centre = fields.String(**NULL)
    station = fields.String(**NULL)


class MyAccountSchema(Schema):
    """The account of the session."""

    id = IdField(required=True)
    username = fields.String(required=True)
    kind = Word(*KINDS)
    second_factor = fields.Boolean(required=True)


class MyDeviceSchema(Schema):
    """The phone of the session; `counts` once what its key signs is taken."""

    id = IdField(required=True)
    kid = fields.String(required=True)
    counts = fields.Boolean(required=True)


class LoginSchema(Schema):
    """The sign-in before this one (S-4)."""

    at = Instant(required=True)
    place = fields.String(**NULL)


class PlacedRoleSchema(RoleSchema):
    """A role with the name of its station or centre."""

    place = fields.String(**NULL)


class MeSchema(Schema):
    """The caller as the client needs to know them."""

    account = fields.Nested(MyAccountSchema, required=True)
    person = fields.Nested(NamedSchema, **NULL)
    roles = fields.List(fields.Nested(RoleSchema), required=True)
    permissions = fields.List(fields.String(), required=True)
    centre = fields.Nested(CentreBriefSchema, **NULL)
    device = fields.Nested(MyDeviceSchema, **NULL)
    last_login = fields.Nested(LoginSchema, **NULL)
    notice = fields.Nested(MyNoticeSchema, required=True)
    must_change_password = fields.Boolean(required=True)
    must_enrol_second_factor = fields.Boolean(required=True)
    demo = fields.Boolean(required=True)
    production = fields.Boolean(required=True)
    time = Instant(required=True)
    root = fields.String(required=True)


class EnrolledSchema(Schema):
    """The new device and its holder."""

    device = fields.Nested(MyDeviceSchema, required=True)
    me = fields.Nested(MeSchema, required=True)


class DeviceSchema(Schema):
    """A device in a list; the phone's person is shown to the centre."""

    id = IdField(required=True)
    person = fields.Nested(NamedSchema, required=True)
    kid = fields.String(required=True)
    label = fields.String(required=True)
    enrolled_at = Instant(required=True)
    counts = fields.Boolean(required=True)
    waiting = fields.Boolean(required=True)
    confirmed_at = Instant(**NULL)
    revoked_at = Instant(**NULL)
    revoked_why = fields.String(**NULL)
    last_seen = Instant(**NULL)
    unsent = fields.Integer(**NULL)
    mine = fields.Boolean(required=True)
    this = fields.Boolean(required=True)


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

    items = fields.List(fields.Nested(DeviceSchema), required=True)


class ReasonSchema(Schema):
    """Why."""

    reason = Text(200, least=2, required=True)


class AccountArgs(PageArgs):
    """Search of accounts by name or pinyin."""

    q = Text(60, load_default="")
    state = fields.String(load_default=None, validate=validate.OneOf(["new", "active", "disabled"]))


class AccountSchema(Schema):
    """An account in a list; the phone number is masked (S-8)."""

    id = IdField(required=True)
    username = fields.String(required=True)
    kind = Word(*KINDS)
    state = Word("new", "active", "disabled")
    person = fields.Nested(NamedSchema, **NULL)
    phone = fields.String(**NULL)
    centre = fields.Nested(NamedSchema, **NULL)
    roles = fields.List(fields.Nested(PlacedRoleSchema), required=True)
    devices = fields.Integer(required=True)
    reset = fields.Boolean(required=True)
    login_at = Instant(**NULL)


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

    code = fields.String(required=True)
    enrol = fields.String(**NULL)
    expires = Instant(required=True)


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


class GrantedSchema(Schema):
    """Whose account a role is for."""

    id = IdField(required=True)
    username = fields.String(required=True)
    name = fields.String(**NULL)


class GrantSchema(Schema):
    """A grant in a list."""

    id = IdField(required=True)
    account = fields.Nested(GrantedSchema, required=True)
    role = fields.String(required=True)
    centre = fields.String(**NULL)
    station = fields.String(**NULL)
    place = fields.String(**NULL)
    state = Word("pending", "active", "refused", "ended")
    requested_by = fields.String(**NULL)
    requested_at = Instant(required=True)
    decided_by = fields.String(**NULL)
    decided_at = Instant(**NULL)
    mine = fields.Boolean(required=True)


GrantPage = page_of(GrantSchema)


class AuditFilters(Schema):
    """Which audit lines."""

    actor = IdField(load_default=None, allow_none=True)
    # In an address every value is text.
    start = Instant(load_default=None, allow_none=True, data_key="from", strict=False)
    until = Instant(load_default=None, allow_none=True, data_key="until", strict=False)


class AuditArgs(PageArgs, AuditFilters):
    """A page of audit lines."""


class AuditExportArgs(AuditFilters):
    """Audit lines as a table."""

    format = fields.String(load_default="xlsx", validate=validate.OneOf(["xlsx", "csv"]))


class AuditStateSchema(Schema):
    """Whether the audit's chain is whole, and what anchors it."""

    state = fields.String(
        required=True, validate=validate.OneOf(["anchored", "consistent", "broken"])
    )
    lines = fields.Integer(required=True)
    broken_at = fields.Integer(required=True, allow_none=True)
    anchored_to = fields.Integer(required=True, allow_none=True)
    anchored_at = Instant(required=True, allow_none=True)
    witness = fields.String(required=True, allow_none=True)
    unanchored_from = fields.Integer(required=True, allow_none=True)
    head = fields.String(required=True, allow_none=True)


class AuditSchema(Schema):
    """One line of the audit (S-7)."""

    seq = fields.Integer(required=True)
    at = Instant(required=True)
    actor = fields.String(**NULL)
    name = fields.String(**NULL)
    action = fields.String(required=True)
    object = fields.String(**NULL)
    result = fields.String(required=True)
    code = fields.String(**NULL)
    detail = fields.Dict(required=True)


AuditPage = page_of(AuditSchema)


class TotpSchema(Schema):
    """A fresh secret for an authenticator, shown this once; `qr` is its address as SVG."""

    secret = fields.String(required=True)
    uri = fields.String(required=True)
    qr = fields.String(required=True)


class DigitsSchema(Schema):
    """Six digits of the authenticator."""

    digits = fields.String(required=True, validate=validate.Regexp(r"\A\d{6}\Z"))


class SheetFaultSchema(Schema):
    """One bad cell of a workbook, without quoting it."""

    sheet = fields.String(required=True)
    row = fields.Integer(required=True)
    column = fields.String(required=True)
    code = fields.String(required=True)
    reason = fields.String(required=True)


class AccountImportSchema(Schema):
    """What an import came to; with errors nothing was changed."""

    created = fields.Integer(required=True)
    updated = fields.Integer(required=True)
    errors = fields.List(fields.Nested(SheetFaultSchema), required=True)
