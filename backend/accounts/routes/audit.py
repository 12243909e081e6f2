"""The audit, read by the audit administrator only (S-7)."""

from __future__ import annotations

import json
from typing import Any

from flask import Response
from sqlalchemy import Select, func, select

from backend.core import clock, proof, witnessing
from backend.core.auth import current, requires
from backend.core.db import db
from backend.core.http import audit_later, blueprint, page
from backend.core.journal import AUDIT, body_of
from backend.core.journal_models import Checkpoint, Journal, JournalEntry
from backend.core.reading import entry_from
from backend.core.workbook import CSV, XLSX, TableBook, attachment, csv_table

from .. import errors, queries, schemas, views

bp = blueprint("audit")
# A table of more lines is opened by nobody; the bundle holds everything.
MOST_LINES = 50_000
COLUMNS = (
    ("seq", "行号", 8),
    ("at", "时间", 20),
    ("name", "谁", 14),
    ("actor", "编号", 34),
    ("action", "操作", 24),
    ("object", "对象", 34),
    ("result", "结果", 10),
    ("code", "代码", 24),
    ("detail", "详情", 60),
)


@bp.get("/audit")
@requires("audit.read")
@bp.arguments(schemas.AuditArgs, location="query")
@bp.response(200, schemas.AuditPage)
def read_audit(args: dict[str, Any]) -> dict[str, Any]:
    """Lines of the audit, newest first."""
    found = page(_filtered(args), args, lambda row: _line(row[0]))
    _name(found["items"])
    return found


@bp.get("/audit/state")
@requires("audit.read")
@bp.response(200, schemas.AuditStateSchema)
def read_state() -> dict[str, Any]:
    """The audit's chain, checked line by line now: whole, or where it breaks, and its anchor."""
    row = db.session.get(Journal, AUDIT)
    if row is None:
        return dict.fromkeys(("broken_at", "anchored_to", "anchored_at", "unanchored_from")) | {
            "state": "consistent", "lines": 0, "head": None, "witness": None,
        }  # fmt: skip
    report = proof.verify(AUDIT, *witnessing.held())
    anchor = db.session.get(Checkpoint, report.anchored_to) if report.anchored_to else None
    return {
        "state": report.state,
        "lines": report.lines,
        "broken_at": report.seq if report.state == "broken" else None,
        "anchored_to": report.anchored_to,
        "witness": witnessing.office(report.witness),
        "anchored_at": anchor.time if anchor else None,
        "unanchored_from": report.unanchored_from,
        "head": row.head,
    }


@bp.get("/audit/export")
@requires("audit.export")
@bp.arguments(schemas.AuditExportArgs, location="query")
@bp.response(200, content_type=XLSX)
def export_audit(args: dict[str, Any]) -> Response:
    """The lines the filters show, as a table; the export is itself a line (S-7, S-11)."""
    query = _filtered(args)
    if (db.session.scalar(select(func.count()).select_from(query.subquery())) or 0) > MOST_LINES:
        raise errors.audit_too_many()
    lines = [_line(row) for row in db.session.scalars(query)]
    _name(lines)
    rows = [[_cell(line, key) for key, *_ in COLUMNS] for line in lines]
    heads = [head for _, head, _ in COLUMNS]
    mark = queries.watermark(current())
    _exported(args["format"], len(rows), args)
    if args["format"] == "csv":
        return attachment(csv_table(mark, heads, rows), CSV, "审计日志.csv")
    book = TableBook(mark, "审计日志")
    book.table("审计日志", heads, [width for *_, width in COLUMNS], rows)
    return attachment(book.data(), XLSX, "审计日志.xlsx")


@bp.get("/audit/bundle")
@requires("audit.export")
@bp.response(200, content_type="application/zip")
def export_bundle() -> Response:
    """The whole audit as a bundle that verifies without this server (contracts section 11)."""
    data = proof.export(AUDIT)
    _exported("bundle", None, {})
    return attachment(data, "application/zip", "审计日志-核验包.zip")


def _exported(what: str, count: int | None, args: dict[str, Any]) -> None:
    chosen = {key: args[key] for key in ("actor", "start", "until") if args.get(key) is not None}
    audit_later("audit.export", AUDIT, "ok", detail={"what": what, "lines": count, **chosen})


def _filtered(args: dict[str, Any]) -> Select[JournalEntry]:
    query = select(JournalEntry).where(JournalEntry.journal == AUDIT)
    if args["actor"]:
        query = query.where(JournalEntry.actor == args["actor"])
    if args["start"] is not None:
        query = query.where(JournalEntry.received >= args["start"])
    if args["until"] is not None:
        query = query.where(JournalEntry.received < args["until"])
    return query.order_by(JournalEntry.seq.desc())


def _name(lines: list[dict[str, Any]]) -> None:
    names = views.names_of(line["actor"] for line in lines if line["actor"])
    for line in lines:
        line["name"] = names.get(line["actor"])


def _cell(line: dict[str, Any], key: str) -> Any:
    value = line[key]
    if key == "at":
        return clock.local(value).strftime("%Y-%m-%d %H:%M:%S")
    return json.dumps(value, ensure_ascii=False, sort_keys=True) if key == "detail" else value


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
