"""What a journal proves: verified in place, or written out as a bundle that needs no server."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from sqlalchemy import select

from . import clock, files, indexes, jws, keys, verifier
from .canonical import canonical
from .db import db
from .errors import Problem
from .journal import body_of
from .journal_models import (
    Checkpoint,
    FileMention,
    Journal,
    JournalEntry,
    JournalFile,
    JournalLine,
)

# What says whose a key is, or what became of an entry.
ALWAYS = ("accounts.roster", "journal.erased")
JUDGES = (*ALWAYS, "journal.settled", "journal.opinion")
BodyOf = Callable[[str], bytes | None]


def _lines(journal_id: str) -> tuple[list[str], list[str]]:
    rows = db.session.execute(
        select(JournalLine.line, JournalLine.head)
        .where(JournalLine.journal == journal_id)
        .order_by(JournalLine.seq)
    ).all()
    return [line for line, _ in rows], [head for _, head in rows]


def _checkpoints() -> list[str]:
    return list(db.session.scalars(select(Checkpoint.compact).order_by(Checkpoint.number)))


def _server_keys() -> tuple[Callable[[str], dict[str, str]], dict[str, int]]:
    """Key by kid, and which were withdrawn since when."""

    def jwk_of(kid: str) -> dict[str, str]:
        try:
            return keys.public(kid, "journal")
        except StopIteration as error:
            raise KeyError(kid) from error

    return jwk_of, keys.withdrawn("journal")


def verify(
    journal_id: str, extra_checkpoints: list[str] | None = None, witness: str | None = None
) -> verifier.Report:
    """Check chain, index, bodies, signatures, files and anchors of a journal in this database."""
    report = verifier.Report()
    row = db.session.get_one(Journal, journal_id)
    lines, heads = _lines(journal_id)
    report.lines = len(lines)
    read = cache(body_of)
    try:
        computed = verifier.check_chain(journal_id, keys.root_kid(), lines, heads)
        if (row.seq, row.head) != (len(lines), computed[-1]):
            raise verifier.Broken("lines are missing at the end", len(lines) + 1)

        def bodies() -> None:
            signers = _signers(journal_id, lines, read)
            erased = verifier.erased_by_order(lines, read, report)
            verifier.check_bodies(lines, read, signers, erased, report)
            verifier.check_files(lines, read, lambda name: _file(journal_id, name), report)
            indexes.check(journal_id, lines, read)

        def anchors() -> None:
            own, known = _checkpoints(), _server_keys()
            verifier.check_anchors(
                journal_id, computed, own, report, known, extra_checkpoints, witness
            )

        verifier.every(bodies, anchors, indexes.check_checkpoints)
    except verifier.Broken as broken:
        report.state, report.reason, report.seq = "broken", broken.reason, broken.seq
    return report


def _signers(journal_id: str, lines: list[str], read: BodyOf) -> dict[str, verifier.Signer]:
    """Keys of the journal's roster; a centre's journal holds its enrolments, which name their own."""
    found = verifier.roster_keys(lines, read)
    if db.session.get_one(Journal, journal_id).kind != "event":
        for line in lines:
            value = json.loads(line)
            body = read(value["entry"]) if value["kid"] else None
            if body is not None:
                data = json.loads(verifier.unb64u(body.decode().split(".")[1]))["data"]
                jwk = data.get("jwk")
                if jwk and verifier.thumbprint(jwk) == value["kid"]:
                    found[value["kid"]] = verifier.Signer(jwk, data["person"])
    return found


def _file(journal_id: str, name: str) -> bytes | None:
    sha256 = name.removeprefix("files/")
    if not files.exists(journal_id, sha256):
        return None
    try:
        return files.read(journal_id, sha256)
    except (Problem, ValueError):
        return b""  # it was here and is gone or changed: no hash fits


def verify_all(
    journal_id: str | None,
    extra_checkpoints: list[str] | None = None,
    witness: str | None = None,
) -> Iterator[tuple[str, verifier.Report]]:
    """(journal, report) of every journal, or of one; also of those only checkpoints still name."""
    query = select(Journal.id).order_by(Journal.id)
    here = list(db.session.scalars(query))
    for name in here if journal_id is None else [journal_id]:
        if name in here:
            yield name, verify(name, extra_checkpoints, witness)
    for name, report in _deleted(set(here), extra_checkpoints or []):
        if journal_id in (None, name):
            yield name, report


def _deleted(here: set[str], extra: list[str]) -> Iterator[tuple[str, verifier.Report]]:
    """Journals that a checkpoint names and this database no longer has."""
    outside = [text for text in extra if text]
    try:
        found = verifier.read_checkpoints([*_checkpoints(), *outside], *_server_keys())
    except verifier.Broken as broken:
        yield "checkpoints", verifier.Report("broken", broken.seq, broken.reason)
        try:
            found = verifier.read_checkpoints(outside, *_server_keys())
        except verifier.Broken:
            return
    named: dict[str, tuple[int, int]] = {}
    for number in sorted(found):
        for name, seq, _ in found[number]["heads"]:
            lost_by_restore = any(verifier.explains(one, number) for one in found.values())
            if name not in here and not lost_by_restore:
                named[name] = (number, seq)
    for name, (number, seq) in named.items():
        reason = f"deleted: checkpoint {number} names its lines 1 to {seq}"
        yield name, verifier.Report("broken", 1, reason)


@dataclass(frozen=True)
class Part:
    """What a bundle of a part holds: words for it, and the entries."""

    what: str
    entries: frozenset[str]


def _with_proof(journal_id: str, part: Part) -> set[str]:
    """The entries of a part, and what it takes to judge them: keys, outcomes, an erasure order."""
    found = set(part.entries)
    rows = db.session.execute(
        select(JournalEntry.hash, JournalEntry.kind, JournalEntry.parents).where(
            JournalEntry.journal == journal_id, JournalEntry.kind.in_(JUDGES)
        )
    )
    for name, kind, parents in rows:
        if kind in ALWAYS or found & set(parents):
            found.add(name)
    return found


def _files_of(journal_id: str, wanted: set[str]) -> set[str]:
    rows = db.session.execute(
        select(FileMention.entry, FileMention.sha256).where(FileMention.journal == journal_id)
    )
    return {sha256 for entry, sha256 in rows if entry in wanted}


def export(journal_id: str, part: Part | None = None) -> bytes:
    """The bundle of contracts section 11, of the whole journal or of a part of it; raises
    ``object.not_found``."""
    row = db.session.get(Journal, journal_id)
    if row is None:
        raise Problem("object.not_found")
    lines, heads = _lines(journal_id)
    wanted = None if part is None else _with_proof(journal_id, part)
    named = set() if wanted is None else _files_of(journal_id, wanted)
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
        if part is not None and wanted is not None:
            head |= {"v": 2, "scope": {"what": part.what, "entries": sorted(wanted)}}
            # Nobody else may say that less was asked for than is missing.
            said = {**head, "head": heads[-1] if heads else ""}
            bundle.writestr("part.jws", keys.sign("journal", jws.PART, said))
        bundle.writestr("bundle.json", canonical(head))
        bundle.writestr("keys.jws", keys.key_list())
        bundle.writestr("checkpoints.txt", "".join(f"{text}\n" for text in _checkpoints()))
        bundle.writestr("lines.txt", "".join(f"{line}\n" for line in lines))
        for line in lines:
            value = json.loads(line)
            if wanted is not None and value["entry"] not in wanted:
                continue
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
            if wanted is not None and sha256 not in named:
                continue
            data = _file(journal_id, sha256)
            if data:
                bundle.writestr(f"files/{sha256}", data)
        bundle.writestr("erased.json", canonical(erased))
        bundle.writestr("verify.py", Path(verifier.__file__).read_bytes())
    return target.getvalue()
