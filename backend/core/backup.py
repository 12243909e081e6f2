"""Backups: encrypted, taken while the house runs, database before files, verified after writing.

A file is fsynced before its row says so; whatever the copied database names is therefore on disk
when the files are copied after it. Private keys are no part of it (contracts section 12).
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any, cast

from flask import current_app
from sqlalchemy import Connection, String, bindparam, select, text
from sqlalchemy.orm import Mapped, mapped_column

from . import checkpoints, chunks, clock, databases, journal, keys, vault
from .canonical import b64u, canonical, unb64u
from .db import Base, Instant, ask, db, id_column
from .journal_models import CheckpointHead, Journal
from .payload import is_hash

MAGIC = b"DUKAO-BACKUP-1\n"
HEAD_LIMIT = 4096
# A file's row is written in the transaction that began at `stored`; it may have ended later.
MARGIN = 60_000


class Backup(Base):
    """A backup that was read again and found whole; ``snapshot_at`` is the instant it shows."""

    __tablename__ = "backup"

    id: Mapped[str] = id_column()
    name: Mapped[str] = mapped_column(String(80))
    sha256: Mapped[str] = mapped_column(String(64))
    checkpoint: Mapped[int]
    snapshot_at: Mapped[int] = mapped_column(Instant, index=True)
    verified_at: Mapped[int] = mapped_column(Instant)


class Damaged(Exception):
    """A backup that cannot be trusted; the message says why."""


@dataclass(frozen=True)
class Manifest:
    """What a backup holds. ``heads``: [journal, seq, head]; ``files``: {path: SHA-256 as stored}."""

    made_at: int
    dialect: str
    revision: str
    root: str
    checkpoint: tuple[int, str]
    heads: list[list[Any]]
    files: dict[str, str]

    def to_bytes(self) -> bytes:
        """Canonical JSON."""
        return canonical({"v": 1, **vars(self), "checkpoint": list(self.checkpoint)})

    @classmethod
    def read(cls, data: bytes) -> Manifest:
        """From its bytes; raises ``Damaged``."""
        try:
            value = json.loads(data)
            if value.pop("v") != 1:
                raise Damaged("made by a newer version of this software")
            return cls(**value | {"checkpoint": tuple(value["checkpoint"])})
        except (ValueError, KeyError, TypeError) as error:
            raise Damaged("unreadable manifest") from error


# --- what receipts promise by it ---------------------------------------------------------------


def newest() -> Backup | None:
    """The newest verified backup."""
    return db.session.scalar(select(Backup).order_by(Backup.snapshot_at.desc()).limit(1))


_HELD = (
    select(
        Backup.snapshot_at,
        select(CheckpointHead.seq)
        .where(
            CheckpointHead.journal == bindparam("journal"),
            CheckpointHead.number <= Backup.checkpoint,
        )
        .order_by(CheckpointHead.number.desc())
        .limit(1)
        .correlate(Backup)
        .scalar_subquery()
        .label("upto"),
    )
    .order_by(Backup.snapshot_at.desc())
    .limit(1)
)


def holds(journal_id: str, seq: int, stored: int) -> bool:
    """Whether the newest verified backup has the journal up to a line, and files up to an instant."""
    found = ask(_HELD, {"journal": journal_id}).first()
    if found is None or stored + MARGIN > found.snapshot_at:
        return False
    return seq <= (found.upto or 0)


# --- making one --------------------------------------------------------------------------------


def make(folder: Path) -> tuple[Path, Manifest]:
    """Write a backup into ``folder``, read it again, and remember it as verified; commits.

    Raises ``Damaged`` when a stored file is not what its name says, or the backup does not read
    back; the file is left for whoever looks into it, but nothing is promised by it.
    """
    settings = current_app.config["SETTINGS"]
    if folder.resolve().is_relative_to(settings.keys.resolve()):
        raise Damaged("backups do not lie beside the keys")
    # So that the backup knows its own place in the history, and every line in it has an anchor.
    checkpoints.write(force=True)
    db.session.commit()
    last = checkpoints.newest()
    if last is None:
        raise Damaged("nothing to back up: no checkpoint yet")
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.TemporaryDirectory(dir=settings.instance) as work:
        copy = Path(work) / databases.NAMES[databases.dialect()]
        with databases.snapshot(copy) as (connection, instant):
            stamp = datetime.fromtimestamp(instant / 1000, UTC).strftime("%Y%m%d-%H%M%S-%f")[:-3]
            path = folder / f"dukao-{stamp}.backup"
            manifest = _write(path, copy, connection, instant, last)
    verified = verify(path)
    with path.open("rb") as file:
        name = hashlib.file_digest(file, "sha256").hexdigest()
    now = clock.now()
    db.session.add(
        Backup(
            name=path.name,
            sha256=name,
            checkpoint=manifest.checkpoint[0],
            snapshot_at=manifest.made_at,
            verified_at=now,
        )
    )
    journal.audit("backup.verified", name, "ok", detail={"files": len(verified.files)})
    db.session.commit()
    return path, manifest


def _write(
    path: Path, copy: Path, connection: Connection, instant: int, last: tuple[int, str]
) -> Manifest:
    salt = os.urandom(16)
    head = {"salt": b64u(salt), "made_at": instant, "root": keys.root_kid()}
    fresh = path.with_suffix(".new")
    with fresh.open("wb") as target:
        fresh.chmod(0o600)
        target.write(MAGIC + canonical(head) + b"\n")
        sealed = chunks.Writer(target, vault.backup_key(salt))
        with tarfile.open(fileobj=cast("IO[bytes]", sealed), mode="w|") as tar:
            tar.add(copy, copy.name)
            manifest = Manifest(
                made_at=instant,
                dialect=databases.dialect(),
                revision=str(connection.scalar(text("SELECT version_num FROM alembic_version"))),
                root=keys.root_kid(),
                checkpoint=last,
                heads=[
                    list(row)
                    for row in connection.execute(
                        select(Journal.id, Journal.seq, Journal.head).order_by(Journal.id)
                    )
                ],
                files=dict(_add_files(tar, connection)),
            )
            _add(tar, "manifest.json", manifest.to_bytes())
        sealed.close()
        target.flush()
        os.fsync(target.fileno())
    fresh.replace(path)
    return manifest


def _add(tar: tarfile.TarFile, name: str, data: bytes) -> None:
    info = tarfile.TarInfo(name)
    info.size = len(data)
    tar.addfile(info, io.BytesIO(data))


def _add_files(tar: tarfile.TarFile, connection: Connection) -> Iterator[tuple[str, str]]:
    """Every file the copied database names, opened to see that it is what its name says."""
    place = current_app.config["SETTINGS"].files
    rows = connection.execute(
        text(
            "SELECT f.journal, f.sha256, j.wrapped_key FROM journal_file f "
            "JOIN journal j ON j.id = f.journal "
            "WHERE f.stored IS NOT NULL AND j.wrapped_key IS NOT NULL ORDER BY 1, 2"
        )
    )
    for journal_id, sha256, wrapped in rows:
        name = f"files/{journal_id}/{sha256}"
        try:
            data = (place / journal_id / sha256).read_bytes()
            plain = vault.open_body(bytes(wrapped), data, f"file.{sha256}")
        except (OSError, ValueError) as error:
            if _erased_meanwhile(journal_id):
                continue
            raise Damaged(f"{name} in the file store is missing or damaged") from error
        if hashlib.sha256(plain).hexdigest() != sha256:
            raise Damaged(f"{name} in the file store is not what its name says")
        _add(tar, name, data)
        yield name, hashlib.sha256(data).hexdigest()


def _erased_meanwhile(journal_id: str) -> bool:
    row = db.session.get(Journal, journal_id, populate_existing=True)
    db.session.rollback()
    return row is None or row.wrapped_key is None


# --- reading one -------------------------------------------------------------------------------


@contextmanager
def opened(path: Path, work: Path) -> Iterator[tuple[Path, Manifest]]:
    """The database copy and the files of a backup, unpacked into ``work`` and checked against the
    manifest; raises ``Damaged``."""
    try:
        manifest = _unpack(path, work)
    except (ValueError, KeyError, OSError, tarfile.TarError) as error:
        raise Damaged(f"{path.name}: {error}") from error
    yield work / databases.NAMES[manifest.dialect], manifest


def _unpack(path: Path, work: Path) -> Manifest:
    found: dict[str, str] = {}
    manifest = None
    with path.open("rb") as source:
        if source.read(len(MAGIC)) != MAGIC:
            raise Damaged("not a backup of this software")
        head = json.loads(source.readline(HEAD_LIMIT))
        if head["root"] != keys.root_kid():
            raise Damaged("made with other keys than those in the keys folder")
        plain = chunks.Reader(source, vault.backup_key(unb64u(head["salt"])))
        with tarfile.open(fileobj=cast("IO[bytes]", plain), mode="r|") as tar:
            for member in tar:
                data = tar.extractfile(member)
                if data is None:
                    raise Damaged("holds something else than files")
                if member.name == "manifest.json":
                    manifest = Manifest.read(data.read())
                else:
                    found[member.name] = _keep(work / _safe(member.name), data)
        plain.read()  # to the end, which is authenticated too
    if manifest is None:
        raise Damaged("holds no manifest")
    files = {name: digest for name, digest in found.items() if name.startswith("files/")}
    if files != manifest.files:
        raise Damaged("its files are not those of its manifest")
    return manifest


def _safe(name: str) -> str:
    parts = name.split("/")
    is_file = len(parts) == 3 and parts[0] == "files" and parts[1].isalnum() and is_hash(parts[2])
    if not is_file and name not in databases.NAMES.values():
        raise Damaged("holds a name that does not belong there")
    return name


def _keep(path: Path, data: IO[bytes]) -> str:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    digest = hashlib.sha256()
    with path.open("wb") as file:
        while part := data.read(chunks.CHUNK):
            digest.update(part)
            file.write(part)
        file.flush()
        os.fsync(file.fileno())
    return digest.hexdigest()


def verify(path: Path) -> Manifest:
    """Read a whole backup: every file, the database, every journal's chain up to its head."""
    with (
        tempfile.TemporaryDirectory(dir=current_app.config["SETTINGS"].instance) as work,
        opened(path, Path(work)) as (copy, manifest),
    ):
        heads: dict[str, tuple[int, str]] = {}
        try:
            for journal_id, seq, line in databases.lines_in(copy):
                before, head = heads.get(
                    journal_id, (0, journal.head_zero(journal_id, manifest.root))
                )
                if seq != before + 1:
                    raise Damaged(f"journal {journal_id} lacks line {before + 1}")
                heads[journal_id] = (seq, journal.next_head(head, line))
        except (ValueError, databases.ToolFailed) as error:
            raise Damaged(f"{path.name}: {error}") from error
        for journal_id, seq, head in manifest.heads:
            if seq and heads.get(journal_id) != (seq, head):
                raise Damaged(f"journal {journal_id} does not reach its head")
        return manifest
