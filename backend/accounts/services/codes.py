"""One-time codes: issued once, shown once, kept as keyed hashes."""

from __future__ import annotations

import secrets

from sqlalchemy import select

from backend.core import clock
from backend.core.db import db, lookup_hash, new_id

from .. import errors, rules
from ..models import AccessCode, Account, Challenge
from .record import record

MOST_OPEN = 5


def issue(
    account: Account, purpose: str, issuer: str | None, term: int | None = None
) -> tuple[str, int]:
    """A fresh code of this purpose; the one before is withdrawn. Returns (grouped code, expiry)."""
    now = clock.now()
    withdraw(account, purpose)
    plain = "".join(secrets.choice(rules.CODE_ALPHABET) for _ in range(rules.CODE_LENGTH))
    row = AccessCode(
        id=new_id(),
        account_id=account.id,
        purpose=purpose,
        code_hash=_hash(plain),
        issued_at=now,
        issued_by=issuer,
        expires_at=now + (rules.CODE_TERM[purpose] if term is None else term),
        attempts=0,
    )
    db.session.add(row)
    record("code.issue", account.id, actor=issuer, purpose=purpose)
    return rules.grouped(plain), row.expires_at


def withdraw(account: Account, *purposes: str) -> None:
    """Open codes of these purposes open nothing any more."""
    now = clock.now()
    for purpose in purposes:
        for old in _open_codes(account.id, purpose):
            old.withdrawn_at = now


def find_entry(text: str) -> AccessCode:
    """The good activation or reset code behind what was typed; raises `accounts.code`."""
    row = db.session.scalar(
        select(AccessCode).where(
            AccessCode.code_hash == _hash(text), AccessCode.purpose.in_(("activation", "reset"))
        )
    )
    if row is None or not _good(row):
        raise errors.code()
    if row.account.state == "disabled":
        raise errors.disabled()
    return row


def check_enrol(account: Account, text: str) -> AccessCode:
    """The account's good enrol code; raises `accounts.code`."""
    wanted = _hash(text)
    for row in _open_codes(account.id, "enrol"):
        if _good(row) and row.code_hash == wanted:
            return row
    raise errors.code()


def spent(account_id: str, purposes: tuple[str, ...], text: str) -> bool:
    """Whether this very code of the account was used."""
    return (
        db.session.scalar(
            select(AccessCode.id).where(
                AccessCode.account_id == account_id,
                AccessCode.purpose.in_(purposes),
                AccessCode.code_hash == _hash(text),
                AccessCode.used_at.is_not(None),
            )
        )
        is not None
    )


def same_code(row: AccessCode, text: str) -> bool:
    """Whether the text spells this code."""
    return row.code_hash == _hash(text)


def count_failure(account_id: str) -> None:
    """A wrong enrol code counts against the open one; five make it void."""
    for row in _open_codes(account_id, "enrol"):
        row.attempts += 1


def use(row: AccessCode) -> None:
    """Spend a code."""
    row.used_at = clock.now()
    record(
        "code.use",
        row.account_id,
        actor=row.account.person_id or row.account_id,
        purpose=row.purpose,
    )


def new_challenge(account: Account) -> str:
    """A value to be signed once within ten minutes."""
    row = Challenge(id=new_id(), account_id=account.id, expires_at=clock.now() + rules.CHALLENGE_MS)
    db.session.add(row)
    return row.id


def open_challenge(account: Account) -> str:
    """A challenge for somebody who has proven nothing yet: at most five lie open at a time."""
    rows = db.session.scalars(
        select(Challenge.id)
        .where(
            Challenge.account_id == account.id,
            Challenge.used_at.is_(None),
            Challenge.expires_at > clock.now() + rules.CHALLENGE_MS // 2,
        )
        .order_by(Challenge.expires_at.desc())
        .limit(MOST_OPEN)
    ).all()
    return rows[0] if len(rows) == MOST_OPEN else new_challenge(account)


def take_challenge(account: Account, value: str) -> None:
    """Spend a challenge; raises `accounts.challenge` when it is old, used or another's."""
    row = db.session.scalar(select(Challenge).where(Challenge.id == value).with_for_update())
    now = clock.now()
    if row is None or row.account_id != account.id or row.used_at or now >= row.expires_at:
        raise errors.challenge()
    row.used_at = now


def _hash(text: str) -> str:
    return lookup_hash("access_code", rules.normal_code(text))


def _open_codes(account_id: str, purpose: str) -> list[AccessCode]:
    return list(
        db.session.scalars(
            select(AccessCode)
            .where(
                AccessCode.account_id == account_id,
                AccessCode.purpose == purpose,
                AccessCode.used_at.is_(None),
                AccessCode.withdrawn_at.is_(None),
            )
            .with_for_update(of=AccessCode)  # the joined account is only read
        )
    )


def _good(row: AccessCode) -> bool:
    return rules.code_is_good(
        expires_at=row.expires_at,
        used_at=row.used_at,
        withdrawn_at=row.withdrawn_at,
        attempts=row.attempts,
        now=clock.now(),
    )
