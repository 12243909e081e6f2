"""When is a signed version whole, and does it hold?

Entries never wait for files, so a signature gets its line at once and its version *waits* for the
snapshot, the strokes and every answer the snapshot names. When the last of them is here it becomes
`submitted`, or `flawed` with codes; both are final. Nothing is written to the journal for it: the
outcome is a function of what the journal and the files hold (see `snapshot.flaws`), so a rebuild
finds the same. `weigh` runs once for the entries of a transaction and after every file.
"""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

from sqlalchemy import bindparam, func, select, update

from backend.core import files, jobs, strokes, vault
from backend.core.db import ask, changed, db
from backend.core.journal_models import FileMention, JournalEntry, JournalFile
from backend.core.jws import BadToken
from backend.core.payload import strict_json
from backend.staffing.models import Dispatch

from . import facts, rules, snapshot_shape
from . import snapshot as snapshots
from .models import (
    Answer,
    CoSign,
    Form,
    FormMark,
    FormVersion,
    InboxReceipt,
    Recorded,
    Remark,
    StrokesUse,
)

Flaw = dict[str, Any]


def token_of(sign: str) -> str:
    """The public address of a version: 160 bits nobody can guess, the same after a rebuild (S-12)."""
    return vault.lookup("form.verify", sign)[:40]


@files.on_file
def on_file(journal_id: str, _sha256: str) -> None:
    """A file of some event is whole: perhaps a version waited for it."""
    form = db.session.get(Form, journal_id)
    if form is not None and form.latest is not None:
        weigh(journal_id)


def weigh_all(event_ids: list[str]) -> None:
    """`weigh` for every event a transaction signed."""
    for event_id in event_ids:
        weigh(event_id)


_FORM = (
    select(Form.latest, Form.graded, Form.due, Dispatch.brief)
    .outerjoin(Dispatch, Dispatch.event_id == Form.event_id)
    .where(Form.event_id == bindparam("event"))
)
_COUNT = (
    update(Form)
    .where(Form.event_id == bindparam("event"))
    .values(graded=bindparam("done"), due=bindparam("of"))
)


def answered(event_id: str) -> None:
    """New answers: before any signature they only move the count."""
    about = {"event": event_id}
    form = ask(_FORM, about).first()
    if form is None:
        form_of(event_id)
        form = ask(_FORM, about).one()
    if form.latest is not None:
        weigh(event_id)
        return
    graded, due = _progress(event_id, form.brief)
    if (graded, due) != (form.graded, form.due):
        ask(_COUNT, {"event": event_id, "done": graded, "of": due})
        changed(Form, event_id, "graded", "due")


def weigh(event_id: str) -> None:
    """Decide what waits and can be decided, then bring the form up to date."""
    waiting = (FormVersion.event_id == event_id, FormVersion.state == "waiting")
    query = select(FormVersion).where(*waiting).order_by(FormVersion.seq)
    for version in db.session.scalars(query).all():
        _weigh_version(version)
    late = select(CoSign).where(CoSign.event_id == event_id, CoSign.state == "waiting")
    for cosign in db.session.scalars(late.order_by(CoSign.seq)).all():
        _weigh_cosign(cosign)
    refresh(event_id)


# --- a version --------------------------------------------------------------------------------


def _weigh_version(version: FormVersion) -> None:
    needed = [_stored(version.event_id, name) for name in (version.snapshot, version.strokes)]
    if None in needed:
        return
    found, value = _read_snapshot(version)
    if value is not None:
        received = _received(version.event_id, snapshots.named_by(value))
        if received is None:
            return
        needed.append(received)
        found += snapshots.flaws(value, _known(version))
    found += _ink(version.event_id, version.strokes, version.snapshot, version.signer, version.sign)
    version.whole_at = max(version.received, *(instant for instant in needed if instant))
    version.flaws = found
    version.state = "flawed" if found else "submitted"
    if value is not None and not found:
        _keep_marks(version, value)
    jobs.enqueue("inspections.announce", version.sign, due_at=version.whole_at, sign=version.sign)


