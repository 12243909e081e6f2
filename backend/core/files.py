"""Files by hash, encrypted under their journal's data key, fsynced before they count (R5).

A growing upload lies beside the store as ``<sha256>.<carrier>.part``, its carrier's own; it becomes
the file only after length, hash and content type fit.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import io
import json
import os
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

from flask import current_app
from PIL import Image
from sqlalchemy import func, select

from . import clock, scanning, vault
from .db import db, new_id
from .errors import Problem, problem
from .journal_models import Journal, JournalFile
from .jws import BadToken
from .payload import strict_json

MAX_FILE = 12 * 1024 * 1024
MAX_PIXELS = 24_000_000
GPS = 0x8825
TYPES = ("image/jpeg", "application/json")

wrong_hash = problem("file.hash", 422, "文件与指纹不符，没有存", "The file does not match its hash")
wrong_type = problem(
    "file.type",
    415,
    "只收 JPEG 照片和签名数据",
    "Only JPEG photos and signature data are taken",
    todo_zh="请在应用内拍照后再传",
    todo_en="Take the photo inside the app",
)
wrong_offset = problem("file.offset", 409, "续传位置不对", "Wrong offset")
wrong_length = problem(
    "file.length", 422, "文件长度与声明不符", "The file's length differs from its claim"
)
quota_full = problem(
    "file.quota",
    507,
    "这次考核的存储空间已满",
    "Storage for this event is full",
    todo_zh="请联系中心值班人员；照片仍在手机上",
    todo_en="Call the centre; the photo stays on the phone",
)

share_full = problem(
    "file.share",
    507,
    "您在这次考核的存储份额已满",
    "Your share of this event's storage is full",
    todo_zh="请联系中心值班人员；照片仍在手机上，记录照常上传",
    todo_en="Call the centre; the photo stays on the phone, entries go on",
)
SHARES = 4
"""One carrier may fill a quarter of an event's space: three others still deliver."""
STALE_SECONDS = 3600

_listeners: list[Callable[[str, str], None]] = []
Image.MAX_IMAGE_PIXELS = MAX_PIXELS


def on_file(listener: Callable[[str, str], None]) -> Callable[[str, str], None]:
    """Register what is called with (journal, sha256), in the transaction, when a file is whole."""
    _listeners.append(listener)
    return listener


def folder(journal_id: str) -> Path:
    """Where the journal's files and unfinished uploads lie."""
    return Path(current_app.config["SETTINGS"].files) / journal_id


def _part(journal_id: str, sha256: str, carrier: str) -> Path:
    return folder(journal_id) / f"{sha256}.{carrier}.part"


def offset(journal_id: str, sha256: str, carrier: str) -> int:
    """Bytes of this carrier's unfinished upload that are on disk."""
    return _size(_part(journal_id, sha256, carrier))


def receive(
    journal_id: str, sha256: str, at: int, chunk: bytes, length: int, mime: str, carrier: str
) -> bool:
    """Add bytes at an offset; True when the file is whole, checked and in its place.

    No bytes at the end of an upload finish one that was interrupted before its check. Outside any
    transaction. Raises ``file.offset``, ``request.too_large``, ``file.length``, ``file.quota``,
    ``file.share``, and, dropping the upload, ``file.hash`` and ``file.type``.
    """
    if length > MAX_FILE or length < 1:
        raise Problem("request.too_large")
    if at + len(chunk) > length:
        raise wrong_length()
    here = folder(journal_id)
    here.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = _part(journal_id, sha256, carrier)
    _room(journal_id, part, length, carrier)
    with _alone(part, new=at == 0) as growing:
        if at != growing.seek(0, os.SEEK_END) and at != 0:
            raise wrong_offset()
        growing.truncate(at)
        growing.seek(at)
        growing.write(chunk)
        growing.flush()
        os.fsync(growing.fileno())
        if at + len(chunk) < length:
            return False
        growing.seek(0)
        _finish(journal_id, sha256, growing.read(), mime, part)
    return True


