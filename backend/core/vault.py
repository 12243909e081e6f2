"""Secrets at rest: field encryption, keyed look-up, and per-journal data keys (S-9, S-20).

Keys lie in the keys folder, outside database, files and backups. The provider is
AES-256-GCM and HMAC-SHA-256; every ciphertext begins with a version byte so that
another one can be added.
"""

from __future__ import annotations

import hmac
import os
from collections.abc import Callable
from functools import partial
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_VERSION = b"\x01"
_keys: dict[str, bytes] = {}


def write_secret(path: Path, data: bytes) -> None:
    """Create an owner-only file; never replaces one."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def init(folder: Path) -> None:
    """Make the symmetric secrets where they are missing."""
    for name in ("data.key", "lookup.key", "session.key"):
        if not (folder / name).exists():
            write_secret(folder / name, os.urandom(32))


def load(folder: Path) -> None:
    """Read the secrets; a missing folder leaves the vault shut until ``flask keys init``."""
    _keys.clear()
    for name in ("data", "lookup", "session"):
        path = folder / f"{name}.key"
        if path.exists():
            _keys[name] = path.read_bytes()


def is_open() -> bool:
    """Whether every secret is there."""
    return {"data", "lookup", "session"} <= set(_keys)


def session_secret() -> str:
    """Secret of the session tokens, hex; a fresh one while the vault is shut."""
    return _keys.get("session", os.urandom(32)).hex()


def _seal(key: bytes, plain: bytes, place: str) -> bytes:
    nonce = os.urandom(12)
    return _VERSION + nonce + AESGCM(key).encrypt(nonce, plain, place.encode("ascii"))


def _open(key: bytes, sealed: bytes, place: str) -> bytes:
    if sealed[:1] != _VERSION:
        raise ValueError("unknown encryption version")
    try:
        return AESGCM(key).decrypt(sealed[1:13], sealed[13:], place.encode("ascii"))
    except InvalidTag as error:
        raise ValueError("the sealed bytes were changed") from error


def seal_field(plain: bytes, place: str) -> bytes:
    """Encrypt a column's value; ``place`` is ``table.column``."""
    return _seal(_keys["data"], plain, place)


def open_field(sealed: bytes, place: str) -> bytes:
    """Decrypt a column's value."""
    return _open(_keys["data"], sealed, place)


def lookup(purpose: str, value: str) -> str:
    """HMAC-SHA-256 of a value under the look-up key, 64 hex characters."""
    return hmac.new(_keys["lookup"], f"{purpose}\0{value}".encode(), "sha256").hexdigest()


def backup_key(salt: bytes) -> AESGCM:
    """What encrypts one backup: who holds the keys folder can read it, the backup alone not."""
    return AESGCM(HKDF(hashes.SHA256(), 32, salt, b"dukao-backup-1").derive(_keys["data"]))


def new_data_key() -> bytes:
    """A fresh data key, wrapped under the key outside the database."""
    return _seal(_keys["data"], os.urandom(32), "data_key")


def seal_body(wrapped: bytes, plain: bytes, place: str) -> bytes:
    """Encrypt a body or file under a wrapped data key; ``place`` names it."""
    return sealer(wrapped)(plain, place)


def sealer(wrapped: bytes) -> Callable[[bytes, str], bytes]:
    """``seal_body`` for many bodies under one key, unwrapped once. Keep it no longer than a
    transaction: destroying the wrapped key must end it."""
    return partial(_seal, _open(_keys["data"], wrapped, "data_key"))


def open_body(wrapped: bytes, sealed: bytes, place: str) -> bytes:
    """Decrypt a body or file."""
    return _open(_open(_keys["data"], wrapped, "data_key"), sealed, place)
