"""Every entry of an event with stated and proven times (picture 21, 全部记录)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from backend.accounts import queries as accounts
from backend.core import opinions, reading
from backend.core.auth import Actor
from backend.core.db import db
from backend.core.journal import body_of
from backend.core.journal_models import JournalEntry

from .. import rules
from ..models import Answer, Form
from . import times
from .detail import Names, in_team

Row = dict[str, Any]
# What is shown of an entry besides its kind: nothing that names keys or codes.
SHOWN = {
    "inspections.answer": ("value",),
    "inspections.sign": ("version", "assurance"),
    "inspections.cosign": ("assurance",),
    "inspections.received": ("inbox", "medium", "day"),
    "inspections.returned": ("question",),
    "inspections.replied": ("text",),
    "staffing.reply": ("decision", "reason"),
    "staffing.check": ("ready",),
    "findings.raise": ("code", "severity", "item"),
    "journal.opinion": ("entry", "decision", "reason"),
    "journal.settled": ("entry", "outcome"),
    "accounts.roster": ("role", "lead"),
}


def history(actor: Actor, event_id: str, args: dict[str, Any]) -> Row:
    """One page, newest first."""
    form = db.session.get(Form, event_id)
    whole = in_team(actor, event_id) or bool(form and form.official)
    query = select(JournalEntry).where(JournalEntry.journal == event_id)
    total = db.session.scalar(select(func.count()).select_from(query.subquery())) or 0
    size = args["per_page"]
    rows = db.session.scalars(
        query.order_by(JournalEntry.seq.desc()).limit(size).offset((args["page"] - 1) * size)
    )
    proven, names, let_in = times.proven(event_id), Names(), opinions.let_in(event_id)
    sheets = set(
        db.session.scalars(
            select(Answer.hash).where(Answer.event_id == event_id, Answer.field == "paper")
        )
    )
    items = [
        _entry(row, proven, names, whole=whole)
        | {
            "paper": not sheets.isdisjoint(row.parents),
            "after_revocation": row.hash in let_in or row.outcome.endswith("after_revocation"),
        }
        for row in rows
    ]
    kits = accounts.kit_fetches(event_id)
    return {"items": items, "page": args["page"], "per_page": size, "total": total, "kits": kits}


def _entry(row: JournalEntry, proven: Any, names: Names, *, whole: bool) -> Row:
    earliest, latest = proven.get(row.hash, (None, None))
    found: Row = {
        "hash": row.hash,
        "seq": row.seq,
        "kind": row.kind,
        "field": None,
        "value": None,
        "actor": row.actor,
        "name": names.of(row.actor),
        "server": row.kid is None,
        "stated": row.at,
        "received": row.received,
        "earliest": earliest,
        "latest": latest,
        "parents": row.parents,
        "outcome": row.outcome,
    }
    body = body_of(row.hash)
    entry = reading.entry_from(row, body) if body else None
    found |= {"wall": None, "skew": None}
    if entry is not None and row.kid is not None:
        wall = entry.happened["wall"]
        found |= {"wall": wall, "skew": rules.clock_skew(wall, row.at)}
    # Before the signature the answers are process records of the team.
    if whole or row.kind != "inspections.answer":
        found |= _data(row, entry.data if entry else None)
    return found


def _data(row: JournalEntry, data: Row | None) -> Row:
    if data is None:
        return {"value": {"erased": True}}
    if row.kind == "inspections.answer":
        return {"field": data.get("field"), "value": data.get("value")}
    return {"value": {key: data.get(key) for key in SHOWN.get(row.kind, ())} or None}
