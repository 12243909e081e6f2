"""Write the vectors of signed bytes once; they are frozen afterwards (signatures are random).

python -m tests.vectors.make_signed
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from backend.core import jws
from backend.core.canonical import b64u, canonical
from backend.core.journal import head_zero, next_head

HERE = Path(__file__).parent
JOURNAL = "0123456789abcdef0123456789abcdef"
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


def new_key() -> ec.EllipticCurvePrivateKey:
    """A fresh P-256 key."""
    return ec.generate_private_key(ec.SECP256R1())


def private_jwk(key: ec.EllipticCurvePrivateKey) -> dict[str, str]:
    """Private JWK, for the client's tests only."""
    d = key.private_numbers().private_value.to_bytes(32, "big")
    return {**jws.public_jwk(key.public_key()), "d": b64u(d)}


def raw_sign(key: ec.EllipticCurvePrivateKey, head: bytes, payload: bytes) -> str:
    """Sign any header with any payload, as an attacker would."""
    signing = f"{b64u(head)}.{b64u(payload)}"
    r, s = decode_dss_signature(key.sign(signing.encode(), ec.ECDSA(hashes.SHA256())))
    return f"{signing}.{b64u(r.to_bytes(32, 'big') + s.to_bytes(32, 'big'))}"


def sample_payload() -> dict[str, Any]:
    """A good payload."""
    return {
        "kind": "inspections.answer",
        "v": 1,
        "journal": JOURNAL,
        "n": 1,
        "prev": None,
        "parents": [],
        "happened": {"wall": 1795222085000, "at": 1795222084000, "after": None},
        "data": {
            "field": "item/12",
            "value": {
                "grade": "B",
                "remark": "04号、17号考生手机未存放，当场提醒后已存放。",
                "basis": None,
                "corrected": True,
                "via": None,
                "photos": [],
            },
        },
        "files": [],
        "salt": "00112233445566778899aabbccddeeff",
    }


def hostile(
    key: ec.EllipticCurvePrivateKey, other: ec.EllipticCurvePrivateKey
) -> list[dict[str, str]]:
    """Compact strings that are no entry, each with the code the door answers."""
    good = sample_payload()
    kid = jws.thumbprint(jws.public_jwk(key.public_key()))
    compact = jws.sign(key, jws.ENTRY, canonical(good))
    head, body, tail = compact.split(".")

    def signed(payload: bytes) -> str:
        return jws.sign(key, jws.ENTRY, payload)

    def changed(**members: Any) -> str:
        return signed(canonical({**good, **members}))

    text = canonical(good).decode()
    cases = [
        ("two parts", f"{head}.{body}", "entry.format"),
        ("padding", f"{head}=.{body}.{tail}", "entry.format"),
        ("not base64", f"{head}.{body}!.{tail}", "entry.format"),
        (
            "alg none",
            raw_sign(
                key,
                f'{{"alg":"none","kid":"{kid}","typ":"dukao-entry+jws"}}'.encode(),
                canonical(good),
            ),
            "entry.algorithm",
        ),
        (
            "HS256",
            raw_sign(
                key,
                f'{{"alg":"HS256","kid":"{kid}","typ":"dukao-entry+jws"}}'.encode(),
                canonical(good),
            ),
            "entry.algorithm",
        ),
        (
            "extra member",
            raw_sign(
                key,
                f'{{"alg":"ES256","kid":"{kid}","typ":"dukao-entry+jws","jku":"https://x"}}'.encode(),
                canonical(good),
            ),
            "entry.algorithm",
        ),
        (
            "other order",
            raw_sign(
                key,
                f'{{"kid":"{kid}","alg":"ES256","typ":"dukao-entry+jws"}}'.encode(),
                canonical(good),
            ),
            "entry.algorithm",
        ),
        ("a receipt's type", jws.sign(key, jws.RECEIPT, canonical(good)), "entry.algorithm"),
        ("a badge's type", jws.sign(key, jws.BADGE, canonical(good)), "entry.algorithm"),
        (
            "kid of another",
            raw_sign(other, jws.header(jws.ENTRY, kid), canonical(good)),
            "entry.signature",
        ),
        (
            "altered payload",
            f"{head}.{b64u(canonical({**good, 'n': 2, 'prev': 'a' * 64}))}.{tail}",
            "entry.signature",
        ),
        ("short signature", f"{head}.{body}.{tail[:40]}", "entry.signature"),
        ("unknown key", jws.sign(other, jws.ENTRY, canonical(good)), "entry.unknown_key"),
        (
            "duplicate key",
            signed(text.replace('"n":1', '"n":1,"n":2').encode()),
            "entry.duplicate_key",
        ),
        (
            "too deep",
            changed(data={"a": {"b": {"c": {"d": {"e": {"f": {"g": {}}}}}}}}),
            "entry.too_deep",
        ),
        ("too large", changed(data={"a": "字" * 30000}), "entry.too_large"),
        ("NaN", signed(text.replace('"n":1', '"n":NaN').encode()), "entry.json"),
        ("a float", signed(text.replace('"n":1', '"n":1.0').encode()), "entry.json"),
        (
            "a huge integer",
            signed(text.replace('"n":1', '"n":9007199254740993').encode()),
            "entry.json",
        ),
        ("NUL", changed(data={"a": "x\0y"}), "entry.text"),
        ("lone surrogate", signed(text.replace('"item/12"', '"\\ud800"').encode()), "entry.text"),
        ("not UTF-8", signed(b'{"kind":"\xff"}'), "entry.text"),
        ("a list", signed(b"[]"), "entry.members"),
        (
            "member missing",
            signed(canonical({k: v for k, v in good.items() if k != "salt"})),
            "entry.members",
        ),
        ("member unknown", changed(extra=1), "entry.members"),
        ("n is zero", changed(n=0), "entry.members"),
        ("prev without n", changed(prev="a" * 64), "entry.members"),
        ("n is true", changed(n=True), "entry.members"),
        (
            "wrong role of a file",
            changed(files=[{"sha256": "a" * 64, "size": 1, "type": "image/jpeg", "role": "exe"}]),
            "entry.members",
        ),
        ("parent named twice", changed(parents=["a" * 64, "a" * 64]), "entry.members"),
        ("another journal", changed(journal="f" * 32), "entry.journal"),
    ]
    return [{"case": name, "compact": text_, "code": code} for name, text_, code in cases]


