"""Rescue files: everything unsent of a phone, encrypted to this server (contracts section 10, R12).

The whole file is decrypted and checked first; only then its records go through the
same door as any push, so a truncated or foreign file imports nothing.
"""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO, Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import select

from backend.core import chunks, doorway, files, jws, keys
from backend.core.canonical import unb64u
from backend.core.db import db
from backend.core.errors import Problem, problem
from backend.core.journal_models import Journal, JournalEntry
from backend.core.payload import is_hash

from . import door

MAGIC = b"DUKAO-RESCUE-1\n"
CHUNK = chunks.CHUNK
MOST = 512 * CHUNK
HEAD_LIMIT = 2048
PUSH = 64

unreadable = problem(
    "rescue.unreadable",
    422,
    "救援文件不完整或已被改动，没有导入任何内容",
    "The rescue file is incomplete or was changed; nothing was imported",
    todo_zh="请在原手机上重新“存救援文件”",
    todo_en="Save the rescue file again on the phone",
)
foreign = problem(
    "rescue.foreign",
    422,
    "这个救援文件属于另一台服务器",
    "This rescue file belongs to another server",
    todo_zh="请交给文件所写的中心",
    todo_en="Give it to the centre it names",
)


@dataclass
class Rescued:
    """What a rescue file brought. `known` entries and `known_files` were here before; of the new
    entries `waiting` and `refused` name why some do not count; `rejected` were no entries."""

    entries: int = 0
    known: int = 0
    files: int = 0
    known_files: int = 0
    waiting: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    rejected: list[str] = field(default_factory=list)
    refused_files: int = 0
    file_codes: list[str] = field(default_factory=list)


def _line(stream: IO[bytes]) -> bytes:
    line = stream.readline(HEAD_LIMIT)
    if not line.endswith(b"\n"):
        raise unreadable()
    return line


def _key(head: dict[str, Any]) -> bytes:
    try:
        private = keys.private(head["kid"])
    except KeyError as error:
        raise foreign() from error
    shared = private.exchange(ec.ECDH(), jws.load_public(head["epk"]))
    salt = unb64u(head["salt"])
    return HKDF(hashes.SHA256(), 32, salt, b"dukao-rescue-1").derive(shared)


def decrypt(stream: IO[bytes], target: IO[bytes]) -> None:
    """Write the plaintext to ``target``; raises ``rescue.unreadable`` or ``rescue.foreign``."""
    if stream.read(len(MAGIC)) != MAGIC:
        raise unreadable()
    try:
        head = json.loads(_line(stream))
        plain = chunks.Reader(stream, AESGCM(_key(head)))
        size = 0
        while part := plain.read(CHUNK):
            size += len(part)
            if size > MOST:
                raise unreadable()
            target.write(part)
    except (ValueError, KeyError, TypeError) as error:
        raise unreadable() from error


def records(plain: IO[bytes]) -> Iterator[tuple[dict[str, Any], bytes]]:
    """(head, bytes) of each record; names in a head are hashes and ids, never paths."""
    while length := plain.read(4):
        size = int.from_bytes(length, "big")
        if len(length) != 4 or size > HEAD_LIMIT:
            raise unreadable()
        try:
            head = json.loads(plain.read(size))
        except ValueError as error:
            raise unreadable() from error
        fits = (
            isinstance(head, dict)
            and set(head) == {"type", "journal", "sha256", "size", "mime"}
            and head["type"] in ("entry", "file")
            and isinstance(head["journal"], str)
            and is_hash(head["sha256"])
            and isinstance(head["size"], int)
            and 0 < head["size"] <= files.MAX_FILE
        )
        if not fits:
            raise unreadable()
        body = plain.read(head["size"])
        if len(body) != head["size"]:
            raise unreadable()
        yield head, body


def take_in(stream: IO[bytes], carrier: str | None) -> Rescued:
    """Import a rescue file; commits as the door does. Known entries answer their same line."""
    with tempfile.TemporaryFile() as plain:
        decrypt(stream, plain)
        plain.seek(0)
        for _ in records(plain):
            pass
        plain.seek(0)
        return _through_the_door(plain, carrier)


def _through_the_door(plain: IO[bytes], carrier: str | None) -> Rescued:
    done = Rescued()
    waiting: dict[str, list[str]] = {}
    for head, body in records(plain):
        if not _known(head["journal"]):
            done.rejected.append("entry.journal")
        elif head["type"] == "entry":
            batch = waiting.setdefault(head["journal"], [])
            batch.append(body.decode("ascii", "replace"))
            if len(batch) == PUSH:
                _push(head["journal"], waiting.pop(head["journal"]), carrier, done)
        else:
            _file(head, body, carrier or "", done)
    for journal_id, batch in waiting.items():
        _push(journal_id, batch, carrier, done)
    return done


def _known(journal_id: str) -> bool:
    # Ids are looked up, and what is none is not even that: PostgreSQL takes no NUL.
    row = db.session.get(Journal, journal_id) if re.fullmatch(r"[0-9a-f]{32}", journal_id) else None
    return row is not None and row.kind == "event" and row.wrapped_key is not None


def _push(journal_id: str, batch: list[str], carrier: str | None, done: Rescued) -> None:
    before = db.session.get_one(Journal, journal_id).seq
    with doorway.here().through():
        taken = door.push(journal_id, batch, carrier)
        db.session.commit()
    done.entries += len(taken.hashes)
    rows = db.session.execute(
        select(JournalEntry.seq, JournalEntry.outcome).where(JournalEntry.hash.in_(taken.hashes))
    )
    for seq, outcome in rows:
        state, _, code = outcome.partition(":")
        if seq <= before:
            done.known += 1
        elif state != "accepted":
            (done.waiting if state == "waiting" else done.refused).append(code)
    done.rejected += [item["code"] for item in taken.rejected]


def _file(head: dict[str, Any], body: bytes, carrier: str, done: Rescued) -> None:
    db.session.rollback()
    known = files.exists(head["journal"], head["sha256"])
    try:
        files.receive(head["journal"], head["sha256"], 0, body, len(body), head["mime"], carrier)
    except Problem as refused:
        done.refused_files += 1
        done.file_codes.append(refused.code)
        return
    db.session.rollback()
    files.stored(head["journal"], head["sha256"], len(body), head["mime"], carrier)
    db.session.commit()
    done.files += 1
    done.known_files += known
