"""Write the vectors of handover codes once: entries as two phones show them to each other.

The packer here is Python's own zlib; the phones use another one, and each must read the other's.

python -m tests.vectors.make_handover
"""

from __future__ import annotations

import hashlib
import json
import zlib
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from backend.badges.token import base45, unbase45
from backend.core import jws
from backend.core.canonical import b64u, canonical, unb64u
from backend.custody import signing

HERE = Path(__file__).parent
PREFIX = "DKH1:"
JOURNAL = "0123456789abcdef0123456789abcdef"
GIVER, RECEIVER = "a1" * 16, "b2" * 16
LONGEST = 938
HEAD = 17
AT = 1_796_430_000_000


def name(text: str) -> str:
    """A hash that looks like one."""
    return hashlib.sha256(text.encode()).hexdigest()


def key(number: int) -> ec.EllipticCurvePrivateKey:
    """A private key everybody knows: for tests only."""
    return ec.derive_private_key(number, ec.SECP256R1())


GIVERS, RECEIVERS = key(80001), key(80002)
CHECKS = {"bag": True, "copies": True, "project": True, "strip": True}


def kid(of: ec.EllipticCurvePrivateKey) -> str:
    """Thumbprint of its public half."""
    return jws.thumbprint(jws.public_jwk(of.public_key()))


def signed(of: ec.EllipticCurvePrivateKey, payload: bytes) -> str:
    """Compact JWS, the same at every run."""
    signing = f"{b64u(jws.header(jws.ENTRY, kid(of)))}.{b64u(payload)}"
    algorithm = ec.ECDSA(hashes.SHA256(), deterministic_signing=True)
    r, s = decode_dss_signature(of.sign(signing.encode("ascii"), algorithm))
    return f"{signing}.{b64u(r.to_bytes(32, 'big') + s.to_bytes(32, 'big'))}"


def hash_of(compact: str) -> str:
    """The entry's name."""
    return hashlib.sha256(compact.rpartition(".")[0].encode("ascii")).hexdigest()


def entry(kind: str, data: dict[str, Any], parents: list[str], n: int) -> bytes:
    """A payload as a phone would seal it."""
    strokes = {"role": "strokes", "sha256": name(kind), "size": 2311, "type": "application/json"}
    return canonical(
        {
            "kind": kind,
            "v": 1,
            "journal": JOURNAL,
            "n": n,
            "prev": name(f"before {kind}") if n > 1 else None,
            "parents": parents,
            "happened": {"wall": AT + 1200, "at": AT, "after": [77, name("checkpoint")]},
            "data": data,
            "files": [strokes],
            "salt": name(f"salt {kind}")[:32],
        }
    )


def offer(packs: int) -> dict[str, Any]:
    """What the giver says."""
    return {
        "purpose": "site",
        "to": RECEIVER,
        "room": None,
        "packs": [
            {
                "pack": name(f"pack {n}")[:12],
                "after": name(f"move {n}"),
                "strip": f"2207{n:02}",
                "copies": 32,
                "checks": CHECKS,
            }
            for n in range(packs)
        ],
        "place": "宁川市山海烹饪学校 考务办公室",
        "reason": "",
        "signature": {
            "by": GIVER, "strokes": name("custody.offer"), "assurance": "key", "badge": None,
        },
        "paper": None,
    }  # fmt: skip


def answer(of: str) -> dict[str, Any]:
    """What the receiver says to it."""
    packs = offer(3)["packs"]
    return {
        "offer": of,
        "packs": [
            {
                "pack": one["pack"],
                "accept": n < 2,
                "checks": {**CHECKS, "strip": n < 2},
                "strip": one["strip"] if n < 2 else "220799",
                "copies": one["copies"],
                "fault": None if n < 2 else "wrong_strip",
                "reason": "" if n < 2 else "封条号与交接单不符",
            }
            for n, one in enumerate(packs)
        ],
        "signature": {
            "by": RECEIVER, "strokes": name("custody.answer"), "assurance": "key", "badge": None,
        },
        "paper": None,
    }  # fmt: skip


def deflated(payload: bytes) -> bytes:
    """Raw deflate."""
    pen = zlib.compressobj(9, zlib.DEFLATED, -15)
    return pen.compress(payload) + pen.flush()


def packed(compact: str, payload: bytes | None = None) -> bytes:
    """kid, signature, small payload; ``payload`` puts another one in the signed one's place."""
    head, body, tail = compact.split(".")
    return (
        unb64u(json.loads(unb64u(head))["kid"])
        + unb64u(tail)
        + deflated(unb64u(body) if payload is None else payload)
    )


