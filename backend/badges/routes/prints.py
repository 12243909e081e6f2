"""Badges on paper: asked for, followed, fetched; each is logged (S-11)."""

from __future__ import annotations

from typing import Any

from flask import Response
from marshmallow import fields, validate

from backend.accounts import queries as accounts
from backend.badges import printing
from backend.badges.print import LAYOUTS
from backend.badges.printing_models import STAGES, STATES
from backend.badges.queries import event_for
from backend.core.auth import current, requires
from backend.core.fields import Schema
from backend.core.http import audit_later, blueprint
from backend.core.workbook import attachment

bp = blueprint("badge prints")
PRINTS = "/events/<event>/badges/prints"
PDF = "application/pdf"
NAMES = {"sheet": "证卡", "single": "证卡-单张", "lanyard": "证卡-挂绳", "guards": "门岗名单"}


class PrintIn(Schema):
    """What to print: a layout, and badges by id or all that are in force."""

    layout = fields.String(required=True, validate=validate.OneOf(LAYOUTS))
    badges = fields.List(
        fields.String(validate=validate.Length(equal=12)),
        load_default=None,
        allow_none=True,
        validate=validate.Length(min=1, max=5000),
    )
    reason = fields.String(load_default="", validate=validate.Length(max=200))


class FaultOut(Schema):
    """A character no font of ours has, by row, serial and column."""

    row = fields.Integer(required=True)
    serial = fields.String(required=True)
    field = fields.String(required=True)
    character = fields.String(required=True)
    codepoint = fields.String(required=True)


class PrintOut(Schema):
    """A print and how far it is."""

    id = fields.String(required=True)
    layout = fields.String(required=True, validate=validate.OneOf(LAYOUTS))
    state = fields.String(required=True, validate=validate.OneOf(STATES))
    stage = fields.String(required=True, validate=validate.OneOf(STAGES))
    done = fields.Integer(required=True)
    total = fields.Integer(required=True)
    faults = fields.List(fields.Nested(FaultOut), required=True)
    size = fields.Integer(required=True, allow_none=True)
    by = fields.String(required=True)
    asked_at = fields.Integer(required=True)
    finished_at = fields.Integer(required=True, allow_none=True)


class PrintsOut(Schema):
    """The newest prints."""

    items = fields.List(fields.Nested(PrintOut), required=True)


@bp.post(PRINTS)
@requires("badge.write")
@bp.arguments(PrintIn)
@bp.response(202, PrintOut)
def ask_print(data: dict[str, Any], event: str) -> dict[str, Any]:
    """Print badges or the guard's list; more than 50 persons need a reason."""
    found = event_for(current(), event, "badge.write")
    mark = accounts.watermark(current())
    by = {"name": mark["name"], "account": mark["account"]}
    row = printing.ask(
        found, data["layout"], data["badges"], data["reason"], by, current().person_id
    )
    detail = {"what": data["layout"], "count": row.total, "reason": data["reason"].strip()}
    audit_later("badges.print", found.id, "ok", detail=detail)
    return printing.shown(row)


@bp.get(PRINTS)
@requires("badge.write")
@bp.response(200, PrintsOut)
def list_prints(event: str) -> dict[str, Any]:
    """The newest prints of an event, with their progress."""
    found = event_for(current(), event, "badge.write")
    return {"items": [printing.shown(row) for row in printing.listed(found.id)]}


@bp.get(f"{PRINTS}/<print_id>/file")
@requires("badge.write")
@bp.response(200, content_type=PDF)
def get_print(event: str, print_id: str) -> Response:
    """The finished document."""
    found = event_for(current(), event, "badge.write")
    row = printing.print_for(found, print_id)
    pdf = printing.document(row)
    audit_later(
        "badges.print_file", found.id, "ok", detail={"what": row.layout, "count": row.total}
    )
    return attachment(pdf, PDF, f"{NAMES[row.layout]}-{row.total}.pdf")
