"""Shapes of centres and stations in lists."""

from __future__ import annotations

from marshmallow import fields

from backend.core.fields import IdField, PageArgs, Schema, Text, page_of


class PlaceArgs(PageArgs):
    """Search of places by name."""

    q = Text(60, load_default="")


class StationArgs(PlaceArgs):
    """Search of stations, of one centre or of all."""

    centre = IdField(load_default=None, allow_none=True)


class CentreSchema(Schema):
    """A centre to choose."""

    id = IdField(required=True)
    name = fields.String(required=True)
    short = fields.String(required=True)
    level = fields.String(required=True)


class StationSchema(Schema):
    """A station to choose, with its centre."""

    id = IdField(required=True)
    name = fields.String(required=True)
    centre = IdField(required=True, attribute="centre_id")


CentrePage = page_of(CentreSchema)
StationPage = page_of(StationSchema)
