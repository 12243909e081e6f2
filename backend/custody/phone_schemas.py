"""Shapes of phones, passes and confirmations."""

from __future__ import annotations

from marshmallow import fields, validate

from backend.core.fields import HashField, IdField, Instant, Schema, Text, Word
from backend.custody.phones import ROLES


class GivenSchema(Schema):
    """One-time codes for a person's own phone; stored nowhere in clear."""

    person = IdField(required=True)
    name = fields.String(required=True)
    role = Word(*ROLES)
    activation = fields.String(required=True, allow_none=True)
    enrol = fields.String(required=True)
    expires = Instant(required=True)


class CarriedSchema(Schema):
    """An exam whose papers a phone may carry."""

    event = IdField(required=True)
    number = fields.String(required=True)
    station = fields.String(required=True)
    first_day = fields.String(required=True)
    last_day = fields.String(required=True)
    roles = fields.List(fields.String(), required=True)


class CarriedListSchema(Schema):
    """All of them."""

    items = fields.List(fields.Nested(CarriedSchema), required=True)


class PassArgs(Schema):
    """The second person's own sign-in, for one entry."""

    entry = HashField(required=True)
    username = Text(80, least=1, required=True)
    password = Text(200, least=1, required=True, load_only=True)
    code = fields.String(load_default=None, allow_none=True, validate=validate.Regexp(r"\A\d{6}\Z"))


class CustodyPassSchema(Schema):
    """A pass for one confirmation."""

    token = fields.String(required=True, data_key="pass", attribute="pass")
    until = Instant(required=True)


class ConfirmArgs(Schema):
    """What is confirmed, by a pass or by whoever is signed in."""

    entry = HashField(required=True)
    token = Text(60, load_default=None, allow_none=True, data_key="pass")
    how = Word("own", "centre", required=False, load_default="own")
    reason = Text(200, load_default="")


class CustodyConfirmedSchema(Schema):
    """The act that says so."""

    entry = HashField(required=True)
