"""Shapes in and out of findings."""

from marshmallow import fields, validate

from backend.core.fields import HashField, IdField, Instant, PageArgs, Schema, Text, Word, page_of
from backend.findings.rules import SEVERITIES


class RaiseDataSchema(Schema):
    """Data of `findings.raise`."""

    code = Text(12, least=1, required=True)
    severity = fields.String(required=True, validate=validate.OneOf(SEVERITIES, error="severity"))
    item = fields.Integer(
        required=True,
        allow_none=True,
        strict=True,
        validate=validate.Range(min=1, max=38, error="item"),
    )
    place = Text(200, required=True, allow_none=True)
    facts = Text(4000, least=1, required=True)


class FindingSchema(Schema):
    """A finding as lists show it."""

    id = HashField(required=True)
    event = IdField(required=True, allow_none=True)
    code = fields.String(required=True)
    severity = Word(*SEVERITIES)
    item = fields.Integer(required=True, allow_none=True)
    place = fields.String(required=True)
    facts = fields.String(required=True)
    raised_by = IdField(required=True, allow_none=True)
    happened_at = Instant(required=True)
    received_at = Instant(required=True)
    superseded = fields.Boolean(required=True)


class FindingListArgs(PageArgs):
    """Filters of the list of findings."""

    event = IdField(load_default=None)
    severity = fields.String(load_default=None, validate=validate.OneOf(SEVERITIES))


FindingPage = page_of(FindingSchema)


class ViolationSchema(Schema):
    """A row of the catalogue."""

    code = fields.String(required=True)
    clause = fields.String(required=True, allow_none=True)
    group = fields.String(required=True)
    title = fields.String(required=True)
    text = fields.String(required=True)
    en = fields.String(required=True)
    measures = fields.List(fields.String(), required=True)
    score = fields.String(required=True)
    major = fields.Boolean(required=True)
    others = fields.Boolean(required=True, dump_default=False)


class CatalogueSchema(Schema):
    """The violation catalogue."""

    version = fields.Integer(required=True)
    source = fields.String(required=True)
    valid_from = fields.String(required=True)
    measures = fields.Dict(required=True)
    violations = fields.List(fields.Nested(ViolationSchema), required=True)
