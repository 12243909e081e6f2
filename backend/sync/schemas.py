"""Shapes of the door."""

from __future__ import annotations

from marshmallow import fields, validate

from backend.accounts.entries import JwkSchema
from backend.core.fields import LARGEST, HashField, Schema
from backend.core.opinions import OpinionSchema

_NONCE = validate.Regexp(r"\A[A-Za-z0-9_-]{16,64}\Z", error="nonce")


class PushSchema(Schema):
    """A push: entries as they were sealed, and what the phone knows (contracts section 8)."""

    # Each is judged for itself at the door: what is no text is refused there, alone.
    entries = fields.List(
        fields.Raw(metadata={"type": "string"}),
        required=True,
        validate=validate.Length(max=64, error="length"),
    )
    files = fields.List(HashField(), load_default=list, validate=validate.Length(max=256))
    nonce = fields.String(required=True, validate=_NONCE)
    kit = HashField(load_default=None, allow_none=True)
    unsent = fields.Integer(
        load_default=0, strict=True, validate=validate.Range(min=0, max=100_000)
    )
    gone = fields.Integer(load_default=0, strict=True, validate=validate.Range(min=0, max=100_000))
    tip = fields.List(
        fields.Raw(metadata={"type": ["integer", "string"]}),
        load_default=None,
        allow_none=True,
        validate=validate.Length(equal=2),
    )
    last_receipt = fields.String(
        load_default=None, allow_none=True, validate=validate.Length(max=100_000)
    )


class RejectedSchema(Schema):
    """Bytes that were no entry."""

    index = fields.Integer(required=True)
    code = fields.String(required=True)


def restored_field() -> fields.List:
    """[number, time, seq] of every declared restore: to which line this journal went back."""
    return fields.List(fields.List(fields.Integer()))


class PushedSchema(Schema):
    """The signed receipt, what was no entry, and how much of the carrier's announced work is missing."""

    restored = restored_field()

    receipt = fields.String(required=True)
    rejected = fields.List(fields.Nested(RejectedSchema), required=True)
    lost = fields.Integer()


class ChangesArgs(Schema):
    """From which seq on, and a nonce for the receipt."""

    after = fields.Integer(load_default=0, validate=validate.Range(min=0, max=LARGEST))
    nonce = fields.String(load_default="changes-without-nonce", validate=_NONCE)


class SectionSchema(Schema):
    """A section's hash and size."""

    sha256 = HashField(required=True)
    size = fields.Integer(required=True)


class ChangedEntrySchema(Schema):
    """A line with the signed bytes it vouches for."""

    line = fields.String(required=True)
    outcome = fields.String(required=True)
    jws = fields.String()
    act = fields.String()


class ChangesSchema(Schema):
    """The kit at one seq, and entries up to there (contracts section 7)."""

    journal = fields.String(required=True)
    seq = fields.Integer(required=True)
    head = HashField(required=True)
    sections = fields.Dict(keys=fields.String(), values=fields.Nested(SectionSchema), required=True)
    entries = fields.List(fields.Nested(ChangedEntrySchema), required=True)
    more = fields.Boolean(required=True)
    restored = restored_field()
    receipt = fields.String(required=True)
    keys = fields.String(required=True)


class CheckpointArgs(Schema):
    """After which number; the newest without."""

    after = fields.Integer(
        load_default=None, allow_none=True, validate=validate.Range(min=0, max=2**31)
    )


class KeysSchema(Schema):
    """The root's public key and the list it signed."""

    root = fields.String(required=True)
    root_jwk = fields.Nested(JwkSchema, required=True)
    keys = fields.String(required=True)


class LiveStateSchema(Schema):
    """seq of each journal the reader may follow."""

    heads = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)


class LiveArgs(Schema):
    """Journals to follow, separated by commas; all of the reader's without."""

    journals = fields.String(load_default="")


class RescuedSchema(Schema):
    """What a rescue file brought; codes say why what does not count."""

    entries = fields.Integer(required=True)
    known = fields.Integer(required=True)
    files = fields.Integer(required=True)
    known_files = fields.Integer(required=True)
    waiting = fields.List(fields.String(), required=True)
    refused = fields.List(fields.String(), required=True)
    rejected = fields.List(fields.String(), required=True)
    refused_files = fields.Integer(required=True)
    file_codes = fields.List(fields.String(), required=True)


class DecisionSchema(OpinionSchema):
    """One person's word about a held entry, with the reason."""

    class Meta(OpinionSchema.Meta):
        """The entry stands in the address."""

        exclude = ("entry",)


class DecidedSchema(Schema):
    """Where the entry stands after it: still waiting for a second person, or settled."""

    entry = HashField(required=True)
    outcome = fields.String(required=True)
