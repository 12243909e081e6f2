"""The tables of packs from accepted entries: no judgement, no clock."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import delete, select, update

from backend.core.canonical import canonical
from backend.core.db import db
from backend.core.erasure import on_erase
from backend.core.payload import Entry
from backend.custody import rules, signing, standing
from backend.custody.models import CustodyPass, Ink, Pack, Step
from backend.custody.rules import Fact


def fact_of(entry: Entry) -> Fact:
    """An entry as the rule reads it."""
    return Fact(
        entry.hash, entry.kind, entry.data, entry.parents, entry.actor, entry.kid, entry.n,
        entry.seq,
    )  # fmt: skip


def project(entry: Entry) -> None:
    """Keep the entry beside every pack it names, and let each say anew where it is."""
    for pack in packs_of(entry):
        fact = fact_of(entry)
        said = rules.part(fact, pack)
        move = rules.moved(fact, said)
        db.session.add(
            Step(
                entry=entry.hash,
                pack=pack,
                event_id=entry.journal,
                kind=entry.kind,
                after=said["after"] if said and move else None,
                begun=entry.data["offer"] if entry.kind == "custody.answer" else entry.hash,
                kid=entry.kid,
                n=entry.n,
                seq=entry.seq or 0,
                at=entry.at,
                received=entry.received or entry.at,
                actor=entry.actor,
                facts=_kept(entry, pack),
            )
        )
    db.session.flush()  # the fold reads them
    signing.keep(entry)
    for pack in packs_of(entry):
        refold(entry.journal, pack)


def packs_of(entry: Entry) -> list[str]:
    """Packs an entry is about; a confirmation is about those of what it confirms."""
    if entry.kind == "custody.confirm":
        query = select(Step.pack).where(
            Step.entry == entry.data["entry"], Step.event_id == entry.journal
        )
        return sorted(db.session.scalars(query))
    named = entry.data["packs"]
    return [one if isinstance(one, str) else one["pack"] for one in named]


def _kept(entry: Entry, pack: str) -> str:
    """The entry's data about this pack alone, and what it names."""
    data: dict[str, Any] = dict(entry.data)
    if entry.kind == "custody.recall":
        data["packs"] = [pack]
    elif "packs" in data:
        data["packs"] = [one for one in data["packs"] if one["pack"] == pack]
    return canonical({"data": data, "parents": list(entry.parents)}).decode("utf-8")


def facts(event_id: str, packs: Iterable[str]) -> list[Fact]:
    """Everything accepted about these packs; an entry about several of them is one fact."""
    query = select(Step).where(Step.event_id == event_id, Step.pack.in_(sorted(set(packs))))
    found: dict[str, Fact] = {}
    for row in db.session.scalars(query.order_by(Step.seq, Step.entry, Step.pack)):
        kept = json.loads(row.facts)
        known = found.get(row.entry)
        if known is None:
            found[row.entry] = Fact(
                row.entry, row.kind, kept["data"], tuple(kept["parents"]), row.actor, row.kid,
                row.n, row.seq,
            )  # fmt: skip
        elif "packs" in kept["data"]:
            known.data["packs"].extend(kept["data"]["packs"])
    return list(found.values())


def custody(event_id: str, pack: str) -> rules.Custody | None:
    """The pack by all that was accepted of it."""
    return rules.fold(pack, facts(event_id, [pack]))


def refold(event_id: str, pack: str) -> None:
    """The row of a pack as its entries say."""
    known = facts(event_id, [pack])
    found = rules.fold(pack, known)
    if found is None:
        return
    act = max(
        (one for one in known if one.kind == "custody.prepared"), key=lambda one: one.seq or 0
    )
    label = rules.part(act, pack) or {}
    row = db.session.get(Pack, pack) or Pack(id=pack, event_id=event_id)
    row.number, row.batch_id, row.session_id = label["number"], label["batch"], label["session"]
    row.kind, row.project_id, row.paper_code = label["kind"], label["project"], label["paper_code"]
    row.copies, row.computer, row.withdrawn = label["copies"], label["computer"], label["withdrawn"]
    row.pieces_due, row.scrap_due = label["pieces"], label["scrap"]
    row.first_strip = label["strip"]
    row.replaces, row.prepared, row.prepared_seq = label["replaces"], act.hash, act.seq or 0
    now = found.now
    row.state, row.with_party, row.holder = now.state, now.with_party, found.holder
    row.strip, row.room_id, row.inside = now.strip, now.room, now.copies
    row.tip, row.exception, row.since = found.tip, found.exception, _at(event_id, pack, found.tip)
    row.conflicts = len(found.conflicts)
    row.unproved = len(standing.open_signatures(pack, known, found))
    row.offer = found.offers[-1] if found.offers else None
    for name in rules.COUNTS:
        setattr(row, name, now.counts[name])
    db.session.add(row)
    db.session.flush()  # later entries of this push are judged beside it


def _at(event_id: str, pack: str, entry: str) -> int:
    query = select(Step.at).where(Step.event_id == event_id, Step.pack == pack, Step.entry == entry)
    return db.session.scalar(query) or 0


@on_erase
def erase(journal_id: str) -> None:
    """What was said and signed of the packs of an erased event goes; where each ended stays."""
    for table in (Step, Ink, CustodyPass):
        db.session.execute(delete(table).where(table.event_id == journal_id))
    db.session.execute(
        update(Pack).where(Pack.event_id == journal_id).values(with_party="", holder="")
    )