def _room(journal_id: str, part: Path, length: int, carrier: str) -> None:
    """Space for this upload in the event, and in its carrier's share."""
    used = dict(
        db.session.execute(
            select(JournalFile.carrier, func.sum(JournalFile.size))
            .where(JournalFile.journal == journal_id, JournalFile.stored.is_not(None))
            .group_by(JournalFile.carrier)
        ).all()
    )
    # Uploads nobody finishes take space too; a length may grow from one chunk to the next.
    sweep(journal_id, besides=part)
    begun = {other: _size(other) for other in part.parent.glob("*.part") if other != part}
    quota = current_app.config["SETTINGS"].file_quota
    if sum(used.values()) + sum(begun.values()) + length > quota:
        raise quota_full()
    own = sum(size for other, size in begun.items() if other.name.endswith(f".{carrier}.part"))
    if used.get(carrier, 0) + own + length > quota // SHARES:
        raise share_full()


def _size(part: Path) -> int:
    try:
        return part.stat().st_size
    except FileNotFoundError:  # finished by another request just now
        return 0


@contextlib.contextmanager
def _alone(part: Path, *, new: bool) -> Iterator[BinaryIO]:
    """The unfinished upload, for us alone: two phones may send the same photo at once."""
    while True:
        try:
            handle = os.open(part, os.O_RDWR | (os.O_CREAT if new else 0), 0o600)
        except FileNotFoundError as error:
            raise wrong_offset() from error
        with os.fdopen(handle, "r+b") as growing:
            fcntl.flock(growing, fcntl.LOCK_EX)
            # Whoever had it before us may have finished and removed it.
            if _is_still(part, growing):
                yield growing
                return


def _is_still(part: Path, growing: BinaryIO) -> bool:
    try:
        return part.stat().st_ino == os.fstat(growing.fileno()).st_ino
    except FileNotFoundError:
        return False


def forget(journal_id: str, sha256: str) -> None:
    """Drop the unfinished uploads of a file that is here."""
    for part in folder(journal_id).glob(f"{sha256}.*.part"):
        part.unlink(missing_ok=True)


def sweep(journal_id: str, besides: Path | None = None) -> None:
    """Drop what killed processes left: unfinished uploads of files that are here, which nobody asks
    for again, and writings an hour older than the newest change of the folder."""
    here = folder(journal_id)
    for part in here.glob("*.part"):
        if part != besides and (here / part.name.partition(".")[0]).exists():
            part.unlink(missing_ok=True)
    for fresh in here.glob("*.new"):
        with contextlib.suppress(FileNotFoundError):  # in its place just now
            if here.stat().st_mtime - fresh.stat().st_mtime > STALE_SECONDS:
                fresh.unlink()


def sniff(data: bytes, claimed: str) -> None:
    """Refuse what is not what it says (S-21): HTML named .jpg, GIF, polyglots, bombs."""
    if claimed == "application/json":
        try:
            # Strokes carry fractions; only the entry itself is limited to integers.
            if not data.lstrip()[:1] == b"{":
                raise wrong_type()
            strict_json_allowing_floats(data)
        except BadToken as error:
            raise wrong_type() from error
        return
    if claimed != "image/jpeg" or data[:3] != b"\xff\xd8\xff" or data[-2:] != b"\xff\xd9":
        raise wrong_type()
    try:
        with (
            warnings.catch_warnings(action="ignore", category=Image.DecompressionBombWarning),
            Image.open(io.BytesIO(data), formats=("JPEG",)) as image,
        ):
            if image.width * image.height > MAX_PIXELS:
                raise wrong_type()
            located = image.getexif().get_ifd(GPS) or b"exif:GPS" in data
            image.load()
    except Problem:
        raise
    except Exception as error:  # a decoder fed with hostile bytes fails in many ways
        raise wrong_type() from error
    if located:
        # S-16: the app strips what the camera wrote; who keeps it in comes from elsewhere.
        raise wrong_type()


