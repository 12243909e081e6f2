"""One form: the page of the desk and, before the signature, what its supervisors answered."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import select

from backend.assessments.models import ExamEvent
from backend.core.auth import Actor
from backend.core.db import db
from backend.core.errors import Problem, not_found
from backend.core.journal_models import Journal
from backend.findings import queries as findings
from backend.organisations.models import Centre, Person, Station
from backend.staffing import queries as staffing
from backend.staffing.models import Dispatch

from .. import facts, rules, versions
from ..inboxes import inboxes_of, names_of
from ..models import Answer, CoSign, Form, FormVersion, InboxReceipt, Recorded, Remark
from ..snapshot_shape import kind_of
from . import listing, times

Row = dict[str, Any]


def event_for(actor: Actor, event_id: str, permission: str, *, erased: bool = False) -> ExamEvent:
    """A visible event; a foreign id answers like an unknown one (S-6). What was destroyed on
    schedule is said to be so, unless the caller can show ``erased`` events."""
    reach = staffing.visible_events(actor, permission).with_only_columns(ExamEvent.id)
    query = select(ExamEvent).where(ExamEvent.id == event_id, ExamEvent.id.in_(reach))
    event = db.session.scalar(query)
    if event is None:
        raise not_found()
    if not erased and db.session.get_one(Journal, event_id).erased_by is not None:
        raise Problem("journal.erased")
    return event


def in_team(actor: Actor, event_id: str) -> bool:
    """Whether the caller supervises this event: process records are the team's (architecture 4)."""
    team = staffing.team_of([event_id]).get(event_id, [])
    return any(member.person.id == actor.person_id for member in team)


def detail(actor: Actor, event: ExamEvent, *, show_phone: bool) -> Row:
    """Everything the page of one form shows."""
    form = db.session.get(Form, event.id)
    dispatch = db.session.scalars(select(Dispatch).where(Dispatch.event_id == event.id)).one()
    station = db.session.get_one(Station, event.station_id)
    centre = db.session.get_one(Centre, event.centre_id)
    team = staffing.team_of([event.id]).get(event.id, [])
    stated, phones = times.stated_times([form]), staffing.phones_of([dispatch])[event.id]
    row = listing.row_of(event, dispatch, form, station, centre, team, stated, phones)
    brief = json.loads(dispatch.brief)
    signed = list(
        db.session.scalars(
            select(FormVersion)
            .where(FormVersion.event_id == event.id)
            .order_by(FormVersion.version.desc())
        )
    )
    official = next((v for v in signed if form and v.sign == form.official), None)
    content = _signed_content(official) if official else _open_content(actor, event.id, brief)
    if not show_phone:
        _mask(content["header"])
    names = Names()
    return {
        **row,
        **content,
        "contents": "signed" if official else "working" if content["items"] else "none",
        "paper_original": centre.paper_original,
        "inboxes": names_of(centre),
        "versions": [_version(version, names) for version in signed],
        "signatures": signatures(official, names) if official else [],
        "receipts": _receipts(event.id, names),
        "remarks": _remarks(event.id, names),
        "recorded_at": _recorded(form),
        "findings": _findings(actor, event.id),
        "may": _may(actor, centre),
    }


class Names:
    """Names of people by id, read when first asked for."""

    def __init__(self) -> None:
        self.known: dict[str, str] = {}

    def of(self, person: str | None) -> str | None:
        """The person's name; None for the system or somebody unknown."""
        if person is None:
            return None
        if person not in self.known:
            row = db.session.get(Person, person)
            self.known[person] = row.name if row else ""
        return self.known[person] or None


def _may(actor: Actor, centre: Centre) -> Row:
    """What this caller may do here, so that the page offers nothing it would refuse."""
    can_receive = actor.may("form.receive")
    return {
        "receive": sorted(inboxes_of(actor, centre)) if can_receive else [],
        "give_back": actor.may("form.return"),
        "reply": actor.may("form.reply"),
        "record": actor.may("form.record"),
        "export": actor.may("form.export"),
        "history": actor.may("form.history"),
        "bundle": actor.may("journal.bundle"),
    }


