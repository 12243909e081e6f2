"""Write the vectors of badge tokens: fixed keys, deterministic signatures, so that a second run
writes the same bytes. Read by pytest and Vitest; the format is `docs/badge-format.md`.

python -m tests.vectors.make_badges
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from backend.badges import token
from backend.core import jws
from backend.core.canonical import b64u, canonical, unb64u

HERE = Path(__file__).parent
EVENT = "0123456789abcdef0123456789abcdef"
OTHER_EVENT = "fedcba9876543210fedcba9876543210"
CENTRE, OTHER_CENTRE = "c" * 32, "d" * 32
# 2026-12-05 00:00 and 2026-12-07 00:00 in Shanghai.
START, END = 1_796_400_000_000, 1_796_572_800_000
MADE = 1_795_000_000_000


def key(number: int) -> ec.EllipticCurvePrivateKey:
    """A private key everybody knows: for tests only."""
    return ec.derive_private_key(number, ec.SECP256R1())


NOW, OLD, FOREIGN, STOLEN, UNKNOWN, TWIN = (key(70001 + n) for n in range(6))


def kid(of: ec.EllipticCurvePrivateKey) -> str:
    """Thumbprint of its public half."""
    return jws.thumbprint(jws.public_jwk(of.public_key()))


def row(of: ec.EllipticCurvePrivateKey, **more: Any) -> dict[str, Any]:
    """A row of the key list."""
    return {
        "kid": kid(of),
        "purpose": "badge",
        "centre": CENTRE,
        "jwk": jws.public_jwk(of.public_key()),
        "from": MADE,
        "until": None,
        "withdrawn": None,
        **more,
    }


def twin_kid() -> str:
    """A kid that begins like the twin's: nobody can find one, so this one is no thumbprint."""
    return b64u(unb64u(kid(TWIN))[:8] + bytes(24))


KEYS = [
    row(OLD, until=MADE + 1),
    row(NOW, **{"from": MADE + 1}),
    row(FOREIGN, centre=OTHER_CENTRE),
    row(STOLEN, withdrawn=MADE + 2, until=MADE + 2),
    row(TWIN),
    row(TWIN, kid=twin_kid()),
    row(UNKNOWN, purpose="journal", centre=None),
]


def packed(
    of: ec.EllipticCurvePrivateKey,
    payload: bytes,
    *,
    typ: str = jws.BADGE,
    prefix: bytes | None = None,
    high: bool = False,
) -> str:
    """Any payload under any key, as an attacker with that key would pack it."""
    signing = f"{b64u(jws.header(typ, kid(of)))}.{b64u(payload)}".encode("ascii")
    algorithm = ec.ECDSA(hashes.SHA256(), deterministic_signing=True)
    r, s = decode_dss_signature(of.sign(signing, algorithm))
    low = min(s, token.ORDER - s)
    chosen = token.ORDER - low if high else low
    raw = (prefix or unb64u(kid(of))[:8]) + r.to_bytes(32, "big") + chosen.to_bytes(32, "big")
    return token.PREFIX + token.base45(raw + payload)


def claim(**more: Any) -> token.Claim:
    """A good claim."""
    said: dict[str, Any] = {
        "badge": "AbCdEfGh0_-9",
        "event": EVENT,
        "role": "invigilator",
        "not_before": START,
        "not_after": END,
    }
    return token.Claim(**{**said, **more})


def list_of(**more: Any) -> list[Any]:
    """The payload's members by name, to be changed."""
    names = ("badge", "event", "role", "start", "end")
    said = dict(zip(names, json.loads(claim().payload()), strict=True))
    return list({**said, **more}.values())


def good() -> list[dict[str, Any]]:
    """Tokens that verify, with what they say."""
    cases = [
        ("an invigilator", NOW, claim()),
        ("a badge of before the rotation", OLD, claim(badge="AAAAAAAAAAAA")),
        ("another centre's event", FOREIGN, claim(event=OTHER_EVENT)),
        ("another centre's key naming this event", FOREIGN, claim()),
        ("another event of this centre", NOW, claim(event=OTHER_EVENT)),
        ("from the future", NOW, claim(not_before=END, not_after=END + 86_400_000)),
        ("from last year", NOW, claim(not_before=START - 365 * 86_400_000,
                                      not_after=END - 365 * 86_400_000)),
    ]  # fmt: skip
    cases += [(f"role {role}", NOW, claim(role=role)) for role in token.ROLES]
    return [
        {
            "case": name,
            "token": packed(of, said.payload()),
            "claim": {
                "badge": said.badge,
                "event": said.event,
                "role": said.role,
                "from": said.not_before,
                "until": said.not_after,
            },
            "kid": kid(of),
            "centre": next(one["centre"] for one in KEYS if one["kid"] == kid(of)),
        }
        for name, of, said in cases
    ]


