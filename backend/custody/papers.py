"""Labels, records and bundles of an event's packs, from what the journal holds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import current_app
from sqlalchemy import select

from backend.accounts import queries as accounts
from backend.assessments.models import Batch, ExamEvent
from backend.core import clock, files, journal, keys, proof
from backend.core.auth import Actor
from backend.core.db import db
from backend.core.documents import MissingGlyph
from backend.core.errors import Problem, not_found
from backend.core.journal_models import (
    Checkpoint,
    CheckpointHead,
    FileMention,
    Journal,
    JournalEntry,
    JournalLine,
)
from backend.custody import desk_errors, projection, rules, standing
from backend.custody.documents import (
    Anchor,
    Head,
    Label,
    Picture,
    Proof,
    Record,
    Signed,
    render_labels,
    render_record,
)
from backend.custody.models import Pack, Step
from backend.custody.pages import PAGES, TITLES
from backend.custody.sources import KINDS, Source, source
from backend.custody.telling import Said, serials, strokes_of
from backend.staffing.queries import brief

Row = dict[str, Any]


def head(event: ExamEvent, said: Row, actor: Actor) -> Head:
    """Whose papers, and who prints them when (S-11)."""
    mark = accounts.watermark(actor)
    return Head(
        dispatch=said["dispatch"]["number"],
        station=said["station"]["name"],
        batch="、".join(one["name"] for one in said["batches"]),
        printed=mark["time"][:16],
        by=f"{mark['name']}（{mark['account']}）",
        made_at=clock.now(),
        demo=event.demo,
        practice=event.practice,
    )


def labels_pdf(event: ExamEvent, wanted: list[str] | None, actor: Actor) -> bytes:
    """Labels of these packs, or of all that still lie here."""
    found = source(event)
    chosen = [
        one
        for one in found.packs.values()
        if (one.id in wanted if wanted else not one.withdrawn and one.state == "prepared")
    ]
    if not chosen:
        raise not_found()
    batches = {one["id"]: one["name"] for one in found.said["batches"]}
    labels = [
        Label(
            pack=one.id, number=one.number, strip=one.strip, centre=found.said["centre"]["name"],
            station=found.said["station"]["name"], batch=batches.get(one.batch_id, ""),
            project=found.project(one).partition("\n")[0], kind=KINDS[one.kind],
            computer=one.computer, paper_code=one.paper_code, copies=one.inside,
            session=session_words(found.session(one.session_id)),
            room=found.rooms.get(one.room_id or "", "—"),
        )
        for one in chosen
    ]  # fmt: skip
    above = head(event, found.said, actor)
    return _set(lambda: render_labels(labels, above))


def session_words(session: Row) -> str:
    """12月5日 09:00—10:30."""
    if not session:
        return ""
    start, end = clock.local(session["t0"]), clock.local(session["end"])
    return f"{start.month}月{start.day}日 {start:%H:%M}—{end:%H:%M}"


def record_pdf(event: ExamEvent, entry: str, actor: Actor) -> tuple[bytes, str]:
    """The record of an offer, a storage, an opening or a seal; and what it is called."""
    found = source(event)
    one = next((said for said in found.told if said.entry == entry), None)
    if one is None or one.kind not in PAGES:
        raise not_found()
    page = PAGES[one.kind](found, one)
    times = journal.times(event.id)
    named = [one, *one.answers, *one.recalls, *one.confirmed]
    named += [confirm for answer in one.answers for confirm in answer.confirmed]
    number = f"{found.said['dispatch']['number']}-{TITLES[one.kind][1]}{one.seq}"
    record = Record(
        title=TITLES[one.kind][0],
        number=number,
        facts=page.facts,
        columns=page.columns,
        lines=page.lines,
        signed=[_signed(found, times, *side) for side in page.sides],
        proof=_proof(event.id, one.entry, named),
        banners=page.banners,
        notes=page.notes,
        pictures=[picture for said in (one, *one.answers) for picture in _pictures(event.id, said)],
    )
    above = head(event, found.said, actor)
    return _set(lambda: render_record(record, above)), f"{TITLES[one.kind][0]}-{number}.pdf"


def _signed(
    found: Source, times: Any, side: str, one: Said | None, signature: Row | None, party: str
) -> Signed:
    if one is None or signature is None:
        return Signed(side, found.name(party), found.role(party), "none", confirmed=False)
    earliest, latest = times.get(one.entry, (None, one.received))
    how = signature["assurance"]
    return Signed(
        side=side,
        name=found.name(signature["by"]),
        role=found.role(signature["by"]),
        how=how,
        badge=serials(found.event.id, [signature["badge"]]).get(signature["badge"] or "", ""),
        strokes=strokes_of(found.event.id, signature["strokes"]),
        at=one.data["paper"]["at"] if one.data.get("paper") else one.at,
        earliest=earliest,
        latest=latest,
        confirmed=found.stands(one, signature),
    )


def _pictures(event_id: str, one: Said) -> list[Picture]:
    rows = db.session.scalars(
        select(FileMention.sha256)
        .where(FileMention.entry == one.entry, FileMention.role == "photo")
        .order_by(FileMention.sha256)
    )
    page = (one.data.get("paper") or {}).get("page")
    when = f"{clock.local(one.at):%Y-%m-%d %H:%M}"
    return [
        Picture(
            sha256,
            f"据纸质 原页，{when} 拍摄" if sha256 == page else f"袋外照片 {place}，{when}",
            _bytes(event_id, sha256),
        )
        for place, sha256 in enumerate(rows, 1)
    ]


def _bytes(event_id: str, sha256: str) -> bytes | None:
    try:
        return files.read(event_id, sha256) if files.exists(event_id, sha256) else None
    except Problem:
        return None


def _proof(event_id: str, entry: str, named: list[Said]) -> Proof:
    row = db.session.get_one(Journal, event_id)
    heads = dict(
        db.session.execute(
            select(JournalLine.seq, JournalLine.head).where(
                JournalLine.journal == event_id, JournalLine.seq.in_([one.seq for one in named])
            )
        ).all()  # type: ignore[arg-type]
    )
    last = max(one.seq for one in named)
    checkpoint = db.session.execute(
        select(Checkpoint.number, Checkpoint.hash)
        .join(CheckpointHead, CheckpointHead.number == Checkpoint.number)
        .where(CheckpointHead.journal == event_id, CheckpointHead.seq >= last)
        .order_by(Checkpoint.number)
        .limit(1)
    ).first()
    base = current_app.config["SETTINGS"].public_url.rstrip("/")
    return Proof(
        journal=event_id,
        seq=row.seq,
        head=row.head,
        root=keys.root_kid(),
        checkpoint=(checkpoint[0], checkpoint[1]) if checkpoint else None,
        url=f"{base}/verify/papers/{entry}",
        entries=[
            Anchor(WORDS.get(one.kind, one.kind), one.seq, one.entry, heads.get(one.seq, ""))
            for one in sorted(named, key=lambda one: one.seq)
        ],
    )


WORDS = {
    "custody.offer": "交出",
    "custody.answer": "签收",
    "custody.recall": "收回",
    "custody.confirm": "确认",
    "custody.store": "保管",
    "custody.open": "拆封",
    "custody.seal": "封装",
}


def _set(render: Callable[[], bytes]) -> bytes:
    # Nothing may be held while the typesetter works.
    db.session.rollback()
    try:
        return render()
    except MissingGlyph as missing:
        raise desk_errors.missing_glyph(
            field=missing.field, character=missing.character, codepoint=missing.codepoint
        ) from missing


# --- bundle ------------------------------------------------------------------------------------


def bundle(event: ExamEvent, batch_id: str) -> tuple[bytes, str]:
    """A verifiable part of the journal: the custody of one batch's packs, and its findings."""
    batch = db.session.get(Batch, batch_id)
    if batch is None or batch.event_id != event.id:
        raise not_found()
    entries = set(
        db.session.scalars(
            select(Step.entry)
            .join(Pack, Pack.id == Step.pack)
            .where(Step.event_id == event.id, Pack.batch_id == batch_id)
        )
    )
    raised = db.session.execute(
        select(JournalEntry.hash, JournalEntry.parents).where(
            JournalEntry.journal == event.id, JournalEntry.kind == "findings.raise"
        )
    )
    entries |= {name for name, parents in raised.all() if entries & set(parents)}
    said = f"试卷交接 {batch.name}"
    return proof.export(event.id, proof.Part(said, frozenset(entries))), batch.name