def codes(raw: bytes) -> list[str]:
    """The texts of the codes."""
    text = base45(raw)
    if len(PREFIX + text) <= LONGEST:
        return [PREFIX + text]
    count = -(-len(text) // (LONGEST - HEAD))
    tag = base45(hashlib.sha256(raw).digest())[:4]
    length = -(-len(text) // count)
    return [
        f"{PREFIX}{i + 1}/{count}/{tag}:{text[i * length : (i + 1) * length]}" for i in range(count)
    ]


def read(texts: list[str]) -> bytes:
    """The packed bytes of codes in order; for tests of what a phone wrote."""
    parts = [text.removeprefix(PREFIX) for text in texts]
    if len(parts) > 1:
        parts = [part.split(":", 1)[1] if i else part[9:] for i, part in enumerate(parts)]
    return unbase45("".join(parts))


def bad(good: str) -> list[dict[str, Any]]:
    """What no phone shows, and what is said to it."""
    raw = packed(good)
    texts = codes(raw)
    payload = unb64u(good.split(".")[1])
    forged = packed(good, payload.replace("考务办公室".encode(), "考务办公楼".encode()))
    flipped = bytearray(raw)
    flipped[-20] ^= 1
    bomb = packed(good, b" " * 9_000_000)
    return [
        {"case": "a badge", "codes": ["DK1:ABCDEF"], "says": "foreign"},
        {"case": "a page", "codes": ["https://example.org/DKH1:"], "says": "foreign"},
        {"case": "number 0", "codes": [texts[0].replace("1/", "0/", 1)], "says": "foreign"},
        {"case": "a part too many", "codes": [texts[0].replace("1/2", "3/2", 1)], "says": "foreign"},
        {"case": "no base45", "codes": ["DKH1:ab"], "says": "torn"},
        {"case": "too short", "codes": [PREFIX + base45(raw[:90])], "says": "torn"},
        {"case": "no deflate", "codes": codes(raw[:96] + b"\xff" * 40), "says": "torn"},
        {"case": "cut off", "codes": codes(raw[:-30]), "says": "torn"},
        {"case": "one sign other", "codes": [texts[0], texts[1][:-9] + "%" + texts[1][-8:]],
         "says": "torn"},
        {"case": "one bit other, tag mended", "codes": codes(bytes(flipped)), "says": "torn|untrusted"},
        {"case": "other words, old signature", "codes": codes(forged), "says": "untrusted"},
        {"case": "a bomb", "codes": codes(bomb), "says": "large"},
    ]  # fmt: skip


def statements() -> list[dict[str, Any]]:
    """What strokes are bound to, as the phone and the desk compute it."""
    sig = {"by": GIVER, "strokes": name("a"), "assurance": "key", "badge": None}
    witnesses = [{"candidate": "c3" * 16, "strokes": name("w")}]
    opened = {
        "packs": [], "session": "d4" * 16, "room": None, "mode": "theory", "way": "normal",
        "reason": "", "shown": True, "signatures": [sig, {**sig, "by": RECEIVER}],
        "witnesses": witnesses, "installation": None, "paper": None,
    }  # fmt: skip
    cases = [
        ("an offer", "custody.offer", offer(2)),
        ("two signers and a witness", "custody.open", opened),
    ]
    return [
        {"case": case, "kind": kind, "journal": JOURNAL, "data": data,
         "hash": signing.statement(kind, JOURNAL, data)}
        for case, kind, data in cases
    ]  # fmt: skip


def vectors() -> dict[str, Any]:
    """All of them."""
    three = signed(GIVERS, entry("custody.offer", offer(3), [name("move 0")], 4))
    one = signed(GIVERS, entry("custody.offer", offer(1), [name("move 0")], 5))
    twelve = signed(GIVERS, entry("custody.offer", offer(12), [name("move 0")], 6))
    said = signed(RECEIVERS, entry("custody.answer", answer(hash_of(three)), [hash_of(three)], 1))
    good = {"three packs": three, "one pack": one, "twelve packs": twelve, "its answer": said}
    return {
        "journal": JOURNAL,
        "keys": {kid(of): jws.public_jwk(of.public_key()) for of in (GIVERS, RECEIVERS)},
        "good": [
            {"case": case, "compact": compact, "hash": hash_of(compact),
             "codes": codes(packed(compact))}
            for case, compact in good.items()
        ],
        "bad": bad(three),
        "statements": statements(),
    }  # fmt: skip


if __name__ == "__main__":
    path = HERE / "handover-qr.json"
    before = json.loads(path.read_text("utf-8")) if path.exists() else {}
    found = {**vectors(), "phone": before.get("phone", {})}
    path.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
