"""What waits for people: waiting and refused entries, flawed versions, bytes that were no entry."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select

from backend.assessments.models import ExamEvent
from backend.core import opinions, reading
from backend.core.auth import Actor
from backend.core.db import db
from backend.core.errors import CATALOGUE, language
from backend.core.journal import body_of
from backend.core.journal_models import DoorRejection, JournalEntry
from backend.organisations.models import Station
from backend.staffing import queries as staffing
from backend.staffing.models import Dispatch

from ..models import FormVersion
from .detail import Names

Row = dict[str, Any]
MOST = 50


def held(actor: Actor, args: dict[str, Any]) -> Row:
    """One page of held entries, and what else the centre should look at."""
    reach = staffing.visible_events(actor, "held.read").with_only_columns(ExamEvent.id)
    own = _only_own(actor)
    query = (
        select(JournalEntry, Dispatch.number, Station.name)
        .join(Dispatch, Dispatch.event_id == JournalEntry.journal)
        .join(ExamEvent, ExamEvent.id == JournalEntry.journal)
        .join(Station, Station.id == ExamEvent.station_id)
        .where(JournalEntry.journal.in_(reach), _outcome(args["state"]))
    )
    if own:
        query = query.where(JournalEntry.actor == actor.person_id)
    total = db.session.scalar(
        select(func.count()).select_from(query.with_only_columns(JournalEntry.hash).subquery())
    )
    size = args["per_page"]
    rows = db.session.execute(
        query.order_by(JournalEntry.received.desc(), JournalEntry.hash)
        .limit(size)
        .offset((args["page"] - 1) * size)
    )
    names, decider = Names(), _Decider(actor)
    return {
        "items": [
            _entry(entry, number, station, names) | decider.on(entry, names)
            for entry, number, station in rows
        ],
        "page": args["page"],
        "per_page": size,
        "total": total or 0,
        "flawed": _flawed(reach, names),
        "rejected": [] if own else _rejected(reach, names),
    }


class _Decider:
    """Words said about entries that came after a revocation, read once for every journal."""

    def __init__(self, actor: Actor) -> None:
        self.me = actor.person_id or actor.account_id
        self.may = actor.may("held.decide")
        self.said: dict[str, dict[str, list[opinions.Opinion]]] = {}

    def on(self, row: JournalEntry, names: Names) -> Row:
        """What was said about this one, and whether the caller may say something."""
        if not row.outcome.endswith("after_revocation"):
            return {"opinions": [], "may_decide": False}
        if row.journal not in self.said:
            self.said[row.journal] = opinions.about(row.journal)
        said = [
            {
                "name": names.of(one.person),
                "decision": one.decision,
                "reason": one.reason,
                "at": one.at,
            }
            for one in self.said[row.journal].get(row.hash, [])
        ]
        waits = row.outcome.startswith("waiting:")
        return {"opinions": said, "may_decide": self.may and waits and row.actor != self.me}


def _only_own(actor: Actor) -> bool:
    scope = actor.scope("held.read")
    return not (scope.all or scope.centres or scope.stations)


def _outcome(state: str | None) -> ColumnElement[bool]:
    waiting = JournalEntry.outcome.like("waiting:%")
    refused = JournalEntry.outcome.like("refused:%")
    return (
        waiting if state == "waiting" else refused if state == "refused" else or_(waiting, refused)
    )


def advice(code: str) -> Row:
    """What a code says and what to do, in the reader's language; a waiting code is a bare word."""
    entry = CATALOGUE.get(code) or CATALOGUE.get(f"waiting.{code}")
    if entry is None:
        return {"code": code, "title": None, "clause": None, "todo": None}
    zh = language() == "zh"
    return {
        "code": code,
        "title": entry.zh if zh else entry.en,
        "clause": entry.clause,
        "todo": entry.todo_zh if zh else entry.todo_en,
    }


def _entry(row: JournalEntry, number: str, station: str, names: Names) -> Row:
    state, _, code = row.outcome.partition(":")
    body = body_of(row.hash)
    data = reading.entry_from(row, body).data if body else {}
    return {
        "hash": row.hash,
        "event": row.journal,
        "number": number,
        "station": station,
        "seq": row.seq,
        "kind": row.kind,
        "field": data.get("field") if isinstance(data.get("field"), str) else None,
        "actor": row.actor,
        "name": names.of(row.actor),
        "carrier": names.of(row.carrier),
        "stated": row.at,
        "received": row.received,
        "state": state,
        **advice(code),
    }


def _flawed(reach: Select[Any], names: Names) -> list[Row]:
    """The newest versions of their events that do not hold, with every flaw in words."""
    newer = (
        select(func.max(FormVersion.version))
        .where(FormVersion.event_id == ExamEvent.id)
        .correlate(ExamEvent)
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(FormVersion, Dispatch.number)
        .join(ExamEvent, ExamEvent.id == FormVersion.event_id)
        .join(Dispatch, Dispatch.event_id == ExamEvent.id)
        .where(
            FormVersion.event_id.in_(reach),
            FormVersion.state == "flawed",
            FormVersion.version == newer,
        )
        .order_by(FormVersion.received.desc())
        .limit(MOST)
    )
    return [
        {
            "event": version.event_id,
            "number": number,
            "version": version.version,
            "name": names.of(version.signer),
            "received": version.received,
            "flaws": [{"field": flaw["field"], **advice(flaw["code"])} for flaw in version.flaws],
        }
        for version, number in rows
    ]


def _rejected(reach: Select[Any], names: Names) -> list[Row]:
    """Bytes that did not verify, under who carried them and never under a claimed author."""
    rows = db.session.scalars(
        select(DoorRejection)
        .where(DoorRejection.journal.in_(reach))
        .order_by(DoorRejection.received.desc())
        .limit(MOST)
    )
    return [
        {
            "event": row.journal,
            "carrier": names.of(row.carrier),
            "count": row.count,
            "received": row.received,
            **advice(row.code),
        }
        for row in rows
    ]