def recheck(version: FormVersion) -> list[Flaw]:
    """Compare a whole version again with what journal and files hold now; changes nothing."""
    found, value = _read_snapshot(version)
    if value is not None:
        found += snapshots.flaws(value, _known(version))
    return found + _drawn(version.event_id, version.strokes, version.snapshot)[0]


def read_snapshot(version: FormVersion) -> dict[str, Any]:
    """The signed form of a whole version."""
    value: dict[str, Any] = json.loads(files.read(version.event_id, version.snapshot))
    return value


def _read_snapshot(version: FormVersion) -> tuple[list[Flaw], dict[str, Any] | None]:
    raw = files.read(version.event_id, version.snapshot)
    try:
        value = strict_json(raw, max_bytes=snapshot_shape.MOST_BYTES)
    except BadToken:
        return [{"code": "inspections.snapshot", "field": "snapshot"}], None
    where = snapshot_shape.misfit(raw, value)
    if where:
        return [{"code": "inspections.snapshot", "field": where}], None
    return [], value


def _stored(event_id: str, digest: str) -> int | None:
    row = db.session.get(JournalFile, (event_id, digest))
    return row.stored if row else None


def _received(event_id: str, named: set[str]) -> int | None:
    """When the last named answer came; None while one is missing or waits."""
    rows = db.session.execute(
        select(JournalEntry.received, JournalEntry.outcome).where(
            JournalEntry.journal == event_id, JournalEntry.hash.in_(named)
        )
    ).all()
    if len(rows) < len(named) or any(outcome.startswith("waiting") for _, outcome in rows):
        return None
    return max((received for received, _ in rows), default=0)


def _known(version: FormVersion) -> snapshots.Known:
    sizes: dict[str, dict[str, int]] = {}
    mentions = db.session.execute(
        select(FileMention.entry, FileMention.sha256, JournalFile.size)
        .join(
            JournalFile,
            (JournalFile.journal == FileMention.journal)
            & (JournalFile.sha256 == FileMention.sha256),
        )
        .where(FileMention.journal == version.event_id, FileMention.role == "photo")
    )
    for entry, digest, size in mentions:
        sizes.setdefault(entry, {})[digest] = size
    rows = db.session.scalars(select(Answer).where(Answer.event_id == version.event_id)).all()
    answers = {
        row.hash: snapshots.Named(
            row.field,
            json.loads(row.value),
            row.kid,
            row.n,
            row.seq,
            tuple(row.parents),
            sizes.get(row.hash, {}),
        )
        for row in rows
    }
    return snapshots.Known(
        event=version.event_id,
        version=version.version,
        previous=version.previous,
        seq=version.seq,
        kid=version.kid,
        n=version.n,
        briefs=facts.briefs(version.event_id, before=version.seq),
        answers=answers,
    )


def _keep_marks(version: FormVersion, value: dict[str, Any]) -> None:
    for item in value["items"]:
        if item["kind"] == "graded":
            away = item["na_reason"] is not None
            db.session.add(
                FormMark(
                    sign=version.sign,
                    no=item["no"],
                    grade=None if away else item["grade"],
                    na_reason=item["na_reason"],
                    remark=item["remark"],
                )
            )
    db.session.flush()  # the form counts them


# --- ink --------------------------------------------------------------------------------------


def _weigh_cosign(cosign: CoSign) -> None:
    version = db.session.get_one(FormVersion, cosign.sign)
    if _stored(cosign.event_id, cosign.strokes) is None:
        return
    cosign.flaws = _ink(
        cosign.event_id, cosign.strokes, version.snapshot, cosign.signer, cosign.hash
    )
    cosign.state = "flawed" if cosign.flaws else "submitted"


def _drawn(event_id: str, digest: str, content: str) -> tuple[list[Flaw], str]:
    """What is wrong with drawn strokes, and the hash of their points."""
    code, points = strokes.read(files.read(event_id, digest), content)
    shown = "inspections.ink" if code == "strokes.ink" else code
    return ([{"code": shown, "field": "strokes"}] if code else []), points


