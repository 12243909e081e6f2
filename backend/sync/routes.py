"""The door's routes: push, files, changes, keys and live notices."""

from __future__ import annotations

import hashlib
import re
from contextlib import nullcontext
from typing import Any

from flask import Response, current_app, request, stream_with_context
from sqlalchemy import bindparam, select

from backend.accounts import queries as accounts
from backend.accounts.services import alarms, roster
from backend.assessments.models import ExamEvent
from backend.core import (
    auth,
    checkpoints,
    clock,
    doorway,
    files,
    http,
    journal,
    keys,
    live,
    restoring,
    turns,
)
from backend.core.auth import public, requires
from backend.core.db import ask, db
from backend.core.errors import forbidden, length_required, not_found
from backend.core.journal_models import FileMention, Journal, JournalEntry, JournalFile
from backend.core.payload import is_hash, is_int
from backend.organisations.models import Person
from backend.staffing import queries as staffing

from . import deciding, door, errors, forks, kits, receipts, rescue, schemas

bp = http.blueprint("sync")
BLUEPRINTS = (bp,)
_NONCE = re.compile(r"[A-Za-z0-9_-]{16,64}")
_NUMBER = re.compile(r"[0-9]{1,12}")
FRUITLESS = 10
"""So many entries of a push that came to nothing are no accident any more."""


def _served(journal_id: str) -> set[str]:
    """Roles in which the caller serves in this event now or did; 404 for strangers (S-6)."""
    actor = auth.current()
    rows = accounts.service_spans(actor.person_id or "", journal_id)
    if not rows:
        raise not_found()
    return {row.role for row in rows}


def _kit_roles(journal_id: str) -> set[str]:
    """Roles that still hold; ``kit.gone`` when all of them ended."""
    _served(journal_id)
    now = clock.now()
    rows = accounts.service_spans(auth.current().person_id or "", journal_id)
    roles = {row.role for row in rows if row.ends_at is None or now <= row.ends_at}
    if not roles:
        raise errors.kit_gone()
    if not auth.current().may("journal.read"):
        raise forbidden()
    if db.session.get_one(Journal, journal_id).wrapped_key is None:
        raise errors.journal_erased()
    return roles


_ASKED = select(
    Journal.kind,
    Journal.wrapped_key,
    accounts.SERVES.label("serves"),
    forks.HEAD.label("head"),
).where(Journal.id == bindparam("journal"))
"""What a push asks before it writes, in one round."""


@bp.post("/journals/<string:journal_id>/entries")
@requires("journal.write", carrier=True)
@bp.arguments(schemas.PushSchema)
@bp.response(200, schemas.PushedSchema)
@http.reads_first
def push(data: dict[str, Any], journal_id: str) -> dict[str, Any]:
    """Take entries in and answer with a signed receipt. Any enrolled person may carry them."""
    actor = auth.current()
    said = forks.said(data["last_receipt"], journal_id)
    about = {"journal": journal_id, "person": actor.person_id or ""}
    asked = ask(_ASKED, {**about, "seq": said["seq"] if said else -1}).first()
    # Any event: who delivers is not who wrote. The own centre's journal answers probes.
    if asked is None or (asked.kind != "event" and journal_id not in _own_centre(actor)):
        raise not_found()
    if asked.wrapped_key is None:
        raise errors.journal_erased()
    # A push without entries asks for a receipt only, and waits for no turn.
    alone = turns.alone(actor.account_id, db.session.rollback) if data["entries"] else nullcontext()
    with alone as turn, doorway.here().through():
        taken = door.push(journal_id, data["entries"], actor.person_id)
        if turn:
            turn.fruitless = taken.fruitless >= max(FRUITLESS, len(data["entries"]) / 2)
        if said:
            forks.look(journal_id, said, asked.head, data["last_receipt"], actor.person_id)
        # A carrier from outside the event learns of no file by its hash (R5), and announces nothing.
        if asked.serves and actor.device_id:
            _announce(actor.device_id, journal_id, data, len(taken.rejected))
        lost = accounts.lost_of(actor.person_id or "")
        http.commit()
        text = receipts.receipt(
            journal_id,
            entries=taken.hashes,
            files=data["files"] if asked.serves else [],
            nonce=data["nonce"],
            kit=data["kit"],
        )
        return {
            "receipt": text,
            "rejected": taken.rejected,
            "lost": lost,
            "restored": restoring.of_journal(journal_id),
        }


def _own_centre(actor: auth.Actor) -> set[str]:
    person = db.session.get(Person, actor.person_id) if actor.person_id else None
    return {person.centre_id} if person else set()


