"""Files by hash, encrypted under their journal's data key, fsynced before they count (R5).

A growing upload lies beside the store as ``<sha256>.part``; it becomes the file
only after length, hash and content type fit.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import warnings
from collections.abc import Callable
from pathlib import Path

from flask import current_app
from PIL import Image
from sqlalchemy import func, select

from . import clock, vault
from .db import db
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

_listeners: list[Callable[[str, str], None]] = []
Image.MAX_IMAGE_PIXELS = MAX_PIXELS


def on_file(listener: Callable[[str, str], None]) -> Callable[[str, str], None]:
    """Register what is called with (journal, sha256), in the transaction, when a file is whole."""
    _listeners.append(listener)
    return listener


def _folder(journal_id: str) -> Path:
    return Path(current_app.config["SETTINGS"].files) / journal_id


def offset(journal_id: str, sha256: str) -> int:
    """Bytes of an unfinished upload that are on disk."""
    part = _folder(journal_id) / f"{sha256}.part"
    return part.stat().st_size if part.exists() else 0


def receive(journal_id: str, sha256: str, at: int, chunk: bytes, length: int) -> bool:
    """Add bytes at an offset; True when the upload has its whole length.

    Raises ``file.offset``, ``request.too_large``, ``file.length``, ``file.quota``.
    """
    if length > MAX_FILE or length < 1:
        raise Problem("request.too_large")
    if at != 0 and at != offset(journal_id, sha256):
        raise wrong_offset()
    if at + len(chunk) > length:
        raise wrong_length()
    folder = _folder(journal_id)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = folder / f"{sha256}.part"
    used = db.session.scalar(
        select(func.sum(JournalFile.size)).where(
            JournalFile.journal == journal_id, JournalFile.stored.is_not(None)
        )
    )
    # Uploads nobody finishes take space too; a length may grow from one chunk to the next.
    begun = sum(other.stat().st_size for other in folder.glob("*.part") if other != part)
    if (used or 0) + begun + length > current_app.config["SETTINGS"].file_quota:
        raise quota_full()
    handle = os.open(
        part, os.O_WRONLY | os.O_CREAT | (os.O_TRUNC if at == 0 else os.O_APPEND), 0o600
    )
    try:
        os.write(handle, chunk)
        os.fsync(handle)
    finally:
        os.close(handle)
    return at + len(chunk) == length


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


def finish(journal_id: str, sha256: str, claimed: str) -> bytes:
    """Check the whole upload and put its encrypted bytes in place; outside any transaction.

    Returns the bytes; raises ``file.hash`` or ``file.type`` and drops the upload then.
    """
    part = _folder(journal_id) / f"{sha256}.part"
    data = part.read_bytes()
    try:
        if hashlib.sha256(data).hexdigest() != sha256:
            raise wrong_hash()
        sniff(data, claimed)
    except Problem:
        part.unlink(missing_ok=True)
        raise
    put(journal_id, sha256, data)
    part.unlink(missing_ok=True)
    return data


def put(journal_id: str, sha256: str, data: bytes) -> None:
    """Write the encrypted file once, fsync file and folder."""
    wrapped = db.session.get_one(Journal, journal_id).wrapped_key
    if wrapped is None:
        raise Problem("journal.erased")
    folder = _folder(journal_id)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = folder / f"{sha256}.new"
    with fresh.open("wb") as file:
        file.write(vault.seal_body(wrapped, data, f"file.{sha256}"))
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(folder / sha256)
    directory = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)


def stored(journal_id: str, sha256: str, size: int, mime: str) -> None:
    """Mark a file as there and tell those who wait for it; in the caller's transaction."""
    row = db.session.get(JournalFile, (journal_id, sha256))
    if row is None:
        row = JournalFile(journal=journal_id, sha256=sha256, size=size, type=mime, stored=None)
        db.session.add(row)
    if row.stored is None:
        row.size, row.stored = size, clock.now()
        db.session.flush()  # listeners look for it
        for listener in _listeners:
            listener(journal_id, sha256)


def exists(journal_id: str, sha256: str) -> bool:
    """Whether the file's bytes are fsynced here."""
    row = db.session.get(JournalFile, (journal_id, sha256))
    return row is not None and row.stored is not None


def read(journal_id: str, sha256: str) -> bytes:
    """The bytes of a stored file; raises ``object.not_found`` when missing or erased."""
    path = _folder(journal_id) / sha256
    wrapped = db.session.get_one(Journal, journal_id).wrapped_key
    if wrapped is None or not path.exists():
        raise Problem("object.not_found")
    return vault.open_body(wrapped, path.read_bytes(), f"file.{sha256}")
