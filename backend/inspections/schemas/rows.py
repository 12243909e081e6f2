"""The list of forms."""

from __future__ import annotations

from typing import Any

from marshmallow import fields

from backend.core.fields import IdField, Instant, Schema, Word
from backend.staffing.schemas import PhoneSchema

from ..models import FORM_STATES

NULL: dict[str, Any] = {"allow_none": True, "required": True}


class PlaceOut(Schema):
    """A station or centre."""

    id = IdField(required=True)
    name = fields.String(required=True)


class SupervisorOut(Schema):
    """A supervisor of the dispatch."""

    person = IdField(required=True)
    name = fields.String(required=True)
    lead = fields.Boolean(required=True)


class DeadlineOut(Schema):
    """When the form is due and what is proven about it (A11-f3c)."""

    at = Instant(required=True)
    verdict = Word(
        "open", "overdue", "proven_in_time", "proven_late", "stated_in_time", "stated_late"
    )
    stated = Instant(**NULL)
    received = Instant(**NULL)


class InboxStates(Schema):
    """Which inbox has confirmed."""

    quality = fields.Boolean(required=True)
    dispatch = fields.Boolean(required=True)


class FormRow(Schema):
    """One form in the list."""

    event = IdField(required=True)
    number = fields.String(required=True)
    station = fields.Nested(PlaceOut, required=True)
    centre = fields.Nested(PlaceOut, required=True)
    batches = fields.List(fields.String(), required=True)
    projects = fields.List(fields.String(), required=True)
    first_day = fields.String(required=True)
    last_day = fields.String(required=True)
    practice = fields.Boolean(required=True)
    demo = fields.Boolean(required=True)
    supervisors = fields.List(fields.Nested(SupervisorOut), required=True)
    state = Word("dispatched", *FORM_STATES)
    version = fields.Integer(required=True)
    graded = fields.Integer(required=True)
    due = fields.Integer(required=True)
    a = fields.Integer(**NULL)
    b = fields.Integer(**NULL)
    c = fields.Integer(**NULL)
    away = fields.Integer(**NULL)
    deadline = fields.Nested(DeadlineOut, required=True)
    submitted_at = Instant(**NULL)
    received = fields.Nested(InboxStates, required=True)
    recorded = fields.Boolean(required=True)
    phones = fields.List(fields.Nested(PhoneSchema), required=True)


class TabCounts(Schema):
    """Forms in each tab under the same filters."""

    all = fields.Integer(required=True)
    to_receive = fields.Integer(required=True)
    unsigned = fields.Integer(required=True)
    late = fields.Integer(required=True)
    unproven = fields.Integer(required=True)


class PageOut(Schema):
    """Where a page stands in its list."""

    page = fields.Integer(required=True)
    per_page = fields.Integer(required=True)
    total = fields.Integer(required=True)


class FormPage(PageOut):
    """The list."""

    items = fields.List(fields.Nested(FormRow), required=True)
    counts = fields.Nested(TabCounts, required=True)
    now = Instant(required=True)
