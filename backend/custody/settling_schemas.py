"""Shapes of what the office decides and prints: release, archive, destruction, labels, bundles."""

from __future__ import annotations

from marshmallow import fields, validate

from backend.core.fields import IdField, Schema, Text, Word
from backend.custody import rules
from backend.custody.desk_schemas import _each
from backend.custody.schemas import MOST_PACKS, PackField


class ReleaseArgs(Schema):
    """What a pack in exception is from now on."""

    state = Word(*(one for one in rules.STATES if one not in ("archived", "destroyed")))
    with_party = IdField(load_default=None, allow_none=True, data_key="with")
    strip = Text(40, load_default="")
    reason = Text(200, least=2, required=True)


class ArchiveArgs(Schema):
    """Where returned packs lie from now on."""

    packs = _each(PackField(), MOST_PACKS)
    place = Text(100, least=1, required=True)
    medium = Text(60, load_default="纸质")
    keeper = Text(60, least=1, required=True)


class DestroyArgs(Schema):
    """Archived packs, and the second person by an own sign-in."""

    packs = _each(PackField(), MOST_PACKS)
    reason = Text(200, least=2, required=True)
    username = Text(60, least=1, required=True)
    password = Text(200, least=1, required=True)
    digits = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=10))


class LabelArgs(Schema):
    """Which labels; without a choice all packs that still lie here."""

    packs = Text(2000, load_default="")


class BundleArgs(Schema):
    """Of which batch."""

    batch = IdField(required=True)