def entry_vectors() -> dict[str, Any]:
    """Key, payload, compact form, hash, a re-spelled signature, and what is no entry."""
    key, other = new_key(), new_key()
    payload = canonical(sample_payload())
    compact = jws.sign(key, jws.ENTRY, payload)
    token = jws.take_apart(compact, jws.ENTRY)
    r, s = token.signature[:32], int.from_bytes(token.signature[32:], "big")
    twin = compact.rsplit(".", 1)[0] + "." + b64u(r + (ORDER - s).to_bytes(32, "big"))
    return {
        "private_jwk": private_jwk(key),
        "jwk": jws.public_jwk(key.public_key()),
        "kid": token.kid,
        "payload": payload.decode(),
        "compact": compact,
        "hash": token.hash,
        "same_entry_other_signature": twin,
        "journal": JOURNAL,
        "hostile": hostile(key, other),
    }


def journal_vectors() -> dict[str, Any]:
    """Lines and heads from head[0] on."""
    root = jws.thumbprint(jws.public_jwk(new_key().public_key()))
    head, rows = head_zero(JOURNAL, root), []
    first = head
    for seq in range(1, 6):
        line = canonical(
            {
                "v": 1,
                "journal": JOURNAL,
                "seq": seq,
                "entry": hashlib.sha256(bytes([seq])).hexdigest(),
                "actor": "c" * 32 if seq % 2 else None,
                "kid": root if seq % 2 else None,
                "received": 1795222085000 + seq,
                "outcome": ["accepted", "refused:entry.data", "waiting:parent"][seq % 3],
                "rules": 1,
            }
        ).decode()
        head = next_head(head, line)
        rows.append({"line": line, "head": head})
    return {"journal": JOURNAL, "root": root, "head_zero": first, "lines": rows}


