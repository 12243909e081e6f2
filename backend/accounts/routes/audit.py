"""The audit, read by the audit administrator only (S-7)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from backend.core.auth import requires
from backend.core.http import blueprint, page
from backend.core.journal import AUDIT, body_of
from backend.core.journal_models import JournalEntry
from backend.core.reading import entry_from

from .. import schemas, views

bp = blueprint("audit")


@bp.get("/audit")
@requires("audit.read")
@bp.arguments(schemas.AuditArgs, location="query")
@bp.response(200, schemas.AuditPage)
def read_audit(args: dict[str, Any]) -> dict[str, Any]:
    """Lines of the audit, newest first."""
    query = select(JournalEntry).where(JournalEntry.journal == AUDIT)
    if args["actor"]:
        query = query.where(JournalEntry.actor == args["actor"])
    if args["start"] is not None:
        query = query.where(JournalEntry.received >= args["start"])
    if args["until"] is not None:
        query = query.where(JournalEntry.received < args["until"])
    found = page(query.order_by(JournalEntry.seq.desc()), args, lambda row: _line(row[0]))
    names = views.names_of(item["actor"] for item in found["items"] if item["actor"])
    for item in found["items"]:
        item["name"] = names.get(item["actor"])
    return found


def _line(row: JournalEntry) -> dict[str, Any]:
    """One act; without its body only what the line says is left."""
    body = body_of(row.hash)
    data = entry_from(row, body).data if body else {}
    return {
        "seq": row.seq,
        "at": row.received,
        "actor": row.actor,
        "action": data.get("action", row.kind),
        "object": data.get("object"),
        "result": data.get("result", "erased"),
        "code": data.get("code"),
        "detail": data.get("detail", {}),
    }
