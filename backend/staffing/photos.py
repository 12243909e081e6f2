"""Portraits out of an uploaded ZIP, judged before anything is unpacked, and drawn anew without
metadata.

Nothing of the ZIP ever becomes a path on disk; names only serve to find what a sheet names.
"""

import io
import re
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Mapping
from typing import IO

from PIL import Image, ImageOps

from backend.staffing.cells import Bad
from backend.staffing.errors import (
    file_too_large,
    photos_bomb,
    photos_names,
    photos_nested,
    photos_too_large,
    photos_unreadable,
)
from backend.staffing.sheets import MOST_BYTES

MOST_ZIP = 64 * 1024**2
MOST_FILES = 5_000
MOST_DIRECTORY = 2 * 1024**2
MOST_UNPACKED = 256 * 1024**2
MOST_PHOTO = 200 * 1024
MOST_PIXELS = 12_000_000
# Of a progressive JPEG; cameras and programs write ten. Thousands of empty ones decode for a minute.
MOST_SCANS = 32
# One inch (25 x 35 mm) at 300 dots; what a badge prints and a phone carries a thousand of.
SIZE = (295, 413)
MOST_STORED = 24 * 1024
QUALITIES = (82, 70, 55, 40, 25)

_END, _END_64 = b"PK\x05\x06", b"PK\x06\x07"
_ARCHIVES = (b"PK\x03\x04", b"PK\x05\x06", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh", b"\xfd7zX")
_ARCHIVE_NAMES = (".zip", ".rar", ".7z", ".gz", ".tgz", ".bz2", ".xz", ".tar")
_BOOK_NAMES = (".xlsx", ".json")
_DRIVE = re.compile(r"[A-Za-z]:")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_LINK = 0o120000
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_BROKEN = (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, zlib.error)


class Album:
    """Photos by the name a sheet gives them: a whole path, or a file name that is there once."""

    def __init__(self, names: Mapping[str, str], read: Callable[[str], bytes]):
        self._read = read
        self._found: dict[str, list[str]] = {}
        for name, key in names.items():
            parts = name.split("/")
            for cut in range(len(parts)):
                self._found.setdefault(_key("/".join(parts[cut:])), []).append(key)
        self._drawn: dict[str, bytes] = {}

    def portrait(self, name: str) -> bytes:
        """The photo of this name, drawn anew; raises `Bad`."""
        keys = self._found.get(_key(name.replace("\\", "/").removeprefix("./")), [])
        if not keys:
            raise Bad("photo_missing")
        if len(keys) > 1:
            raise Bad("photo_twice")
        if keys[0] not in self._drawn:
            self._drawn[keys[0]] = portrait(self._read(keys[0]))
        return self._drawn[keys[0]]


def _key(name: str) -> str:
    return unicodedata.normalize("NFC", name.strip()).casefold()


def album_of(pictures: Mapping[str, bytes]) -> Album:
    """An album of pictures at hand, for the demo and tests."""
    return Album({name: name for name in pictures}, lambda name: pictures[name])


# --- the ZIP ---------------------------------------------------------------------------------


def take_apart(file: IO[bytes], photos: IO[bytes] | None) -> tuple[bytes, Album | None]:
    """The book and the photos of an upload: photos beside the book, or one ZIP that holds both."""
    album = open_album(photos) if photos is not None else None
    bundle = _bundle(file)
    if bundle is None:
        # Judged by `sheets`; one byte more than allowed is enough to be too large.
        return file.read(MOST_BYTES + 1), album
    parts, source = bundle
    books = [part for part in parts if part.lower().endswith(_BOOK_NAMES)]
    if len(books) != 1:
        return b"", album
    if parts[books[0]].file_size > MOST_BYTES:
        raise file_too_large()
    try:
        with source.open(parts[books[0]]) as stream:
            book = stream.read(MOST_BYTES + 1)
    except _BROKEN as error:
        raise photos_unreadable() from error
    return book, album or _album(source, {n: p for n, p in parts.items() if n != books[0]})


def open_album(file: IO[bytes]) -> Album:
    """The photos of a ZIP; raises a `staffing.photos_…` problem for one that would hurt."""
    source = _opened(file)
    if source is None:
        raise photos_unreadable()
    return _album(source, _judged(source))


def _bundle(file: IO[bytes]) -> tuple[dict[str, zipfile.ZipInfo], zipfile.ZipFile] | None:
    """A ZIP that is no workbook itself; None for everything else."""
    head = file.read(4)
    file.seek(0)
    if head != b"PK\x03\x04":
        return None
    source = _opened(file)
    file.seek(0)
    if source is None or "xl/workbook.xml" in source.namelist():
        return None
    return _judged(source), source


def _opened(file: IO[bytes]) -> zipfile.ZipFile | None:
    """The ZIP, after its directory was found small enough to be read into memory."""
    size = file.seek(0, io.SEEK_END)
    if size > MOST_ZIP:
        raise photos_too_large()
    file.seek(max(0, size - 66_000))
    tail = file.read()
    file.seek(0)
    place = tail.find(_END)
    while place >= 0:
        if int.from_bytes(tail[place + 12 : place + 16], "little") > MOST_DIRECTORY:
            raise photos_bomb()
        if tail[place - 20 : place - 16] == _END_64:
            raise photos_bomb()
        place = tail.find(_END, place + 4)
    try:
        return zipfile.ZipFile(file)
    except (*_BROKEN, ValueError):
        return None


def _judged(source: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    """The files by their real names; nothing was unpacked yet but the first bytes of each."""
    parts = source.infolist()
    packed = sum(part.compress_size for part in parts)
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > MOST_FILES or unpacked > MOST_UNPACKED:
        raise photos_bomb()
    if unpacked > 1024**2 and unpacked > 100 * packed:
        raise photos_bomb()
    # Whatever a directory says, reading one byte of these methods may unpack gigabytes.
    if any(part.compress_type not in _METHODS for part in parts):
        raise photos_bomb()
    found: dict[str, zipfile.ZipInfo] = {}
    for part in parts:
        name = _name(part)
        if part.is_dir() or name.endswith("/") or _is_litter(name):
            continue
        if name in found:
            raise photos_bomb()
        # A workbook is itself a ZIP: `sheets` looks into the one of a bundle, nobody into others.
        if not name.lower().endswith(".xlsx"):
            _judge_head(source, part, name)
        found[name] = part
    return found


def _name(part: zipfile.ZipInfo) -> str:
    """The name as its maker wrote it: Windows writes Chinese names in GBK and says nothing."""
    raw, name = part.orig_filename, part.orig_filename
    if not part.flag_bits & 0x800:
        for code in ("utf-8", "gbk"):
            try:
                name = raw.encode("cp437").decode(code)
                break
            except UnicodeError:
                continue
    name = name.replace("\\", "/")
    unsafe = name.startswith("/") or _DRIVE.match(name) or ".." in name.split("/")
    is_link = (part.external_attr >> 16) & 0o170000 == _LINK
    if unsafe or is_link or _CONTROL.search(name) or len(name) > 240:
        raise photos_names()
    return unicodedata.normalize("NFC", name)


def _is_litter(name: str) -> bool:
    last = name.rsplit("/", 1)[-1]
    return (
        name.startswith("__MACOSX/")
        or last.startswith(".")
        or last.lower() in {"thumbs.db", "desktop.ini"}
    )


def _judge_head(source: zipfile.ZipFile, part: zipfile.ZipInfo, name: str) -> None:
    if part.flag_bits & 0x1:
        raise photos_unreadable()
    if name.lower().endswith(_ARCHIVE_NAMES):
        raise photos_nested()
    try:
        with source.open(part) as stream:
            head = stream.read(8)
    except _BROKEN:
        return  # where a sheet names it, it is that photo's fault
    if head.startswith(_ARCHIVES):
        raise photos_nested()


def _album(source: zipfile.ZipFile, parts: Mapping[str, zipfile.ZipInfo]) -> Album:
    def read(name: str) -> bytes:
        part = parts[name]
        if part.file_size > MOST_PHOTO:
            raise Bad("photo_large")
        try:
            with source.open(part) as stream:
                data = stream.read(MOST_PHOTO + 1)
        except _BROKEN as error:
            raise Bad("photo_format") from error
        # The directory may lie about sizes.
        if len(data) > MOST_PHOTO:
            raise Bad("photo_large")
        return data

    return Album({name: name for name in parts}, read)


# --- one photo -------------------------------------------------------------------------------


def portrait(data: bytes) -> bytes:
    """The same picture as a small JPEG without metadata; raises `Bad`."""
    if len(data) > MOST_PHOTO:
        raise Bad("photo_large")
    if data[:3] != b"\xff\xd8\xff" or data.count(b"\xff\xda") > MOST_SCANS:
        raise Bad("photo_format")
    try:
        with Image.open(io.BytesIO(data), formats=("JPEG",)) as image:
            if image.width * image.height > MOST_PIXELS:
                raise Bad("photo_large")
            image.draft("RGB", (2 * SIZE[0], 2 * SIZE[1]))
            upright = ImageOps.exif_transpose(image).convert("RGB")
            upright.thumbnail(SIZE)
            return _small(upright)
    except Bad:
        raise
    except Image.DecompressionBombError as error:
        raise Bad("photo_large") from error
    except Exception as error:  # a decoder fed with hostile bytes fails in many ways
        raise Bad("photo_format") from error


def _small(image: Image.Image) -> bytes:
    plain = Image.new("RGB", image.size)
    plain.paste(image)
    data = b""
    for quality in QUALITIES:
        out = io.BytesIO()
        plain.save(out, "JPEG", quality=quality, optimize=True)
        data = out.getvalue()
        if len(data) <= MOST_STORED:
            break
    return data
