"""What a badge's QR holds, byte by byte: `docs/badge-format.md`; the phone has the same in TypeScript.

Pure: no clock, no database. Whether a token counts now is judged by the list, not here.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec

from backend.core import jws
from backend.core.canonical import b64u, canonical, unb64u

PREFIX = "DK1:"
ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_VALUE = {sign: value for value, sign in enumerate(ALPHABET)}
KID_BYTES, SIGNATURE_BYTES, MOST_PAYLOAD = 8, 64, 96
# Any longer text is no badge, whatever else it is: a URL, a page, a picture.
LONGEST = len(PREFIX) + (KID_BYTES + SIGNATURE_BYTES + MOST_PAYLOAD) * 3 // 2
MINUTE = 60_000
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
ROLES = {
    "chief": "ch",
    "invigilator": "iv",
    "staff": "st",
    "examiner": "ex",
    "team_leader": "tl",
    "supervisor": "sv",
    "candidate": "cd",
    "gate": "gt",
}
WORDS = {letters: role for role, letters in ROLES.items()}
KeyRow = dict[str, Any]


class Unfit(ValueError):
    """A text that is no good token; ``outcome`` is the row of contracts section 13."""

    def __init__(self, outcome: str):
        super().__init__(outcome)
        self.outcome = outcome


@dataclass(frozen=True)
class Claim:
    """What a token says. Instants are milliseconds, whole minutes in the token."""

    badge: str
    event: str
    role: str
    not_before: int
    not_after: int

    def payload(self) -> bytes:
        """The bytes that are signed."""
        return canonical(
            [
                self.badge,
                b64u(bytes.fromhex(self.event)),
                ROLES[self.role],
                self.not_before // MINUTE,
                self.not_after // MINUTE,
            ]
        )


@dataclass(frozen=True)
class Read:
    """A verified token and the key that vouches for it."""

    claim: Claim
    kid: str
    centre: str | None


def new_badge() -> str:
    """A random badge id: 9 bytes, 12 characters."""
    return b64u(os.urandom(9))


def base45(data: bytes) -> str:
    """RFC 9285."""
    signs = []
    for place in range(0, len(data) - 1, 2):
        rest, low = divmod(data[place] * 256 + data[place + 1], 45)
        high, middle = divmod(rest, 45)
        signs += [ALPHABET[low], ALPHABET[middle], ALPHABET[high]]
    if len(data) % 2:
        high, low = divmod(data[-1], 45)
        signs += [ALPHABET[low], ALPHABET[high]]
    return "".join(signs)


def unbase45(text: str) -> bytes:
    """Decode; raises ``Unfit('unreadable')`` for whatever ``base45`` would not have written."""
    if len(text) % 3 == 1 or any(sign not in _VALUE for sign in text):
        raise Unfit("unreadable")
    found = bytearray()
    for place in range(0, len(text), 3):
        values = [_VALUE[sign] for sign in text[place : place + 3]]
        number = sum(value * 45**power for power, value in enumerate(values))
        size = len(values) - 1
        if number >= 256**size:
            raise Unfit("unreadable")
        found += number.to_bytes(size, "big")
    return bytes(found)


def pack(key: ec.EllipticCurvePrivateKey, claim: Claim) -> str:
    """Sign a claim and pack it for the QR; the signature has the lower of its two spellings."""
    made = jws.take_apart(jws.sign(key, jws.BADGE, claim.payload()), jws.BADGE)
    r, s = made.signature[:32], int.from_bytes(made.signature[32:], "big")
    signature = r + min(s, ORDER - s).to_bytes(32, "big")
    return PREFIX + base45(unb64u(made.kid)[:KID_BYTES] + signature + made.payload)


def read(text: str, rows: Iterable[KeyRow]) -> Read:
    """Verify a scanned text with these rows of the key list; raises ``Unfit``.

    The order is the order of the table: unreadable, version, unknown key, withdrawn key, forged.
    """
    raw = _unpack(text)
    row = _key_of(raw[:KID_BYTES], rows)
    if row["withdrawn"] is not None:
        raise Unfit("withdrawn_key")
    signature = raw[KID_BYTES : KID_BYTES + SIGNATURE_BYTES]
    payload = raw[KID_BYTES + SIGNATURE_BYTES :]
    if int.from_bytes(signature[32:], "big") > ORDER // 2:
        raise Unfit("forged")  # the other spelling of the same signature
    head = jws.header(jws.BADGE, row["kid"])
    signing_input = f"{b64u(head)}.{b64u(payload)}".encode("ascii")
    try:
        jws.verify(jws.Token("", row["kid"], signing_input, payload, signature), row["jwk"])
    except jws.BadToken as bad:
        raise Unfit("forged") from bad
    return Read(_claim(payload), row["kid"], row["centre"])


def _unpack(text: str) -> bytes:
    if len(text) > LONGEST or not text.startswith("DK"):
        raise Unfit("unreadable")
    if not text.startswith(PREFIX):
        # A later version is told apart from rubbish: the phone needs an update, not the badge.
        raise Unfit("version" if text[2:3].isdigit() and text[3:4] == ":" else "unreadable")
    body = text[len(PREFIX) :]
    raw = unbase45(body)
    if len(raw) <= KID_BYTES + SIGNATURE_BYTES or base45(raw) != body:
        raise Unfit("unreadable")
    return raw


def _key_of(prefix: bytes, rows: Iterable[KeyRow]) -> KeyRow:
    """The one badge key whose kid begins so; none or two is a key nobody knows."""
    found = [
        row
        for row in rows
        if row["purpose"] == "badge" and unb64u(row["kid"])[:KID_BYTES] == prefix
    ]
    if len(found) != 1:
        raise Unfit("unknown_key")
    return found[0]


def _claim(payload: bytes) -> Claim:
    """The claim of verified bytes; anything but its one spelling counts as forged."""
    try:
        badge, event, letters, start, end = json.loads(payload)
        whole = all(type(minute) is int for minute in (start, end))
        if not whole or not 0 <= start < end or len(unb64u(badge)) != 9:
            raise Unfit("forged")
        claim = Claim(badge, unb64u(event).hex(), WORDS[letters], start * MINUTE, end * MINUTE)
        if len(claim.event) != 32 or claim.payload() != payload:
            raise Unfit("forged")
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise Unfit("forged") from error
    return claim
