"""The board of packs, a pack's page, counts, photos."""

from __future__ import annotations

from typing import Any

from flask import Response

from backend.core import clock, files
from backend.core.auth import current, requires
from backend.core.db import db
from backend.core.errors import not_found
from backend.core.http import blueprint
from backend.core.journal_models import FileMention
from backend.core.workbook import attachment
from backend.custody import boards, desk_schemas, life_schemas, lives
from backend.custody.handing import event_for
from backend.custody.models import Step

bp = blueprint("packs")
SANDBOX = "default-src 'none'; sandbox"


@bp.get("/custody/packs")
@requires("pack.read")
@bp.arguments(desk_schemas.BoardArgs, location="query")
@bp.response(200, desk_schemas.BoardSchema)
def board(args: dict[str, Any]) -> dict[str, Any]:
    """Packs in reach: what needs somebody first, then by the clock."""
    return boards.board(current(), args)


@bp.get("/custody/packs/<pack>")
@requires("pack.read")
@bp.response(200, life_schemas.LifeSchema)
def pack_life(pack: str) -> dict[str, Any]:
    """A pack and its whole life."""
    return lives.life(lives.pack_for(current(), pack, "pack.read"), clock.now())


@bp.get("/events/<event>/custody/totals")
@requires("pack.read")
@bp.response(200, desk_schemas.TotalsSchema)
def totals(event: str) -> dict[str, Any]:
    """Counts by batch and by room, and whether they add up (8.5b)."""
    return boards.totals(event_for(current(), event, "pack.read").id)


@bp.get("/custody/packs/<pack>/photos/<entry>/<sha256>")
@requires("pack.read")
@bp.response(200, content_type="image/jpeg")
def photo(pack: str, entry: str, sha256: str) -> Response:
    """A photo an entry about this pack names, as an attachment no browser will run (S-21)."""
    row = lives.pack_for(current(), pack, "pack.read")
    step = db.session.get(Step, (entry, row.id))
    mention = db.session.get(FileMention, (entry, sha256, "photo"))
    if step is None or mention is None or not files.exists(row.event_id, sha256):
        raise not_found()
    response = attachment(files.read(row.event_id, sha256), "image/jpeg", f"{sha256}.jpg")
    response.headers["Content-Security-Policy"] = SANDBOX
    return response