def _ink(event_id: str, digest: str, content: str, signer: str, entry: str) -> list[Flaw]:
    """Shape, enough ink, and ink that signed nothing else before (U-6)."""
    found, points = _drawn(event_id, digest, content)
    if found:
        return found
    used = db.session.get(StrokesUse, points)
    if used is None:
        db.session.add(StrokesUse(points=points, content=content, signer=signer, entry=entry))
        db.session.flush()  # a second signature in this push must see it
    elif (used.content, used.signer) != (content, signer):
        return [{"code": "entry.strokes_reused", "field": "strokes"}]
    return []


# --- the form ---------------------------------------------------------------------------------


def form_of(event_id: str) -> Form:
    """The form's row, made with the first entry that concerns it."""
    form = db.session.get(Form, event_id)
    if form is None:
        form = Form(event_id=event_id)
        db.session.add(form)
        db.session.flush()  # versions and answers are counted against it
    return form


def refresh(event_id: str) -> Form:
    """Bring the form's row in line with its answers, versions, receipts and questions."""
    form = form_of(event_id)
    told = ask(_FORM, {"event": event_id}).one()
    form.graded, form.due = _progress(event_id, told.brief)
    versions = db.session.scalars(
        select(FormVersion).where(FormVersion.event_id == event_id).order_by(FormVersion.version)
    ).all()
    if not versions:
        return form
    whole = [version for version in versions if version.state == "submitted"]
    latest, official = versions[-1], whole[-1] if whole else None
    form.latest, form.version = latest.sign, latest.version
    form.first_sign = (whole or versions)[0].sign
    form.first_received = (whole or versions)[0].received
    form.official = official.sign if official else None
    form.submitted_at = whole[0].whole_at if whole else None
    if official:
        _count(form, official.sign)
        inboxes = set(
            db.session.scalars(select(InboxReceipt.inbox).where(InboxReceipt.sign == official.sign))
        )
        form.quality_received = "quality" in inboxes
        form.dispatch_received = "dispatch" in inboxes
        form.recorded = _has(Recorded.act, Recorded.sign == official.sign)
    form.state = _state(form, latest)
    return form


def _state(form: Form, latest: FormVersion) -> str:
    if latest.state != "submitted":
        return "signed" if latest.state == "waiting" else "flawed"
    if _has(Remark.act, Remark.sign == latest.sign, Remark.kind == "returned"):
        return "returned"
    return "received" if form.quality_received and form.dispatch_received else "submitted"


def _has(column: Any, *conditions: Any) -> bool:
    return db.session.scalar(select(column).where(*conditions).limit(1)) is not None


def _count(form: Form, sign: str) -> None:
    rows = db.session.execute(
        select(FormMark.grade, func.count()).where(FormMark.sign == sign).group_by(FormMark.grade)
    )
    counts: dict[str | None, int] = dict(rows.all())
    form.a, form.b, form.c, form.away = (counts.get(grade, 0) for grade in ("A", "B", "C", None))


_IN_FORCE = select(Answer.field, Answer.mark, Answer.hash).where(
    Answer.event_id == bindparam("event"), Answer.superseded.is_(False)
)


def _progress(event_id: str, brief: str | None) -> tuple[int, int]:
    if brief is None:
        return 0, len(rules.ITEMS)
    rows = ask(_IN_FORCE, {"event": event_id})
    heads: dict[str, list[rules.Value]] = {}
    for row in rows:
        value: rules.Value = {"grade": row.mark, "rating": row.mark}
        if row.field == "scope":
            value = json.loads(db.session.get_one(Answer, row.hash).value)
        heads.setdefault(row.field, []).append(value)
    return rules.progress(_facts(brief), heads)


@lru_cache(maxsize=32)
def _facts(brief: str) -> rules.Facts:
    """Read once: a brief of 120 people is long, and every push of its event counts by it."""
    return facts.facts_in(json.loads(brief))
