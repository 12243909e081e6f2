"""The one signature format: compact JWS, ES256, a fixed header per type (contracts section 2)."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import (
    decode_dss_signature,
    encode_dss_signature,
)

from .canonical import b64u, canonical, sha256, unb64u

ENTRY, RECEIPT, CHECKPOINT, BADGE, KEYS, PART = (
    f"dukao-{name}+jws" for name in ("entry", "receipt", "checkpoint", "badge", "keys", "part")
)
_KID = re.compile("[A-Za-z0-9_-]{43}")
_P256 = ec.SECP256R1()
_ES256 = ec.ECDSA(hashes.SHA256())


class BadToken(ValueError):
    """Bytes that are not the expected signed type; ``code`` says why."""

    def __init__(self, code: str):
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Token:
    """A compact JWS taken apart, not yet verified."""

    compact: str
    kid: str
    signing_input: bytes
    payload: bytes
    signature: bytes

    @property
    def hash(self) -> str:
        """The token's name: SHA-256 of its signing input, whatever the signature's spelling."""
        return sha256(self.signing_input)


def public_jwk(key: ec.EllipticCurvePublicKey) -> dict[str, str]:
    """The public key as the four JWK members that count."""
    numbers = key.public_numbers()
    return {
        "crv": "P-256",
        "kty": "EC",
        "x": b64u(numbers.x.to_bytes(32, "big")),
        "y": b64u(numbers.y.to_bytes(32, "big")),
    }


def thumbprint(jwk: dict[str, str]) -> str:
    """RFC 7638 thumbprint; raises ``BadToken`` unless exactly an EC P-256 key."""
    load_public(jwk)
    members = canonical({name: jwk[name] for name in ("crv", "kty", "x", "y")})
    return b64u(bytes.fromhex(sha256(members)))


def load_public(jwk: Any) -> ec.EllipticCurvePublicKey:
    """Public key of a JWK with exactly crv, kty, x, y; raises ``BadToken('entry.key')``."""
    if not isinstance(jwk, dict) or set(jwk) != {"crv", "kty", "x", "y"}:
        raise BadToken("entry.key")
    if jwk["crv"] != "P-256" or jwk["kty"] != "EC":
        raise BadToken("entry.key")
    try:
        return _point(jwk["x"], jwk["y"])
    except (ValueError, TypeError, AttributeError) as error:
        raise BadToken("entry.key") from error


@lru_cache(maxsize=4096)
def _point(x: str, y: str) -> ec.EllipticCurvePublicKey:
    """The key at this point; a house sees the same keys again and again."""
    first, second = unb64u(x), unb64u(y)
    if len(first) != 32 or len(second) != 32:
        raise ValueError("not 32 bytes")
    return ec.EllipticCurvePublicNumbers(
        int.from_bytes(first, "big"), int.from_bytes(second, "big"), _P256
    ).public_key()


def header(typ: str, kid: str) -> bytes:
    """The only header allowed, byte for byte."""
    return f'{{"alg":"ES256","kid":"{kid}","typ":"{typ}"}}'.encode("ascii")


@lru_cache
def _around(typ: str) -> tuple[bytes, bytes]:
    """The header before and after its kid."""
    prefix, suffix = header(typ, "\0").split(b"\0")
    return prefix, suffix


def sign(key: ec.EllipticCurvePrivateKey, typ: str, payload: bytes, kid: str | None = None) -> str:
    """Sign payload bytes as they are; returns the compact form. Who knows the kid may say it."""
    kid = kid or thumbprint(public_jwk(key.public_key()))
    signing_input = f"{b64u(header(typ, kid))}.{b64u(payload)}"
    r, s = decode_dss_signature(key.sign(signing_input.encode("ascii"), _ES256))
    return f"{signing_input}.{b64u(r.to_bytes(32, 'big') + s.to_bytes(32, 'big'))}"


def take_apart(compact: Any, typ: str) -> Token:
    """Split a compact JWS of exactly this type; raises ``BadToken`` unread for any other header.

    The header is compared with the bytes we would have written for its kid, so no
    parser sees members an attacker added.
    """
    if not isinstance(compact, str) or compact.count(".") != 2:
        raise BadToken("entry.format")
    head, body, tail = compact.split(".")
    try:
        head_bytes = unb64u(head)
        payload = unb64u(body)
    except ValueError as error:
        raise BadToken("entry.format") from error
    prefix, suffix = _around(typ)
    kid_bytes = head_bytes[len(prefix) : len(prefix) + 43]
    if head_bytes != prefix + kid_bytes + suffix or len(kid_bytes) != 43:
        raise BadToken("entry.algorithm")
    kid = kid_bytes.decode("latin-1")
    if not _KID.fullmatch(kid):
        raise BadToken("entry.algorithm")
    try:
        # The last character of a signature has spare bits and no verifier keys on it,
        # so another spelling is the same entry, not a fault.
        signature = base64.urlsafe_b64decode(tail + "=" * (-len(tail) % 4))
    except ValueError as error:
        raise BadToken("entry.signature") from error
    if len(signature) != 64:
        raise BadToken("entry.signature")
    return Token(compact, kid, f"{head}.{body}".encode("ascii"), payload, signature)


def verify(token: Token, jwk: dict[str, str]) -> None:
    """Check the signature with this key; raises ``BadToken('entry.signature')``."""
    signature = encode_dss_signature(
        int.from_bytes(token.signature[:32], "big"), int.from_bytes(token.signature[32:], "big")
    )
    try:
        load_public(jwk).verify(signature, token.signing_input, _ES256)
    except InvalidSignature as error:
        raise BadToken("entry.signature") from error
