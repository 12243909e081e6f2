"""Builders of accounts and phones; a phone signs like the client does."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from flask.testing import FlaskClient

from backend.accounts import passwords, queries
from backend.accounts.models import Account, Device
from backend.accounts.permissions import ADMINS, STATION
from backend.accounts.services import accounts, codes, grants
from backend.core import clock, jws
from backend.core.canonical import canonical, sha256
from backend.core.db import db, new_id
from backend.organisations.models import Centre, Person, Station

from .organisations import make_person, make_station

PASSWORD = "Wuyi-Oolong-7"
_hashes: dict[str, str] = {}
_numbers = count(1)


def make_account(
    role: str,
    centre: Centre,
    *,
    person: Person | None = None,
    station: Station | None = None,
    username: str | None = None,
) -> Account:
    """An active account with a password and one role; field accounts get one too, for tests."""
    if PASSWORD not in _hashes:
        _hashes[PASSWORD] = passwords.hash_password(PASSWORD)
    admin = role in ADMINS
    if not admin:
        person = person or make_person(centre)
    name = username or f"{role.replace('_', '')}{next(_numbers)}"
    account = accounts.create_account(
        name, "admin" if admin else "office", None if admin else person, by=None
    )
    if role in STATION and station is None:
        station = make_station(centre)
    grants.install(
        account,
        role,
        source="hand",
        centre_id=None if admin else centre.id,
        station_id=station.id if station else None,
    )
    accounts.activate(account)
    accounts.set_password(account, _hashes[PASSWORD])
    return account


def sign_in(client: FlaskClient, account: Account | str, password: str = PASSWORD) -> Any:
    """Sign in; the client keeps the cookies."""
    name = account if isinstance(account, str) else account.username
    return client.post("/api/v1/session", json={"username": name, "password": password})


def csrf(client: FlaskClient, kind: str = "access") -> dict[str, str]:
    """The double-submit header."""
    cookie = client.get_cookie(f"csrf_{kind}_token")
    return {"X-CSRF-TOKEN": cookie.value} if cookie else {}


def post(client: FlaskClient, path: str, body: Any = None) -> Any:
    """POST as the client does: JSON and CSRF header."""
    return client.post(
        f"/api/v1{path}", json=body if body is not None else {}, headers=csrf(client)
    )


@dataclass
class Phone:
    """A browser profile with its own key."""

    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )
    tips: dict[str, tuple[int, str]] = field(default_factory=dict)

    @property
    def jwk(self) -> dict[str, str]:
        """The public key."""
        return jws.public_jwk(self.key.public_key())

    @property
    def kid(self) -> str:
        """Its thumbprint."""
        return jws.thumbprint(self.jwk)

    def seal(
        self,
        journal: str,
        kind: str,
        data: dict[str, Any],
        *,
        at: int,
        parents: tuple[str, ...] = (),
        files: tuple[dict[str, Any], ...] = (),
        after: list[Any] | None = None,
        wall: int | None = None,
    ) -> str:
        """A compact entry, next in this key's chain of the journal; `wall` is its raw clock."""
        n, prev = self.tips.get(journal, (0, None))
        payload = canonical(
            {
                "kind": kind,
                "v": 1,
                "journal": journal,
                "n": n + 1,
                "prev": prev,
                "parents": list(parents),
                "happened": {"wall": at if wall is None else wall, "at": at, "after": after},
                "data": data,
                "files": list(files),
                "salt": os.urandom(16).hex(),
            }
        )
        compact = jws.sign(self.key, jws.ENTRY, payload)
        self.tips[journal] = (n + 1, sha256(compact.rpartition(".")[0].encode("ascii")))
        return compact

    def enrolment(self, person: str, centre: str, code: str, challenge: str, at: int) -> str:
        """The signed `accounts.enrol` of this key."""
        return Phone(self.key).seal(
            centre,
            "accounts.enrol",
            {
                "person": person,
                "jwk": self.jwk,
                "device": "Mate 60",
                "code": code,
                "challenge": challenge,
            },
            at=at,
        )


def make_device(account: Account, phone: Phone | None = None, browser: str | None = None) -> Phone:
    """An enrolled phone, by the same service as over HTTP."""
    from backend.accounts.services import devices

    phone = phone or Phone()
    person = account.person
    assert person is not None
    code, _ = codes.issue(account, "enrol", None)
    db.session.flush()
    compact = phone.enrolment(
        person.id, person.centre_id, code, codes.new_challenge(account), clock.now()
    )
    db.session.flush()
    devices.enrol(
        account,
        compact,
        codes.check_enrol(account, code),
        label="测试手机",
        browser=browser or new_id(),
    )
    return phone


def device_of(phone: Phone) -> Device:
    """The row of a phone."""
    row = queries.device_by_kid(phone.kid)
    assert row is not None
    return row
