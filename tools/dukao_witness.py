#!/usr/bin/env python3
"""A witness for a Dukao server: one file for another office (Python 3.11 and `cryptography`).

    python dukao_witness.py init FOLDER --name 宁川市档案局 --root FINGERPRINT
    python dukao_witness.py fetch FOLDER https://exam.example.cn     # by cron, or --every 60
    python dukao_witness.py take FOLDER checkpoints.txt keys.jws     # or what somebody hands you
    python dukao_witness.py show FOLDER

It keeps every checkpoint the server signs, co-signs each that extends what it has, and keeps
what contradicts it in ``contradictions/``. FOLDER/checkpoints.txt is what you give to whoever
verifies: `flask journal verify --checkpoints checkpoints.txt`. Nothing in it is about people.
Exit codes: 0 nothing wrong, 1 unreadable or not of this server, 4 the server contradicts itself.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import os
import sys
import time
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import (
    decode_dss_signature,
    encode_dss_signature,
)

CHECKPOINT, KEYS, WITNESS = "dukao-checkpoint+jws", "dukao-keys+jws", "dukao-witness+jws"
ES256 = ec.ECDSA(hashes.SHA256())
MOST_BYTES = 64 * 1024 * 1024


class Unreadable(Exception):
    """Not of this server, or damaged: nothing was taken."""


class Contradiction(Exception):
    """Signed by the server, and at odds with what it signed before."""


def unb64u(text: str) -> bytes:
    """Decode base64url without padding."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def b64u(data: bytes) -> str:
    """Encode base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def canonical(value: Any) -> bytes:
    """Canonical JSON."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def thumbprint(jwk: dict[str, str]) -> str:
    """RFC 7638 thumbprint: the fingerprint to compare."""
    members = {name: jwk[name] for name in ("crv", "kty", "x", "y")}
    return b64u(hashlib.sha256(canonical(members)).digest())


def header(typ: str, kid: str) -> bytes:
    """The only header allowed, byte for byte."""
    return f'{{"alg":"ES256","kid":"{kid}","typ":"{typ}"}}'.encode()


def read(compact: str, typ: str, keys: dict[str, dict[str, str]]) -> tuple[dict[str, Any], str]:
    """(payload, hash) of a token that one of these keys signed; raises ``Unreadable``."""
    try:
        head, body, tail = compact.split(".")
        kid = json.loads(unb64u(head))["kid"]
        if unb64u(head) != header(typ, kid) or kid not in keys or thumbprint(keys[kid]) != kid:
            raise Unreadable(f"not a {typ} of a known key")
        x, y = (int.from_bytes(unb64u(keys[kid][name]), "big") for name in ("x", "y"))
        raw = unb64u(tail)
        r, s = int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big")
        public = ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()
        public.verify(encode_dss_signature(r, s), f"{head}.{body}".encode(), ES256)
        return json.loads(unb64u(body)), hashlib.sha256(f"{head}.{body}".encode()).hexdigest()
    except (InvalidSignature, KeyError, ValueError, TypeError) as error:
        raise Unreadable(f"a {typ} does not verify") from error


@dataclass
class Kept:
    """What this witness has seen: checkpoints by number, and the newest head of every journal."""

    names: dict[int, str] = field(default_factory=dict)
    heads: dict[str, tuple[int, str, int]] = field(default_factory=dict)
    last: int = 0
    time: int = 0

    def add(self, payload: dict[str, Any], name: str) -> None:
        """Take a checkpoint that extends what was kept; raises ``Contradiction``."""
        number = payload["number"]
        if number <= self.last:
            known = self.names.get(number)
            if known is not None and known != name:
                raise Contradiction(f"another checkpoint {number} than the one kept")
            return
        restored = payload.get("restored")
        if self.last:
            self._follow(payload, number, restored)
        if restored:
            # It lists every head; what it does not list is gone, and it says so.
            self.heads = {}
        for journal, seq, head in payload["heads"]:
            self.heads[journal] = (seq, head, number)
        self.names[number] = name
        self.last, self.time = number, payload["time"]

    def _follow(self, payload: dict[str, Any], number: int, restored: Any) -> None:
        if payload["time"] < self.time:
            raise Contradiction(f"checkpoint {number} is older than {self.last}")
        if restored:
            backup = restored["backup"]
            if backup and self.names.get(backup[0], backup[1]) != backup[1]:
                raise Contradiction(f"restore {number} goes back to another history")
            now = {journal: (seq, head) for journal, seq, head in payload["heads"]}
            for journal, (seq, head, since) in self.heads.items():
                # What stood still since before the backup must be in it, unchanged.
                if backup and since <= backup[0] and now.get(journal, (0, ""))[0] < seq:
                    raise Contradiction(f"restore {number} cuts journal {journal}")
                if now.get(journal, (0, ""))[0] == seq and now[journal][1] != head:
                    raise Contradiction(f"restore {number} changed journal {journal}")
            return
        if number != self.last + 1:
            raise Unreadable(f"checkpoints {self.last + 1} to {number - 1} are missing")
        if payload["prev"] != self.names[self.last]:
            raise Contradiction(f"checkpoint {number} does not follow the {self.last} kept")
        for journal, seq, head in payload["heads"]:
            before = self.heads.get(journal, (0, "", 0))
            if seq < before[0] or (seq == before[0] and head != before[1]):
                raise Contradiction(f"checkpoint {number} cuts or changes journal {journal}")