def server_vectors(journal: dict[str, Any]) -> dict[str, Any]:
    """A receipt, two checkpoints and a key list with their keys."""
    root, server = new_key(), new_key()
    jwk = jws.public_jwk(server.public_key())
    kid = jws.thumbprint(jwk)
    rows = [
        {
            "kid": kid,
            "purpose": "journal",
            "centre": None,
            "jwk": jwk,
            "from": 1795000000000,
            "until": None,
            "withdrawn": None,
        }
    ]
    keys = jws.sign(
        root, jws.KEYS, canonical({"v": 1, "number": 1, "time": 1795000000000, "keys": rows})
    )
    last = journal["lines"][-1]
    one = jws.sign(
        server,
        jws.CHECKPOINT,
        canonical({"v": 1, "number": 1, "time": 1795222000000, "prev": None, "heads": []}),
    )
    one_hash = jws.take_apart(one, jws.CHECKPOINT).hash
    two = jws.sign(
        server,
        jws.CHECKPOINT,
        canonical(
            {
                "v": 1,
                "number": 2,
                "time": 1795222100000,
                "prev": one_hash,
                "heads": [[JOURNAL, 5, last["head"]]],
            }
        ),
    )
    two_hash = jws.take_apart(two, jws.CHECKPOINT).hash
    receipt = jws.sign(
        server,
        jws.RECEIPT,
        canonical(
            {
                "v": 1,
                "journal": JOURNAL,
                "seq": 5,
                "head": last["head"],
                "time": 1795222200000,
                "nonce": "0123456789abcdef",
                "lines": [row["line"] for row in journal["lines"]],
                "files": [["ab" * 32, 12345]],
                "kit": None,
                "checkpoint": [2, two_hash],
                "keep_until": 1795222200000 + 7 * 86400000,
            }
        ),
    )
    return {
        "root": jws.thumbprint(jws.public_jwk(root.public_key())),
        "root_jwk": jws.public_jwk(root.public_key()),
        "keys": keys,
        "checkpoints": [{"compact": one, "hash": one_hash}, {"compact": two, "hash": two_hash}],
        "receipt": receipt,
        "wrong_type": {"compact": two, "verifier": "receipt"},
    }


def diagonal_vectors() -> dict[str, Any]:
    """One key signs the five types over payloads each verifier could read, so that nothing but the
    type keeps them apart."""
    key = new_key()
    jwk = jws.public_jwk(key.public_key())
    kid = jws.thumbprint(jwk)
    row = {"kid": kid, "purpose": "journal", "centre": None, "jwk": jwk, "from": 1, "until": None,
           "withdrawn": None}  # fmt: skip
    everything = {
        **sample_payload(),
        "number": 1,
        "time": 2,
        "heads": [],
        "keys": [row],
        "seq": 0,
        "head": "0" * 64,
        "nonce": "0123456789abcdef",
        "lines": [],
        "files": [],
        "kit": None,
        "checkpoint": None,
        "keep_until": 3,
    }
    payloads = dict.fromkeys(("receipt", "checkpoint", "keys", "badge"), canonical(everything))
    payloads["entry"] = canonical(sample_payload())
    tokens = {
        name: jws.sign(key, f"dukao-{name}+jws", payload)
        for name, payload in sorted(payloads.items())
    }
    return {"jwk": jwk, "kid": kid, "journal": JOURNAL, "tokens": tokens}


def time_vectors() -> list[dict[str, Any]]:
    """Entries of one journal with their proven intervals; ms are small to be readable."""

    def e(
        name: str, received: int, after: int | None = None, names: list[str] | None = None
    ) -> dict[str, Any]:
        return {"hash": name, "received": received, "after": after, "names": names or []}

    return [
        {
            "case": "checkpoint named, received later",
            "checkpoints": {"1": 100},
            "entries": [e("a", 500, 1)],
            "expected": {"a": [100, 500]},
        },
        {
            "case": "nothing named proves no lower bound",
            "checkpoints": {"1": 100},
            "entries": [e("a", 500)],
            "expected": {"a": [None, 500]},
        },
        {
            "case": "an unknown checkpoint proves nothing",
            "checkpoints": {"1": 100},
            "entries": [e("a", 500, 9)],
            "expected": {"a": [None, 500]},
        },
        {
            "case": "an ancestor's later checkpoint counts",
            "checkpoints": {"1": 100, "2": 300},
            "entries": [e("a", 900, 2), e("b", 950, 1, ["a"])],
            "expected": {"a": [300, 900], "b": [300, 950]},
        },
        {
            "case": "received before its parent bounds the parent",
            "checkpoints": {"1": 100},
            "entries": [e("a", 900, 1), e("b", 400, 1, ["a"])],
            "expected": {"a": [100, 400], "b": [100, 400]},
        },
        {
            "case": "through two generations",
            "checkpoints": {"1": 100},
            "entries": [e("a", 900, 1), e("b", 800, None, ["a"]), e("c", 300, None, ["b"])],
            "expected": {"a": [100, 300], "b": [100, 300], "c": [100, 300]},
        },
        {
            "case": "a missing ancestor changes nothing",
            "checkpoints": {"1": 100},
            "entries": [e("b", 400, 1, ["zz"])],
            "expected": {"b": [100, 400]},
        },
    ]


def main() -> None:
    """Write the files that are missing; frozen ones are left."""
    journal = journal_vectors()
    made = {
        "entry": entry_vectors(),
        "journal": journal,
        "server": server_vectors(journal),
        "time": time_vectors(),
        "diagonal": diagonal_vectors(),
    }
    for name, value in made.items():
        path = HERE / f"{name}.json"
        if not path.exists():
            path.write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