def bad() -> list[dict[str, str]]:
    """Texts that are no good token, each with its outcome."""
    fine = packed(NOW, claim().payload())
    body = fine[4:]
    text = claim().payload().decode()
    unreadable = [
        ("nothing", ""),
        ("a URL", "https://dukao.example/verify/AbCdEfGh"),
        ("four kilobytes", "DK1:" + "A" * 4096),
        ("binary", "DK1:\x00\x01\x02ÿ"),
        ("emoji", "🎫" * 20),
        ("prefix alone", "DK1:"),
        ("lower case", fine.lower()),
        ("lower prefix", "dk1:" + body),
        ("no prefix", body),
        ("space before", " " + fine),
        ("line end after", fine + "\n"),
        ("two signs lost", fine[:-2]),
        ("half", fine[: len(fine) // 2 - len(fine) // 2 % 3 + 2]),
        ("a sign outside the alphabet", fine[:20] + "_" + fine[21:]),
        ("a group too large", fine[:4] + ":::" + fine[7:]),
        ("a last pair too large", "DK1:" + token.base45(bytes(72)) + "::"),
        ("no payload", "DK1:" + token.base45(bytes(72))),
        ("too long", "DK1:" + token.base45(bytes(200))),
        ("full width", "ＤＫ１:" + body),
    ]
    version = [("version 2", "DK2:" + body), ("version 0", "DK0:")]
    unknown = [
        ("a key of no list", packed(key(80001), claim().payload())),
        ("a journal's key", packed(UNKNOWN, claim().payload())),
        ("two keys begin so", packed(TWIN, claim().payload())),
    ]
    withdrawn = [("a withdrawn key", packed(STOLEN, claim().payload()))]
    forged = [
        ("one sign lost", fine[:-1]),
        ("signed by another, prefix of ours",
         packed(key(80001), claim().payload(), prefix=unb64u(kid(NOW))[:8])),
        ("the other centre's prefix",
         packed(NOW, claim().payload(), prefix=unb64u(kid(FOREIGN))[:8])),
        ("the other spelling of the signature", packed(NOW, claim().payload(), high=True)),
        ("signed as an entry", packed(NOW, claim().payload(), typ=jws.ENTRY)),
        ("signed as a receipt", packed(NOW, claim().payload(), typ=jws.RECEIPT)),
        ("spaces in the payload", packed(NOW, text.replace(",", ", ").encode())),
        ("an escape in the payload", packed(NOW, text.replace("iv", "\\u0069v").encode())),
        ("a fraction", packed(NOW, text.replace("]", ".0]").encode())),
        ("an exponent", packed(NOW, text.replace("]", "e0]").encode())),
        ("an object", packed(NOW, canonical({"badge": "AbCdEfGh0_-9"}))),
        ("four members", packed(NOW, canonical(list_of()[:4]))),
        ("six members", packed(NOW, canonical([*list_of(), 1]))),
        ("unknown role", packed(NOW, canonical(list_of(role="xx")))),
        ("a role spelled out", packed(NOW, canonical(list_of(role="chief")))),
        ("badge too short", packed(NOW, canonical(list_of(badge="AbCdEfGh0_-")))),
        ("badge with another alphabet", packed(NOW, canonical(list_of(badge="AbCdEfGh0+/9")))),
        ("event as hex", packed(NOW, canonical(list_of(event=EVENT)))),
        ("event with spare bits", packed(NOW, canonical(list_of(event="ASNFZ4mrze8BI0VniavN7-")))),
        ("ends before it begins", packed(NOW, canonical(list_of(start=2, end=1)))),
        ("begins as it ends", packed(NOW, canonical(list_of(start=2, end=2)))),
        ("negative", packed(NOW, canonical(list_of(start=-1)))),
        ("true for a minute", packed(NOW, canonical(list_of(start=True)))),
        ("not JSON", packed(NOW, b"[")),
        ("not UTF-8", packed(NOW, b'["\xff"]')),
    ]  # fmt: skip
    groups = {
        "unreadable": unreadable,
        "version": version,
        "unknown_key": unknown,
        "withdrawn_key": withdrawn,
        "forged": forged,
    }
    return [
        {"case": name, "token": text_, "outcome": outcome}
        for outcome, cases in groups.items()
        for name, text_ in cases
    ]


def base45_pairs() -> list[dict[str, str]]:
    """Bytes as hex and their base45; the first three are RFC 9285's own."""
    samples = [b"AB", b"Hello!!", b"ietf!", b"", b"\x00", b"\xff", b"\xff\xff", bytes(range(16))]
    return [{"hex": one.hex(), "text": token.base45(one)} for one in samples]


def vectors() -> dict[str, Any]:
    """The whole file."""
    return {
        "event": EVENT,
        "centre": CENTRE,
        "keys": KEYS,
        "base45": base45_pairs(),
        "good": good(),
        "bad": bad(),
    }


def main() -> None:
    """Write the file."""
    text = json.dumps(vectors(), ensure_ascii=False, indent=1) + "\n"
    (HERE / "badges.json").write_text(text, "utf-8")


if __name__ == "__main__":
    main()