class Folder:
    """The witness's folder: its key, the server's root, everything kept."""

    def __init__(self, path: Path):
        self.path = path
        self.file = path / "checkpoints.txt"

    def init(self, name: str, root: str) -> str:
        """Make the key; returns its fingerprint."""
        self.path.mkdir(parents=True, mode=0o700, exist_ok=True)
        key = ec.generate_private_key(ec.SECP256R1())
        pem = key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        handle = os.open(self.path / "witness.pem", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(pem)
        (self.path / "witness.json").write_bytes(canonical({"name": name, "root": root}))
        self.file.touch(mode=0o600)
        return thumbprint(self.jwk())

    def said(self) -> dict[str, str]:
        """Name of the witness and fingerprint of the server's root."""
        return json.loads((self.path / "witness.json").read_bytes())

    def key(self) -> ec.EllipticCurvePrivateKey:
        """The witness's own key."""
        pem = (self.path / "witness.pem").read_bytes()
        return serialization.load_pem_private_key(pem, password=None)  # type: ignore[return-value]

    def jwk(self) -> dict[str, str]:
        """Its public half."""
        numbers = self.key().public_key().public_numbers()
        x, y = (b64u(value.to_bytes(32, "big")) for value in (numbers.x, numbers.y))
        return {"crv": "P-256", "kty": "EC", "x": x, "y": y}

    def kept(self) -> Kept:
        """Read again what was taken; our own lines need no second look."""
        result = Kept()
        for line in self.file.read_text("ascii").splitlines():
            if json.loads(unb64u(line.split(".")[0]))["typ"] == CHECKPOINT:
                signed = line.rpartition(".")[0].encode()
                result.add(
                    json.loads(unb64u(line.split(".")[1])), hashlib.sha256(signed).hexdigest()
                )
        return result

    def server_keys(self, root_jwk: dict[str, str], compact: str) -> dict[str, dict[str, str]]:
        """The server's checkpoint keys, by a list the pinned root signed; an older list never wins."""
        root = self.said()["root"]
        if thumbprint(root_jwk) != root:
            raise Unreadable("another server: its root is not the one this witness was made for")
        newest = self.path / "keys.jws"
        payload, _ = read(compact, KEYS, {root: root_jwk})
        if newest.exists():
            before, _ = read(newest.read_text("ascii"), KEYS, {root: root_jwk})
            payload = max(payload, before, key=lambda one: one["number"])
            if payload is before:
                compact = newest.read_text("ascii")
        newest.write_text(compact, "ascii")
        return {row["kid"]: row["jwk"] for row in payload["keys"] if row["purpose"] == "journal"}

    def take(self, texts: list[str], keys: dict[str, dict[str, str]]) -> int:
        """Keep and co-sign what extends; returns how many were new. Keeps a contradiction, raises it."""
        kept = self.kept()
        found = [(*read(text, CHECKPOINT, keys), text) for text in texts if text.strip()]
        new = 0
        for payload, name, text in sorted(found, key=lambda one: one[0]["number"]):
            last = kept.last
            try:
                kept.add(payload, name)
            except Contradiction as error:
                self._keep_contradiction(payload["number"], name, text, str(error))
                raise
            if kept.last > last:
                self._append(text, self.cosign(payload["number"], name))
                new += 1
        return new

    def cosign(self, number: int, name: str) -> str:
        """Our signature under a checkpoint."""
        said = {
            "v": 1,
            "witness": self.said()["name"],
            "jwk": self.jwk(),
            "checkpoint": [number, name],
        }
        payload = canonical({**said, "time": int(time.time() * 1000)})
        signed = f"{b64u(header(WITNESS, thumbprint(self.jwk())))}.{b64u(payload)}"
        r, s = decode_dss_signature(self.key().sign(signed.encode(), ES256))
        return f"{signed}.{b64u(r.to_bytes(32, 'big') + s.to_bytes(32, 'big'))}"

    def _append(self, *lines: str) -> None:
        with self.file.open("a", encoding="ascii") as file:
            file.writelines(f"{line}\n" for line in lines)
            file.flush()
            os.fsync(file.fileno())

    def _keep_contradiction(self, number: int, name: str, text: str, why: str) -> None:
        place = self.path / "contradictions"
        place.mkdir(exist_ok=True)
        (place / f"{number}-{name[:16]}.txt").write_text(f"{text}\n{why}\n", "utf-8")


def download(url: str) -> bytes:
    """GET, bounded."""
    if not url.startswith(("https://", "http://")):
        raise Unreadable("the address must begin with https://")
    with urllib.request.urlopen(url, timeout=60) as answer:
        return answer.read(MOST_BYTES)


def fetch(folder: Folder, server: str) -> int:
    """Take what the server has beyond what is kept."""
    base = server.rstrip("/") + "/api/v1"
    said = json.loads(download(f"{base}/keys"))
    keys = folder.server_keys(said["root_jwk"], said["keys"])
    (folder.path / "root.jwk").write_bytes(canonical(said["root_jwk"]))
    new = 0
    while True:
        # One number back: the last one kept must still be what the server says it is.
        after = max(0, folder.kept().last - 1)
        texts = download(f"{base}/checkpoints?after={after}").decode("ascii").splitlines()
        count = folder.take(texts, keys)
        new += count
        if not count:
            return new


def take(folder: Folder, checkpoints: Path, key_list: Path | None) -> int:
    """Take checkpoints handed over as a file, with a key list or the one kept."""
    if key_list is not None:
        value = json.loads(key_list.read_text("utf-8"))
        keys = folder.server_keys(value["root_jwk"], value["keys"])
        (folder.path / "root.jwk").write_bytes(canonical(value["root_jwk"]))
    else:
        root_jwk = json.loads((folder.path / "root.jwk").read_bytes())
        keys = folder.server_keys(root_jwk, (folder.path / "keys.jws").read_text("ascii"))
    return folder.take(checkpoints.read_text("ascii").splitlines(), keys)


def say(text: str) -> None:
    """One line to the terminal."""
    sys.stdout.write(f"{text}\n")


def main(arguments: list[str] | None = None) -> int:
    """Command line."""
    parser = argparse.ArgumentParser(description="Witness of a Dukao server")
    commands = parser.add_subparsers(dest="command", required=True)
    made = commands.add_parser("init", help="make this witness's key")
    made.add_argument("--name", required=True, help="the office that keeps it")
    made.add_argument(
        "--root", required=True, help="the server's fingerprint, from official papers"
    )
    got = commands.add_parser("fetch", help="take what the server offers")
    handed = commands.add_parser("take", help="take checkpoints from a file")
    shown = commands.add_parser("show", help="what is kept")
    for one in (made, got, handed, shown):
        one.add_argument("folder", type=Path)
    got.add_argument("server")
    got.add_argument("--every", type=float, metavar="SECONDS", help="go on fetching")
    handed.add_argument("checkpoints", type=Path)
    handed.add_argument("keys", type=Path, nargs="?", help="the answer of /api/v1/keys, as a file")
    given = list(sys.argv[1:] if arguments is None else arguments)
    if "--root" in given[:-1]:  # a fingerprint may begin with a dash
        at = given.index("--root")
        given[at : at + 2] = [f"--root={given[at + 1]}"]
    options = parser.parse_args(given)
    folder = Folder(options.folder)
    while getattr(options, "every", None):
        code = once(folder, options)
        if code == 4:
            return code
        time.sleep(options.every)
    return once(folder, options)


def once(folder: Folder, options: argparse.Namespace) -> int:
    """Do the command; its exit code."""
    try:
        if options.command == "init":
            say(f"witness {options.name}: fingerprint {folder.init(options.name, options.root)}")
            return 0
        if options.command != "show":
            new = fetch(folder, options.server) if options.command == "fetch" else None
            new = take(folder, options.checkpoints, options.keys) if new is None else new
            say(f"{new} new checkpoints co-signed")
    except Contradiction as error:
        say(
            f"日志分叉 THE SERVER CONTRADICTS ITSELF: {error}. Kept in {folder.path / 'contradictions'}"
        )
        return 4
    except (Unreadable, OSError, ValueError, KeyError) as error:
        say(f"nothing taken: {error}")
        return 1
    kept = folder.kept()
    found = sorted((folder.path / "contradictions").glob("*.txt"))
    say(f"last checkpoint {kept.last} {kept.names.get(kept.last, '')}")
    say(f"witness {folder.said()['name']} {thumbprint(folder.jwk())}")
    for path in found:
        say(f"contradiction: {path.read_text('utf-8').splitlines()[-1]}")
    return 4 if found else 0


if __name__ == "__main__":
    sys.exit(main())