def _announce(device_id: str, journal_id: str, data: dict[str, Any], rejected: int) -> None:
    """R11: what the carrying phone says of itself; rejected entries are still on it."""
    tip = data["tip"]
    named = (tip[0], tip[1]) if tip and is_int(tip[0], 1) and is_hash(tip[1]) else None
    device = roster.announce(device_id, journal_id, data["unsent"], named)
    if device is not None and device.revoked_at is None:
        alarms.after_push(device_id, device.kid, data["unsent"] + rejected, data["gone"])


def _declared(sha256: str) -> tuple[int, str]:
    if not is_hash(sha256):
        raise not_found()
    length = request.headers.get("Upload-Length", "")
    # An upload may be finished by no bytes at all, and some clients then name no length.
    if "Transfer-Encoding" in request.headers or not _NUMBER.fullmatch(length):
        raise length_required()
    mime = (request.content_type or "").split(";")[0].strip()
    if mime not in files.TYPES:
        raise files.wrong_type()
    return int(length), mime


@bp.route("/journals/<string:journal_id>/files/<string:sha256>", methods=["PUT", "PATCH"])
@requires("journal.write", carrier=True)
@bp.doc(parameters=[{"in": "header", "name": "Upload-Length", "schema": {"type": "integer"}}])
@bp.response(200, schemas.PushedSchema)
@http.reads_first
def put_file(journal_id: str, sha256: str) -> Any:
    """Add bytes of a file; the last ones are answered with a receipt (R5)."""
    _served(journal_id)
    length, mime = _declared(sha256)
    if files.exists(journal_id, sha256):
        files.forget(journal_id, sha256)
        return _file_receipt(journal_id, sha256)
    start = request.headers.get("Upload-Offset", "0")
    if request.method == "PUT":
        start = "0"
    if not _NUMBER.fullmatch(start):
        raise files.wrong_offset()
    # No transaction is open while bytes are read, hashed and written.
    db.session.rollback()
    chunk = request.get_data(cache=False)
    carrier = auth.current().person_id or ""
    if not files.receive(journal_id, sha256, int(start), chunk, length, mime, carrier):
        return Response(status=204, headers={"Upload-Offset": str(int(start) + len(chunk))})
    http.writing()
    files.stored(journal_id, sha256, length, mime, carrier)
    http.commit()
    return _file_receipt(journal_id, sha256)


def _file_receipt(journal_id: str, sha256: str) -> dict[str, Any]:
    nonce = request.headers.get("Upload-Nonce", "")
    nonce = nonce if _NONCE.fullmatch(nonce) else sha256[:32]
    text = receipts.receipt(journal_id, entries=[], files=[sha256], nonce=nonce, kit=None)
    return {"receipt": text, "rejected": []}


@bp.route("/journals/<string:journal_id>/files/<string:sha256>", methods=["HEAD"])
@requires("journal.write", carrier=True)
def head_file(journal_id: str, sha256: str) -> Response:
    """How far an upload into this journal has come; speaks of no other journal's bytes."""
    _served(journal_id)
    row = db.session.get(JournalFile, (journal_id, sha256)) if is_hash(sha256) else None
    if row is not None and row.stored is not None:
        offset = row.size
    elif is_hash(sha256):
        offset = files.offset(journal_id, sha256, auth.current().person_id or "")
    else:
        raise not_found()
    return Response(status=204, headers={"Upload-Offset": str(offset)})


@bp.get("/journals/<string:journal_id>/entries/<string:entry>/files/<string:sha256>")
@requires("journal.read")
def entry_file(journal_id: str, entry: str, sha256: str) -> Response:
    """A file through an entry the reader may see; never by hash alone."""
    roles = _kit_roles(journal_id)
    row = db.session.get(JournalEntry, entry)
    mention = row and db.session.scalar(
        select(FileMention).where(FileMention.entry == entry, FileMention.sha256 == sha256)
    )
    # Naming a hash in an entry nobody accepted must not open the file.
    own = row is not None and row.actor == auth.current().person_id and row.outcome == "accepted"
    mine = row is not None and (kits.sees(row, roles) or own)
    if not mention or row is None or row.journal != journal_id or not mine:
        raise not_found()
    if row.kind in journal.private_kinds():
        raise not_found()
    if not files.exists(journal_id, sha256):
        raise not_found()
    meta = db.session.get_one(JournalFile, (journal_id, sha256))
    return download(files.read(journal_id, sha256), meta.type, sha256)


def download(data: bytes, mime: str, name: str) -> Response:
    """Uploaded bytes as an attachment no browser will run (S-21)."""
    return Response(
        data,
        mimetype=mime,
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Content-Security-Policy": "default-src 'none'; sandbox",
        },
    )


