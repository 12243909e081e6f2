"""What a caller may ask for and send."""

from __future__ import annotations

from marshmallow import fields, validate

from backend.core.fields import IdField, PageArgs, Schema, Text

from ..queries.listing import SORTS, TABS
from ..shapes import REMARK, TEXT


class FormFilters(Schema):
    """Filters of the list, all optional and kept in the URL."""

    state = fields.String(load_default="all", validate=validate.OneOf(TABS))
    station = IdField(load_default=None)
    month = fields.String(load_default=None, validate=validate.Regexp(r"\A\d{4}-(0[1-9]|1[0-2])\Z"))
    grade = fields.String(load_default=None, validate=validate.OneOf(("B", "C", "BC")))
    late = fields.Boolean(load_default=False)
    practice = fields.Boolean(load_default=False)
    q = Text(60, load_default="")
    sort = fields.String(
        load_default="-day", validate=validate.OneOf([*SORTS, *(f"-{name}" for name in SORTS)])
    )


class FormListArgs(PageArgs, FormFilters):
    """A page of the list."""


class FormExportArgs(FormFilters):
    """The list as a workbook; many persons ask for a reason (S-11)."""

    reason = Text(200, load_default="")


class ShowArgs(Schema):
    """What is masked unless asked for."""

    show = fields.String(load_default=None, validate=validate.OneOf(("phone",)))


class VersionArgs(Schema):
    """Which version; the official one by default."""

    version = fields.Integer(load_default=None, validate=validate.Range(min=1, max=999))


class HeldArgs(PageArgs):
    """Waiting, refused, or both."""

    state = fields.String(load_default=None, validate=validate.OneOf(("waiting", "refused")))


class ReceiptArgs(Schema):
    """An inbox confirms receipt; paper names its day."""

    inbox = fields.String(required=True, validate=validate.OneOf(("quality", "dispatch")))
    medium = fields.String(
        load_default="electronic", validate=validate.OneOf(("electronic", "paper"))
    )
    day = fields.Date(load_default=None, allow_none=True)


class QuestionArgs(Schema):
    """Why a form goes back."""

    question = Text(REMARK, least=2, required=True)


class ReplyArgs(Schema):
    """What the station says."""

    text = Text(TEXT, least=2, required=True)