# --- content ----------------------------------------------------------------------------------


def _signed_content(version: FormVersion) -> Row:
    value = versions.read_snapshot(version)
    rows = db.session.execute(
        select(Answer.hash, Answer.at).where(Answer.event_id == version.event_id)
    )
    stated: dict[str, int] = dict(rows.all())
    captions = {file["sha256"]: file["caption"] for file in value["files"]}
    return {
        "label": value["label"] or "",
        "header": value["header"],
        "figures": value["figures"],
        "explanation": value["explanation"] or "",
        "exceptions": value["exceptions"] or "",
        "extra": value["extra"],
        "amend_reason": value["amend_reason"],
        "paper": _paper(value, captions),
        "items": [_signed_item(item, stated, captions) for item in value["items"]],
    }


def _paper(value: Row, captions: dict[str, str | None]) -> Row | None:
    """The sheet a form was typed from (纸质补录)."""
    paper = value.get("paper")
    if paper is None:
        return None
    pages = [{"sha256": page, "caption": captions.get(page)} for page in paper["pages"]]
    return {key: paper[key] for key in ("signed_at", "signers", "reason", "items")} | {
        "pages": pages
    }


def _signed_item(item: Row, stated: dict[str, int], captions: dict[str, str | None]) -> Row:
    at = [stated[digest] for digest in item["entries"] if digest in stated]
    photos = [{"sha256": photo, "caption": captions.get(photo)} for photo in item["photos"]]
    kept = {key: value for key, value in item.items() if key != "entries"}
    return {**kept, "photos": photos, "at": max(at, default=None)}


def _open_content(actor: Actor, event_id: str, brief: Row) -> Row:
    """Before the signature: header and figures of the dispatch; answers only for the team."""
    header = {
        key: {"value": text or "", "original": text, "reason": None}
        for key, text in facts.header_in(brief).items()
    }
    heads = heads_of(event_id) if in_team(actor, event_id) else {}
    for key in rules.HEADER:
        changed = rules.single(_values(heads), f"header/{key}")
        if changed is not None:
            header[key] |= {"value": changed["value"], "reason": changed["reason"]}
    return {
        "label": "",
        "header": header,
        "figures": [_open_figures(project, heads) for project in brief["projects"]],
        "explanation": "",
        "exceptions": "",
        "extra": [],
        "amend_reason": None,
        "paper": None,
        "items": _open_items(brief, heads) if heads else [],
    }


Heads = dict[str, list[tuple[Answer, Row]]]


def heads_of(event_id: str) -> Heads:
    """Each field's answers without successor, by hash."""
    rows = db.session.scalars(
        select(Answer)
        .where(Answer.event_id == event_id, Answer.superseded.is_(False))
        .order_by(Answer.hash)
    )
    heads: Heads = {}
    for row in rows:
        heads.setdefault(row.field, []).append((row, json.loads(row.value)))
    return heads


def _values(heads: Heads) -> dict[str, list[Row]]:
    return {field: [value for _, value in found] for field, found in heads.items()}


def _open_figures(project: Row, heads: Heads) -> Row:
    value = rules.single(_values(heads), f"figures/{project['id']}") or {}
    due, present = value.get("due", project["due"]), value.get("present")
    counted = due is not None and present is not None
    return {
        "project": project["id"],
        "occupation": project["name"],
        "level": "—",
        "due": due,
        "present": present,
        "absent": due - present if counted else None,
    }


