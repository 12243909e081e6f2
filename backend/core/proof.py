"""What a journal proves: verified in place, or written out as a bundle that needs no server."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import select

from . import clock, files, keys, verifier
from .canonical import canonical
from .db import db
from .errors import Problem
from .journal import body_of
from .journal_models import Checkpoint, Journal, JournalFile, JournalLine


def _lines(journal_id: str) -> tuple[list[str], list[str]]:
    rows = db.session.execute(
        select(JournalLine.line, JournalLine.head)
        .where(JournalLine.journal == journal_id)
        .order_by(JournalLine.seq)
    ).all()
    return [line for line, _ in rows], [head for _, head in rows]


def _checkpoints() -> list[str]:
    return list(db.session.scalars(select(Checkpoint.compact).order_by(Checkpoint.number)))


def _server_key(kid: str) -> dict[str, str]:
    try:
        return keys.public(kid, "journal")
    except StopIteration as error:
        raise KeyError(kid) from error


def verify(
    journal_id: str, extra_checkpoints: list[str] | None = None, witness: str | None = None
) -> verifier.Report:
    """Check chain, bodies, signatures, files and anchors of a journal in this database."""
    report = verifier.Report()
    row = db.session.get_one(Journal, journal_id)
    lines, heads = _lines(journal_id)
    report.lines = len(lines)
    try:
        computed = verifier.check_chain(journal_id, keys.root_kid(), lines, heads)
        if (row.seq, row.head) != (len(lines), computed[-1]):
            raise verifier.Broken("lines are missing at the end", len(lines) + 1)
        jwks = _signers(journal_id, lines)
        erased = verifier.erased_by_order(lines, body_of, report)
        verifier.check_bodies(lines, body_of, jwks.__getitem__, erased, report)
        verifier.check_files(lines, body_of, lambda name: _file(journal_id, name), report)
        checkpoints = verifier.read_checkpoints(
            [*_checkpoints(), *(extra_checkpoints or [])], _server_key
        )
        verifier.anchor(journal_id, computed, checkpoints, report, extra_checkpoints, witness)
    except verifier.Broken as broken:
        report.state, report.reason, report.seq = "broken", broken.reason, broken.seq
    return report


def _signers(journal_id: str, lines: list[str]) -> dict[str, dict[str, str]]:
    """Keys of the journal's roster; a centre's journal holds its enrolments, which name their own."""
    found = verifier.roster_keys(lines, body_of)
    if db.session.get_one(Journal, journal_id).kind != "event":
        for line in lines:
            value = json.loads(line)
            body = body_of(value["entry"]) if value["kid"] else None
            if body is not None:
                payload = json.loads(verifier.unb64u(body.decode().split(".")[1]))
                jwk = payload["data"].get("jwk")
                if jwk and verifier.thumbprint(jwk) == value["kid"]:
                    found[value["kid"]] = jwk
    return found


def _file(journal_id: str, name: str) -> bytes | None:
    sha256 = name.removeprefix("files/")
    if not files.exists(journal_id, sha256):
        return None
    try:
        return files.read(journal_id, sha256)
    except Problem:
        return None


def verify_all(
    journal_id: str | None,
    extra_checkpoints: list[str] | None = None,
    witness: str | None = None,
) -> Iterator[tuple[str, verifier.Report]]:
    """(journal, report) of every journal, or of one."""
    query = select(Journal.id).order_by(Journal.id)
    for name in db.session.scalars(query.where(Journal.id == journal_id) if journal_id else query):
        yield name, verify(name, extra_checkpoints, witness)


def export(journal_id: str) -> bytes:
    """The bundle of contracts section 11; raises ``object.not_found``."""
    row = db.session.get(Journal, journal_id)
    if row is None:
        raise Problem("object.not_found")
    lines, _ = _lines(journal_id)
    erased: list[str] = []
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as bundle:
        head = {
            "v": 1,
            "journal": journal_id,
            "root": keys.root_kid(),
            "root_jwk": keys.root_jwk(),
            "made_at": clock.now(),
        }
        bundle.writestr("bundle.json", canonical(head))
        bundle.writestr("keys.jws", keys.key_list())
        bundle.writestr("checkpoints.txt", "".join(f"{text}\n" for text in _checkpoints()))
        bundle.writestr("lines.txt", "".join(f"{line}\n" for line in lines))
        for line in lines:
            value = json.loads(line)
            body = body_of(value["entry"])
            if body is None:
                erased.append(value["entry"])
            elif value["kid"] is None:
                bundle.writestr(f"acts/{value['entry']}.json", body)
            else:
                bundle.writestr(f"entries/{value['entry']}.jws", body)
        for sha256 in db.session.scalars(
            select(JournalFile.sha256).where(
                JournalFile.journal == journal_id, JournalFile.stored.is_not(None)
            )
        ):
            data = _file(journal_id, sha256)
            if data is not None:
                bundle.writestr(f"files/{sha256}", data)
        bundle.writestr("erased.json", canonical(erased))
        bundle.writestr("verify.py", Path(verifier.__file__).read_bytes())
    return target.getvalue()
