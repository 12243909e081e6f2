"""Rescue files: out of a phone without network, in through the same door, all or nothing."""

from __future__ import annotations

import hashlib
import io
import os

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from backend.core import jws, keys
from backend.core.canonical import b64u, canonical
from backend.core.payload import strict_json
from tests.factories.accounts import csrf

from .test_door import House, house, jpeg

__all__ = ["house"]


def rescue_key() -> tuple[str, dict[str, str]]:
    """kid and public key of the rescue key in the signed list."""
    token = jws.take_apart(keys.key_list(), jws.KEYS)
    rows = strict_json(token.payload)["keys"]
    row = next(r for r in rows if r["purpose"] == "rescue")
    return row["kid"], row["jwk"]


def record(kind: str, journal: str, body: bytes, mime: str, name: str | None = None) -> bytes:
    """One record of the plaintext."""
    head = canonical(
        {"type": kind, "journal": journal, "sha256": name or hashlib.sha256(body).hexdigest(),
         "size": len(body), "mime": mime}
    )  # fmt: skip
    return len(head).to_bytes(4, "big") + head + body


def seal(plain: bytes, *, kid: str | None = None, chunk: int = 1024 * 1024) -> bytes:
    """The file as the client writes it."""
    known, jwk = rescue_key()
    mine = ec.generate_private_key(ec.SECP256R1())
    salt = os.urandom(16)
    shared = mine.exchange(ec.ECDH(), jws.load_public(jwk))
    cipher = AESGCM(HKDF(hashes.SHA256(), 32, salt, b"dukao-rescue-1").derive(shared))
    head = canonical(
        {"kid": kid or known, "epk": jws.public_jwk(mine.public_key()), "salt": b64u(salt),
         "made_at": 1, "server": "x"}
    )  # fmt: skip
    out = b"DUKAO-RESCUE-1\n" + head + b"\n"
    parts = [plain[i : i + chunk] for i in range(0, len(plain), chunk)] or [b""]
    for number, part in enumerate(parts):
        last = b"\x01" if number == len(parts) - 1 else b"\x00"
        body = cipher.encrypt(bytes(8) + number.to_bytes(4, "big"), part, last)
        out += len(body).to_bytes(4, "big") + body
    return out


def send(at: House, data: bytes):
    """POST the file."""
    return at.client.post(
        "/api/v1/rescue", data=io.BytesIO(data), content_type="application/octet-stream",
        headers=csrf(at.client),
    )  # fmt: skip


@pytest.fixture
def plain(house) -> bytes:
    """Two entries of two people and a photo."""
    photo = jpeg()
    return (
        record("entry", house.event, house.answer().encode(), "application/jose")
        + record("entry", house.event, house.answer(phone=house.mate).encode(), "application/jose")
        + record("file", house.event, photo, "image/jpeg")
    )


@pytest.mark.req("S-19")
def test_a_rescue_file_brings_everything_and_twice_changes_nothing(house, plain):
    for known in (False, True):
        answer = send(house, seal(plain, chunk=700)).json
        assert answer == {
            "entries": 2, "known": 2 * known, "files": 1, "known_files": int(known),
            "waiting": [], "refused": [], "rejected": [], "refused_files": 0, "file_codes": [],
        }  # fmt: skip
    kit = house.client.get(f"/api/v1/journals/{house.event}/changes").json
    assert sum("jws" in e for e in kit["entries"]) == 2


@pytest.mark.parametrize("cut", [1, 10, 400])
def test_a_truncated_file_imports_nothing(house, plain, cut):
    sealed = seal(plain, chunk=700)
    assert send(house, sealed[:-cut]).json["code"] == "rescue.unreadable"
    kit = house.client.get(f"/api/v1/journals/{house.event}/changes").json
    assert not any("jws" in e for e in kit["entries"])


