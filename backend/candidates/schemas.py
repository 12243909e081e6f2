"""The shape of a list of candidates."""

from marshmallow import fields

from backend.core.fields import HashField, IdField, Schema, Text


class ListedCandidateSchema(Schema):
    """One candidate with one ticket."""

    id = IdField(required=True)
    name = Text(60, required=True)
    id_number = Text(18, required=True)
    ticket = Text(40, required=True, least=1)
    project = IdField(required=True)
    session = IdField(required=True, allow_none=True)
    room = IdField(required=True, allow_none=True)
    seat = Text(20, required=True)
    photo = HashField(required=True, allow_none=True)


class ListedDataSchema(Schema):
    """Data of `candidates.listed`."""

    candidates = fields.List(fields.Nested(ListedCandidateSchema), required=True)