def strict_json_allowing_floats(data: bytes) -> object:
    """JSON of a file: UTF-8, shallow, no duplicate keys; numbers may have fractions."""
    if len(data) > MAX_FILE:
        raise BadToken("entry.too_large")
    if b"." not in data and b"e" not in data:
        return strict_json(data, max_bytes=MAX_FILE)
    try:
        return json.loads(data.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise BadToken("entry.json") from error


def _finish(journal_id: str, sha256: str, data: bytes, claimed: str, part: Path) -> None:
    """Check the whole upload and put its encrypted bytes in place."""
    try:
        if hashlib.sha256(data).hexdigest() != sha256:
            raise wrong_hash()
        sniff(data, claimed)
        scanning.scan(data)
    except Problem:
        part.unlink(missing_ok=True)
        raise
    put(journal_id, sha256, data)
    forget(journal_id, sha256)


def put(journal_id: str, sha256: str, data: bytes) -> None:
    """Write the encrypted file once, fsync file and folder."""
    _put(journal_id, {sha256: data})


def keep(journal_id: str, found: Mapping[str, bytes], mime: str) -> None:
    """Store files the server itself made, on nobody's share, in the caller's transaction.

    Call it before the act that names them. Raises ``file.quota``.
    """
    rows = db.session.scalars(select(JournalFile).where(JournalFile.journal == journal_id))
    known = {row.sha256: row for row in rows}
    fresh = {
        name: data
        for name, data in found.items()
        if name not in known or known[name].stored is None
    }
    if not fresh:
        return
    used = sum(row.size for row in known.values() if row.stored is not None)
    if used + sum(map(len, fresh.values())) > current_app.config["SETTINGS"].file_quota:
        raise quota_full()
    _put(journal_id, fresh)
    for name, data in fresh.items():
        if name in known:  # somebody waits for it
            stored(journal_id, name, len(data), mime)
        else:
            db.session.add(
                JournalFile(
                    journal=journal_id,
                    sha256=name,
                    size=len(data),
                    type=mime,
                    stored=clock.now(),
                )
            )
    db.session.flush()  # the act that names them finds them


def _put(journal_id: str, found: Mapping[str, bytes]) -> None:
    wrapped = db.session.get_one(Journal, journal_id).wrapped_key
    if wrapped is None:
        raise Problem("journal.erased")
    here = folder(journal_id)
    here.mkdir(parents=True, exist_ok=True, mode=0o700)
    # All are written before the first is waited for: a disk syncs a thousand like one. Two phones
    # may bring the same file at once: each write has a name of its own.
    fresh = {here / f"{sha256}.{new_id()}.new": sha256 for sha256 in found}
    for path, sha256 in fresh.items():
        path.write_bytes(vault.seal_body(wrapped, found[sha256], f"file.{sha256}"))
    for path, sha256 in fresh.items():
        with path.open("rb") as file:
            os.fsync(file.fileno())
        path.replace(here / sha256)
    directory = os.open(here, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)


def stored(journal_id: str, sha256: str, size: int, mime: str, carrier: str | None = None) -> None:
    """Mark a file as there, on its carrier's account, and tell those who wait for it; in the caller's transaction."""
    row = db.session.get(JournalFile, (journal_id, sha256))
    if row is None:
        row = JournalFile(journal=journal_id, sha256=sha256, size=size, type=mime, stored=None)
        db.session.add(row)
    if row.stored is None:
        row.size, row.stored, row.carrier = size, clock.now(), carrier
        db.session.flush()  # listeners look for it
        for listener in _listeners:
            listener(journal_id, sha256)


def manifest(journal_id: str, names: Iterable[str | None], role: str) -> list[dict[str, Any]]:
    """The ``files`` of an act that names these stored files, each once."""
    wanted = {name for name in names if name}
    rows = db.session.scalars(select(JournalFile).where(JournalFile.journal == journal_id))
    return [
        {"sha256": row.sha256, "size": row.size, "type": row.type, "role": role}
        for row in sorted(rows, key=lambda row: row.sha256)
        if row.sha256 in wanted
    ]


def exists(journal_id: str, sha256: str) -> bool:
    """Whether the file's bytes are fsynced here."""
    row = db.session.get(JournalFile, (journal_id, sha256))
    return row is not None and row.stored is not None


def read(journal_id: str, sha256: str) -> bytes:
    """The bytes of a stored file; raises ``object.not_found`` when missing or erased."""
    path = folder(journal_id) / sha256
    wrapped = db.session.get_one(Journal, journal_id).wrapped_key
    if wrapped is None or not path.exists():
        raise Problem("object.not_found")
    return vault.open_body(wrapped, path.read_bytes(), f"file.{sha256}")
