"""Phones made of a few lines: they activate, seal and push over HTTP as the client does."""

from __future__ import annotations

import http.client
import json
import os
import time
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec

from backend.core import jws
from backend.core.canonical import canonical, sha256

Body = dict[str, Any]


class Refused(RuntimeError):
    """An answer that is not a success."""


@dataclass
class Link:
    """One kept connection with its cookies."""

    host: str
    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    connection: http.client.HTTPConnection | None = None

    def call(self, method: str, path: str, body: Body | None = None) -> tuple[Body, int]:
        """A JSON call; the answer and its size on the wire."""
        headers = {"Accept": "application/json", "Content-Type": "application/json"}
        if self.cookies:
            headers |= self._known()
        data = None if body is None else json.dumps(body).encode()
        return self._read(method, path, data, headers)

    def put_file(self, path: str, data: bytes) -> None:
        """A photo in one piece."""
        headers = {"Content-Type": "image/jpeg", "Upload-Length": str(len(data)), **self._known()}
        self._read("PUT", path, data, headers)

    def _known(self) -> dict[str, str]:
        found = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        if "csrf_access_token" in self.cookies:
            found["X-CSRF-TOKEN"] = self.cookies["csrf_access_token"]
        return found

    def _read(
        self, method: str, path: str, data: bytes | None, headers: dict[str, str]
    ) -> tuple[Body, int]:
        answer = self._send(method, f"/api/v1{path}", data, headers)
        text = answer.read()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0]
        if answer.status >= 300:
            raise Refused(f"{method} {path}: {answer.status} {text[:300]!r}")
        return json.loads(text or b"{}"), len(text)

    def _send(
        self, method: str, path: str, data: bytes | None, headers: dict[str, str]
    ) -> http.client.HTTPResponse:
        """Over the kept connection; a new one when the server let the old one go."""
        if self.connection is None:
            self.connection = http.client.HTTPConnection(self.host, self.port, timeout=60)
        try:
            self.connection.request(method, path, data, headers)
            return self.connection.getresponse()
        except (http.client.HTTPException, ConnectionError):
            self.connection.close()
            self.connection.request(method, path, data, headers)
            return self.connection.getresponse()


@dataclass
class Signer:
    """A key with its chain."""

    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )
    tips: dict[str, tuple[int, str]] = field(default_factory=dict)

    @property
    def jwk(self) -> dict[str, str]:
        """The public key."""
        return jws.public_jwk(self.key.public_key())

    def seal(
        self, journal: str, kind: str, data: Body, parents: tuple[str, ...] = ()
    ) -> tuple[str, tuple[str]]:
        """The next entry of this key in the journal: compact form, and its hash as parents of the next."""
        number, before = self.tips.get(journal, (0, None))
        at = int(time.time() * 1000)
        payload = canonical({
            "kind": kind, "v": 1, "journal": journal, "n": number + 1, "prev": before,
            "parents": list(parents), "happened": {"wall": at, "at": at, "after": None},
            "data": data, "files": [], "salt": os.urandom(16).hex(),
        })  # fmt: skip
        compact = jws.sign(self.key, jws.ENTRY, payload)
        digest = sha256(compact.rpartition(".")[0].encode("ascii"))
        self.tips[journal] = (number + 1, digest)
        return compact, (digest,)


def activate(link: Link, activation: str, enrol: str) -> Signer:
    """Codes → enrolled phone with a session on this link."""
    found, _ = link.call("POST", "/activation", {"code": activation})
    signer = Signer()
    data = {"person": found["person"]["id"], "jwk": signer.jwk, "device": "bench", "code": enrol,
            "challenge": found["challenge"]}  # fmt: skip
    enrolment, _ = Signer(signer.key).seal(found["centre"]["id"], "accounts.enrol", data)
    link.call("POST", "/devices", {"activation": activation, "enrol_code": enrol,
                                   "enrolment": enrolment, "label": "bench"})  # fmt: skip
    return signer


def answer(number: int, grade: str, remark: str = "") -> Body:
    """An answer to a graded item as the form makes it."""
    value = {"grade": grade, "remark": remark, "basis": {"how": "seen", "rooms": None},
             "corrected": False, "via": None, "photos": []}  # fmt: skip
    return {"field": f"item/{number}", "value": value}