def _open_items(brief: Row, heads: Heads) -> list[Row]:
    values = _values(heads)
    away = rules.not_applicable(*rules.scope_of(facts.facts_in(brief), values))
    names = {one["id"]: one["name"] for one in brief["examiners"]}
    items = []
    for no in rules.ITEMS:
        found = heads.get(f"item/{no}", [])
        value = found[0][1] if len(found) == 1 else {}
        item: Row = {"no": no, "kind": kind_of(no), "clash": len(found) > 1}
        item["at"] = max((row.at for row, _ in found), default=None)
        item["photos"] = [{"sha256": p, "caption": None} for p in value.get("photos", [])]
        if no in rules.FREE_TEXT:
            item["text"] = value.get("text", "")
        elif no == rules.RATINGS_ITEM:
            item["ratings"] = [
                {
                    "examiner": one,
                    "name": name,
                    "rating": (rules.single(values, f"rating/{one}") or {}).get("rating"),
                }
                for one, name in names.items()
            ]
        else:
            item |= {key: value.get(key) for key in ("grade", "remark", "basis", "corrected")}
            item["na_reason"] = away.get(no)
        items.append(item)
    return items


def _mask(header: Row) -> None:
    """`138****1234` until somebody asks, which the audit keeps (S-8)."""
    for key in ("value", "original"):
        text = header["phone"][key]
        if text and len(text) >= 8:
            header["phone"] = {**header["phone"], key: f"{text[:3]}****{text[-4:]}"}


# --- signatures, receipts, questions ------------------------------------------------------------


def _version(version: FormVersion, names: Names) -> Row:
    return {
        "sign": version.sign,
        "version": version.version,
        "previous": version.previous,
        "state": version.state,
        "flaws": version.flaws,
        "snapshot": version.snapshot,
        "signer": {"person": version.signer, "name": names.of(version.signer)},
        "at": version.at,
        "received": version.received,
        "whole_at": version.whole_at,
        "seq": version.seq,
    }


def signatures(version: FormVersion, names: Names) -> list[Row]:
    """The lead's and the others', with stated and proven times."""
    proven = times.proven(version.event_id)
    cosigns = db.session.scalars(
        select(CoSign).where(CoSign.sign == version.sign).order_by(CoSign.seq)
    )
    found = [_signature(version, version.sign, "sign", proven, names)]
    found += [_signature(one, one.hash, "cosign", proven, names) for one in cosigns]
    return found


def _signature(one: FormVersion | CoSign, digest: str, kind: str, proven: Any, names: Names) -> Row:
    earliest, latest = proven.get(digest, (None, None))
    return {
        "entry": digest,
        "kind": kind,
        "person": one.signer,
        "name": names.of(one.signer),
        "holder": names.of(one.holder),
        "assurance": one.assurance,
        "state": one.state,
        "at": one.at,
        "earliest": earliest,
        "latest": latest,
        "strokes": one.strokes,
    }


def _receipts(event_id: str, names: Names) -> list[Row]:
    rows = db.session.scalars(
        select(InboxReceipt).where(InboxReceipt.event_id == event_id).order_by(InboxReceipt.at)
    )
    return [
        {
            "sign": row.sign,
            "inbox": row.inbox,
            "medium": row.medium,
            "day": row.day,
            "by": names.of(row.by),
            "at": row.at,
        }
        for row in rows
    ]


def _remarks(event_id: str, names: Names) -> list[Row]:
    rows = db.session.scalars(
        select(Remark).where(Remark.event_id == event_id).order_by(Remark.at, Remark.act)
    )
    return [
        {
            "sign": row.sign,
            "kind": row.kind,
            "text": row.text,
            "by": names.of(row.by),
            "at": row.at,
        }
        for row in rows
    ]


def _recorded(form: Form | None) -> int | None:
    if form is None or form.official is None:
        return None
    return db.session.scalar(select(Recorded.at).where(Recorded.sign == form.official))


def _findings(actor: Actor, event_id: str) -> list[Row]:
    if not actor.may("finding.read"):
        return []
    return [
        {"id": one.id, "code": one.code, "severity": one.severity, "item": one.item}
        for one in findings.of_event(event_id)
    ]
