"""One form."""

from __future__ import annotations

from marshmallow import fields

from backend.core.fields import HashField, IdField, Instant, Schema, Word
from backend.findings.rules import SEVERITIES

from .. import rules
from ..models import INBOXES, VERSION_STATES
from ..shapes import ASSURANCE, BASES
from .rows import NULL, FormRow


class HeaderCellOut(Schema):
    """A header field with what the dispatch said."""

    value = fields.String(required=True)
    original = fields.String(**NULL)
    reason = fields.String(**NULL)


class FigureOut(Schema):
    """One row of the figures."""

    project = IdField(required=True)
    occupation = fields.String(required=True)
    level = fields.String(required=True)
    due = fields.Integer(**NULL)
    present = fields.Integer(**NULL)
    absent = fields.Integer(**NULL)


class PhotoOut(Schema):
    """A photo of an item; its bytes are at `/forms/<event>/photos/<sha256>`."""

    sha256 = HashField(required=True)
    caption = fields.String(**NULL)


class RatingOut(Schema):
    """An examiner's rating."""

    examiner = IdField(required=True)
    name = fields.String(required=True)
    rating = Word(*rules.RATINGS, allow_none=True)


class BasisOut(Schema):
    """依据."""

    how = Word(*BASES)
    rooms = fields.Integer(**NULL)


class ItemOut(Schema):
    """One of the 38 items; which members it has follows from its kind."""

    no = fields.Integer(required=True)
    kind = Word("graded", "free_text", "evaluation")
    at = Instant(**NULL)
    photos = fields.List(fields.Nested(PhotoOut), required=True)
    clash = fields.Boolean()
    # "/" where the item does not apply, as the paper has it.
    grade = Word(*rules.GRADES, "/", required=False, allow_none=True)
    na_reason = fields.String(allow_none=True)
    remark = fields.String(allow_none=True)
    basis = fields.Nested(BasisOut, allow_none=True)
    corrected = fields.Boolean(allow_none=True)
    text = fields.String()
    ratings = fields.List(fields.Nested(RatingOut))


class FlawOut(Schema):
    """What does not fit."""

    code = fields.String(required=True)
    field = fields.String(required=True)


class SignerOut(Schema):
    """Who signed."""

    person = IdField(required=True)
    name = fields.String(**NULL)


class VersionOut(Schema):
    """A version of the form."""

    sign = HashField(required=True)
    version = fields.Integer(required=True)
    previous = HashField(**NULL)
    state = Word(*VERSION_STATES)
    flaws = fields.List(fields.Nested(FlawOut), required=True)
    snapshot = HashField(required=True)
    signer = fields.Nested(SignerOut, required=True)
    at = Instant(required=True)
    received = Instant(required=True)
    whole_at = Instant(**NULL)
    seq = fields.Integer(required=True)


class SignatureOut(Schema):
    """A signature with stated and proven times."""

    entry = HashField(required=True)
    kind = Word("sign", "cosign")
    person = IdField(required=True)
    name = fields.String(**NULL)
    holder = fields.String(**NULL)
    assurance = Word(*ASSURANCE)
    state = Word(*VERSION_STATES)
    at = Instant(required=True)
    earliest = Instant(**NULL)
    latest = Instant(**NULL)
    strokes = HashField(required=True)


class ReceiptOut(Schema):
    """An inbox's receipt."""

    sign = HashField(required=True)
    inbox = Word(*INBOXES)
    medium = Word("electronic", "paper")
    day = fields.String(required=True)
    by = fields.String(**NULL)
    at = Instant(required=True)


class RemarkOut(Schema):
    """A question or the station's reply."""

    sign = HashField(required=True)
    kind = Word("returned", "replied")
    text = fields.String(required=True)
    by = fields.String(**NULL)
    at = Instant(required=True)


class FindingOut(Schema):
    """A finding on an item."""

    id = HashField(required=True)
    code = fields.String(required=True)
    severity = Word(*SEVERITIES)
    item = fields.Integer(**NULL)


class SheetOut(Schema):
    """An extra page."""

    title = fields.String(required=True)
    text = fields.String(required=True)


class MayOut(Schema):
    """What the caller may do with this form."""

    receive = fields.List(Word(*INBOXES), required=True)
    give_back = fields.Boolean(required=True)
    reply = fields.Boolean(required=True)
    record = fields.Boolean(required=True)
    export = fields.Boolean(required=True)
    history = fields.Boolean(required=True)
    bundle = fields.Boolean(required=True)


class PaperOut(Schema):
    """The sheet a form was typed from; `items` are those typed from it."""

    signed_at = Instant(required=True)
    signers = fields.List(fields.String(), required=True)
    reason = fields.String(required=True)
    pages = fields.List(fields.Nested(PhotoOut), required=True)
    items = fields.List(fields.Integer(), required=True)


class InboxNames(Schema):
    """Who receives, in words."""

    quality = fields.String(required=True)
    dispatch = fields.String(required=True)


class FormOut(FormRow):
    """One form; `contents` says whether it is as signed, the team's working state, or hidden."""

    contents = Word("signed", "working", "none")
    label = fields.String(required=True)
    header = fields.Dict(keys=fields.String(), values=fields.Nested(HeaderCellOut), required=True)
    figures = fields.List(fields.Nested(FigureOut), required=True)
    explanation = fields.String(required=True)
    exceptions = fields.String(required=True)
    extra = fields.List(fields.Nested(SheetOut), required=True)
    amend_reason = fields.String(**NULL)
    paper = fields.Nested(PaperOut, **NULL)
    items = fields.List(fields.Nested(ItemOut), required=True)
    paper_original = fields.Boolean(required=True)
    inboxes = fields.Nested(InboxNames, required=True)
    versions = fields.List(fields.Nested(VersionOut), required=True)
    signatures = fields.List(fields.Nested(SignatureOut), required=True)
    receipts = fields.List(fields.Nested(ReceiptOut), required=True)
    remarks = fields.List(fields.Nested(RemarkOut), required=True)
    recorded_at = Instant(**NULL)
    findings = fields.List(fields.Nested(FindingOut), required=True)
    may = fields.Nested(MayOut, required=True)