def verification(entry: str) -> Row | None:
    """What whoever holds a record on paper may know about it: no person."""
    step = db.session.scalars(
        select(Step).where(Step.entry == entry, Step.kind.in_(TITLES)).order_by(Step.pack)
    ).first()
    event = db.session.get(ExamEvent, step.event_id) if step else None
    if step is None or event is None:
        return None
    packs = db.session.scalars(
        select(Pack)
        .join(Step, (Step.pack == Pack.id) & (Step.entry == entry))
        .order_by(Pack.number, Pack.id)
    ).all()
    waits = {name for one in packs for name in _waiting(event.id, one.id)}
    answers = set(db.session.scalars(select(Step.entry).where(Step.begun == entry)))
    line = select(JournalLine.head).where(
        JournalLine.journal == event.id, JournalLine.seq == step.seq
    )
    return {
        "event": event, "kind": step.kind, "at": step.at, "seq": step.seq,
        "head": db.session.scalar(line), "numbers": [one.number for one in packs],
        "dispatch": brief(event.id)["dispatch"]["number"],
        "answered": bool(answers - {entry}), "unproved": bool(waits & (answers | {entry})),
    }  # fmt: skip


def _waiting(event_id: str, pack: str) -> set[str]:
    """Entries about a pack with a signature nobody stands behind."""
    facts = projection.facts(event_id, [pack])
    found = rules.fold(pack, facts)
    return {name for name, _ in standing.open_signatures(pack, facts, found)} if found else set()
