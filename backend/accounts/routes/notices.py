"""How personal data are used: to be read by anybody, confirmed by whoever has an account (S-13)."""

from __future__ import annotations

from typing import Any

from backend.core.auth import current, public, requires
from backend.core.errors import language
from backend.core.http import blueprint

from .. import schemas, views
from ..services import notices

bp = blueprint("notices")


@bp.get("/notice")
@public("what is done with people's data is told before the first of them is collected")
@bp.response(200, schemas.NoticeTextSchema)
def read_notice() -> dict[str, Any]:
    """The notice in force: purpose, items, sensitive items, retention, contact, rights."""
    return notices.in_words(language())


@bp.post("/notice")
@requires("session.own")
@bp.arguments(schemas.ConfirmNoticeSchema)
@bp.response(200, schemas.MyNoticeSchema)
def confirm_notice(data: dict[str, Any]) -> dict[str, Any]:
    """Confirm the version read, and separately what it says of sensitive data."""
    account = current().extra["account"]
    notices.confirm(account, data["version"], sensitive=data["sensitive"])
    return views.my_notice(account)
