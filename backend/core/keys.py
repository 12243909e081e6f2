"""Signing keys of the server: journal, badge, rescue; an offline root signs their list.

Private keys are owner-only PEM files in the keys folder. ``keys.jws`` is the
numbered key list of contracts section 2; old keys verify for ever.
"""

from __future__ import annotations

import fcntl
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from . import jws, vault
from .canonical import canonical
from .payload import strict_json

PURPOSES = ("journal", "badge", "rescue")


@dataclass
class _Ring:
    folder: Path | None = None
    stamp: float = 0.0
    compact: str = ""
    root: str = ""
    rows: list[dict[str, Any]] = field(default_factory=list)
    private: dict[str, ec.EllipticCurvePrivateKey] = field(default_factory=dict)


_ring = _Ring()


def _write_key(path: Path, key: ec.EllipticCurvePrivateKey) -> None:
    vault.write_secret(
        path,
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        ),
    )


def _read_key(path: Path) -> ec.EllipticCurvePrivateKey:
    key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise TypeError("not an EC key")
    return key


def init(folder: Path, now: int) -> bool:
    """Make root, journal and rescue keys and the first list; False when they exist."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    vault.init(folder)
    if (folder / "keys.jws").exists():
        return False
    root = ec.generate_private_key(ec.SECP256R1())
    _write_key(folder / "root.pem", root)
    # The public half stays when the private one is carried offline.
    vault.write_secret(folder / "root.jwk", canonical(jws.public_jwk(root.public_key())))
    rows = [_new_row(folder, purpose, None, now) for purpose in ("journal", "rescue")]
    _publish(folder, rows, 1, now)
    return True


def _new_row(folder: Path, purpose: str, centre: str | None, now: int) -> dict[str, Any]:
    key = ec.generate_private_key(ec.SECP256R1())
    jwk = jws.public_jwk(key.public_key())
    kid = jws.thumbprint(jwk)
    _write_key(folder / f"{purpose}-{kid}.pem", key)
    return {
        "kid": kid,
        "purpose": purpose,
        "centre": centre,
        "jwk": jwk,
        "from": now,
        "until": None,
        "withdrawn": None,
    }


def _publish(folder: Path, rows: list[dict[str, Any]], number: int, now: int) -> None:
    """Sign the list with the root and replace the file in one step."""
    payload = canonical({"v": 1, "number": number, "time": now, "keys": rows})
    compact = jws.sign(_read_key(folder / "root.pem"), jws.KEYS, payload)
    fresh = folder / "keys.jws.new"
    fresh.unlink(missing_ok=True)
    vault.write_secret(fresh, compact.encode("ascii"))
    fresh.replace(folder / "keys.jws")


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One process at a time changes the list: two would publish the same number."""
    with (folder / "keys.lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


def rotate(folder: Path, purpose: str, now: int, centre: str | None = None) -> str:
    """Add a key and end the term of the one before; returns the new kid. Old keys still verify."""
    with _alone(folder):
        number, rows = _list_in(folder)
        for row in rows:
            if row["purpose"] == purpose and row["centre"] == centre and row["until"] is None:
                row["until"] = now
        rows.append(_new_row(folder, purpose, centre, now))
        _publish(folder, rows, number + 1, now)
        return rows[-1]["kid"]


def ensure(purpose: str, centre: str, now: int) -> str:
    """Kid of the centre's current key, made on first use; raises ``LookupError`` when a new one
    is needed and the root is not here to sign the list."""
    _refresh()
    if (kid := _current(purpose, centre)) is not None:
        return kid
    folder = _ring.folder
    if folder is None or not (folder / "root.pem").exists():
        raise LookupError(f"no {purpose} key of this centre, and the root is offline")
    with _alone(folder):
        _refresh()
        if (kid := _current(purpose, centre)) is None:
            number, rows = _list_in(folder)
            rows.append(_new_row(folder, purpose, centre, now))
            _publish(folder, rows, number + 1, now)
            kid = rows[-1]["kid"]
    _ring.stamp = 0.0  # two lists within one tick of the file system look the same
    _refresh()
    return kid


def _current(purpose: str, centre: str) -> str | None:
    named = (row for row in _ring.rows if (row["purpose"], row["centre"]) == (purpose, centre))
    return next(
        (row["kid"] for row in named if row["until"] is None and row["kid"] in _ring.private), None
    )


def withdraw(folder: Path, kid: str, now: int) -> None:
    """Mark a key as no longer to be trusted from now on, and put another in the place of the
    current one, so that the house goes on signing; raises ``KeyError`` if unknown."""
    with _alone(folder):
        number, rows = _list_in(folder)
        row = next((row for row in rows if row["kid"] == kid), None)
        if row is None:
            raise KeyError(kid)
        if row["until"] is None:
            row["until"] = now
            rows.append(_new_row(folder, row["purpose"], row["centre"], now))
        row["withdrawn"] = row["withdrawn"] or now
        _publish(folder, rows, number + 1, now)


def _list_in(folder: Path) -> tuple[int, list[dict[str, Any]]]:
    token = jws.take_apart((folder / "keys.jws").read_text("ascii"), jws.KEYS)
    value = strict_json(token.payload, max_bytes=1_000_000)
    return value["number"], value["keys"]


def load(folder: Path) -> None:
    """Point the house at its keys; they are read again when the list changes."""
    _ring.folder = folder
    _ring.stamp = 0.0
    _refresh()


def _refresh() -> None:
    if _ring.folder is None:
        return
    path = _ring.folder / "keys.jws"
    try:
        stamp = path.stat().st_mtime_ns / 1e9
    except FileNotFoundError:
        return
    if stamp == _ring.stamp:
        return
    _ring.compact = path.read_text("ascii")
    token = jws.take_apart(_ring.compact, jws.KEYS)
    _ring.root = token.kid
    _ring.rows = strict_json(token.payload, max_bytes=1_000_000)["keys"]
    _ring.private = {
        row["kid"]: _read_key(_ring.folder / f"{row['purpose']}-{row['kid']}.pem")
        for row in _ring.rows
        if (_ring.folder / f"{row['purpose']}-{row['kid']}.pem").exists()
    }
    _ring.stamp = stamp


def ready() -> bool:
    """Whether there is a key list."""
    _refresh()
    return bool(_ring.rows)


def key_list() -> str:
    """The newest signed key list, compact."""
    _refresh()
    return _ring.compact


def root_jwk() -> dict[str, str]:
    """Public key of the root; its thumbprint is ``root_kid``."""
    if _ring.folder is None:
        raise LookupError("no keys; run `flask keys init`")
    return json.loads((_ring.folder / "root.jwk").read_text("ascii"))


def root_kid() -> str:
    """Fingerprint of the root, pinned at enrolment and printed on official papers."""
    _refresh()
    return _ring.root


def sign(purpose: str, typ: str, payload: dict[str, Any]) -> str:
    """Sign with the purpose's current key; raises ``LookupError`` when there is none."""
    _refresh()
    for row in _ring.rows:
        if row["purpose"] == purpose and row["until"] is None and row["kid"] in _ring.private:
            return jws.sign(_ring.private[row["kid"]], typ, canonical(payload), row["kid"])
    raise LookupError(f"no current {purpose} key; run `flask keys init`")


def listed(purpose: str) -> list[dict[str, Any]]:
    """Rows of the key list for this purpose, old and withdrawn ones too."""
    _refresh()
    return [row for row in _ring.rows if row["purpose"] == purpose]


def withdrawn(purpose: str) -> dict[str, int]:
    """Instants from which on keys of this purpose sign nothing that counts, by kid."""
    _refresh()
    rows = [row for row in _ring.rows if row["purpose"] == purpose]
    return {row["kid"]: row["withdrawn"] for row in rows if row["withdrawn"] is not None}


def private(kid: str) -> ec.EllipticCurvePrivateKey:
    """Private key by kid, for opening rescue files; raises ``KeyError``."""
    _refresh()
    return _ring.private[kid]


def public(kid: str, purpose: str) -> dict[str, str]:
    """Public key of one of our kids for this purpose; raises ``KeyError``."""
    _refresh()
    return next(row["jwk"] for row in _ring.rows if row["kid"] == kid and row["purpose"] == purpose)