def test_a_missing_last_chunk_is_noticed(house, plain):
    sealed = seal(plain, chunk=700)
    body = sealed.split(b"\n", 2)[2]
    sizes, at = [], 0
    while at < len(body):
        size = int.from_bytes(body[at : at + 4], "big") + 4
        sizes.append(size)
        at += size
    assert send(house, sealed[: -sizes[-1]]).json["code"] == "rescue.unreadable"


def test_another_servers_file_is_refused(house, plain):
    assert send(house, seal(plain, kid="x" * 43)).json["code"] == "rescue.foreign"


def test_a_name_that_is_no_hash_is_refused(house):
    bad = record("file", house.event, jpeg(), "image/jpeg", name="../../etc/passwd")
    assert send(house, seal(bad)).json["code"] == "rescue.unreadable"


def test_what_is_not_a_photo_inside_is_refused_alone(house):
    bad = record("file", house.event, b"<html></html>", "image/jpeg")
    good = record("entry", house.event, house.answer().encode(), "application/jose")
    answer = send(house, seal(bad + good)).json
    assert (answer["entries"], answer["files"], answer["refused_files"]) == (1, 0, 1)
    assert answer["file_codes"] == ["file.type"]


def test_what_does_not_count_is_named_with_its_code(house):
    odd = house.answer(field="item/39")
    data = seal(
        record("entry", house.event, odd.encode(), "application/jose")
        + record("entry", house.event, b"no.entry.atall", "application/jose")
    )
    answer = send(house, data).json
    assert (answer["entries"], answer["known"]) == (1, 0)
    assert (answer["waiting"], answer["refused"]) == ([], ["inspections.unknown_item"])
    assert answer["rejected"] == ["entry.format"]


def nothing_came(house) -> bool:
    """Neither an entry nor a file of the rescue file is in the journal."""
    kit = house.client.get(f"/api/v1/journals/{house.event}/changes").json
    return not any("jws" in e for e in kit["entries"])


def test_a_file_cut_inside_and_sealed_again_imports_nothing(house, plain):
    """The good records before the cut are not taken either."""
    for cut in (1, 30, len(plain) // 2):
        assert send(house, seal(plain[:-cut])).json["code"] == "rescue.unreadable"
    assert nothing_came(house)


def test_an_inflated_file_is_refused_before_it_fills_anything(house, plain):
    """Sizes are claims: a chunk or a record larger than allowed ends the reading."""
    huge_record = canonical(
        {"type": "file", "journal": house.event, "sha256": "0" * 64, "size": 10**12,
         "mime": "image/jpeg"}
    )  # fmt: skip
    long_head = canonical({"type": "entry", "journal": "x" * 5000})
    for claim in (huge_record, long_head):
        inflated = plain + len(claim).to_bytes(4, "big") + claim
        assert send(house, seal(inflated)).json["code"] == "rescue.unreadable"
    sealed = seal(plain)
    magic, head, body = sealed.split(b"\n", 2)
    for size in (2**32 - 1, 2 * 1024 * 1024, 0):
        spoiled = b"\n".join((magic, head, size.to_bytes(4, "big") + body[4:]))
        assert send(house, spoiled).json["code"] == "rescue.unreadable"
    assert send(house, sealed + b"more").json["code"] == "rescue.unreadable"
    assert nothing_came(house)


@pytest.mark.parametrize("name", ["../../keys/root", "/etc/passwd", "..", "x\x00y"])
def test_a_journal_that_is_a_path_is_no_journal(house, name):
    """Ids are looked up, never opened."""
    bad = record("file", name, jpeg(), "image/jpeg") + record(
        "entry", name, house.answer().encode(), "application/jose"
    )
    answer = send(house, seal(bad))
    assert answer.status_code in (200, 422)
    if answer.status_code == 200:
        assert (answer.json["entries"], answer.json["files"]) == (0, 0)
        assert answer.json["rejected"] == ["entry.journal", "entry.journal"]
    assert nothing_came(house)