@bp.get("/journals/<string:journal_id>/changes")
@requires("journal.read", carrier=True)  # a phone whose part has ended is told so
@bp.arguments(schemas.ChangesArgs, location="query")
@bp.response(200, schemas.ChangesSchema)
def changes(args: dict[str, Any], journal_id: str) -> dict[str, Any]:
    """What is new since a seq; the first fetch and every later one."""
    roles = _kit_roles(journal_id)
    found = kits.changes(journal_id, args["after"], auth.current(), roles)
    found["receipt"] = receipts.receipt(
        journal_id, entries=[], files=[], nonce=args["nonce"], kit=None
    )
    found["keys"] = keys.key_list()
    found["restored"] = restoring.of_journal(journal_id)
    kid = auth.current().kid
    whole = not found["more"]
    if kid and whole and not accounts.kit_is_noted(kid, journal_id, found["seq"]):
        db.session.rollback()  # the answer is read; the note is a transaction of its own
        db.session.info["read_only"] = False
        roster.note_kit(kid, journal_id, found["seq"])
    return found


@bp.get("/journals/<string:journal_id>/sections/<string:sha256>")
@requires("journal.read")
def section(journal_id: str, sha256: str) -> Response:
    """The bytes of a kit's section, by hash."""
    roles = _kit_roles(journal_id)
    for found in kits.sections(journal_id, roles, auth.current().person_id).values():
        if found.sha256 == sha256:
            return Response(found.body, mimetype="application/json")
    raise errors.section_stale()


@bp.get("/keys")
@public("the root's public key and the list it signed are printed on official papers")
@bp.response(200, schemas.KeysSchema)
def key_list() -> dict[str, Any]:
    """Public keys of this house; the thumbprint of ``root_jwk`` is the fingerprint to compare."""
    return {"root": keys.root_kid(), "root_jwk": keys.root_jwk(), "keys": keys.key_list()}


@bp.get("/checkpoints")
@public("checkpoints are made to leave the house")
@bp.arguments(schemas.CheckpointArgs, location="query")
def checkpoint_list(args: dict[str, Any]) -> Response:
    """The last thousand checkpoints, or a thousand after a number, compact, one a line."""
    return Response(checkpoints.texts(1000, args["after"]), mimetype="text/plain")


def _followed(asked: str) -> frozenset[str]:
    """Journals the caller serves in or may read forms of, limited to what was asked."""
    mine = live_journals(auth.current())
    wanted = frozenset(part for part in asked.split(",") if part)
    return mine & wanted if wanted else mine


def live_journals(actor: auth.Actor) -> frozenset[str]:
    """Ids of the journals whose movement the caller may notice."""
    events = staffing.visible_events(actor, "dispatch.read").with_only_columns(ExamEvent.id)
    # A gate sees nothing of the dispatch, but hears at once what the other gates saw.
    served = accounts.journals_served(actor.person_id or "", clock.now())
    return frozenset(db.session.scalars(events)) | served


@bp.get("/live/state")
@requires("session.own")
@bp.arguments(schemas.LiveArgs, location="query")
@bp.response(200, schemas.LiveStateSchema)
@bp.alt_response(304, description="Nothing moved", success=True)
def live_state(args: dict[str, Any]) -> Any:
    """seq of the journals followed, with an ETag: the fallback when streams are cut."""
    wanted = _followed(args["journals"])
    rows = db.session.execute(select(Journal.id, Journal.seq).where(Journal.id.in_(wanted)))
    heads: dict[str, int] = dict(rows.all())
    tag = hashlib.sha256(repr(sorted(heads.items())).encode()).hexdigest()[:24]
    if request.if_none_match.contains(tag):
        return Response(status=304, headers={"ETag": f'"{tag}"'})
    return {"heads": heads}, 200, {"ETag": f'"{tag}"'}


@bp.get("/live")
@requires("session.own")
@bp.arguments(schemas.LiveArgs, location="query")
def live_stream(args: dict[str, Any]) -> Response:
    """Server-sent events: ``moved`` with {journal, seq}."""
    watch = live.watch(current_app)
    if watch.streams >= current_app.config["SETTINGS"].max_streams:
        raise errors.no_stream()
    journals = _followed(args["journals"])
    db.session.remove()
    return Response(
        stream_with_context(watch.stream(journals)),
        mimetype="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


@bp.post("/rescue")
@requires("journal.write")
@bp.doc(
    requestBody={
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string"}}},
    }
)
@bp.response(200, schemas.RescuedSchema)
def rescue_file() -> rescue.Rescued:
    """Import a rescue file through the same door (R12); anybody enrolled may carry it."""
    request.max_content_length = rescue.MOST
    done = rescue.take_in(request.stream, auth.current().person_id)
    http.audit_later("rescue.import", None, "ok", detail={"entries": done.entries})
    return done


@bp.post("/held/<string:entry>/decision")
@requires("held.decide")
@bp.arguments(schemas.DecisionSchema)
@bp.response(200, schemas.DecidedSchema)
def decide_held(data: dict[str, str], entry: str) -> dict[str, Any]:
    """Let in or refuse what came after its phone was revoked; it takes two people."""
    return deciding.decide(auth.current(), entry, data["decision"], data["reason"])
