"""The in-app channel: what the server has told the caller."""

from __future__ import annotations

from typing import Any

from marshmallow import fields

from backend.core import messages
from backend.core.auth import current, requires
from backend.core.errors import not_found
from backend.core.fields import IdField, Instant, Schema
from backend.core.http import blueprint

bp = blueprint("messages")


class NoticeSchema(Schema):
    """One notice; the client turns template and params into words."""

    id = IdField(required=True)
    template = fields.String(required=True)
    params = fields.Dict(
        keys=fields.String(),
        values=fields.Raw(metadata={"type": ["string", "integer"]}),
        required=True,
    )
    link = fields.String(required=True, allow_none=True)
    sent_at = Instant(required=True)
    read_at = Instant(required=True, allow_none=True)


class NoticesSchema(Schema):
    """The newest notices, newest first."""

    items = fields.List(fields.Nested(NoticeSchema), required=True)


@bp.get("/messages")
@requires("session.own")
@bp.response(200, NoticesSchema)
def inbox() -> dict[str, Any]:
    """The caller's newest fifty notices."""
    return {"items": messages.inbox(current().person_id or "")}


@bp.post("/messages/<string:message_id>/read")
@requires("session.own")
@bp.response(200, NoticeSchema)
def read(message_id: str) -> messages.Message:
    """The caller has read a notice of theirs."""
    found = messages.mark_read(message_id, current().person_id or "")
    if found is None:
        raise not_found()
    return found
