"""The whole life of a pack on one page: every step with names, times in pairs and signatures."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from sqlalchemy import select

from backend.assessments.models import Batch, ExamEvent, ExamSession, Project
from backend.core import journal
from backend.core.auth import Actor
from backend.core.db import db
from backend.core.documents.ink import signature_ink
from backend.core.errors import not_found
from backend.core.journal_models import FileMention, JournalEntry, JournalFile
from backend.custody import projection, rules, standing
from backend.custody.boards import overdue
from backend.custody.causes import is_about
from backend.custody.models import Pack
from backend.custody.telling import Names, Said, rooms_of, serials, story, strokes_of
from backend.findings.models import Finding
from backend.organisations.models import Station
from backend.staffing.models import Dispatch
from backend.staffing.queries import visible_events

Row = dict[str, Any]
INK = "#10284a"
COUNTS = ("issued", "spare", "void", "collected", "missing", "pieces", "scrap")
# Entries that print as a record of their own.
RECORDS = ("custody.offer", "custody.store", "custody.open", "custody.seal")
# What hangs at another step and is no step of its own.
HUNG = ("custody.confirm",)


def pack_for(actor: Actor, pack_id: str, permission: str) -> Pack:
    """A pack of a visible event; a foreign id answers like an unknown one (S-6)."""
    reach = visible_events(actor, permission).with_only_columns(ExamEvent.id)
    row = db.session.scalar(select(Pack).where(Pack.id == pack_id, Pack.event_id.in_(reach)))
    if row is None:
        raise not_found()
    return row


def life(pack: Pack, now: int) -> Row:
    """The pack as it is, and how it came so."""
    event = db.session.get_one(ExamEvent, pack.event_id)
    told = story(event.id, [pack.id])
    facts = projection.facts(event.id, [pack.id])
    custody = rules.fold(pack.id, facts)
    if custody is None:
        raise not_found()
    waits = standing.open_signatures(pack.id, facts, custody)
    page = _Page(event, pack, told, custody, frozenset(waits))
    late = db.session.scalar(
        select(overdue(now))
        .select_from(Pack)
        .join(ExamEvent, ExamEvent.id == Pack.event_id)
        .join(ExamSession, ExamSession.id == Pack.session_id)
        .where(Pack.id == pack.id)
    )
    number = db.session.scalar(select(Dispatch.number).where(Dispatch.event_id == event.id))
    session = db.session.get_one(ExamSession, pack.session_id)
    return {
        "pack": pack.id, "event": event.id, "number": pack.number, "dispatch": number or "",
        "station": db.session.get_one(Station, event.station_id).name,
        "batch": db.session.get_one(Batch, pack.batch_id).name,
        "project": db.session.get_one(Project, pack.project_id).name,
        "kind": pack.kind, "computer": pack.computer, "paper_code": pack.paper_code,
        "t0": session.t0, "end": session.end, "room": page.rooms.get(pack.room_id or "", ""),
        "copies": pack.copies, "inside": pack.inside, "strip": pack.strip,
        "strips": list(custody.now.strips), "state": pack.state, "since": pack.since,
        "tip": pack.tip, "with": page.names.party(event.id, pack.with_party),
        "holder": page.names.party(event.id, pack.holder), "late": late,
        "exception": custody.exception, "waiting": pack.offer is not None,
        "unproved": list(dict.fromkeys(entry for entry, _ in waits)), "conflicts": list(custody.conflicts),
        "withdrawn": pack.withdrawn, "replaces": pack.replaces,
        "replaced_by": db.session.scalar(
            select(Pack.id).where(Pack.replaces == pack.id, ~Pack.withdrawn).limit(1)
        ),
        "counts": {name: getattr(pack, name) for name in ("opened", *COUNTS)},
        "practice": event.practice,
        "steps": [page.step(one) for one in told if one.kind not in HUNG],
        "findings": _findings(event.id, {one.entry for one in told}, pack.number),
        "parties": page.parties(),
    }  # fmt: skip


class _Page:
    """What every step of one pack is told with."""

    def __init__(
        self,
        event: ExamEvent,
        pack: Pack,
        told: list[Said],
        custody: rules.Custody,
        waits: frozenset[tuple[str, str]],
    ) -> None:
        self.event, self.pack, self.told, self.custody = event, pack, told, custody
        self.waits = waits
        self.names, self.rooms = Names([event.id]), rooms_of([event.id])
        self.times = journal.times(event.id)
        self.numbers = {one.id: one.number for one in db.session.scalars(
            select(Pack).where(Pack.event_id == event.id))}  # fmt: skip
        self.serials = serials(event.id, (s["badge"] for one in told for s in one.signatures))
        self.photos = _photos([one.entry for one in told])

    def parties(self) -> list[Row]:
        """Everybody named on the page, to release a pack to."""
        seen = dict.fromkeys(
            party
            for one in self.told
            for party in (*(s["by"] for s in one.signatures), one.data.get("to"))
            if party
        )
        return [self.names.party(self.event.id, party) for party in seen]

    def step(self, one: Said) -> Row:
        """One entry as the page shows it."""
        said, data = one.part(self.pack.id), one.data
        earliest, latest = self.times.get(one.entry, (None, one.received))
        to = data.get("to")
        counted = {name: said.get(name) for name in COUNTS}
        return {
            "entry": one.entry, "seq": one.seq, "kind": one.kind.removeprefix("custody."),
            "at": one.at, "earliest": earliest, "latest": latest, "received": one.received,
            "office": one.kid is None,
            "by": self.names.party(self.event.id, one.actor) if one.actor else None,
            "on_path": one.entry in self.custody.steps or one.kind in rules.STARTS,
            "conflict": one.entry in self.custody.conflicts,
            "open": one.entry in self.custody.offers,
            "recalled": bool(one.recalls),
            "purpose": data.get("purpose"),
            "to": self.names.party(self.event.id, to) if to else None,
            "room": self.rooms.get(data.get("room") or said.get("room") or "", ""),
            "place": data.get("place", ""), "lock": data.get("lock", ""),
            "witness": data.get("witness"),
            "reason": said.get("reason") or data.get("reason") or "",
            "facts": data.get("facts", ""), "strip": said.get("strip", ""),
            "copies": said.get("copies"), "checks": said.get("checks"),
            "accept": said.get("accept"), "fault": said.get("fault"), "way": data.get("way"),
            "mode": data.get("mode"), "shown": data.get("shown"), "what": data.get("what"),
            "why": data.get("why"), "state": said.get("state"),
            "withdrawn": said.get("withdrawn"), "medium": data.get("medium", ""),
            "counts": counted if any(n is not None for n in counted.values()) else None,
            "others": sorted(
                self.numbers.get(pack, "") for pack in one.packs if pack != self.pack.id
            ),
            "errata": [
                {key: erratum[key] for key in ("page", "text")}
                for erratum in data.get("errata", ())
                if erratum["pack"] == self.pack.id
            ],
            "installation": data.get("installation"), "backup": data.get("backup"),
            "paper": data.get("paper"),
            "signatures": [self._signature(one, signature) for signature in one.signatures],
            "witnesses": len(data.get("witnesses", ())),
            "photos": self.photos.get(one.entry, []),
            "record": one.kind in RECORDS,
        }  # fmt: skip

    def _signature(self, one: Said, signature: Row) -> Row:
        drawn = strokes_of(self.event.id, signature["strokes"])
        ink = signature_ink(drawn, INK) if drawn else None
        confirmed = [
            (confirm.data["how"], confirm.received)
            for confirm in one.confirmed
            if confirm.data["how"] == "centre" or confirm.data["by"] == signature["by"]
        ]
        return {
            "party": self.names.party(self.event.id, signature["by"]),
            "how": signature["assurance"],
            "badge": self.serials.get(signature["badge"] or "", ""),
            "ink": f"data:image/svg+xml,{quote(ink.svg)}" if ink else None,
            "confirmed": confirmed[0][0] if confirmed else None,
            "confirmed_at": confirmed[0][1] if confirmed else None,
            "open": (one.entry, signature["by"]) in self.waits,
        }


def _photos(entries: list[str]) -> dict[str, list[Row]]:
    """Photos and pages by entry, with whether their bytes are here."""
    rows = db.session.execute(
        select(FileMention.entry, FileMention.sha256, JournalFile.stored)
        .join(
            JournalFile,
            (JournalFile.journal == FileMention.journal)
            & (JournalFile.sha256 == FileMention.sha256),
        )
        .where(FileMention.entry.in_(entries), FileMention.role == "photo")
        .order_by(FileMention.entry, FileMention.sha256)
    )
    found: dict[str, list[Row]] = {}
    for entry, sha256, stored in rows:
        found.setdefault(entry, []).append({"sha256": sha256, "here": stored is not None})
    return found


def _findings(event_id: str, entries: set[str], number: str) -> list[Row]:
    """Findings not replaced since that name an entry of the pack and, where that is about several
    packs, this one."""
    rows = db.session.execute(
        select(Finding, JournalEntry.parents)
        .join(JournalEntry, JournalEntry.hash == Finding.id)
        .where(Finding.event_id == event_id, ~Finding.superseded)
        .order_by(Finding.happened_at, Finding.id)
    )
    return [
        {
            "id": one.id, "code": one.code, "severity": one.severity, "facts": one.facts,
            "at": one.happened_at,
        }
        for one, parents in rows
        if entries & set(parents) and is_about(one.facts, number)
    ]  # fmt: skip
