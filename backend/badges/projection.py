"""The tables of badges from accepted entries: no judgement, no clock."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import bindparam, insert, select

from backend.badges import rules
from backend.badges.models import Badge, Gate, GateScan
from backend.core.canonical import canonical
from backend.core.db import ask_beside, db, put
from backend.core.payload import Entry


def issued(entry: Entry) -> None:
    """New badges."""
    received = entry.received or entry.at
    for said in entry.data["badges"]:
        db.session.add(
            Badge(
                id=said["badge"],
                event_id=entry.journal,
                subject=said["subject"],
                holder_id=said["holder"],
                role=said["role"],
                serial=said["serial"],
                code=said["code"],
                not_before=said["from"],
                not_after=said["until"],
                state="issued",
                reason="",
                changed_at=received,
                kid=said["kid"],
                token=said["token"],
                issued_at=received,
                seq=entry.seq or 0,
            )
        )
    db.session.flush()  # changes and cards of this transaction read them


def changed(entry: Entry) -> None:
    """A badge's new state."""
    row = db.session.get(Badge, entry.data["badge"])
    if row is None or row.event_id != entry.journal:
        return
    row.state, row.reason = entry.data["state"], entry.data["reason"]
    row.replaced_by = entry.data["replaced_by"]
    row.changed_at, row.seq = entry.received or entry.at, entry.seq or 0
    db.session.flush()


def gate(entry: Entry) -> None:
    """What an act says of a gate; its row with the day passes is the service's."""
    row = db.session.get(Gate, entry.data["gate"])
    if row is None:
        return
    row.name, row.direction = entry.data["name"], entry.data["direction"]
    row.roles = entry.data["roles"]
    row.ended_at = (entry.received or entry.at) if entry.data["ended"] else None
    db.session.flush()


_BADGE = select(Badge.id, Badge.subject, Badge.holder_id).where(
    Badge.id == bindparam("badge"), Badge.event_id == bindparam("event")
)
_SCAN = insert(GateScan)


def scan(entry: Entry) -> None:
    """One verdict as a row. A paper entry counts from when it was written down."""
    data = entry.data
    about = {"badge": data["badge"], "event": entry.journal}
    badge = ask_beside(_BADGE, about).first() if data["badge"] else None
    override: dict[str, Any] = data["override"] or {}
    listed: dict[str, Any] = data["list"] or {}
    said = {"reason": override.get("reason", ""), "note": data["note"]}
    put(
        _SCAN,
        {
            "entry": entry.hash,
            "event_id": entry.journal,
            "badge": badge.id if badge else None,
            "subject": badge.subject if badge else data["subject"],
            "holder_id": badge.holder_id if badge else None,
            "gate": data["gate"],
            "guard": data["guard"],
            "direction": data["direction"],
            "outcome": data["outcome"],
            "admitted": data["admitted"],
            "via": data["via"],
            "at": entry.at if data["paper_at"] is None else data["paper_at"],
            "received": entry.received or entry.at,
            "seq": entry.seq or 0,
            "kid": entry.kid,
            "override": override.get("way"),
            "override_by": override.get("by"),
            "words": canonical(said).decode("utf-8") if any(said.values()) else "",
            "same": data["same"],
            "card": data["card"],
            "identity": data["identity"],
            "paper_at": data["paper_at"],
            "list_seq": listed.get("seq"),
            "list_age": listed.get("age_ms"),
        },
    )


def passage(row: GateScan) -> rules.Passage:
    """A scan as the rules of presence and double admission look at it."""
    return rules.Passage(
        badge=row.badge or "", direction=row.direction, admitted=row.admitted,
        outcome=row.outcome, at=row.at, kid=row.kid, gate=row.gate, entry=row.entry,
        override=row.override,
    )  # fmt: skip


def words(row: GateScan) -> dict[str, str]:
    """Reason of the override and note of a scan."""
    found: dict[str, str] = json.loads(row.words) if row.words else {"reason": "", "note": ""}
    return found


def confirmed(entry: Entry) -> None:
    """A second person stands behind an override."""
    row = db.session.get(GateScan, entry.data["scan"])
    if row is not None and row.event_id == entry.journal:
        row.confirmed_by = entry.data["by"]
        db.session.flush()
